"""What an import will change, and the decisions that it puts into the history."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from core.domain.cases import Action, Case, Individual
from core.domain.decisions import Decision, DecisionKind
from core.domain.goals import goal_code, goal_subject
from core.portfolio.columns import (
    TABLES,
    ActionRow,
    CaseRow,
    CommitmentRow,
    GoalRow,
    IndividualRow,
    PersonRow,
    Row,
    SectionRow,
)
from core.portfolio.rows import Rows, Sheets, grouped

REASON = "import"


@dataclass(frozen=True, slots=True)
class Count:
    """What becomes of one file's rows."""

    file: str
    new: int
    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Changes:
    """What is to be kept. `rows` has only rows that are new or differ from those on record."""

    rows: Rows
    cases: tuple[Case, ...]
    """Each case of which a row, a person or an action changes, whole."""
    decisions: tuple[Decision, ...]
    counts: tuple[Count, ...]
    notes: tuple[str, ...]


def plan_changes(sheets: Sheets, current: Rows, now: datetime) -> Changes:
    """Compare the files with what is on record."""
    changed = Rows()
    counts = [
        _compare(table.row, table.file, sheets.rows, current, changed)
        for table in TABLES
        if table.row in sheets.given
    ]
    after = sheets.rows.over(current)
    return Changes(
        changed,
        tuple(_whole_cases(changed, after)),
        tuple(_decisions(changed, current, now)),
        tuple(counts),
        tuple(_overdrawn(changed, after)),
    )


def _compare(kind: type[Row], file: str, given: Rows, current: Rows, changed: Rows) -> Count:
    new = differ = same = 0
    for row in given.of(kind):
        known = current.get(kind, *row.key)
        if known == row:
            same += 1
            continue
        changed.put(row)
        new += known is None
        differ += known is not None
    return Count(file, new, differ, same)


def _whole_cases(changed: Rows, after: Rows) -> Iterator[Case]:
    people = grouped(after.of(IndividualRow), "case")
    asked = grouped(after.of(ActionRow), "case")
    touched: list[CaseRow | IndividualRow | ActionRow] = [
        *changed.of(CaseRow),
        *changed.of(IndividualRow),
        *changed.of(ActionRow),
    ]
    for key in dict.fromkeys(row.case for row in touched):
        row = after.get(CaseRow, key)
        if row is not None:
            yield _whole_case(row, people.get(key, ()), asked.get(key, ()))


def _whole_case(row: CaseRow, people: Iterable[IndividualRow], asked: Iterable[ActionRow]) -> Case:
    return Case(
        key=row.case,
        title=row.title,
        country=row.country,
        level=row.level,
        summary=row.summary,
        concerns=row.concerns,
        articles=row.articles,
        long_objective=row.long_objective,
        short_objective=row.short_objective,
        inclusion_reason=row.inclusion_reason,
        research_team=row.research_team,
        consent=frozenset(row.consent),
        safe_to_publicise=row.safe_to_publicise,
        paused=row.paused,
        opened=row.opened,
        review=row.review,
        verified=row.verified,
        outcome=row.outcome,
        closed=row.closed,
        archive=bool(row.archive),
        source=row.source,
        individuals=tuple(map(_individual, people)),
        actions=tuple(map(_action, asked)),
    )


def _individual(row: IndividualRow) -> Individual:
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


def _action(row: ActionRow) -> Action:
    return Action(
        number=row.number,
        kind=row.kind,
        text=row.text,
        target=row.target,
        deadline=row.deadline,
        language=row.language,
        over=row.over,
    )


def _decisions(changed: Rows, current: Rows, now: datetime) -> Iterator[Decision]:
    """One for each level, designation, pause, role and target that changes."""
    for case in changed.of(CaseRow):
        known = current.get(CaseRow, case.case)
        if known is None or known.level is not case.level:
            before = known.level if known else ""
            after = ":".join(filter(None, (case.level, case.outcome)))
            yield _decision(DecisionKind.LEVEL, case.case, now, before, after)
        was_paused = known.paused if known else False
        if was_paused is not case.paused:
            was, is_now = _yes_no(was_paused), _yes_no(case.paused)
            yield _decision(DecisionKind.PAUSE, case.case, now, was, is_now)
    yield from _designations(changed, current, now)
    for goal in changed.of(GoalRow):
        revised = current.get(GoalRow, goal.goal)
        before = goal_code(revised.target, revised.due) if revised else ""
        after = goal_code(goal.target, goal.due)
        if revised is not None and before != after:
            yield _decision(DecisionKind.GOAL, goal_subject(goal.goal), now, before, after)
    yield from _roles(changed, current, now)


def _designations(changed: Rows, current: Rows, now: datetime) -> Iterator[Decision]:
    """Of people on cases that were there before; a new case is one decision."""
    for person in changed.of(IndividualRow):
        if current.get(CaseRow, person.case) is None:
            continue
        known = current.get(IndividualRow, person.case, person.number)
        if person.poc is not (known.poc if known else False):
            before = _yes_no(known.poc) if known else ""
            subject = f"{person.case}/{person.number}"
            yield _decision(DecisionKind.POC, subject, now, before, _yes_no(person.poc))


def _roles(changed: Rows, current: Rows, now: datetime) -> Iterator[Decision]:
    held = {(row.person, row.role, row.section) for row in current.of(PersonRow)}
    for row in changed.of(PersonRow):
        if row.role is not None and (row.person, row.role, row.section) not in held:
            held.add((row.person, row.role, row.section))
            given = _decision(DecisionKind.ROLE, row.person, now, "", row.role)
            yield replace(given, section=row.section or "")


def _decision(kind: DecisionKind, subject: str, now: datetime, before: str, after: str) -> Decision:
    return Decision(kind, subject, now, str(before), str(after), REASON)


def _yes_no(value: bool) -> str:  # noqa: FBT001  the value of a cell
    return "yes" if value else "no"


def _overdrawn(changed: Rows, after: Rows) -> Iterator[str]:
    """Sections that take on more by this import than they can: told, not refused.

    A section's capacity may have been cut while its commitments run on.
    """
    touched = {row.section for row in changed.of(CommitmentRow) if row.ended is None}
    running = [row for row in after.of(CommitmentRow) if row.ended is None]
    for code, theirs in sorted(grouped(running, "section").items()):
        section = after.get(SectionRow, code)
        if code in touched and section is not None and len(theirs) > section.capacity:
            load = f"{len(theirs)} of {section.capacity} cases"
            yield f"Section {section.name} is committed to {load}."
