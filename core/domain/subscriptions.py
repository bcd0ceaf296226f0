"""Who wants which digest, where and when, and what happened to it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum, StrEnum

from core.domain.people import Platform
from core.domain.schedule import Slot


class DigestKind(StrEnum):
    """What a digest is about."""

    GOALS = "goals"
    SECTION = "section"
    """What a section has to do."""
    CASES = "cases"
    """The cases that a person, or a section of theirs, took on or follows."""
    CHANGES = "changes"
    """What changed on the cases that a person follows from day to day."""
    STEWARDS = "stewards"
    BOARD = "board"


PERSONAL = frozenset({DigestKind.CASES, DigestKind.CHANGES})
"""Made for one person, and sent to nobody else."""


class Work(StrEnum):
    """What is to be done with a row of the outbox."""

    DIGEST = "digest"
    NOTICE = "notice"
    RETRACTION = "retraction"
    """To take back a message that was posted."""


class Urgency(IntEnum):
    """In which order what waits is sent: a stop of action never stands behind a million digests."""

    AT_ONCE = 0
    SOON = 1
    DIGEST = 2


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
    muted_until: date | None = None
    """From that day in the reader's zone on it comes again by itself."""

    def following(self, now: datetime, had: Collection[str] = ()) -> datetime:
        """When the next one comes, in UTC, if these are the periods that have had theirs.

        Where the last moment's did not come, because nobody was there to send it or the reader
        moved to where it is over, that is at once, or after the night.
        """
        day = self.slot.latest_day(now)
        if self.slot.on(day) >= self.since and self._wants(day, had):
            return self.slot.undisturbed(day, now)
        day = self.slot.following_day(now)
        while not self._wants(day, had):
            day += self.slot.interval
        return self.slot.on(day)

    def _wants(self, day: date, had: Collection[str]) -> bool:
        """Whether that day's comes: none in a period that has had one, and none while muted."""
        muted = self.muted_until is not None and day < self.muted_until
        return not muted and self.slot.period(day) not in had


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform took it. `message` is its id there."""

    message: str


@dataclass(frozen=True, slots=True)
class Retry:
    """It was certainly not sent; try again after so many seconds."""

    after: float
    reason: str
    wide: bool = False
    """The platform asks for this pause from the whole bot or workspace, not for one message."""
    begun: str = ""
    """Where it is several messages: the ids of those that were sent, with commas."""


class Cause(StrEnum):
    """Why nothing arrives in a conversation, as far as it changes what can be done about it."""

    BLOCKED = "blocked"
    """The person does not want to hear from the bot."""
    REMOVED = "removed"
    """The bot is not in the conversation, or may not know of it, which is the same to it."""
    CLOSED = "closed"
    """The conversation was archived or deleted."""
    FORBIDDEN = "forbidden"
    """The bot is there, and may not write."""
    NOT_STARTED = "not_started"
    """The person never spoke to the bot in private, without which it may not begin."""
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Gone:
    """It can't be sent to this recipient any more; `moved_to` names the conversation's new id."""

    reason: str
    moved_to: str = ""
    wide: bool = False
    """Nobody of the installation can be reached: its token is refused, or the app was removed."""
    cause: Cause = Cause.OTHER
    begun: str = ""
    """As of a Retry."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been sent: the answer was lost after the request was written."""

    reason: str
    begun: str = ""
    """As of a Retry: those of which it is known."""


@dataclass(frozen=True, slots=True)
class Defect:
    """Our own fault, which repeating would not mend: set aside and shown to the operator."""

    reason: str
    begun: str = ""
    """As of a Retry."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a platform has of a delivery whose sending was interrupted; maybe nothing."""

    messages: str = ""
    """The ids of its messages that are there, with commas."""
    whole: bool = False
    """Whether they are all of it."""
    named: frozenset[str] = frozenset()
    """The references of the cases that they name, as they stand there."""


class NotSent(StrEnum):
    """Why something that waited was not sent, as it should be."""

    EMPTY = "empty"
    """It has nothing to say."""
    HIDDEN = "hidden"
    """What it tells may not be shown to its reader any more."""


Failure = Retry | Gone | Unknown | Defect
SendResult = Delivered | Failure
