"""What each metric counts, as one statement, over what any member may see."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Date, Float, Select, bindparam, cast, distinct, func, select
from sqlalchemy.sql.elements import ColumnElement

from core.domain.cases import Level
from core.domain.goals import Metric
from storage.conditions import (
    available,
    closed_unresolved,
    has_running_section,
    is_living_poc,
    living_poc,
    today_is,
)
from storage.statements import AnySelect
from storage.tables import cases, commitments, individuals, sections

VERIFIED_WITHIN = timedelta(days=90)
A_YEAR = timedelta(days=365)

_ACTIVE = cases.c.listed & (cases.c.level == Level.ACTIVE)
VERIFIED: ColumnElement[bool] = cases.c.verified >= bindparam("verified_from", type_=Date)
ACTIVATED_THIS_YEAR: ColumnElement[bool] = cases.c.opened.between(
    bindparam("year_from", type_=Date), today_is()
)
ACTIVATED_IN_A_YEAR: ColumnElement[bool] = (
    cases.c.opened > bindparam("a_year_ago", type_=Date)
) & (cases.c.opened <= today_is())
_RUNNING = (
    select(cast(func.count(), Float))
    .select_from(commitments.join(cases))
    .where(cases.c.listed, commitments.c.section.is_not(None), commitments.c.ended_at.is_(None))
    .scalar_subquery()
)


def _cases(*conditions: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(cases).where(cases.c.listed, *conditions)


STATEMENTS: Mapping[Metric, AnySelect] = {
    Metric.AVAILABLE_CASES: _cases(available()),
    Metric.ACTIVE_CASES: _cases(_ACTIVE),
    Metric.INDIVIDUALS_ON_ACTIVE_CASES: (
        select(func.count()).select_from(individuals.join(cases)).where(_ACTIVE)
    ),
    Metric.ACTIVE_POC_CASES: _cases(_ACTIVE, living_poc()),
    Metric.LIVING_POCS_CLOSED_UNRESOLVED: (
        select(func.count())
        .select_from(individuals.join(cases))
        .where(cases.c.listed, closed_unresolved(), is_living_poc())
    ),
    Metric.COUNTRIES_COVERED: select(func.count(distinct(cases.c.country))).where(_ACTIVE),
    Metric.SECTIONS_WITH_COMMITMENT: (
        select(func.count(distinct(commitments.c.section)))
        .select_from(commitments.join(cases))
        .where(cases.c.listed, commitments.c.ended_at.is_(None))
    ),
    Metric.ACTIVE_WITHOUT_SECTION: _cases(_ACTIVE, ~has_running_section()),
    Metric.CAPACITY_USED: select(_RUNNING / func.nullif(func.sum(sections.c.capacity), 0)),
    Metric.VERIFIED_90_DAYS: _cases(_ACTIVE, VERIFIED),
    Metric.CASES_ACTIVATED_THIS_YEAR: _cases(ACTIVATED_THIS_YEAR),
    Metric.CASES_ACTIVATED_PER_YEAR: _cases(ACTIVATED_IN_A_YEAR),
}
"""Of every metric that can be computed. The share of capacity counts as a section's load does."""


def metric_values(today: date) -> dict[str, date]:
    """What the statements need to know."""
    return {
        "today": today,
        "verified_from": today - VERIFIED_WITHIN,
        "year_from": today.replace(month=1, day=1),
        "a_year_ago": today - A_YEAR,
    }
