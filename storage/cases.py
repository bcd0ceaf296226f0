"""Cases, always within a sight."""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache, lru_cache
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Connection, Select, bindparam, func, select

from core.domain.cases import Case, CaseFilter, CaseLine, CasePage, Level
from core.domain.values import Sight
from core.ports import Label, Parties
from storage import case_rows
from storage.case_filter import (
    Shape,
    Values,
    conditions,
    level_condition,
    levels_of,
    shape_of,
    values_of,
)
from storage.conditions import open_action
from storage.keys import DRAFT, stored_key
from storage.statements import AnySelect
from storage.tables import actions, cases, individuals
from storage.tables_casework import casework

_KEY = itemgetter(0)
"""Of a row that begins with the case's key."""
SHAPES = 512
"""How many shapes of filters keep their statements: more than people will ask for in a day."""

_LISTED = select(cases.c.key).where(
    cases.c.listed, cases.c.key.in_(bindparam("keys", expanding=True))
)


@lru_cache(SHAPES)
def _counts(shape: Shape) -> Select[Level, int]:
    return select(cases.c.level, func.count()).where(*conditions(shape)).group_by(cases.c.level)


@lru_cache(SHAPES)
def _page(shape: Shape) -> AnySelect:
    """The rows of one page, one for each open action; only these few rows are read in full."""
    nearest = (
        select(func.min(actions.c.deadline))
        .where(actions.c.case_id == cases.c.id, open_action())
        .scalar_subquery()
        .label("nearest")
    )
    picked = (
        select(cases.c.id, cases.c.key, nearest)
        .where(*conditions(shape), level_condition(shape))
        .order_by(nearest.nulls_last(), cases.c.key)
        .limit(bindparam("size"))
        .offset(bindparam("skipped"))
        .subquery("picked")
    )
    return (
        select(*case_rows.LINE, *case_rows.ACTION)
        .select_from(picked.join(cases, cases.c.id == picked.c.id))
        .outerjoin(actions, (actions.c.case_id == cases.c.id) & open_action())
        .order_by(
            picked.c.nearest.nulls_last(),
            picked.c.key,
            actions.c.deadline.nulls_last(),
            actions.c.number,
        )
    )


@cache
def _get(sight: Sight) -> AnySelect:
    statement = (
        select(*case_rows.CASE)
        .select_from(cases.outerjoin(casework))
        .where(cases.c.key == bindparam("key"))
    )
    return statement.where(cases.c.listed) if sight is Sight.PUBLIC else statement


@cache
def _get_former() -> AnySelect:
    """What was a draft of that key, for an old button or a nomination that names it."""
    return (
        select(*case_rows.CASE)
        .select_from(cases.join(casework))
        .where(casework.c.draft_key == bindparam("key"))
    )


@cache
def _individuals(sight: Sight) -> AnySelect:
    return (
        select(*case_rows.individual(sight))
        .select_from(individuals.join(cases))
        .where(individuals.c.case_id == bindparam("case_id"))
        .order_by(individuals.c.number)
    )


@cache
def _labels(sight: Sight) -> AnySelect:
    statement = (
        select(cases.c.key, cases.c.title, *case_rows.names(sight))
        .select_from(cases.outerjoin(individuals))
        .order_by(cases.c.key, individuals.c.number)
    )
    return statement.where(cases.c.listed) if sight is Sight.PUBLIC else statement


_ACTIONS = (
    select(*case_rows.ACTION)
    .where(actions.c.case_id == bindparam("case_id"))
    .order_by(actions.c.number)
)


class SqlCases:
    """`CaseStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(
        self, wanted: CaseFilter, party: Parties, sight: Sight, today: date, page: int
    ) -> CasePage:
        """One page of the cases that match, the nearest open deadline first, with counts.

        A page beyond the last is the last: the portfolio may have shrunk since the button.
        """
        shape = shape_of(wanted, party, sight)
        values = values_of(wanted, party, today)
        counts = dict(self._connection.execute(_counts(shape), values).all())
        total = sum(counts.get(level, 0) for level in set(levels_of(wanted)))
        number = CasePage.nearest(page, total)
        values |= {"size": CasePage.SIZE, "skipped": CasePage.skipped(number)}
        lines = self._lines(shape, values) if total else ()
        return CasePage(lines, number, total, counts)

    def _lines(self, shape: Shape, values: Values) -> tuple[CaseLine, ...]:
        rows = self._connection.execute(_page(shape), values).all()
        return tuple(case_rows.line(list(of_case)) for _, of_case in groupby(rows, key=_KEY))

    def get(self, key: str, sight: Sight) -> Case | None:
        """A whole case by its reference, in any letter case; None where there is none to see."""
        typed = stored_key(key)
        row = self._connection.execute(_get(sight), {"key": typed}).one_or_none()
        if row is None and sight is Sight.STAFF and typed.startswith(DRAFT):
            row = self._connection.execute(_get_former(), {"key": typed}).one_or_none()
        if row is None:
            return None
        asked = {"case_id": row.id}
        return case_rows.case_of(
            row,
            self._connection.execute(_individuals(sight), asked),
            self._connection.execute(_ACTIONS, asked),
        )

    def labels(self, sight: Sight) -> Sequence[Label]:
        """What each case is called, for "did you mean"."""
        rows = self._connection.execute(_labels(sight))
        return [case_rows.label(list(of_case)) for _, of_case in groupby(rows, key=_KEY)]

    def listed(self, keys: Iterable[str]) -> frozenset[str]:
        """Those of the keys that may be shown to any member now."""
        return frozenset(self._connection.execute(_LISTED, {"keys": list(keys)}).scalars())
