"""Pieces of SQL that several stores use."""

from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, Table, func, literal_column
from sqlalchemy.dialects.postgresql import Insert, insert

AnyRow = Row[*tuple[Any, ...]]
"""A row whose columns are read by name."""

AnySelect = Select[*tuple[Any, ...]]
"""A query of which only the names of the columns are known."""


def insert_into(table: Table) -> Insert:
    """An insert that may say what happens on a conflict, in the words that both databases share.

    It asks for no keys of new rows back, so that its `rowcount` tells whether there was a conflict.
    """
    return insert(table).inline().execution_options(preserve_rowcount=True)


def joined(column: ColumnElement[str]) -> ColumnElement[str]:
    """The values of a group with commas between, in no order.

    The comma is written into the statement: SQLAlchemy would render a bound one at every use.
    """
    comma = literal_column("','", String)
    return func.aggregate_strings(column, comma)  # type: ignore[arg-type]  # takes any clause
