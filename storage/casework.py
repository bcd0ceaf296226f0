"""Changing cases: one at a time, never over somebody else's change, within research capacity."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, func, select, text, union, update

from core.domain.cases import Case, Level
from core.domain.decisions import Decision
from core.domain.levels import Research
from core.ports_casework import Tray, TrayPage
from storage import desk
from storage.casework_history import history_of
from storage.keys import stored_key
from storage.portfolio import put_cases
from storage.proposals import SqlProposals
from storage.statements import insert_into
from storage.tables import cases, commitments
from storage.tables_casework import casework, reference_numbers, research_teams

_ID = select(cases.c.id).where(cases.c.key == bindparam("key"))
_MEET_IMPORTS = text("LOCK TABLE cases IN ROW EXCLUSIVE MODE")
"""An import holds whole tables: it is waited for here, before anything is held that it needs."""
_MARK = insert_into(casework).values(version=0).on_conflict_do_nothing()
_HOLD = (
    select(casework.c.version).where(casework.c.case_id == bindparam("case_id")).with_for_update()
)
_RENAME = update(cases).where(cases.c.key == bindparam("draft")).values(key=bindparam("reference"))
_REMEMBER = (
    update(casework)
    .where(casework.c.case_id == bindparam("case_number"))
    .values(draft_key=bindparam("draft"))
)
_START_COUNTING = insert_into(reference_numbers).values(last=0).on_conflict_do_nothing()
_LAST = (
    select(reference_numbers.c.last)
    .where(reference_numbers.c.country == bindparam("code"))
    .with_for_update()
)
_GIVEN = select(cases.c.key).where(cases.c.key.like(bindparam("pattern")))
_COUNT_ON = (
    update(reference_numbers)
    .where(reference_numbers.c.country == bindparam("code"))
    .values(last=bindparam("number"))
)
_END_ALL = (
    update(commitments)
    .where(
        commitments.c.case_id == _ID.scalar_subquery(),
        commitments.c.ended_at.is_(None),
    )
    .values(ended_at=bindparam("at"), end_reason=bindparam("why"))
)
_ACTIVE = cases.c.level == Level.ACTIVE
_LOAD = (
    select(func.count())
    .select_from(cases)
    .where(_ACTIVE, cases.c.research_team == bindparam("team"))
)
_CAPACITY = select(research_teams.c.capacity).where(research_teams.c.team == bindparam("team"))
_HOLD_CAPACITY = _CAPACITY.with_for_update()
_KNOW_TEAM = insert_into(research_teams).on_conflict_do_nothing()
_SET_CAPACITY = (
    update(research_teams)
    .where(research_teams.c.team == bindparam("of_team"))
    .values(capacity=bindparam("most"))
)
_LOADS = (
    select(cases.c.research_team, func.count())
    .where(_ACTIVE, cases.c.research_team != "")
    .group_by(cases.c.research_team)
)
_TEAMS = union(
    select(cases.c.research_team.label("team")).where(cases.c.research_team != ""),
    select(research_teams.c.team),
).order_by("team")
_CAPACITIES = select(research_teams.c.team, research_teams.c.capacity)


class SqlCasework(SqlProposals):
    """`CaseworkStore` over one connection."""

    __slots__ = ()

    def hold(self, key: str) -> int:
        """Keep everybody else from changing a case until the end; its version.

        Raises:
            KeyError: there is no such case.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_MEET_IMPORTS)
        return self._hold(self._id(key))

    def _id(self, key: str) -> int:
        row = self._connection.execute(_ID, {"key": stored_key(key)}).one_or_none()
        if row is None:
            raise KeyError(key)
        number: int = row.id
        return number

    def _hold(self, case_id: int) -> int:
        self._connection.execute(_MARK, {"case_id": case_id})
        version: int = self._connection.execute(_HOLD, {"case_id": case_id}).scalar_one()
        return version

    def put(self, case: Case, seen: int) -> bool:
        """Write a whole case, with all that it is found by; False if it changed since."""
        if self.hold(case.key) != seen:
            return False
        put_cases(self._connection, (case,))
        return True

    def add(self, case: Case) -> None:
        """Write a new draft, whose key is unguessable."""
        put_cases(self._connection, (case,))

    def give_reference(self, case: Case) -> str:
        """Name a draft by the next free number of its country; the reference.

        A number is never given twice, also where the case that had it is gone.
        """
        code = {"code": case.country}
        self._connection.execute(_START_COUNTING, {"country": case.country})
        last = self._connection.execute(_LAST, code).scalar_one()
        given = self._connection.execute(_GIVEN, {"pattern": f"{case.country}-%"}).scalars()
        taken = [int(key.partition("-")[2]) for key in given if key.partition("-")[2].isdigit()]
        number = max([last, *taken]) + 1
        reference = f"{case.country}-{number:04}"
        self._connection.execute(_COUNT_ON, code | {"number": number})
        case_id = self._id(case.key)
        draft = {"draft": stored_key(case.key)}
        self._connection.execute(_RENAME, draft | {"reference": reference})
        self._connection.execute(_REMEMBER, draft | {"case_number": case_id})
        return reference

    def end_commitments(self, key: str, at: datetime, reason: str) -> int:
        """End all that run on a case; how many."""
        asked = {"key": stored_key(key), "at": at, "why": reason}
        return self._connection.execute(_END_ALL, asked).rowcount

    def research(self, team: str) -> Research:
        """A research team's load."""
        named = {"team": team}
        active = self._connection.execute(_LOAD, named).scalar_one()
        return Research(team, active, self._connection.scalar(_CAPACITY, named))

    def hold_research(self, team: str) -> Research:
        """The same, kept from changing until the end of this unit of work."""
        named = {"team": team}
        self._connection.execute(_KNOW_TEAM, named)
        capacity = self._connection.execute(_HOLD_CAPACITY, named).scalar_one()
        active = self._connection.execute(_LOAD, named).scalar_one()
        return Research(team, active, capacity)

    def set_research(self, team: str, capacity: int) -> None:
        """Let the team sustain that many active cases."""
        self._connection.execute(_KNOW_TEAM, {"team": team})
        self._connection.execute(_SET_CAPACITY, {"of_team": team, "most": capacity})

    def teams(self) -> Sequence[Research]:
        """Every research team that has a case or a capacity, by name."""
        active: dict[str, int] = dict(self._connection.execute(_LOADS).all())
        most: dict[str, int | None] = dict(self._connection.execute(_CAPACITIES).all())
        names = self._connection.execute(_TEAMS).scalars()
        return [Research(team, active.get(team, 0), most.get(team)) for team in names]

    def history(self, case: Case) -> Sequence[Decision]:
        """All decisions on a case and the people on it, also as a draft, oldest first."""
        return history_of(self._connection, case)

    def counts(self, today: date) -> Mapping[Tray, int]:
        """How many cases lie in each tray."""
        return desk.counts(self._connection, today)

    def tray(self, tray: Tray, today: date, page: int) -> TrayPage:
        """One page of a tray, the oldest day first."""
        return desk.page(self._connection, tray, today, page)
