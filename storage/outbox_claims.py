"""Statements that claim what waits in the outbox, and keep what became of it.

A claim is for one platform and one urgency, so that it walks along the index from the oldest to as
many as it wants, whatever else waits.
"""

from sqlalchemy import bindparam, delete, false, or_, select, update

from core.usecases.digest_content import VERSION
from storage import outbox_plan as plan
from storage.statements import AnySelect, Insertion, among, given, insert_into, text_at
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
    .order_by(outbox.c.available_at)
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
_GIVEN = given("postings")
THESE = (among(outbox.c.id, _GIVEN), STILL_HELD)
SENDING = (
    update(outbox)
    .where(*THESE, WANTED, ~plan.has_newer())
    .values(sending=True, available_at=bindparam("until"))
)
MARKED = select(outbox.c.id).where(*THESE, outbox.c.sending)
POSTPONE = update(outbox).where(*THESE).values(available_at=bindparam("until"), sending=False)
LATER = (
    update(outbox)
    .where(THIS, STILL_HELD)
    .values(
        available_at=bindparam("later"),
        attempts=outbox.c.attempts + bindparam("tried", type_=outbox.c.attempts.type),
        sending=False,
        doubtful=bindparam("in_doubt"),
        message=bindparam("begun"),
    )
)

_KEPT = [name for name in plan.MOVED if name != "attempts"]
_BECAME = [*_KEPT, "attempts", "result", "message", "reason", "done_at"]
_DONE, _ALL_DONE = given("done"), given("done", "all_done")
"""Of each message its id, what became of it, the platform's id of it, and why."""
_THEIRS = (
    *(outbox.c[name] for name in _KEPT),
    (outbox.c.attempts + 1).label("attempts"),
    text_at(_DONE, 1).label("result"),
    text_at(_DONE, 2).label("message"),
    text_at(_DONE, 3).label("reason"),
)
_AT = bindparam("at", type_=UtcDateTime)


def _kept(rows: AnySelect) -> Insertion:
    """Of two who record the same message the first is right."""
    kept = insert_into(deliveries).from_select(_BECAME, rows)
    return kept.on_conflict_do_nothing(index_elements=plan.KEY)


TO_DONE = _kept(select(*_THEIRS, _AT).where(outbox.c.id == text_at(_DONE, 0)))
NO_LONGER_WAITS = delete(outbox).where(among(outbox.c.id, _DONE))
_TAKEN_OUT = (
    delete(outbox)
    .where(among(outbox.c.id, _ALL_DONE), outbox.c.id == text_at(_DONE, 0))
    .returning(*_THEIRS)
    .cte("taken")
)
DONE = _kept(select(*(_TAKEN_OUT.c[name] for name in _BECAME[:-1]), _AT))
"""Both at once, which only PostgreSQL knows how to."""
