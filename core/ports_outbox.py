"""What the core needs of a store to send what nobody waits for at a prompt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from core.domain.people import Platform
from core.domain.subscriptions import (
    Address,
    Found,
    NotSent,
    SendResult,
    Subscription,
    Urgency,
    Work,
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a message says, computed once for all who get the same: facts as JSON, no words.

    `kind` is a digest's or a notice's. `subject` is whom a digest is about (a section's code, a
    person's id, nobody), or a notice's key. `day` is the reader's own on which a digest is due, so
    that Friday's has Friday's numbers. A reader accepts its own `version` and the one before.
    """

    kind: str
    subject: str
    day: date
    version: int
    payload: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One thing of the outbox to be done now, claimed by this process."""

    id: str
    work: Work
    address: Address
    content: Content
    language: str
    zone: str
    doubtful: bool
    """A former claim began to send it and never told the result."""
    held_until: datetime
    """The end of this claim's lease, by which its message knows the claim from a newer one."""
    again: bool = False
    """Rather twice than never."""
    attempts: int = 0
    person: str = ""
    """Who will read it, if it is one person."""
    subscription: Subscription | None = None
    """Of a digest."""
    message: str = ""
    """Of a retraction: the platform's id of the message; empty where it gave none. Of all else that
    is several messages: the ids of those that were sent before, with commas."""
    urgency: Urgency = Urgency.DIGEST
    found: Found | None = None
    """What a look-up found of it, if it was in doubt and could be looked up."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a message, and whether that is the last word."""

    posting: Posting
    result: SendResult | NotSent
    final: bool = True


class Outbox(Protocol):
    """What is to be sent. A row is unique on recipient, kind and key, now and ever."""

    def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        platforms: Sequence[Platform],
        urgencies: Sequence[Urgency] = tuple(Urgency),
    ) -> Sequence[Posting]:
        """Take what waits, by urgency and then by age; each is one caller's until its lease ends.

        Only for the given platforms: another process may serve the others. A content of an unknown
        version is left for a newer process.
        """
        ...

    def sending(self, postings: Sequence[Posting], until: datetime) -> Sequence[Posting]:
        """The first byte of these is about to be written: hold them until then.

        Without those that are not to be sent: whose lease ended so that somebody else has them,
        whose reader stopped the digest meanwhile, or for whose reader a newer one waits.
        """
        ...

    def postpone(self, postings: Sequence[Posting], until: datetime) -> None:
        """Nothing was written: let them wait until then, for whoever comes first."""
        ...

    def record(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Keep what became of them. What is not final waits: for a retry, or to be settled.

        Gone also pauses what comes to that conversation, or moves it all. A notice goes to the
        person's next address if there is one. Where a whole installation is gone, messages wait and
        nobody is paused. A claim that was lost to a newer one can't make the message wait: it is
        the newer one's.
        """
        ...
