"""All that is on record at one moment, and a naive recount of what the bot computes from it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Final

from sqlalchemy import Table, select

from core.domain.cases import ENDED_STATUSES, ConsentScope, Level, Outcome
from core.domain.decisions import Decision
from core.domain.goals import Metric
from core.domain.values import Sight
from core.portfolio.columns import ActionRow, CaseRow, CommitmentRow, IndividualRow, SectionRow
from core.portfolio.rows import Rows
from storage.decisions import TOLD
from storage.tables import cases, commitments, goals
from storage.tables_casework import casework, proposals, research_teams
from storage.tables_feedback import feedbacks, nominations
from storage.tables_history import decisions
from storage.tables_reports import action_reports
from storage.unit_of_work import SqlStore
from tests.property.portfolio_filling import MARKED

Records = Mapping[object, Mapping[str, object]]
"""Rows of a table by their key."""

SETTLED: Final = {Outcome.RELEASED, Outcome.DIED, Outcome.EXECUTED, Outcome.MERGED}
SETTLED_ON_RECORD: Final = {Outcome.SENTENCE_SERVED, Outcome.NO_LONGER_AT_RISK}
"""The outcomes that resolve a prisoner's matter, as the design has them."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The records at one moment."""

    rows: Rows
    idents: Mapping[str, str]
    """Of each case's key the one that it began with, by which it is followed."""
    case_keys: Mapping[object, str]
    """The keys by the numbers that the tables have for cases."""
    proposals: Records
    feedback: Records
    nominations: Records
    goals: Records
    research: Records
    taken_on: Records
    """Every commitment, also those of members."""
    reports: Records
    decisions: tuple[Decision, ...]
    """Those since the snapshot before."""

    @property
    def state(self) -> tuple[object, ...]:
        """What is on record beside the history."""
        held = (getattr(self, field.name) for field in fields(self) if field.name != "decisions")
        return tuple({*each.all()} if isinstance(each, Rows) else each for each in held)

    def case(self, ident: str) -> CaseRow | None:
        """The case that began with that key."""
        return next((c for c in self.cases if self.idents[c.case] == ident), None)

    @property
    def cases(self) -> list[CaseRow]:
        """All cases."""
        return self.rows.of(CaseRow)

    def people(self, key: str) -> dict[int, IndividualRow]:
        """Those on a case, by their numbers."""
        return {p.number: p for p in self.rows.of(IndividualRow) if p.case == key}

    def deeds(self, key: str) -> list[ActionRow]:
        """A case's actions."""
        return [action for action in self.rows.of(ActionRow) if action.case == key]

    def shown(self) -> list[CaseRow]:
        """The cases that any member may see."""
        return [case for case in self.cases if is_shown(case)]

    def load(self, section: str) -> tuple[int, int]:
        """How many cases a section has taken on, and how many it can."""
        row = self.rows.get(SectionRow, section)
        running = [c for c in self.running() if c.section == section]
        return len(running), row.capacity if row else 0

    def running(self) -> list[CommitmentRow]:
        """The commitments of sections that run."""
        return [c for c in self.rows.of(CommitmentRow) if c.ended is None]

    def active_of(self, team: str) -> int:
        """How many active cases a research team has."""
        return sum(c.level is Level.ACTIVE and c.research_team == team for c in self.cases)


def is_shown(case: CaseRow) -> bool:
    """Whether any member may see a case."""
    cleared = ConsentScope.LISTING in case.consent and case.safe_to_publicise
    return case.level is not Level.DRAFT and not case.paused and (cleared or bool(case.archive))


def is_protected(person: IndividualRow) -> bool:
    """A living, unreleased prisoner of conscience."""
    return person.poc and person.status not in ENDED_STATUSES


