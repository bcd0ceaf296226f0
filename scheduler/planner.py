"""From the clock to what is due, and from what is due to the outbox."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from core.domain.schedule import Slot
from core.ports import Chance, Store, UnitOfWork
from core.ports_outbox import Bucket, Content
from core.usecases.digest_content import VERSION, dump
from core.usecases.digests import compose
from core.usecases.goals import observe_all

FURTHEST_BACK = timedelta(days=7)
"""After a longer absence only the latest digest is sent, never one for each week missed."""


def due_buckets(slots: Iterable[Slot], since: datetime, now: datetime) -> list[Bucket]:
    """The slots with a moment after `since` and not after `now`, each with its latest one."""
    moments = ((slot, slot.latest(now)) for slot in slots)
    return [
        Bucket(slot, moment, slot.period(moment), slot.day(moment))
        for slot, moment in moments
        if moment > since
    ]


def plan(store: Store, chance: Chance, now: datetime) -> int:
    """Put every digest that is due into the outbox; how many there were.

    One transaction under the planner's lock: of several processes one plans, and a crash leaves
    either all of it or nothing.
    """
    with store.write() as uow:
        since = uow.outbox.begin_planning(now) or now - FURTHEST_BACK
        buckets = due_buckets(uow.outbox.slots(), since, now)
        if buckets:
            observe_all(uow, now.date())
        return sum(_fill(uow, bucket, now, chance) for bucket in buckets)


def _fill(uow: UnitOfWork, bucket: Bucket, now: datetime, chance: Chance) -> int:
    for due in uow.outbox.contents_due(bucket):
        digest = compose(
            uow,
            due.kind,
            due.subject,
            day=bucket.day,
            after=due.since or bucket.moment - bucket.slot.interval,
            until=bucket.moment,
        )
        content = Content(due.kind, due.subject, bucket.day, VERSION, dump(digest))
        uow.outbox.keep(content)
    return uow.outbox.fill(bucket, now, chance.new_id())
