"""A person of a case, erased from every table but the history."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Enum,
    RowMapping,
    Table,
    Text,
    delete,
    or_,
    select,
    update,
)

from core.domain.values import Sight
from storage.cases import SqlCases
from storage.columns import metadata
from storage.history import erasing
from storage.keys import stored_key
from storage.portfolio import search_texts, touch
from storage.tables import cases, individuals
from storage.tables_dialogues import dialogues
from storage.tables_history import decision_texts, decisions
from storage.tables_messages import queries

Naming = Callable[[str], bool]
"""Whether a text has a name of the person in full."""
Redacting = Callable[[str], str]
"""A text without the names."""

_NAMELESS: Final = {
    "name": "",
    "aliases": (),
    "native_name": "",
    "withheld": True,
    "status_source": "",
}
_CHAINED: Final = {decisions, decision_texts}


def forget_individual(
    connection: Connection, key: str, number: int, redacted: Redacting, names: Naming
) -> None:
    """Leave the number, the status and the designation; a form that was open is stale then."""
    erasing(connection)
    held = select(cases.c.id).where(cases.c.key == stored_key(key)).with_for_update()
    case_id = connection.execute(held).scalar_one()
    them = (individuals.c.case_id == case_id, individuals.c.number == number)
    connection.execute(update(individuals).where(*them).values(_NAMELESS))
    _redact(connection, cases, cases.c.id == case_id, redacted)
    touch(connection, case_id)
    _find_no_more(connection, key)
    _drop(connection, dialogues, "filled", names)
    _drop(connection, queries, "query", names)


def _redact(
    connection: Connection, table: Table, which: ColumnElement[bool], redacted: Redacting
) -> None:
    """Take the names out of every text of these rows, and of all rows that rest on them."""
    texts = [column for column in table.columns if _is_text(column)]
    for row in connection.execute(select(table).where(which)).mappings().all():
        changed = {
            column.name: without
            for column in texts
            if (without := redacted(row[column.name] or "")) != (row[column.name] or "")
        }
        if changed:
            connection.execute(update(table).where(*_same(table, row)).values(changed))
    for below, columns in _resting_on(table):
        keys = select(next(iter(columns[0].foreign_keys)).column).where(which)
        _redact(connection, below, or_(*(column.in_(keys) for column in columns)), redacted)


def _is_text(column: Column[Any]) -> bool:
    free = isinstance(column.type, Text) and not isinstance(column.type, Enum)
    return free and column.computed is None and not column.primary_key


def _same(table: Table, row: RowMapping) -> list[ColumnElement[bool]]:
    return [column == row[column.name] for column in table.primary_key.columns]


def _resting_on(table: Table) -> Iterator[tuple[Table, list[Column[Any]]]]:
    """The tables whose rows point to rows of this one, and by which columns."""
    for below in metadata.sorted_tables:
        columns = [
            column
            for column in below.columns
            if any(key.column.table is table for key in column.foreign_keys)
        ]
        if columns and below is not table and below not in _CHAINED:
            yield below, columns


def _find_no_more(connection: Connection, key: str) -> None:
    case = SqlCases(connection).get(key, Sight.STAFF)
    if case is not None:
        public, staff = search_texts(case)
        found = update(cases).where(cases.c.key == case.key)
        connection.execute(found.values(search_public=public, search_staff=staff))


def _drop(connection: Connection, table: Table, column: str, names: Naming) -> None:
    """Remove rows whose text names them: half-filled forms, and questions behind buttons."""
    for row in connection.execute(select(table)).mappings().all():
        if names(row[column]):
            connection.execute(delete(table).where(*_same(table, row)))
