"""Pieces of SQL that several stores use."""

from typing import Any

from sqlalchemy import Row, Select, Table
from sqlalchemy.dialects.postgresql import Insert, insert

AnyRow = Row[*tuple[Any, ...]]
"""A row whose columns are read by name."""

AnySelect = Select[*tuple[Any, ...]]
"""A query of which only the names of the columns are known."""


def insert_into(table: Table) -> Insert:
    """An insert that may say what happens on a conflict, in the words that both databases share."""
    return insert(table)
