"""From the clock to what is due, and from what is due to the outbox."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from threading import Event

from core.domain.schedule import Slot
from core.domain.subscriptions import PERSONAL, DigestKind
from core.ports import Chance, Store, UnitOfWork
from core.ports_outbox import Content
from core.ports_plan import Bucket, Due, Span
from core.usecases.digest_content import VERSION, dump
from core.usecases.digests import compose
from core.usecases.goals import observe_all
from scheduler.clocks import is_to_be_trusted

ROOM = 20_000
"""So much is done in one transaction: a message each, or what takes as long. A transaction holds
SQLite's one write lock, and the messages of an hour may be a million."""
COMPOSING = 200
"""What it takes to make a content for one person, in messages put."""
LOOKING = 50
"""What it takes to find that nobody wants a kind of digest at that hour."""
MOVERS = 100
"""So many who came to another slot are looked at in one transaction."""
MANY = 1000
"""After so many new messages, and ten times as many, the database looks at the outbox anew."""


def due_slots(
    slots: Iterable[tuple[Slot, date | None]], now: datetime
) -> Iterator[tuple[Slot, date]]:
    """The slots whose last moment was not planned yet, with its local day.

    What is planned is a day, not a moment: where a zone's rules change between the two, the day
    is planned once all the same. Of the days before it none is: after a longer absence only the
    latest digest is sent.
    """
    for slot, planned in slots:
        day = slot.latest_day(now)
        if planned is None or day > planned:
            yield slot, day


def plan(store: Store, chance: Chance, now: datetime, stop: Event | None = None) -> int:
    """Put every digest that is due into the outbox; how many there were.

    Once `stop` is set it ends with the transaction that it is in, and others go on.

    Many short transactions under the planner's lock: of several processes one plans at a time, and
    the others don't wait for it. After a crash at any point the next tick of anybody goes on: what
    is planned already is found by its key, and left.
    """
    with store.write() as uow:
        if not is_to_be_trusted(uow, now):
            return 0
        due = list(due_slots(uow.plan.slots(), now))
        if due:
            observe_all(uow, now.date())
    planner = _Planner(store, chance, now, stop or Event())
    planner.look_after_movers()
    planner.fill(due)
    return planner.planned


def set_aside_unwanted(store: Store, now: datetime) -> int:
    """Set aside what waits for nobody any more; how many that were."""
    with store.read() as uow:
        ids = uow.plan.unwanted(now, MANY)
    if not ids:
        return 0
    with store.write() as uow:
        return uow.plan.set_aside(ids, now)


class _Planner:
    """One tick's work, transaction by transaction, until somebody else is at it."""

    def __init__(self, store: Store, chance: Chance, now: datetime, stop: Event) -> None:
        self._stop = stop
        self._store = store
        self._chance = chance
        self._now = now
        self._learn_at = MANY
        self.planned = 0

    def look_after_movers(self) -> None:
        """Plan for those who came to a slot after it was planned, or while it was."""
        taken = MOVERS
        while taken == MOVERS and not self._stop.is_set():
            with self._store.write() as uow:
                if uow.plan.hold() is None:
                    return
                moved = uow.plan.take_moved(MOVERS)
                taken = len(moved)
                for one in moved:
                    bucket = Bucket(one.slot, one.kind, one.slot.latest_day(self._now))
                    self._put(uow, bucket, Span(one.number - 1, one.number, 1))

    def fill(self, due: Iterable[tuple[Slot, date]]) -> None:
        """Plan these slots, as much in a transaction as there is room for."""
        work = _Work(due)
        while not work.done and not self._stop.is_set():
            with self._store.write() as uow:
                if uow.plan.hold() is None:
                    return
                room = ROOM
                while room > 0 and not work.done:
                    room -= self._step(uow, work, room)

    def _step(self, uow: UnitOfWork, work: "_Work", room: int) -> int:
        """Plan a part of a bucket; how much room it took."""
        bucket = work.bucket
        each = COMPOSING if bucket.kind in PERSONAL else 1
        span = uow.plan.span(bucket, work.after, max(1, room // each))
        if span is not None:
            self._put(uow, bucket, span)
            work.after = span.to
            return LOOKING + span.count * each
        if work.is_last_of_slot:
            uow.plan.filled(bucket.slot, bucket.day, self._now)
        work.next()
        return LOOKING

    def _put(self, uow: UnitOfWork, bucket: Bucket, span: Span) -> None:
        for due in uow.plan.contents_due(bucket, span):
            uow.plan.keep(_content(uow, bucket, due), bucket.moment)
        self.planned += uow.plan.fill(bucket, span, self._now, self._chance.new_id())
        if self.planned >= self._learn_at:
            uow.plan.learn()
            self._learn_at = 10 * self.planned


def _content(uow: UnitOfWork, bucket: Bucket, due: Due) -> Content:
    before = bucket.moment - bucket.slot.interval
    after = due.since if due.since and due.since < bucket.moment else before
    digest = compose(
        uow, bucket.kind, due.subject, day=bucket.day, after=after, until=bucket.moment
    )
    return Content(bucket.kind, due.subject, bucket.day, VERSION, dump(digest))


class _Work:
    """Where the planner is: which bucket of which slot, and after which subscription."""

    def __init__(self, due: Iterable[tuple[Slot, date]]) -> None:
        self._buckets = [Bucket(slot, kind, day) for slot, day in due for kind in DigestKind]
        self._at = 0
        self.after = 0

    @property
    def done(self) -> bool:
        return self._at == len(self._buckets)

    @property
    def bucket(self) -> Bucket:
        return self._buckets[self._at]

    @property
    def is_last_of_slot(self) -> bool:
        return (self._at + 1) % len(DigestKind) == 0

    def next(self) -> None:
        self._at += 1
        self.after = 0
