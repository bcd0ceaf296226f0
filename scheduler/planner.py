"""From the clock to what is due, and from what is due to the outbox."""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from threading import Event

from core.domain.schedule import Slot
from core.domain.subscriptions import PERSONAL
from core.ports import Chance, Store, UnitOfWork
from core.ports_outbox import Content
from core.ports_plan import Bucket, Due, Moved, Part, Span
from core.usecases.digest_content import VERSION, dump
from core.usecases.digests import compose
from core.usecases.goals import observe_all
from scheduler.clocks import is_to_be_trusted

COMPOSED = 100
"""So many contents are made in one transaction, and so many subscriptions that need one each are
taken on."""
SLOTS = 500
"""So many slots are looked at together."""
MOVERS = 100
"""So many who came to another slot are looked at in one transaction."""
DIGITS = 16
"""Of an id so many digits, the last, with the subscription's number behind them: 64 bits of chance
for each transaction tell one from the other, and two indexes hold an id of each message."""
MANY = 1000
"""After so many new messages the database looks at the outbox anew; after more, by itself."""


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


class _Planner:
    """One tick's work, transaction by transaction, until somebody else is at it."""

    def __init__(self, store: Store, chance: Chance, now: datetime, stop: Event) -> None:
        self._stop = stop
        self._store = store
        self._chance = chance
        self._now = now
        self._learned = False
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
                self._put(uow, [_alone(one, self._now) for one in moved])

    def fill(self, due: Sequence[tuple[Slot, date]]) -> None:
        """Plan these slots, as much in a transaction as there is room for."""
        for start in range(0, len(due), SLOTS):
            slots = due[start : start + SLOTS]
            with self._store.read() as uow:
                work = deque(uow.plan.parts(slots))
            while not self._stop.is_set():
                with self._store.write() as uow:
                    if uow.plan.hold() is None:
                        return
                    self._step(uow, work)
                    if not work:
                        uow.plan.filled(slots, self._now)
                        break

    def _step(self, uow: UnitOfWork, work: deque[Part]) -> None:
        """Plan what there is room for; contents first, and nothing more if they take it all."""
        parts = _take(uow, work)
        if not self._put(uow, parts):
            work.extendleft(reversed(parts))

    def _put(self, uow: UnitOfWork, parts: Sequence[Part]) -> bool:
        """Put these into the outbox; False if that needs more contents than can be made at once."""
        if not parts:
            return True
        contents = uow.plan.contents_due(parts, COMPOSED + 1)
        for due in contents[:COMPOSED]:
            uow.plan.keep(_content(uow, due), due.bucket.moment)
        if len(contents) > COMPOSED:
            return False
        self.planned += uow.plan.fill(parts, self._now, self._chance.new_id()[-DIGITS:])
        if self.planned >= MANY and not self._learned:
            uow.plan.learn()
            self._learned = True
        return True


def _alone(one: Moved, now: datetime) -> Part:
    bucket = Bucket(one.slot, one.kind, one.slot.latest_day(now))
    return Part(bucket, Span(one.number - 1, one.number, 1))


def _take(uow: UnitOfWork, work: deque[Part]) -> list[Part]:
    """From the front as much as there is room for; of a part that is too large, its beginning."""
    taken, room = [], float(uow.plan.room)
    personal = room / COMPOSED
    while work and room >= 1:
        part = work.popleft()
        each = personal if part.bucket.kind in PERSONAL else 1
        most = max(1, int(room / each))
        if part.span.count > most:
            first = uow.plan.span(part.bucket, part.span.after, most)
            if first is not None and first.to < part.span.to:
                rest = Span(first.to, part.span.to, part.span.count - first.count)
                work.appendleft(replace(part, span=rest))
                part = replace(part, span=first)
        taken.append(part)
        room -= part.span.count * each
    return taken


def _content(uow: UnitOfWork, due: Due) -> Content:
    bucket = due.bucket
    before = bucket.moment - bucket.slot.interval
    after = due.since if due.since and due.since < bucket.moment else before
    digest = compose(
        uow, bucket.kind, due.subject, day=bucket.day, after=after, until=bucket.moment
    )
    return Content(bucket.kind, due.subject, bucket.day, VERSION, dump(digest))
