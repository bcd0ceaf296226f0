"""A person of a case, erased from every table but the history."""

from collections.abc import Callable
from typing import Final

from sqlalchemy import Connection, Table, delete, select, update

from core.domain.values import Sight
from storage.cases import SqlCases
from storage.history import erasing
from storage.keys import stored_key
from storage.portfolio import search_texts, touch
from storage.tables import cases, commitments, individuals
from storage.tables_dialogues import dialogues
from storage.tables_messages import queries

Naming = Callable[[str], bool]
"""Whether a text names the person."""

_NAMELESS: Final = {
    "name": "",
    "aliases": (),
    "native_name": "",
    "withheld": True,
    "status_source": "",
}


def forget_individual(
    connection: Connection, key: str, number: int, in_part: Naming, in_full: Naming
) -> None:
    """Leave the number, the status and the designation; a form that was open is stale then."""
    erasing(connection)
    held = select(cases.c.id).where(cases.c.key == stored_key(key)).with_for_update()
    case_id = connection.execute(held).scalar_one()
    them = (individuals.c.case_id == case_id, individuals.c.number == number)
    connection.execute(update(individuals).where(*them).values(_NAMELESS))
    touch(connection, case_id)
    _find_no_more(connection, key)
    _blank_ends(connection, case_id, in_part)
    _drop(connection, dialogues, "filled", in_full)
    _drop(connection, queries, "query", in_full)


def _find_no_more(connection: Connection, key: str) -> None:
    case = SqlCases(connection).get(key, Sight.STAFF)
    if case is not None:
        public, staff = search_texts(case)
        found = update(cases).where(cases.c.key == case.key)
        connection.execute(found.values(search_public=public, search_staff=staff))


def _blank_ends(connection: Connection, case_id: int, in_part: Naming) -> None:
    """Take out why the case was handed back, where that names them."""
    told = select(commitments.c.id, commitments.c.end_reason)
    for row in connection.execute(told.where(commitments.c.case_id == case_id)).all():
        if in_part(row.end_reason):
            ended = update(commitments).where(commitments.c.id == row.id)
            connection.execute(ended.values(end_reason=""))


def _drop(connection: Connection, table: Table, column: str, in_full: Naming) -> None:
    """Remove rows whose text names them: half-filled forms, and questions behind buttons."""
    key = list(table.primary_key.columns)
    for row in connection.execute(select(*key, table.c[column].label("text"))).all():
        if in_full(row.text):
            same = [column == value for column, value in zip(key, row, strict=False)]
            connection.execute(delete(table).where(*same))
