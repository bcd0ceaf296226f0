"""The whole portfolio as rows of the CSV files, and what an import changes of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, text

from core.domain.cases import ConsentScope, Level
from core.domain.values import Sight
from core.portfolio.changes import Changes
from core.portfolio.columns import (
    ActionRow,
    CaseRow,
    CommitmentRow,
    GoalRow,
    IndividualRow,
    ObservationRow,
    PersonRow,
    Row,
    SectionRow,
)
from storage.case_rows import individual
from storage.conditions import seen_with
from storage.portfolio_changes import put_changes
from storage.statements import AnySelect
from storage.tables import (
    actions,
    case_articles,
    case_concerns,
    cases,
    chat_identities,
    commitments,
    goals,
    grants,
    individuals,
    observations,
    people,
    sections,
)

_HOLD = text(
    "LOCK TABLE sections, people, cases, individuals, actions, commitments, goals, observations "
    "IN SHARE ROW EXCLUSIVE MODE"
)
"""PostgreSQL: others may read. SQLite's write transaction holds everything anyway."""

_INTERNAL: dict[str, Any] = {
    "inclusion_reason": "",
    "research_team": "",
    "consent": (),
    "review": None,
}
"""What is put for the facts of a case that no member is shown."""

_CASE = (
    cases.c.key.label("case"),
    *(
        column
        for column in cases.c
        if column.name not in {"key", "search_public", "search_staff", "listed"}
    ),
)


class SqlPortfolio:
    """`PortfolioStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self) -> None:
        """Let nobody else change the portfolio until the end of this unit of work."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(_HOLD)

    def read(self, sight: Sight) -> Iterator[Row]:
        """Every row that the sight shows, in no particular order."""
        yield from self._sections()
        if sight is Sight.STAFF:
            yield from self._people()
        yield from self._cases(sight)
        yield from self._individuals(sight)
        yield from self._actions(sight)
        yield from self._commitments(sight)
        yield from self._goals()
        yield from self._observations()

    def put(self, changes: Changes, at: datetime) -> None:
        """Keep what is new or changed. The caller holds the portfolio."""
        put_changes(self._connection, changes, at)

    def _rows(self, statement: AnySelect) -> Iterable[RowMapping]:
        return self._connection.execute(statement).mappings()

    def _sections(self) -> Iterator[Row]:
        for row in self._rows(select(*sections.c)):
            yield SectionRow(**row)

    def _people(self) -> Iterator[Row]:
        """A row for each role on each identity of a person."""
        statement = select(
            people.c.id.label("person"),
            chat_identities.c.platform,
            func.coalesce(chat_identities.c.key, "").label("identity"),
            grants.c.role,
            grants.c.section,
            people.c.zone,
            people.c.language,
        ).select_from(
            people.outerjoin(chat_identities).outerjoin(grants, grants.c.person == people.c.id)
        )
        for row in self._rows(statement):
            yield PersonRow(**row)

    def _cases(self, sight: Sight) -> Iterator[Row]:
        concerns = self._gathered(select(case_concerns.c.case_id, case_concerns.c.concern))
        articles = self._gathered(select(case_articles.c.case_id, case_articles.c.article))
        for row in self._rows(_within(sight, select(*_CASE))):
            facts = dict(row)
            number = facts.pop("id")
            consent = (scope for scope in ConsentScope if facts.pop(f"consent_{scope}"))
            facts["consent"] = tuple(sorted(consent))
            if sight is Sight.PUBLIC:
                facts |= _INTERNAL
            yield CaseRow(
                **facts,
                concerns=tuple(sorted(concerns[number])),
                articles=tuple(sorted(articles[number])),
            )

    def _gathered(self, statement: AnySelect) -> defaultdict[int, list[Any]]:
        gathered: defaultdict[int, list[Any]] = defaultdict(list)
        for number, value in self._connection.execute(statement):
            gathered[number].append(value)
        return gathered

    def _individuals(self, sight: Sight) -> Iterator[Row]:
        told = select(cases.c.key.label("case"), *individual(sight))
        for row in self._rows(_within(sight, told.select_from(individuals.join(cases)))):
            yield IndividualRow(**row)

    def _actions(self, sight: Sight) -> Iterator[Row]:
        told = select(
            cases.c.key.label("case"),
            actions.c.number,
            actions.c.kind,
            actions.c.text,
            actions.c.target,
            actions.c.deadline,
            actions.c.language,
            actions.c.over,
        )
        if sight is Sight.PUBLIC:  # what was asked on a past case is shown nowhere
            told = told.where(cases.c.level == Level.ACTIVE)
        for row in self._rows(_within(sight, told.select_from(actions.join(cases)))):
            yield ActionRow(**row)

    def _commitments(self, sight: Sight) -> Iterator[Row]:
        told = (
            select(
                cases.c.key.label("case"),
                commitments.c.section,
                commitments.c.started_at.label("started"),
                commitments.c.ended_at.label("ended"),
                commitments.c.end_reason.label("reason"),
            )
            .select_from(commitments.join(cases))
            .where(commitments.c.section.is_not(None))
            .order_by(commitments.c.id)
        )
        if sight is Sight.PUBLIC:  # who handed a case back, and why, is for stewards
            told = told.where(commitments.c.ended_at.is_(None))
        for row in self._rows(_within(sight, told)):
            yield CommitmentRow(**row)

    def _goals(self) -> Iterator[Row]:
        for row in self._rows(select(*goals.c)):
            facts = dict(row)
            yield GoalRow(goal=facts.pop("key"), **facts)

    def _observations(self) -> Iterator[Row]:
        columns = [column for column in observations.c if column.name != "id"]
        for row in self._rows(select(*columns)):
            yield ObservationRow(**row)


def _within(sight: Sight, statement: AnySelect) -> AnySelect:
    condition = seen_with(sight)
    return statement if condition is None else statement.where(condition)
