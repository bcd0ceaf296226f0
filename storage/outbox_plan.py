"""Statements that put what is due into the outbox."""

from sqlalchemy import (
    Date,
    String,
    Table,
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
from storage.tables_messages import contents, deliveries, outbox, subscriptions
from storage.types import Result, UtcDateTime

ADDRESS = ("platform", "conversation", "thread")
KEY = ("recipient", "kind", "key")
"""What makes a message the same message, now and ever."""

_SUBJECT = func.coalesce(
    case(
        (subscriptions.c.kind.in_(PERSONAL), subscriptions.c.person),
        else_=subscriptions.c.section,
    ),
    "",
)
"""Whom a digest is about: a person, a section, or nobody in particular."""
SPAN = (
    and_(
        subscriptions.c.zone == bindparam("of_zone"),
        subscriptions.c.weekday == bindparam("of_weekday"),
        subscriptions.c.minute == bindparam("of_minute"),
        subscriptions.c.kind == bindparam("of_kind", type_=subscriptions.c.kind.type),
        subscriptions.c.id > bindparam("after"),
    ),
    subscriptions.c.id <= bindparam("to"),
)
"""A bucket's subscriptions from one number on, and up to another: both walk along one index."""
_RECIPIENT = literal("subscription ", String) + cast(subscriptions.c.id, String)


def _stands_in(table: Table) -> ColumnElement[bool]:
    return exists(
        select(table.c.id).where(
            table.c.recipient == _RECIPIENT,
            table.c.kind == cast(subscriptions.c.kind, String),
            table.c.key == bindparam("of_period", type_=String),
        )
    )


_DUE = and_(
    *SPAN,
    subscriptions.c.state == SubscriptionState.ACTIVE,
    subscriptions.c.since <= bindparam("moment", type_=UtcDateTime),
    or_(
        subscriptions.c.muted_until.is_(None),
        subscriptions.c.muted_until <= bindparam("of_day", type_=Date),
    ),
    ~_stands_in(deliveries),
)
_CONTENT = and_(
    contents.c.kind == subscriptions.c.kind,
    contents.c.subject == _SUBJECT,
    contents.c.day == bindparam("of_day", type_=Date),
    contents.c.until.is_not(None),
)

NEXT = (
    select(subscriptions.c.id)
    .where(SPAN[0])
    .order_by(
        *(subscriptions.c[name] for name in ("zone", "weekday", "minute", "kind", "id")),
    )
    .limit(bindparam("most"))
    .subquery()
)
SPAN_OF = select(func.max(NEXT.c.id), func.count())

CONTENTS_DUE = (
    select(_SUBJECT.label("subject"), func.min(subscriptions.c.covered_until).label("since"))
    .where(_DUE, ~_stands_in(outbox), ~exists(select(contents.c.id).where(_CONTENT)))
    .group_by(_SUBJECT)
    .order_by("subject")
)
_KEEPING = insert_into(contents)
KEEP = _KEEPING.on_conflict_do_update(
    index_elements=["kind", "subject", "day"],
    set_={name: _KEEPING.excluded[name] for name in ("version", "payload", "until")},
    where=contents.c.until.is_(None),
)
"""One that a clock which was ahead made for a day to come is made anew."""

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
            bindparam("not_before", type_=UtcDateTime),
            contents.c.version,
            literal(0),
            literal(""),
            false(),
            false(),
            false(),
            literal(Urgency.DIGEST, outbox.c.urgency.type),
        )
        .select_from(subscriptions.join(contents, _CONTENT))
        .where(_DUE, ~_stands_in(outbox)),
    )
    .on_conflict_do_nothing(index_elements=KEY)
)
"""All that is due at one local moment. A message that waits or was sent under the same key stays
the only one. What waits is looked for like what was sent, in one snapshot, because the key alone is
not enough: while this statement runs, a message may be delivered and leave the outbox."""

MARK = (
    update(subscriptions)
    .where(
        *SPAN,
        exists(
            select(outbox.c.id).where(
                outbox.c.id
                == bindparam("new_id", type_=String) + "-" + cast(subscriptions.c.id, String)
            )
        ),
    )
    .values(covered_until=select(contents.c.until).where(_CONTENT).scalar_subquery())
)
"""From when on the next one tells what happened, where that depends on the one before."""

LEARN = text("ANALYZE outbox")


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
        <= select(contents.c.day)
        .where(contents.c.id == outbox.c.content_id)
        .correlate(outbox)
        .scalar_subquery(),
    ),
)
"""Whether a digest that waits is still wanted by its subscription."""
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

_UNWANTED = (
    or_(~WANTED, has_newer()),
    outbox.c.available_at <= bindparam("now", type_=UtcDateTime),
)
_THESE = outbox.c.id.in_(bindparam("ids", expanding=True))
UNWANTED = select(outbox.c.id).join(subscriptions).where(*_UNWANTED).limit(bindparam("most"))
"""What nobody wants any more, unless it is being sent just now."""
STILL_UNWANTED = (
    select(outbox.c.id)
    .join(subscriptions)
    .where(_THESE, *_UNWANTED)
    .with_for_update(skip_locked=True, of=outbox)
)
SET_ASIDE = (
    insert_into(deliveries)
    .from_select(
        [*MOVED, "result", "message", "reason", "done_at"],
        select(
            *(outbox.c[name] for name in MOVED),
            literal(Result.STOPPED, deliveries.c.result.type),
            literal(""),
            literal(""),
            bindparam("now", type_=UtcDateTime),
        ).where(_THESE),
    )
    .on_conflict_do_nothing(index_elements=KEY)
)
CLEAR = delete(outbox).where(_THESE)
