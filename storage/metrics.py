"""What each metric counts, as one statement, over what any member may see."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Date, Float, Select, bindparam, cast, distinct, func, select
from sqlalchemy.sql.elements import ColumnElement

from core.domain.cases import ENDED_STATUSES, Level
from core.domain.goals import Metric
from storage.conditions import available, has_running_section, today_is
from storage.statements import AnySelect
from storage.tables import cases, commitments, individuals, sections

VERIFIED_WITHIN = timedelta(days=90)

_ACTIVE = cases.c.listed & (cases.c.level == Level.ACTIVE)
_PROTECTED = (
    select(individuals.c.case_id)
    .where(
        individuals.c.case_id == cases.c.id,
        individuals.c.poc,
        individuals.c.status.not_in(ENDED_STATUSES),
    )
    .exists()
)
_RUNNING = (
    select(cast(func.count(), Float))
    .select_from(commitments)
    .where(commitments.c.section.is_not(None), commitments.c.ended_at.is_(None))
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
    Metric.ACTIVE_POC_CASES: _cases(_ACTIVE, _PROTECTED),
    Metric.COUNTRIES_COVERED: select(func.count(distinct(cases.c.country))).where(_ACTIVE),
    Metric.SECTIONS_WITH_COMMITMENT: (
        select(func.count(distinct(commitments.c.section)))
        .select_from(commitments.join(cases))
        .where(cases.c.listed, commitments.c.ended_at.is_(None))
    ),
    Metric.ACTIVE_WITHOUT_SECTION: _cases(_ACTIVE, ~has_running_section()),
    Metric.CAPACITY_USED: select(_RUNNING / func.nullif(func.sum(sections.c.capacity), 0)),
    Metric.VERIFIED_90_DAYS: _cases(
        _ACTIVE, cases.c.verified >= bindparam("verified_from", type_=Date)
    ),
    Metric.CASES_ACTIVATED_THIS_YEAR: _cases(
        cases.c.opened >= bindparam("year_from", type_=Date), cases.c.opened <= today_is()
    ),
}
"""Of every metric that can be computed. The share of capacity counts as a section's load does."""


def metric_values(today: date) -> dict[str, date]:
    """What the statements need to know."""
    return {
        "today": today,
        "verified_from": today - VERIFIED_WITHIN,
        "year_from": today.replace(month=1, day=1),
    }
