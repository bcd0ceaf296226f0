"""Nominations."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from core.domain.cases import Concern
from core.domain.nominations import Nomination, NominationState
from storage.keys import stored_key
from storage.statements import AnyRow, AnySelect
from storage.tables import cases
from storage.tables_feedback import nominations

_ADD = insert(nominations).returning(nominations.c.id)
_CASE = select(cases.c.id).where(cases.c.key == bindparam("key"))
_ALL: AnySelect = select(nominations, cases.c.key.label("case_key")).select_from(
    nominations.outerjoin(cases, cases.c.id == nominations.c.case_id)
)
_GET = _ALL.where(nominations.c.id == bindparam("number"))
_OF_SECTIONS = _ALL.where(nominations.c.section.in_(bindparam("own", expanding=True))).order_by(
    nominations.c.at.desc(), nominations.c.id.desc()
)
_OF_CASE = _ALL.where(cases.c.key == bindparam("key"))
_WAITING = _ALL.where(nominations.c.state == NominationState.WAITING).order_by(
    nominations.c.at, nominations.c.id
)


class SqlNominations:
    """`NominationStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, nomination: Nomination) -> Nomination:
        """Keep one; its number is filled in."""
        row = {
            "section": nomination.section,
            "at": nomination.at,
            "name": nomination.name,
            "country": nomination.country,
            "concerns": nomination.concerns,
            "circumstances": nomination.circumstances,
            "source": nomination.source,
            "contact": nomination.contact,
            "state": nomination.state,
        }
        number = self._connection.scalar(_ADD, row)
        return _nomination(self._connection.execute(_GET, {"number": number}).one())

    def get(self, number: int) -> Nomination | None:
        """One of them."""
        row = self._connection.execute(_GET, {"number": number}).one_or_none()
        return None if row is None else _nomination(row)

    def of_sections(self, sections: Collection[str]) -> Sequence[Nomination]:
        """All of these sections, the newest first."""
        return self._all(_OF_SECTIONS, {"own": list(sections)})

    def waiting(self) -> Sequence[Nomination]:
        """All that the stewards have not decided, the oldest first."""
        return self._all(_WAITING, {})

    def of_case(self, case: str) -> Sequence[Nomination]:
        """Those that became this case."""
        return self._all(_OF_CASE, {"key": stored_key(case)})

    def accept(self, number: int, case: str, at: datetime) -> bool:
        """It became that draft; False if it was decided before."""
        case_id = self._connection.scalar(_CASE, {"key": stored_key(case)})
        return self._decide(number, NominationState.ACCEPTED, decided_at=at, case_id=case_id)

    def refuse(self, number: int, reason: str, at: datetime) -> bool:
        """It is refused; False if it was decided before."""
        return self._decide(number, NominationState.REFUSED, decided_at=at, reason=reason)

    def _decide(self, number: int, state: NominationState, **changes: object) -> bool:
        decision = (
            update(nominations)
            .where(nominations.c.id == number, nominations.c.state == NominationState.WAITING)
            .values(state=state, **changes)
        )
        return self._connection.execute(decision).rowcount > 0

    def _all(self, statement: AnySelect, asked: Mapping[str, object]) -> Sequence[Nomination]:
        return [_nomination(row) for row in self._connection.execute(statement, asked)]


def _nomination(row: AnyRow) -> Nomination:
    return Nomination(
        row.id,
        row.section,
        row.at,
        row.name,
        row.country,
        tuple(map(Concern, row.concerns)),
        row.circumstances,
        row.source,
        row.contact,
        row.state,
        row.decided_at,
        row.reason,
        row.case_key or "",
    )
