"""What a platform tells of where the bot is, and whether it may speak there."""

from dataclasses import dataclass

from core.domain.people import Platform
from core.domain.subscriptions import Address, Cause


@dataclass(frozen=True, slots=True)
class PutOut:
    """The bot was blocked, or put out of a conversation: of all its threads."""

    address: Address
    cause: Cause
    reason: str
    """In the platform's word."""


@dataclass(frozen=True, slots=True)
class LetIn:
    """The bot was unblocked, or is in a conversation again."""

    address: Address


@dataclass(frozen=True, slots=True)
class Renamed:
    """A conversation goes by another id from now on: a Telegram group became a supergroup."""

    address: Address
    """As it was."""
    conversation: str
    """As it is."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform takes nothing more from the bot: its token was revoked, the app removed."""

    platform: Platform
    reason: str
    """In the platform's word."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """The platform takes what the bot sends."""

    platform: Platform


Whereabouts = PutOut | LetIn | Renamed | Refused | Accepted
