"""Where people can be told something alone, and when they don't want to be."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, false, select

from core.domain.notices import QuietHours
from core.domain.people import Identity
from core.domain.subscriptions import Address
from core.ports_notices import Reach
from storage.statements import insert_into
from storage.tables_notices import private_addresses, quiet_hours

_NEW = insert_into(private_addresses)
_USE = _NEW.on_conflict_do_update(
    index_elements=["platform", "conversation", "thread"],
    set_={
        **{name: _NEW.excluded[name] for name in ("person", "last_used", "zone", "language")},
        "gone": false(),
    },
)
_ASSUME = insert_into(private_addresses).on_conflict_do_nothing()
_OF = (
    select(private_addresses)
    .where(private_addresses.c.person == bindparam("whose"), ~private_addresses.c.gone)
    .order_by(private_addresses.c.last_used.desc().nulls_last(), private_addresses.c.platform)
)
_QUIET = select(quiet_hours.c.begins, quiet_hours.c.ends).where(
    quiet_hours.c.person == bindparam("whose")
)
_QUIET_OF = select(quiet_hours.c.person, quiet_hours.c.begins, quiet_hours.c.ends).where(
    quiet_hours.c.person.in_(bindparam("persons", expanding=True))
)
_NEW_HOURS = insert_into(quiet_hours)
_KEEP_QUIET = _NEW_HOURS.on_conflict_do_update(
    index_elements=["person"],
    set_={name: _NEW_HOURS.excluded[name] for name in ("begins", "ends")},
)
_NO_QUIET = delete(quiet_hours).where(quiet_hours.c.person == bindparam("whose"))


def assume(connection: Connection, person: str, identity: Identity) -> None:
    """Who somebody is on a platform is a way to reach them, until they speak there themselves."""
    row = {
        "person": person,
        "platform": identity.platform,
        "conversation": identity.conversation,
        "thread": "",
    }
    connection.execute(_ASSUME, row)


class SqlReach:
    """`ReachStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def use(self, person: str, reach: Reach, at: datetime) -> None:
        """They speak there in private now: from here on it is where they are told."""
        row = {
            "person": person,
            "platform": reach.address.platform,
            "conversation": reach.address.conversation,
            "thread": reach.address.thread,
            "zone": reach.zone,
            "language": reach.language,
            "last_used": at,
        }
        self._connection.execute(_USE, row)

    def of(self, person: str) -> Sequence[Reach]:
        """Where they can be told something, the most recently used first."""
        return [
            Reach(Address(row.platform, row.conversation, row.thread), row.zone, row.language)
            for row in self._connection.execute(_OF, {"whose": person})
        ]

    def quiet(self, person: str) -> QuietHours | None:
        """Their quiet hours."""
        row = self._connection.execute(_QUIET, {"whose": person}).one_or_none()
        return None if row is None else QuietHours(*row)

    def quiet_of(self, persons: Collection[str]) -> Mapping[str, QuietHours]:
        """The quiet hours of those of several people who have any, in one statement."""
        if not persons:
            return {}
        rows = self._connection.execute(_QUIET_OF, {"persons": list(persons)})
        return {row.person: QuietHours(row.begins, row.ends) for row in rows}

    def keep_quiet(self, person: str, hours: QuietHours | None) -> None:
        """Set them, or have none."""
        if hours is None:
            self._connection.execute(_NO_QUIET, {"whose": person})
            return
        row = {"person": person, "begins": hours.begins, "ends": hours.ends}
        self._connection.execute(_KEEP_QUIET, row)
