"""Keep what an import changes."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Insert, Update, bindparam, select, update

from core.domain.goals import Goal
from core.domain.people import Identity, Section
from core.portfolio.changes import Changes
from core.portfolio.columns import (
    CommitmentRow,
    GoalRow,
    ObservationRow,
    PersonRow,
    SectionRow,
)
from storage.portfolio import put_cases, put_goals, put_sections
from storage.reach import assume
from storage.statements import insert_into
from storage.tables import (
    cases,
    chat_identities,
    commitments,
    grants,
    observations,
    people,
)

_ADD_PERSON = insert_into(people).on_conflict_do_nothing()
_ADD_IDENTITY = insert_into(chat_identities).on_conflict_do_nothing()
_ADD_GRANT = insert_into(grants).on_conflict_do_nothing()
_SETTLE = (
    update(people)
    .where(people.c.id == bindparam("person"))
    .values(zone=bindparam("new_zone"), language=bindparam("new_language"))
)
_CASE_ID = select(cases.c.id).where(cases.c.key == bindparam("case")).scalar_subquery()
_START = insert_into(commitments).values(case_id=_CASE_ID)
_END = (
    update(commitments)
    .where(
        commitments.c.case_id == _CASE_ID,
        commitments.c.section == bindparam("of_section"),
        commitments.c.started_at == bindparam("since"),
    )
    .values(ended_at=bindparam("until"), end_reason=bindparam("why"))
)
_OBSERVE = insert_into(observations)
_PUT_OBSERVATION = _OBSERVE.on_conflict_do_update(
    index_elements=["metric", "date", "kind", "source"],
    set_={"value": _OBSERVE.excluded.value, "note": _OBSERVE.excluded.note},
)
_KNOWN = (
    select(cases.c.key, commitments.c.section, commitments.c.started_at)
    .select_from(commitments.join(cases))
    .where(commitments.c.section.is_not(None))
)


def put_changes(connection: Connection, changes: Changes, at: datetime) -> None:
    """Keep what is new or changed. The caller holds the portfolio."""
    put_sections(connection, map(_section, _parents_first(changes.rows.of(SectionRow))))
    _put_people(connection, changes.rows.of(PersonRow), at)
    put_cases(connection, changes.cases)
    _put_commitments(connection, changes.rows.of(CommitmentRow))
    put_goals(connection, map(_goal, changes.rows.of(GoalRow)))
    seen = [
        {
            "metric": row.metric,
            "date": row.date,
            "value": row.value,
            "kind": row.kind,
            "source": row.source,
            "note": row.note,
        }
        for row in changes.rows.of(ObservationRow)
    ]
    _execute_each(connection, _PUT_OBSERVATION, seen)


def _parents_first(rows: Sequence[SectionRow]) -> Iterable[SectionRow]:
    """In an order in which each parent that is among them comes before its groups."""
    waiting = {row.code: row for row in rows}
    while waiting:
        ready = [row for row in waiting.values() if row.parent not in waiting]
        for row in ready:
            yield waiting.pop(row.code)


def _section(row: SectionRow) -> Section:
    return Section(
        code=row.code,
        name=row.name,
        country=row.country,
        languages=row.languages,
        zone=row.zone,
        capacity=row.capacity,
        parent=row.parent,
    )


def _goal(row: GoalRow) -> Goal:
    return Goal(
        key=row.goal,
        title=row.title,
        metric=row.metric,
        owner=row.owner,
        baseline=row.baseline,
        baseline_date=row.baseline_date,
        target=row.target,
        start=row.start,
        due=row.due,
        baseline_note=row.baseline_note,
    )


def _put_people(connection: Connection, rows: Sequence[PersonRow], at: datetime) -> None:
    _execute_each(connection, _ADD_PERSON, [{"id": row.person, "added_at": at} for row in rows])
    chosen = [
        {"person": row.person, "new_zone": row.zone, "new_language": row.language} for row in rows
    ]
    _execute_each(connection, _SETTLE, chosen)
    known = [
        {"platform": row.platform, "key": row.identity, "person": row.person}
        for row in rows
        if row.platform is not None
    ]
    _execute_each(connection, _ADD_IDENTITY, known)
    for row in rows:
        if row.platform is not None:
            assume(connection, row.person, Identity(row.platform, row.identity))
    held = [
        {"person": row.person, "role": row.role, "section": row.section}
        for row in rows
        if row.role is not None
    ]
    _execute_each(connection, _ADD_GRANT, held)


def _put_commitments(connection: Connection, rows: Sequence[CommitmentRow]) -> None:
    known = {tuple(row) for row in connection.execute(_KNOWN)}
    started = [
        {
            "case": row.case,
            "section": row.section,
            "started_at": row.started,
            "ended_at": row.ended,
            "end_reason": row.reason,
        }
        for row in rows
        if (row.case, row.section, row.started) not in known
    ]
    ended = [
        {
            "case": row.case,
            "of_section": row.section,
            "since": row.started,
            "until": row.ended,
            "why": row.reason,
        }
        for row in rows
        if (row.case, row.section, row.started) in known
    ]
    _execute_each(connection, _END, ended)
    _execute_each(connection, _START, started)


def _execute_each(
    connection: Connection, statement: Insert | Update, rows: list[dict[str, Any]]
) -> None:
    if rows:
        connection.execute(statement, rows)
