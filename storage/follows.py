"""Who follows which case, and what changed on cases."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import Connection, bindparam, delete, insert, select

from core.domain.follows import CaseChange, Pace
from storage.keys import stored_key
from storage.statements import insert_into
from storage.tables import cases
from storage.tables_notices import case_changes, follows

_CASE = select(cases.c.id).where(cases.c.key == bindparam("of_key")).scalar_subquery()
_THIS = (follows.c.person == bindparam("whose"), follows.c.case_id == _CASE)
_PACE = select(follows.c.pace).where(*_THIS)
_NEW = insert_into(follows).values(case_id=_CASE)
_FOLLOW = _NEW.on_conflict_do_update(
    index_elements=["person", "case_id"], set_={"pace": _NEW.excluded["pace"]}
)
_UNFOLLOW = delete(follows).where(*_THIS)
_ALL = (
    select(cases.c.key, follows.c.pace)
    .select_from(follows.join(cases))
    .where(follows.c.person == bindparam("whose"))
    .order_by(cases.c.key)
)
_KEEP = insert(case_changes).values(case_id=_CASE).returning(case_changes.c.id)
_CHANGES = (
    select(
        cases.c.key,
        case_changes.c.kind,
        case_changes.c.before,
        case_changes.c.after,
        case_changes.c.number,
    )
    .select_from(case_changes.join(cases))
    .where(
        cases.c.key.in_(bindparam("keys", expanding=True)),
        case_changes.c.at > bindparam("later_than"),
        case_changes.c.at <= bindparam("until"),
    )
    .order_by(cases.c.key, case_changes.c.id)
)


class SqlFollows:
    """`FollowStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pace(self, person: str, key: str) -> Pace | None:
        """How soon a person hears of changes on a case; None if they don't follow it."""
        asked = {"whose": person, "of_key": stored_key(key)}
        return self._connection.execute(_PACE, asked).scalar_one_or_none()

    def follow(self, person: str, key: str, pace: Pace | None, at: datetime) -> None:
        """Follow at that pace, or not at all."""
        if pace is None:
            asked = {"whose": person, "of_key": stored_key(key)}
            self._connection.execute(_UNFOLLOW, asked)
            return
        row = {"person": person, "of_key": stored_key(key), "pace": pace, "since": at}
        self._connection.execute(_FOLLOW, row)

    def all_of(self, person: str) -> Mapping[str, Pace]:
        """What a person follows, by the cases' keys: also what may not be shown just now."""
        rows = self._connection.execute(_ALL, {"whose": person})
        return {row.key: row.pace for row in rows}

    def keep(self, key: str, change: CaseChange, at: datetime) -> int:
        """Keep a change; its number."""
        row = {
            "of_key": stored_key(key),
            "at": at,
            "kind": change.kind,
            "before": change.before,
            "after": change.after,
            "number": change.number,
        }
        number: int = self._connection.execute(_KEEP, row).scalar_one()
        return number

    def changes(
        self, keys: Iterable[str], after: datetime, until: datetime
    ) -> Mapping[str, Sequence[CaseChange]]:
        """What changed on these cases after one moment and not after another, oldest first."""
        asked = {"keys": list(keys), "later_than": after, "until": until}
        rows = self._connection.execute(_CHANGES, asked)
        return {
            key: tuple(CaseChange(row.kind, row.before, row.after, row.number) for row in of_case)
            for key, of_case in groupby(rows, key=lambda row: row.key)
        }
