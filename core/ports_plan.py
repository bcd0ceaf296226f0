"""What the core needs of a store to plan digests: what is due, for whom, and what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from core.domain.schedule import Slot
from core.domain.subscriptions import DigestKind
from core.ports_outbox import Content


@dataclass(frozen=True, slots=True)
class Bucket:
    """All subscriptions to one kind of digest that are due at the same local moment."""

    slot: Slot
    kind: DigestKind
    day: date
    """The local day."""

    @property
    def moment(self) -> datetime:
        """When it is due, in UTC."""
        return self.slot.on(self.day)

    @property
    def period(self) -> str:
        """The local week or day: nobody gets two of the same."""
        return self.slot.period(self.day)


@dataclass(frozen=True, slots=True)
class Span:
    """So many subscriptions of a bucket as fit into one transaction, by their numbers."""

    after: int
    to: int
    count: int


@dataclass(frozen=True, slots=True)
class Part:
    """Some of a bucket."""

    bucket: Bucket
    span: Span


@dataclass(frozen=True, slots=True)
class Due:
    """A content that is needed: about whom, and from when on what happened counts."""

    bucket: Bucket
    subject: str
    since: datetime | None
    """Up to when the one before told; None for the first."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A subscription that is new or was changed since its slot was planned."""

    number: int
    slot: Slot
    kind: DigestKind


@dataclass(frozen=True, slots=True)
class Watermark:
    """Until when was planned, and since when the clock has been before that."""

    planned_until: datetime | None
    doubted_since: datetime | None = None


class PlanStore(Protocol):
    """What is due. A digest is unique on subscription, kind and period, now and ever."""

    @property
    def room(self) -> int:
        """How many messages one transaction may well put, without anybody having to wait for it."""
        ...

    def hold(self) -> Watermark | None:
        """Hold the plan until the end of this unit of work; None while somebody else has it."""
        ...

    def watermark(self) -> Watermark:
        """The same, without holding it."""
        ...

    def database_clock(self) -> datetime | None:
        """What the database's own clock says; None where it is this machine's."""
        ...

    def keep_watermark(self, watermark: Watermark) -> None:
        """Keep until when was planned."""
        ...

    def set_back(self, now: datetime) -> None:
        """Undo what was planned, and forget what was noted, by a clock that was ahead."""
        ...

    def slots(self) -> Sequence[tuple[Slot, date | None]]:
        """The distinct slots, each with the last day for which it was planned to the end."""
        ...

    def take_moved(self, most: int) -> Sequence[Moved]:
        """Subscriptions that came to a slot which may have been planned; each is given once."""
        ...

    def parts(self, slots: Sequence[tuple[Slot, date]]) -> Sequence[Part]:
        """The buckets of these slots on these days that are not empty, each as a whole."""
        ...

    def span(self, bucket: Bucket, after: int, most: int) -> Span | None:
        """The bucket's next subscriptions after that number, due or not; None if there is none."""
        ...

    def contents_due(self, parts: Sequence[Part], most: int) -> Sequence[Due]:
        """Distinct contents that these subscriptions need and lack, so many at most."""
        ...

    def keep(self, content: Content, until: datetime) -> None:
        """Keep a content that tells up to a moment; one of the same kind, subject and day stays."""
        ...

    def fill(self, parts: Sequence[Part], now: datetime, new_id: str) -> int:
        """Put all that is due of these into the outbox in one statement; how many there were.

        Each one's id is made of `new_id` and the subscription's number. One that is late waits for
        the end of the night there.
        """
        ...

    def filled(self, slots: Sequence[tuple[Slot, date]], now: datetime) -> None:
        """Those days of these slots are planned to the end."""
        ...

    def learn(self) -> None:
        """Let the database look at the outbox anew, which holds many more than it believes."""
        ...
