"""Statements that put what is due into the outbox."""

from sqlalchemy import (
    String,
    Table,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    type_coerce,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from core.domain.subscriptions import PERSONAL, SubscriptionState, Urgency, Work
from storage.statements import (
    day_at,
    given,
    insert_into,
    moment_at,
    number_at,
    number_of,
    object_at,
    text_at,
)
from storage.tables_messages import contents, deliveries, outbox, subscriptions
from storage.types import UtcDateTime

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
_GIVEN = given("parts")
_PARTS = (
    select(
        number_at(_GIVEN, 0).label("weekday"),
        number_at(_GIVEN, 1).label("minute"),
        text_at(_GIVEN, 2).label("zone"),
        type_coerce(text_at(_GIVEN, 3), subscriptions.c.kind.type).label("kind"),
        text_at(_GIVEN, 4).label("period"),
        day_at(_GIVEN, 5).label("day"),
        moment_at(_GIVEN, 6).label("moment"),
        moment_at(_GIVEN, 7).label("not_before"),
        number_at(_GIVEN, 8).label("after"),
        number_at(_GIVEN, 9).label("to"),
        number_at(_GIVEN, 10).label("place"),
        object_at(_GIVEN, 11).label("contents"),
    )
    .offset(literal_column("0"))
    .subquery("parts")
)
"""Parts of buckets, each with its place in the list that is given and its contents by subject. The
offset has PostgreSQL read them once, and not once for each subscription."""
_IN_SLOT = and_(
    subscriptions.c.zone == _PARTS.c.zone,
    subscriptions.c.weekday == _PARTS.c.weekday,
    subscriptions.c.minute == _PARTS.c.minute,
)
_IN_PART = subscriptions.join(
    _PARTS,
    and_(
        _IN_SLOT,
        subscriptions.c.kind == _PARTS.c.kind,
        subscriptions.c.id > _PARTS.c.after,
        subscriptions.c.id <= _PARTS.c.to,
    ),
)
"""A part's subscriptions, along the index of the slots."""
SIZES = (
    select(
        _PARTS.c.place,
        subscriptions.c.kind,
        func.max(subscriptions.c.id).label("to"),
        func.count().label("members"),
    )
    .select_from(subscriptions.join(_PARTS, _IN_SLOT))
    .group_by(_PARTS.c.place, subscriptions.c.kind)
    .order_by(_PARTS.c.place, subscriptions.c.kind)
)
_NEXT = (
    select(subscriptions.c.id)
    .where(
        subscriptions.c.zone == bindparam("of_zone"),
        subscriptions.c.weekday == bindparam("of_weekday"),
        subscriptions.c.minute == bindparam("of_minute"),
        subscriptions.c.kind == bindparam("of_kind", type_=subscriptions.c.kind.type),
        subscriptions.c.id > bindparam("after"),
    )
    .order_by(*(subscriptions.c[name] for name in ("zone", "weekday", "minute", "kind", "id")))
    .limit(bindparam("most"))
    .subquery()
)
SPAN = select(func.max(_NEXT.c.id), func.count())

_RECIPIENT = literal("subscription ", String) + cast(subscriptions.c.id, String)
_ID = bindparam("new_id", type_=String) + "-" + cast(subscriptions.c.id, String)


def _stands_in(table: Table) -> ColumnElement[bool]:
    """Whether the period's stands there: one probe of the unique index.

    As EXISTS it would become a join, of which PostgreSQL compares the key only after having read
    all the periods that a subscription ever had.
    """
    found = select(table.c.id).where(
        table.c.recipient == _RECIPIENT,
        table.c.kind == cast(subscriptions.c.kind, String),
        table.c.key == _PARTS.c.period,
    )
    return found.correlate(subscriptions, _PARTS).scalar_subquery().is_not(None)


_WISHED = and_(
    subscriptions.c.state == SubscriptionState.ACTIVE,
    subscriptions.c.since <= _PARTS.c.moment,
    or_(subscriptions.c.muted_until.is_(None), subscriptions.c.muted_until <= _PARTS.c.day),
)
_NEEDED = (
    select(
        func.min(_PARTS.c.place).label("place"),
        subscriptions.c.kind,
        _SUBJECT.label("subject"),
        _PARTS.c.day,
        func.min(subscriptions.c.covered_until).label("since"),
    )
    .select_from(_IN_PART)
    .where(
        _WISHED,
        or_(
            subscriptions.c.kind.not_in(PERSONAL),
            and_(~_stands_in(deliveries), ~_stands_in(outbox)),
        ),
    )
    .group_by(subscriptions.c.kind, _SUBJECT, _PARTS.c.day)
    .subquery("needed")
)
"""What many share is needed where one may be due; what is one reader's own where it is due."""
_IS_THERE = and_(
    contents.c.kind == _NEEDED.c.kind,
    contents.c.subject == _NEEDED.c.subject,
    contents.c.day == _NEEDED.c.day,
    contents.c.until.is_not(None),
)
CONTENTS_DUE = (
    select(_NEEDED.c.place, _NEEDED.c.subject, _NEEDED.c.since)
    .where(~exists(select(contents.c.id).where(_IS_THERE)))
    .order_by(_NEEDED.c.place, _NEEDED.c.subject)
    .limit(bindparam("most"))
)
_FOUND = select(
    contents.c.kind, contents.c.subject, contents.c.day, contents.c.id, contents.c.version
)
OWN_CONTENTS = _FOUND.select_from(_NEEDED.join(contents, _IS_THERE))
SHARED_CONTENTS = _FOUND.where(
    contents.c.kind.in_(bindparam("kinds", expanding=True)),
    contents.c.day.in_(bindparam("days", expanding=True)),
    contents.c.until.is_not(None),
)
"""Of these there are few, whatever the number of readers."""
_KEEPING = insert_into(contents)
KEEP = _KEEPING.on_conflict_do_update(
    index_elements=["kind", "subject", "day"],
    set_={name: _KEEPING.excluded[name] for name in ("version", "payload", "until")},
    where=contents.c.until.is_(None),
)
"""One that a clock which was ahead made for a day to come is made anew."""

VERSIONS = 64
"""More than a content's version will ever be: its number and version are given as one number."""
_DUE = (
    select(
        subscriptions.c.id,
        *(subscriptions.c[name] for name in ADDRESS),
        subscriptions.c.kind,
        _PARTS.c.period,
        _PARTS.c.not_before,
        number_of(_PARTS.c.contents, _SUBJECT).label("found"),
    )
    .select_from(_IN_PART)
    .where(_WISHED, ~_stands_in(deliveries), ~_stands_in(outbox))
    .offset(literal_column("0"))
    .subquery("due")
)
"""The offset has both databases look up each content once."""
_NEW = {
    "id": bindparam("new_id", type_=String) + "-" + cast(_DUE.c.id, String),
    "work": literal(Work.DIGEST, outbox.c.work.type),
    "subscription_id": _DUE.c.id,
    "content_id": _DUE.c.found // VERSIONS,
    **{name: _DUE.c[name] for name in ADDRESS},
    "recipient": literal("subscription ", String) + cast(_DUE.c.id, String),
    "kind": cast(_DUE.c.kind, String),
    "key": _DUE.c.period,
    "planned_at": bindparam("now", type_=UtcDateTime),
    "available_at": _DUE.c.not_before,
    "version": _DUE.c.found % VERSIONS,
    "attempts": literal(0),
    "message": literal(""),
    "again": false(),
    "sending": false(),
    "doubtful": false(),
    "urgency": literal(Urgency.DIGEST, outbox.c.urgency.type),
}
FILL = insert_into(outbox).from_select(
    list(_NEW), select(*_NEW.values()).where(_DUE.c.found.is_not(None))
)
"""All that is due of some buckets.

What waits or was sent under the same key is looked for in one snapshot, because the unique key of
the outbox alone is not enough: while this statement runs, a message may be delivered and leave it.
Only whoever holds the plan puts digests there, so no key can be met by then, and to say what is to
happen if one were would cost a tenth more."""

_PUT = select(_ID).select_from(_IN_PART)
_TOLD = (
    select(contents.c.until)
    .join(outbox, outbox.c.content_id == contents.c.id)
    .where(outbox.c.id == _ID)
    .correlate(subscriptions)
    .scalar_subquery()
)
MARK = (
    update(subscriptions)
    .where(subscriptions.c.id.in_(select(outbox.c.subscription_id).where(outbox.c.id.in_(_PUT))))
    .values(covered_until=_TOLD)
)
"""From when on the next one tells what happened, where that depends on the one before."""

LEARN = text("ANALYZE outbox")


def has_newer() -> ColumnElement[bool]:
    """Whether the reader's next message of the kind waits: of two they get only the newer."""
    newer = outbox.alias("newer")
    return exists(
        select(newer.c.id).where(
            outbox.c.subscription_id.is_not(None),
            newer.c.recipient == outbox.c.recipient,
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
