"""What only one process may do at a time, by the clock of the database."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Interval, bindparam, delete, func, or_

from storage.hints import Topic, hint
from storage.statements import Insertion, insert_into
from storage.tables_delivery import leases
from storage.types import UtcDateTime


def _hold(now: ColumnElement[datetime], until: ColumnElement[datetime]) -> Insertion:
    new = insert_into(leases).values(
        name=bindparam("name"), holder=bindparam("holder"), held_until=until
    )
    return new.on_conflict_do_update(
        index_elements=["name"],
        set_={"holder": new.excluded.holder, "held_until": new.excluded.held_until},
        where=or_(leases.c.holder == new.excluded.holder, leases.c.held_until <= now),
    )


_CLOCK: ColumnElement[datetime] = func.clock_timestamp(type_=UtcDateTime)
"""PostgreSQL's time of the very moment, and not of the beginning of the transaction."""
_HOLD_THERE = _hold(_CLOCK, _CLOCK + bindparam("length", type_=Interval))
_HOLD_HERE = _hold(bindparam("now", type_=UtcDateTime), bindparam("until", type_=UtcDateTime))
"""SQLite is a file: its clock is that of the one machine that uses it."""
_RELEASE = (
    delete(leases)
    .where(leases.c.name == bindparam("of_name"), leases.c.holder == bindparam("of_holder"))
    .execution_options(preserve_rowcount=True)
)


class SqlLeases:
    """`LeaseStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, name: str, holder: str, length: timedelta) -> bool:
        """Take a lease that is free or over, or hold one's own for longer."""
        who = {"name": name, "holder": holder}
        if self._connection.dialect.name == "postgresql":
            done = self._connection.execute(_HOLD_THERE, {**who, "length": length})
        else:
            now = datetime.now(UTC)
            done = self._connection.execute(_HOLD_HERE, {**who, "now": now, "until": now + length})
        return done.rowcount > 0

    def release(self, name: str, holder: str) -> None:
        """Give one's own lease back, and tell those who wait for it."""
        of = {"of_name": name, "of_holder": holder}
        if self._connection.execute(_RELEASE, of).rowcount:
            hint(self._connection, Topic.LEASES)
