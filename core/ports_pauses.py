"""What the core needs of a store to know where it can't speak now, and whom to tell of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.domain.people import Platform
from core.domain.subscriptions import Address, Subscription


@dataclass(frozen=True, slots=True)
class Affected:
    """A subscription that was paused or came back."""

    subscription: Subscription
    owner: str = ""
    """Of a shared conversation: the opaque id of whoever asked for it last, if that is known."""


class PauseStore(Protocol):
    """Subscriptions that wait until their conversation can be written to again.

    `whole` means all threads of the conversation, whatever the address says of one.
    """

    def own(self, subscription: Subscription, person: str) -> None:
        """Keep that this person asked last for a subscription which is there."""
        ...

    def pause(self, address: Address, reason: str, *, whole: bool = False) -> Sequence[Affected]:
        """Nothing arrives there: pause what is active. Returns what was active until now.

        Nobody is told anything there either, until they are heard from again.
        """
        ...

    def is_lost(self, address: Address) -> bool:
        """Whether something is paused there, or somebody can't be told anything there."""
        ...

    def revive(self, address: Address, at: datetime, *, whole: bool = False) -> Sequence[Affected]:
        """Something is heard from there: let what was paused come again from now on."""
        ...

    def rename(self, address: Address, conversation: str, at: datetime) -> None:
        """Let everything follow a conversation to its new id; done twice, it does nothing.

        Where the new one has a digest of the same kind, that one stays and the other is off. What
        was paused comes again. Messages that were posted keep the old id: their numbers count only
        there, and to edit one of the same number at the new place would spoil somebody else's.
        """
        ...


@dataclass(frozen=True, slots=True)
class Refusal:
    """A platform that takes nothing from the bot since then, with its own word for why."""

    platform: Platform
    since: datetime
    reason: str


class RefusalStore(Protocol):
    """The platforms that refuse the bot's token at present."""

    def all(self) -> Sequence[Refusal]:
        """Those that refuse it, by name."""
        ...

    def keep(self, platform: Platform, reason: str, at: datetime) -> bool:
        """Keep that it refuses; False if that was known, and then the first moment stays."""
        ...

    def lift(self, platform: Platform) -> bool:
        """It takes messages again; False if nothing else was known."""
        ...
