"""Which columns of a case are read, and what is made of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import String, Text, and_, case, cast, func, literal_column, select
from sqlalchemy.sql.elements import ColumnElement

from core.domain.cases import (
    Action,
    Case,
    CaseLine,
    Concern,
    ConsentScope,
    Individual,
)
from core.domain.values import Sight
from core.ports import Label
from storage.statements import AnyRow, joined
from storage.tables import (
    actions,
    case_articles,
    case_concerns,
    cases,
    commitments,
    individuals,
)
from storage.tables_casework import casework
from storage.types import TextTuple

_CONSENT = {
    ConsentScope.LISTING: cases.c.consent_listing,
    ConsentScope.NAMES: cases.c.consent_names,
    ConsentScope.PHOTOGRAPH: cases.c.consent_photograph,
    ConsentScope.GROUP_DIGESTS: cases.c.consent_group_digests,
}


def _number(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return (
        select(func.count())
        .select_from(individuals)
        .where(individuals.c.case_id == cases.c.id, *conditions)
        .scalar_subquery()
    )


def _running(party: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(
        commitments.c.case_id == cases.c.id,
        commitments.c.ended_at.is_(None),
        party.is_not(None),
    )


_SECTIONS = (
    select(joined(commitments.c.section))
    .where(_running(commitments.c.section))
    .scalar_subquery()
    .label("sections")
)
_MEMBERS = (
    select(func.count())
    .select_from(commitments)
    .where(_running(commitments.c.person))
    .scalar_subquery()
    .label("members")
)
_CONCERNS = (
    select(joined(cast(case_concerns.c.concern, String)))
    .where(case_concerns.c.case_id == cases.c.id)
    .scalar_subquery()
    .label("concerns")
)
_ARTICLES = (
    select(joined(cast(case_articles.c.article, String)))
    .where(case_articles.c.case_id == cases.c.id)
    .scalar_subquery()
    .label("articles")
)

LINE = (
    cases.c.key,
    cases.c.title,
    cases.c.country,
    cases.c.level,
    _number().label("individuals"),
    _number(individuals.c.poc).label("poc"),
    _SECTIONS,
    cases.c.archive,
)
"""What a list needs of a case."""

ACTION = (
    actions.c.number.label("action_number"),
    actions.c.kind.label("action_kind"),
    actions.c.text.label("action_text"),
    actions.c.target.label("action_target"),
    actions.c.deadline.label("action_deadline"),
    actions.c.language.label("action_language"),
    actions.c.over.label("action_over"),
)
"""What is asked of members, as the fields of `Action` follow; the names meet no other column."""

CASE = (
    cases.c.id,
    cases.c.key,
    cases.c.title,
    cases.c.country,
    cases.c.level,
    cases.c.summary,
    cases.c.long_objective,
    cases.c.short_objective,
    cases.c.inclusion_reason,
    cases.c.research_team,
    *_CONSENT.values(),
    cases.c.safe_to_publicise,
    cases.c.paused,
    cases.c.opened,
    cases.c.review,
    cases.c.verified,
    cases.c.outcome,
    cases.c.closed,
    cases.c.archive,
    cases.c.source,
    _CONCERNS,
    _ARTICLES,
    _SECTIONS,
    _MEMBERS,
    casework.c.version,
    casework.c.draft_key,
)
"""What a case's own row tells, and that of `casework`, which may be missing."""


def names(sight: Sight) -> tuple[ColumnElement[Any], ...]:
    """Names as the sight shows them; a hidden one does not leave the database."""
    shown: tuple[ColumnElement[Any], ...] = (
        individuals.c.name,
        individuals.c.aliases,
        individuals.c.native_name,
    )
    if sight is Sight.STAFF:
        return shown
    hidden = individuals.c.withheld | ~cases.c.consent_names | cases.c.archive
    nothing = (
        literal_column("''", Text),
        literal_column("'[]'", TextTuple),
        literal_column("''", Text),
    )
    return tuple(
        case((hidden, none), else_=column).label(column.key)
        for column, none in zip(shown, nothing, strict=True)
    )


def individual(sight: Sight) -> tuple[ColumnElement[Any], ...]:
    """What is told of a person on a case."""
    return (
        individuals.c.number,
        individuals.c.withheld,
        individuals.c.poc,
        individuals.c.status,
        individuals.c.status_date,
        individuals.c.status_source,
        individuals.c.gender,
        *names(sight),
    )


def line(rows: Sequence[AnyRow]) -> CaseLine:
    """A line from the rows of one case, one for each open action (or one without any).

    LINE comes first in each; a list has many rows, and by name they take twice as long to read.
    """
    key, title, country, level, people, poc, sections, archive = rows[0][: len(LINE)]
    asked = tuple(_action(row) for row in rows if row.action_number is not None)
    return CaseLine(key, title, country, level, people, poc, asked, _split(sections), archive)


def case_of(row: AnyRow, people: Iterable[AnyRow], asked: Iterable[AnyRow]) -> Case:
    """A whole case from its row, those of its individuals and those of its actions."""
    return Case(
        key=row.key,
        title=row.title,
        country=row.country,
        level=row.level,
        summary=row.summary,
        concerns=tuple(Concern(concern) for concern in _split(row.concerns)),
        articles=tuple(sorted(map(int, _split(row.articles)))),
        long_objective=row.long_objective,
        short_objective=row.short_objective,
        inclusion_reason=row.inclusion_reason,
        research_team=row.research_team,
        consent=frozenset(scope for scope, flag in _CONSENT.items() if getattr(row, flag.key)),
        safe_to_publicise=row.safe_to_publicise,
        paused=row.paused,
        opened=row.opened,
        review=row.review,
        verified=row.verified,
        outcome=row.outcome,
        closed=row.closed,
        archive=row.archive,
        source=row.source,
        individuals=tuple(map(_individual, people)),
        actions=tuple(map(_action, asked)),
        committed_sections=_split(row.sections),
        committed_members=row.members,
        version=row.version or 0,
        draft_key=row.draft_key or "",
    )


def label(rows: Sequence[AnyRow]) -> Label:
    """What a case is called, from its rows, one for each individual."""
    told = [name for row in rows for name in (row.name, *(row.aliases or ()), row.native_name)]
    return Label(rows[0].key, rows[0].title, tuple(filter(None, told)))


def _action(row: AnyRow) -> Action:
    """An action from its columns, which stand last."""
    return Action(*row[-len(ACTION) :])


def _individual(row: AnyRow) -> Individual:
    return Individual(
        number=row.number,
        name=row.name,
        withheld=row.withheld,
        poc=row.poc,
        status=row.status,
        status_date=row.status_date,
        status_source=row.status_source,
        aliases=row.aliases,
        native_name=row.native_name,
        gender=row.gender,
    )


def _split(joined: str | None) -> tuple[str, ...]:
    """The parts of an aggregate, whose order the database does not promise."""
    return tuple(sorted(joined.split(","))) if joined else ()