def take(store: SqlStore, after: int) -> Snapshot:
    """Read everything, and the decisions after that number."""
    with store.read() as uow:

        def read(table: Table, key: str) -> Records:
            found = uow.connection.execute(select(*table.c)).mappings()
            return {row[key]: dict(row) for row in found}

        keys = dict(uow.connection.execute(select(cases.c.id, cases.c.key)).all())
        drafts = read(casework, "case_id")
        began = {
            number: drafts.get(number, {}).get("draft_key") or key for number, key in keys.items()
        }
        new = TOLD.where(decisions.c.id > after).order_by("number")
        return Snapshot(
            Rows(uow.portfolio.read(Sight.STAFF)),
            {key: str(began[number]) for number, key in keys.items()},
            keys,
            read(proposals, "id"),
            read(feedbacks, "id"),
            read(nominations, "id"),
            read(goals, "key"),
            read(research_teams, "team"),
            read(commitments, "id"),
            read(action_reports, "id"),
            tuple(Decision(*row) for row in uow.connection.execute(new)),
        )


def available(snapshot: Snapshot, today: date) -> set[str]:
    """The cases on which members can act now, by the words of the design."""
    return {
        case.case
        for case in snapshot.cases
        if case.level is Level.ACTIVE
        and ConsentScope.LISTING in case.consent
        and case.safe_to_publicise
        and not case.paused
        and any(
            deed.over is None and (deed.deadline is None or deed.deadline >= today)
            for deed in snapshot.deeds(case.case)
        )
    }


def recount(snapshot: Snapshot, today: date) -> dict[Metric, float | None]:
    """Every metric of the portfolio, counted one by one."""
    shown = snapshot.shown()
    active = [case for case in shown if case.level is Level.ACTIVE]
    taken = {c.case for c in snapshot.running()}
    listed = {case.case for case in shown}
    load = sum(commitment.case in listed for commitment in snapshot.running())
    places = sum(section.capacity for section in snapshot.rows.of(SectionRow))
    opened = [case.opened for case in shown if case.opened and case.opened <= today]
    return {
        Metric.AVAILABLE_CASES: len(available(snapshot, today)),
        Metric.ACTIVE_CASES: len(active),
        Metric.INDIVIDUALS_ON_ACTIVE_CASES: sum(len(snapshot.people(c.case)) for c in active),
        Metric.ACTIVE_POC_CASES: sum(
            any(map(is_protected, snapshot.people(c.case).values())) for c in active
        ),
        Metric.LIVING_POCS_CLOSED_UNRESOLVED: sum(_unresolved(c, snapshot) for c in shown),
        Metric.COUNTRIES_COVERED: len({case.country for case in active}),
        Metric.SECTIONS_WITH_COMMITMENT: len(
            {c.section for c in snapshot.running() if c.case in listed}
        ),
        Metric.ACTIVE_WITHOUT_SECTION: sum(case.case not in taken for case in active),
        Metric.CAPACITY_USED: load / places if places else None,
        Metric.VERIFIED_90_DAYS: sum(
            c.verified is not None and c.verified >= today - timedelta(days=90) for c in active
        ),
        Metric.CASES_ACTIVATED_THIS_YEAR: sum(day.year == today.year for day in opened),
        Metric.CASES_ACTIVATED_PER_YEAR: sum(day > today - timedelta(days=365) for day in opened),
    }


def _unresolved(case: CaseRow, snapshot: Snapshot) -> int:
    """How many living prisoners of conscience are on a case that was closed all the same."""
    people = snapshot.people(case.case).values()
    if case.level is not Level.CLOSED or case.archive or case.outcome in SETTLED:
        return 0
    on_record = all(p.status_date and p.status_source for p in people if p.poc)
    if case.outcome in SETTLED_ON_RECORD and on_record:
        return 0
    return sum(map(is_protected, people))


def told_to_all(snapshot: Snapshot) -> set[str]:
    """The marks that any member may read."""
    return {found.group() for text in _told(snapshot) for found in MARKED.finditer(text)}


def _told(snapshot: Snapshot) -> Iterator[str]:
    for case in snapshot.shown():
        yield from (case.title, case.summary, case.long_objective, case.short_objective)
        for deed in snapshot.deeds(case.case):
            yield from (deed.text, deed.target)
        if ConsentScope.NAMES in case.consent and not case.archive:
            yield from _names(snapshot.people(case.case).values())


def _names(people: Iterable[IndividualRow]) -> Iterator[str]:
    for person in people:
        if not person.withheld:
            yield from (person.name, person.native_name, *person.aliases)
