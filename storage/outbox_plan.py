"""Statements that put what is due into the outbox."""

from sqlalchemy import (
    String,
    and_,
    bindparam,
    cast,
    delete,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from core.domain.subscriptions import SubscriptionState
from storage.statements import insert_into
from storage.tables_messages import contents, deliveries, outbox, planner, subscriptions
from storage.types import Result, UtcDateTime

ADDRESS = ("platform", "conversation", "thread")
KEY = (*ADDRESS, "kind", "period")
"""What makes a message the same message, now and ever."""

HOLD = select(planner.c.planned_until).with_for_update()
PLANNED = update(planner).values(planned_until=bindparam("now"))

SLOTS = (
    select(subscriptions.c.weekday, subscriptions.c.minute, subscriptions.c.zone)
    .where(subscriptions.c.state == SubscriptionState.ACTIVE)
    .distinct()
)

_SECTION = func.coalesce(subscriptions.c.section, "")
_DUE = and_(
    subscriptions.c.state == SubscriptionState.ACTIVE,
    subscriptions.c.weekday == bindparam("of_weekday"),
    subscriptions.c.minute == bindparam("of_minute"),
    subscriptions.c.zone == bindparam("of_zone"),
    subscriptions.c.since <= bindparam("moment", type_=UtcDateTime),
    or_(
        subscriptions.c.last_period.is_(None),
        subscriptions.c.last_period < bindparam("of_period"),
    ),
)
_CONTENT = and_(
    contents.c.kind == subscriptions.c.kind,
    contents.c.section == _SECTION,
    contents.c.day == bindparam("of_day"),
)

SECTIONS_DUE = (
    select(_SECTION.label("section"))
    .where(_DUE, ~exists(select(contents.c.id).where(_CONTENT)))
    .distinct()
    .order_by("section")
)
KEEP = insert_into(contents).on_conflict_do_nothing()

_DONE_BEFORE = exists(
    select(deliveries.c.id).where(
        *(deliveries.c[name] == subscriptions.c[name] for name in (*ADDRESS, "kind")),
        deliveries.c.period == bindparam("of_period"),
    )
)
FILL = (
    insert_into(outbox)
    .from_select(
        [
            "id",
            "subscription_id",
            "content_id",
            *KEY,
            "planned_at",
            "available_at",
            "version",
            "attempts",
            "sending",
            "doubtful",
        ],
        select(
            bindparam("new_id", type_=String) + "-" + cast(subscriptions.c.id, String),
            subscriptions.c.id,
            contents.c.id,
            *(subscriptions.c[name] for name in (*ADDRESS, "kind")),
            bindparam("of_period", type_=String),
            bindparam("now", type_=UtcDateTime),
            bindparam("moment", type_=UtcDateTime),
            contents.c.version,
            literal(0),
            false(),
            false(),
        )
        .select_from(subscriptions.join(contents, _CONTENT))
        .where(_DUE, ~_DONE_BEFORE),
    )
    .on_conflict_do_nothing(index_elements=KEY)
)
"""All that is due at one local moment. A message that waits or was sent under the same key stays
the only one."""

MARK = (
    update(subscriptions)
    .where(_DUE, exists(select(contents.c.id).where(_CONTENT)))
    .values(last_period=bindparam("of_period"))
)
"""The same subscriptions, from now on planned until that period."""

ANALYZE = text("ANALYZE outbox")


def has_newer() -> ColumnElement[bool]:
    """Whether the reader's next message of the kind waits: of two they get only the newer."""
    newer = outbox.alias("newer")
    return exists(
        select(newer.c.id).where(
            newer.c.subscription_id == outbox.c.subscription_id,
            newer.c.kind == outbox.c.kind,
            newer.c.period > outbox.c.period,
        )
    )


_UNWANTED = (
    select(outbox.c.id)
    .join(subscriptions)
    .where(
        or_(subscriptions.c.state != SubscriptionState.ACTIVE, has_newer()),
        outbox.c.available_at <= bindparam("now", type_=UtcDateTime),
    )
)
MOVED = ("id", "subscription_id", "content_id", *KEY, "planned_at", "attempts")
"""What a delivery takes over from the row that waited."""

SET_ASIDE = insert_into(deliveries).from_select(
    [*MOVED, "result", "message", "reason", "done_at"],
    select(
        *(outbox.c[name] for name in MOVED),
        literal(Result.STOPPED, deliveries.c.result.type),
        literal(""),
        literal(""),
        bindparam("now", type_=UtcDateTime),
    ).where(outbox.c.id.in_(_UNWANTED)),
)
CLEAR = delete(outbox).where(outbox.c.id.in_(_UNWANTED))
"""What nobody wants any more, unless it is being sent just now."""
