"""Writing whole cases, sections and goals: for imports and samples, many rows at a time.

What is there under the same key is replaced. Commitments and decisions are never touched.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select

from core.domain.cases import Case, ConsentScope, Individual
from core.domain.goals import Goal
from core.domain.people import Section
from core.i18n import Words
from core.understanding.fold import fold
from storage.keys import stored_key
from storage.statements import Insertion, insert_into
from storage.tables import (
    actions,
    case_articles,
    case_concerns,
    cases,
    goals,
    individuals,
    sections,
)
from storage.tables_casework import casework

CHUNK = 500
"""How many cases are written at once, well below the number of values a statement may bind."""

Rows = list[dict[str, Any]]


def _upsert(insert: Insertion, key: str) -> Insertion:
    """Insert, or replace all but the key and what the database computes."""
    kept = {key, "id"}
    replaced = {
        column.name: insert.excluded[column.name]
        for column in insert.table.columns
        if column.name not in kept and column.computed is None
    }
    return insert.on_conflict_do_update(index_elements=[key], set_=replaced)


_PUT_CASE = _upsert(insert_into(cases), "key")
_PUT_SECTION = _upsert(insert_into(sections), "code")
_PUT_GOAL = _upsert(insert_into(goals), "key")
_IDS = select(cases.c.key, cases.c.id).where(cases.c.key.in_(bindparam("keys", expanding=True)))
_CHILDREN = (case_concerns, case_articles, individuals, actions)
_REMOVE = [
    delete(table).where(table.c.case_id.in_(bindparam("ids", expanding=True)))
    for table in _CHILDREN
]
_ADD = [insert_into(table) for table in _CHILDREN]
_CHANGED = (
    insert_into(casework)
    .values(version=1)
    .on_conflict_do_update(["case_id"], set_={"version": casework.c.version + 1})
)


def put_sections(connection: Connection, given: Iterable[Section]) -> None:
    """Write sections; a parent must come before its groups or be there already."""
    rows = [
        {
            "code": section.code,
            "name": section.name,
            "country": section.country,
            "languages": section.languages,
            "zone": section.zone,
            "capacity": section.capacity,
            "parent": section.parent,
        }
        for section in given
    ]
    if rows:
        connection.execute(_PUT_SECTION, rows)


def put_goals(connection: Connection, given: Iterable[Goal]) -> None:
    """Write goals."""
    rows = [
        {
            "key": goal.key,
            "title": goal.title,
            "metric": goal.metric,
            "owner": goal.owner,
            "baseline": goal.baseline,
            "baseline_date": goal.baseline_date,
            "target": goal.target,
            "start": goal.start,
            "due": goal.due,
            "baseline_note": goal.baseline_note,
        }
        for goal in given
    ]
    if rows:
        connection.execute(_PUT_GOAL, rows)


def put_cases(connection: Connection, given: Iterable[Case]) -> None:
    """Write cases with their individuals, actions, concerns, articles and search texts.

    A key may come only once. Who is committed is not written: that is a commitment's own row.
    """
    waiting = iter(given)
    while chunk := list(islice(waiting, CHUNK)):
        _put_chunk(connection, chunk)


def _put_chunk(connection: Connection, chunk: Sequence[Case]) -> None:
    connection.execute(_PUT_CASE, [_case_row(case) for case in chunk])
    keys = [stored_key(case.key) for case in chunk]
    ids = dict(connection.execute(_IDS, {"keys": keys}).all())
    for remove in _REMOVE:
        connection.execute(remove, {"ids": list(ids.values())})
    connection.execute(_CHANGED, [{"case_id": number} for number in ids.values()])
    numbered = [(ids[key], case) for key, case in zip(keys, chunk, strict=True)]
    for add, rows in zip(_ADD, _child_rows(numbered), strict=True):
        if rows:
            connection.execute(add, rows)


def touch(connection: Connection, case_id: int) -> None:
    """Count a change, so that whoever saw the case as it was does not write over it."""
    connection.execute(_CHANGED, {"case_id": case_id})


def _case_row(case: Case) -> dict[str, Any]:
    public, staff = search_texts(case)
    return {
        "key": stored_key(case.key),
        "title": case.title,
        "country": case.country,
        "level": case.level,
        "summary": case.summary,
        "long_objective": case.long_objective,
        "short_objective": case.short_objective,
        "inclusion_reason": case.inclusion_reason,
        "research_team": case.research_team,
        **{f"consent_{scope.value}": scope in case.consent for scope in ConsentScope},
        "safe_to_publicise": case.safe_to_publicise,
        "paused": case.paused,
        "opened": case.opened,
        "review": case.review,
        "verified": case.verified,
        "outcome": case.outcome,
        "closed": case.closed,
        "archive": case.archive,
        "source": case.source,
        "search_public": public,
        "search_staff": staff,
    }


def _child_rows(numbered: Sequence[tuple[int, Case]]) -> Iterator[Rows]:
    """The rows of `_CHILDREN`, in their order."""
    yield [{"case_id": n, "concern": concern} for n, case in numbered for concern in case.concerns]
    yield [{"case_id": n, "article": article} for n, case in numbered for article in case.articles]
    yield [
        {
            "case_id": n,
            "number": person.number,
            "name": person.name,
            "aliases": person.aliases,
            "native_name": person.native_name,
            "withheld": person.withheld,
            "poc": person.poc,
            "gender": person.gender,
            "status": person.status,
            "status_date": person.status_date,
            "status_source": person.status_source,
        }
        for n, case in numbered
        for person in case.individuals
    ]
    yield [
        {
            "case_id": n,
            "number": action.number,
            "kind": action.kind,
            "text": action.text,
            "target": action.target,
            "deadline": action.deadline,
            "language": action.language,
            "over": action.over,
        }
        for n, case in numbered
        for action in case.actions
    ]


def search_texts(case: Case) -> tuple[str, str]:
    """What a member and what a steward may find the case by, folded."""
    told = [case.title, case.summary, Words().country(case.country)]
    nameable = ConsentScope.NAMES in case.consent and not case.archive
    shown = [person for person in case.individuals if nameable and not person.withheld]
    public = fold(" ".join([*told, *_names(shown)]))
    staff = fold(" ".join([*told, *_names(case.individuals)]))
    return public, staff


def _names(people: Iterable[Individual]) -> list[str]:
    return [
        name for person in people for name in (person.name, *person.aliases, person.native_name)
    ]
