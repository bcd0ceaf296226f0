"""Who wants which digest, where and when, and what happened to it."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from core.domain.people import Platform
from core.domain.schedule import Slot


class DigestKind(StrEnum):
    """What a digest is about."""

    GOALS = "goals"


class SubscriptionState(StrEnum):
    """Whether a digest is sent: `off` by the reader's will, `paused` because it can't arrive."""

    ACTIVE = "active"
    OFF = "off"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class Address:
    """A conversation on a platform: a Slack channel or user id, a Telegram chat id.

    `thread` is a Telegram topic or a Slack thread; empty for the conversation itself.
    """

    platform: Platform
    conversation: str
    thread: str = ""


@dataclass(frozen=True, slots=True)
class Subscription:
    """One digest for one conversation. `section` makes it speak of that section's own numbers."""

    address: Address
    slot: Slot
    since: datetime
    """When it was made or last moved: nothing that was due before is sent."""
    person: str = ""
    """The reader's opaque id; empty for a channel or group."""
    section: str = ""
    language: str = "en"
    state: SubscriptionState = SubscriptionState.ACTIVE
    kind: DigestKind = DigestKind.GOALS
    last_period: str = field(default="", compare=False)
    """The local week of the last one that was planned, as `Slot.period` writes it; told only."""

    def following(self, now: datetime) -> datetime:
        """When the next one comes, in UTC: none in a local week that has had one."""
        moment = self.slot.following(now)
        while self.slot.period(moment) <= self.last_period:
            moment = self.slot.following(moment)
        return moment


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform took it. `message` is its id there."""

    message: str


@dataclass(frozen=True, slots=True)
class Retry:
    """It was certainly not sent; try again after so many seconds."""

    after: float
    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """It can't be sent to this recipient any more; `moved_to` names the conversation's new id."""

    reason: str
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been sent: the answer was lost after the request was written."""

    reason: str


@dataclass(frozen=True, slots=True)
class Defect:
    """Our own fault, which repeating would not mend: set aside and shown to the operator."""

    reason: str


SendResult = Delivered | Retry | Gone | Unknown | Defect
