"""Statements that put what is due into the outbox."""

from sqlalchemy import (
    Date,
    String,
    and_,
    bindparam,
    case,
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

from core.domain.subscriptions import PERSONAL, SubscriptionState, Urgency, Work
from storage.statements import insert_into
from storage.tables_messages import contents, deliveries, outbox, planner, subscriptions
from storage.types import Result, UtcDateTime

ADDRESS = ("platform", "conversation", "thread")
KEY = ("recipient", "kind", "key")
"""What makes a message the same message, now and ever."""

HOLD = select(planner.c.planned_until).with_for_update()
PLANNED = update(planner).values(planned_until=bindparam("now"))

SLOTS = (
    select(subscriptions.c.weekday, subscriptions.c.minute, subscriptions.c.zone)
    .where(subscriptions.c.state == SubscriptionState.ACTIVE)
    .distinct()
)

_SUBJECT = func.coalesce(
    case(
        (subscriptions.c.kind.in_(PERSONAL), subscriptions.c.person),
        else_=subscriptions.c.section,
    ),
    "",
)
"""Whom a digest is about: a person, a section, or nobody in particular."""
_DUE = and_(
    subscriptions.c.state == SubscriptionState.ACTIVE,
    subscriptions.c.weekday == bindparam("of_weekday"),
    subscriptions.c.minute == bindparam("of_minute"),
    subscriptions.c.zone == bindparam("of_zone"),
    subscriptions.c.since <= bindparam("moment", type_=UtcDateTime),
    or_(
        subscriptions.c.muted_until.is_(None),
        subscriptions.c.muted_until <= bindparam("of_day", type_=Date),
    ),
    or_(
        subscriptions.c.last_period.is_(None),
        subscriptions.c.last_period < bindparam("of_period", type_=String),
        func.length(subscriptions.c.last_period)
        != func.length(bindparam("of_period", type_=String)),
    ),
)
"""A week is not compared with a day: whoever goes from one to the other begins anew."""
_CONTENT = and_(
    contents.c.kind == subscriptions.c.kind,
    contents.c.subject == _SUBJECT,
    contents.c.day == bindparam("of_day", type_=Date),
)

CONTENTS_DUE = (
    select(
        subscriptions.c.kind,
        _SUBJECT.label("subject"),
        func.min(subscriptions.c.covered_until).label("since"),
    )
    .where(_DUE, ~exists(select(contents.c.id).where(_CONTENT)))
    .group_by(subscriptions.c.kind, _SUBJECT)
    .order_by(subscriptions.c.kind, "subject")
)
KEEP = insert_into(contents).on_conflict_do_nothing()

_RECIPIENT = literal("subscription ", String) + cast(subscriptions.c.id, String)
_DONE_BEFORE = exists(
    select(deliveries.c.id).where(
        deliveries.c.recipient == _RECIPIENT,
        deliveries.c.kind == cast(subscriptions.c.kind, String),
        deliveries.c.key == bindparam("of_period", type_=String),
    )
)
FILL = (
    insert_into(outbox)
    .from_select(
        [
            "id",
            "work",
            "subscription_id",
            "content_id",
            *ADDRESS,
            *KEY,
            "planned_at",
            "available_at",
            "version",
            "attempts",
            "message",
            "again",
            "sending",
            "doubtful",
            "urgency",
        ],
        select(
            bindparam("new_id", type_=String) + "-" + cast(subscriptions.c.id, String),
            literal(Work.DIGEST, outbox.c.work.type),
            subscriptions.c.id,
            contents.c.id,
            *(subscriptions.c[name] for name in ADDRESS),
            _RECIPIENT,
            cast(subscriptions.c.kind, String),
            bindparam("of_period", type_=String),
            bindparam("now", type_=UtcDateTime),
            bindparam("moment", type_=UtcDateTime),
            contents.c.version,
            literal(0),
            literal(""),
            false(),
            false(),
            false(),
            literal(Urgency.DIGEST, outbox.c.urgency.type),
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
    .values(
        last_period=bindparam("of_period"), covered_until=bindparam("moment", type_=UtcDateTime)
    )
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
            func.length(newer.c.key) == func.length(outbox.c.key),
            newer.c.key > outbox.c.key,
        )
    )


WANTED = and_(
    subscriptions.c.state == SubscriptionState.ACTIVE,
    or_(
        subscriptions.c.muted_until.is_(None),
        subscriptions.c.muted_until
        <= select(contents.c.day).where(contents.c.id == outbox.c.content_id).scalar_subquery(),
    ),
)
"""Whether a digest that waits is still wanted by its subscription."""
_UNWANTED = (
    select(outbox.c.id)
    .join(subscriptions)
    .where(
        or_(~WANTED, has_newer()),
        outbox.c.available_at <= bindparam("now", type_=UtcDateTime),
    )
)
MOVED = (
    "id",
    "work",
    "subscription_id",
    "content_id",
    *ADDRESS,
    *KEY,
    "person",
    "planned_at",
    "attempts",
)
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
