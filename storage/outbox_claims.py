"""Statements that claim what waits in the outbox, and keep what became of it.

A claim is for one platform and one urgency, so that it walks along the index from the oldest to as
many as it wants, whatever else waits.
"""

from sqlalchemy import FromClause, bindparam, delete, false, or_, select, update

from core.usecases.digest_content import VERSION
from storage import outbox_plan as plan
from storage.statements import AnySelect, insert_into
from storage.tables_messages import contents, deliveries, outbox, subscriptions
from storage.types import UtcDateTime

READABLE = (VERSION - 1, VERSION)
"""The versions of a content that this program reads; others are left for a newer one."""

WANTED = or_(
    outbox.c.subscription_id.is_(None),
    select(subscriptions.c.id)
    .where(subscriptions.c.id == outbox.c.subscription_id, plan.WANTED)
    .correlate(outbox)
    .exists(),
)
READ = (
    "work",
    "subscription_id",
    "content_id",
    *plan.ADDRESS,
    "person",
    "language",
    "zone",
    "message",
    "again",
    "attempts",
    "doubtful",
    "urgency",
)
FREE = (
    select(outbox.c.id)
    .where(
        outbox.c.platform == bindparam("of_platform", type_=outbox.c.platform.type),
        outbox.c.urgency == bindparam("of_urgency"),
        outbox.c.available_at <= bindparam("now"),
        outbox.c.version.in_(READABLE),
        WANTED,
    )
    .order_by(outbox.c.available_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
    .cte("free")
)
CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(select(FREE.c.id)))
    .values(
        available_at=bindparam("until"),
        doubtful=or_(outbox.c.doubtful, outbox.c.sending),
        sending=false(),
    )
    .returning(
        outbox.c.planned_at,
        outbox.c.id,
        *(outbox.c[name] for name in READ),
    )
)
SUBSCRIPTIONS = select(subscriptions).where(
    subscriptions.c.id.in_(bindparam("ids", expanding=True))
)
CONTENTS = select(contents).where(contents.c.id.in_(bindparam("ids", expanding=True)))

THIS = outbox.c.id == bindparam("posting")
STILL_HELD = outbox.c.available_at == bindparam("held_until", type_=UtcDateTime)
"""Leases only ever get later, so that no two claims of a message end at the same moment."""
THESE = (outbox.c.id.in_(bindparam("postings", expanding=True)), STILL_HELD)
SENDING = (
    update(outbox)
    .where(*THESE, WANTED, ~plan.has_newer())
    .values(sending=True, available_at=bindparam("until"))
    .returning(outbox.c.id)
)
POSTPONE = update(outbox).where(*THESE).values(available_at=bindparam("until"), sending=False)
LATER = (
    update(outbox)
    .where(THIS, STILL_HELD)
    .values(
        available_at=bindparam("later"),
        attempts=outbox.c.attempts + bindparam("tried", type_=outbox.c.attempts.type),
        sending=False,
        doubtful=bindparam("in_doubt"),
    )
)

_KEPT = [name for name in plan.MOVED if name != "attempts"]
_BECAME = [*_KEPT, "attempts", "result", "message", "reason", "done_at"]


def _became(row: FromClause) -> AnySelect:
    """What a delivery keeps of a row that waited."""
    return select(
        *(row.c[name] for name in _KEPT),
        row.c.attempts + 1,
        bindparam("became", type_=deliveries.c.result.type),
        bindparam("its_message", type_=deliveries.c.message.type),
        bindparam("why", type_=deliveries.c.reason.type),
        bindparam("at", type_=UtcDateTime),
    )


TO_DONE = (
    insert_into(deliveries)
    .from_select(_BECAME, _became(outbox).where(THIS))
    .on_conflict_do_nothing(index_elements=plan.KEY)
)
NO_LONGER_WAITS = delete(outbox).where(THIS)
_TAKEN_OUT = delete(outbox).where(THIS).returning(*(outbox.c[n] for n in plan.MOVED)).cte("done")
DONE = (
    insert_into(deliveries)
    .from_select(_BECAME, _became(_TAKEN_OUT))
    .on_conflict_do_nothing(index_elements=plan.KEY)
)
"""Both at once, which only PostgreSQL knows how to."""
