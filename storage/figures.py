"""What lies behind the numbers, as far as any member may see it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.sql.elements import ColumnElement

from core.domain.cases import Level
from core.domain.goals import Metric
from core.domain.netchange import KINDS, Entry, Period
from core.ports_figures import Behind, BehindPage, Closure
from storage.conditions import (
    available,
    closed_unresolved,
    has_running_section,
    is_living_poc,
    living_poc,
)
from storage.decisions import SqlDecisions
from storage.metrics import ACTIVATED_IN_A_YEAR, ACTIVATED_THIS_YEAR, VERIFIED, metric_values
from storage.statements import AnySelect
from storage.tables import cases, individuals
from storage.tables_history import decisions

_ENTRIES = (
    select(
        decisions.c.kind, decisions.c.subject, decisions.c.at, decisions.c.before, decisions.c.after
    )
    .where(decisions.c.kind.in_(sorted(KINDS)), decisions.c.at < bindparam("end"))
    .order_by(decisions.c.id)
)
_ACTIVE = cases.c.level == Level.ACTIVE
_TAKEN_ON = has_running_section()
CONDITIONS: Mapping[Metric, ColumnElement[bool]] = {
    Metric.AVAILABLE_CASES: available(),
    Metric.ACTIVE_CASES: _ACTIVE,
    Metric.INDIVIDUALS_ON_ACTIVE_CASES: _ACTIVE,
    Metric.ACTIVE_POC_CASES: _ACTIVE & living_poc(),
    Metric.LIVING_POCS_CLOSED_UNRESOLVED: closed_unresolved(),
    Metric.COUNTRIES_COVERED: _ACTIVE,
    Metric.SECTIONS_WITH_COMMITMENT: _TAKEN_ON,
    Metric.ACTIVE_WITHOUT_SECTION: _ACTIVE & ~_TAKEN_ON,
    Metric.CAPACITY_USED: _TAKEN_ON,
    Metric.VERIFIED_90_DAYS: _ACTIVE & VERIFIED,
    Metric.CASES_ACTIVATED_THIS_YEAR: ACTIVATED_THIS_YEAR,
    Metric.CASES_ACTIVATED_PER_YEAR: ACTIVATED_IN_A_YEAR,
}
"""Which cases each metric rests on, beside that they may be seen."""

_LINES: AnySelect = select(cases.c.key, cases.c.country).where(cases.c.listed).order_by(cases.c.key)
_SEEN = _LINES.where(cases.c.key.in_(bindparam("keys", expanding=True)))
_CLOSURES: AnySelect = (
    select(
        cases.c.key,
        cases.c.country,
        cases.c.closed,
        cases.c.outcome,
        select(func.count())
        .select_from(individuals)
        .where(individuals.c.case_id == cases.c.id, is_living_poc())
        .scalar_subquery()
        .label("people"),
    )
    .where(cases.c.listed, closed_unresolved())
    .order_by(cases.c.closed, cases.c.key)
)
_IN_PERIOD = _CLOSURES.where(cases.c.closed.between(bindparam("first"), bindparam("last")))
_LEFT_OUT = (
    select(func.count())
    .select_from(cases)
    .where(~cases.c.listed, closed_unresolved(), cases.c.key.in_(bindparam("keys", expanding=True)))
)
_ACTIVE_IN = (
    select(cases.c.country, func.count().label("number"))
    .where(cases.c.listed, _ACTIVE, cases.c.country.in_(bindparam("countries", expanding=True)))
    .group_by(cases.c.country)
)


class SqlFigures:
    """`FigureStore` over one connection."""

    __slots__ = ("_connection", "_log")

    def __init__(self, connection: Connection, log: SqlDecisions) -> None:
        self._connection = connection
        self._log = log

    def entries(self, until: date) -> Sequence[Entry]:
        """The decisions on which the net change rests, from the first to the end of that day."""
        self._log.flush()
        end = datetime.combine(until + timedelta(days=1), time(), UTC)
        return [Entry(*row) for row in self._connection.execute(_ENTRIES, {"end": end})]

    def seen(self, keys: Iterable[str]) -> Sequence[Behind]:
        """Those of the cases that any member may see, each once, by key."""
        rows = self._connection.execute(_SEEN, {"keys": list(set(keys))})
        return [Behind(*row) for row in rows]

    def behind(self, metric: Metric, today: date, page: int) -> BehindPage:
        """One page of the cases that a metric counts."""
        condition = CONDITIONS[metric]
        values = metric_values(today)
        total = self._count(cases.c.listed & condition, values)
        page = BehindPage.nearest(page, total)
        lines = _LINES.where(condition).limit(BehindPage.SIZE).offset(BehindPage.skipped(page))
        found = tuple(Behind(*row) for row in self._connection.execute(lines, values))
        return BehindPage(found, page, total)

    def _count(self, condition: ColumnElement[bool], values: Mapping[str, date]) -> int:
        count = select(func.count()).select_from(cases).where(condition)
        return self._connection.execute(count, values).scalar_one()

    def closures(self, period: Period | None = None) -> Sequence[Closure]:
        """Cases that any member may see, closed unresolved with a living prisoner of conscience."""
        if period is None:
            rows = self._connection.execute(_CLOSURES)
        else:
            days = {"first": period.first, "last": period.last}
            rows = self._connection.execute(_IN_PERIOD, days)
        return [Closure(*row) for row in rows]

    def left_out(self, keys: Iterable[str]) -> int:
        """Of the cases of these keys, how many are closures like that which can't be shown."""
        return self._connection.execute(_LEFT_OUT, {"keys": list(set(keys))}).scalar_one()

    def active_in(self, countries: Iterable[str]) -> dict[str, int]:
        """How many cases that any member may see are active in each country."""
        asked = {"countries": list(set(countries))}
        rows = self._connection.execute(_ACTIVE_IN, asked).all()
        return {row.country: row.number for row in rows}
