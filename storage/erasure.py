"""What is not needed any more, erased a few rows at a time."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Delete,
    Table,
    Update,
    bindparam,
    delete,
    exists,
    literal,
    or_,
    select,
    tuple_,
    update,
)

from core.ports_erasure import Expired
from storage import outbox_plan as plan
from storage.statements import AnySelect, insert_into
from storage.tables_dialogues import dialogues
from storage.tables_history import link_codes
from storage.tables_messages import (
    contents,
    deliveries,
    inbox,
    outbox,
    planned_slots,
    queries,
    subscriptions,
)
from storage.types import Result, UtcDateTime

_When = Column[date] | Column[datetime]
"""By what a table's rows get older."""

_WAITED_FOR = contents.c.id.in_(select(outbox.c.content_id).distinct())
"""The distinct contents of all that waits are few; no index is kept on them, which each message
that is planned would pay for."""
_LEFT_OVER = (
    contents.c.payload == "",
    ~_WAITED_FOR,
    ~exists(select(deliveries.c.id).where(deliveries.c.content_id == contents.c.id)),
)
_ANSWERED = inbox.c.request.is_(None)


def _oldest(by: _When, *which: ColumnElement[bool]) -> AnySelect:
    """The oldest rows of a table that nobody else is at."""
    return (
        select(*by.table.primary_key)
        .where(by < bindparam("before", type_=by.type), *which)
        .order_by(by)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True, key_share=True)
    )


def _among(rows: AnySelect, table: Table) -> ColumnElement[bool]:
    return tuple_(*table.primary_key).in_(rows)


def _delete(by: _When, *which: ColumnElement[bool]) -> Delete:
    return delete(by.table).where(_among(_oldest(by, *which), by.table))


_STATEMENTS: Mapping[Expired, Delete | Update] = {
    Expired.BODIES: update(contents)
    .where(_among(_oldest(contents.c.day, contents.c.payload != "", ~_WAITED_FOR), contents))
    .values(payload=""),
    Expired.DELIVERIES: _delete(deliveries.c.done_at),
    Expired.CONTENTS: _delete(contents.c.day, *_LEFT_OVER),
    Expired.REPLIES: _delete(inbox.c.received_at, _ANSWERED),
    Expired.QUESTIONS: _delete(queries.c.used_at),
    Expired.DIALOGUES: _delete(dialogues.c.touched_at),
    Expired.LINK_CODES: _delete(link_codes.c.expires_at),
    Expired.SLOTS: _delete(planned_slots.c.planned_at),
}
_BY_DAY = frozenset({Expired.BODIES, Expired.CONTENTS})
_TRIED = inbox.c.lease_until < bindparam("now", type_=UtcDateTime)
_GIVE_UP = _delete(inbox.c.received_at, ~_ANSWERED, _TRIED).returning(inbox.c.key)

_UNWANTED = (
    or_(~plan.WANTED, plan.has_newer()),
    outbox.c.available_at <= bindparam("now", type_=UtcDateTime),
)
_THESE = outbox.c.id.in_(bindparam("ids", expanding=True))
_WAITS_FOR_NOBODY = (
    select(outbox.c.id).join(subscriptions).where(*_UNWANTED).limit(bindparam("most"))
)
"""What nobody wants any more, unless it is being sent just now."""
_STILL_UNWANTED = (
    select(outbox.c.id)
    .join(subscriptions)
    .where(_THESE, *_UNWANTED)
    .with_for_update(skip_locked=True, of=outbox)
)
_SET_ASIDE = (
    insert_into(deliveries)
    .from_select(
        [*plan.MOVED, "result", "message", "reason", "done_at"],
        select(
            *(outbox.c[name] for name in plan.MOVED),
            literal(Result.STOPPED, deliveries.c.result.type),
            literal(""),
            literal(""),
            bindparam("now", type_=UtcDateTime),
        ).where(_THESE),
    )
    .on_conflict_do_nothing(index_elements=plan.KEY)
)
_CLEAR = delete(outbox).where(_THESE)


class SqlErasure:
    """`ErasureStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def erase(self, what: Expired, before: datetime, most: int) -> int:
        """Erase what is older, the oldest first; how many rows, at most so many."""
        asked = {"before": before.date() if what in _BY_DAY else before, "most": most}
        return self._connection.execute(_STATEMENTS[what], asked).rowcount

    def give_up(self, before: datetime, now: datetime, most: int) -> Sequence[str]:
        """Erase requests that are older, that somebody tried to answer, and nobody answers now."""
        asked = {"before": before, "now": now, "most": most}
        return self._connection.execute(_GIVE_UP, asked).scalars().all()

    def unwanted(self, now: datetime, most: int) -> Sequence[str]:
        """What waits for nobody: its reader stopped the digest, or a newer one waits."""
        asked = {"now": now, "most": most}
        return self._connection.execute(_WAITS_FOR_NOBODY, asked).scalars().all()

    def set_aside(self, ids: Sequence[str], now: datetime) -> int:
        """Set aside what of these is still unwanted; how many that were."""
        asked: dict[str, object] = {"ids": list(ids), "now": now}
        held = self._connection.execute(_STILL_UNWANTED, asked).scalars().all()
        if held:
            self._connection.execute(_SET_ASIDE, {"ids": list(held), "now": now})
            self._connection.execute(_CLEAR, {"ids": list(held)})
        return len(held)
