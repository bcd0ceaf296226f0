"""Columns that recur in the steps. Steps that were released rest on these: add, never change."""

import sqlalchemy as sa
from alembic import op


def one_of(name: str, values: str) -> sa.Enum:
    """Text that is one of these words, held by a check constraint of that name."""
    return sa.Enum(*values.split(), name=name, native_enum=False, create_constraint=True, length=32)


def moment() -> sa.DateTime:
    """A moment in UTC."""
    return sa.DateTime(timezone=True)


def row_id() -> sa.Column[int]:
    """A number given by the database."""
    return sa.Column("id", sa.Integer(), sa.Identity(always=False), primary_key=True)


def text(name: str) -> sa.Column[str]:
    """Text that may be empty."""
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def flag(name: str) -> sa.Column[bool]:
    """A yes or no; no unless said."""
    return sa.Column(name, sa.Boolean(), server_default=sa.text("false"), nullable=False)


def address() -> tuple[sa.Column[str], sa.Column[str], sa.Column[str]]:
    """A conversation on a platform."""
    return (
        sa.Column("platform", one_of("platform", "slack telegram console"), nullable=False),
        sa.Column("conversation", sa.String(255), nullable=False),
        sa.Column("thread", sa.String(255), server_default="", nullable=False),
    )


def partial_index(
    name: str, table: str, columns: list[str], where: str, *, unique: bool = False
) -> None:
    """An index over the rows that meet a condition, in both databases."""
    only = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=only, postgresql_where=only)
