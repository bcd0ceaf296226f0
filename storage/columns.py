"""What the tables share: their metadata, the names of their constraints, recurring columns."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Identity,
    Integer,
    MetaData,
    String,
    Text,
    text,
)

from core.domain.people import Platform
from storage.types import one_of

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

OUTLIVES_PEOPLE = {"outlives_people": True}
"""A table's `info`, where a row is kept without the person who is erased: totals count it on."""


def id_column() -> Column[int]:
    """The row's own number, given by the database."""
    return Column("id", Integer, Identity(), primary_key=True)


def text_column(name: str) -> Column[str]:
    """Text that may be empty, never null."""
    return Column(name, Text, nullable=False, server_default="")


def flag_column(name: str) -> Column[bool]:
    """A yes or no; no unless said."""
    return Column(name, Boolean, nullable=False, server_default=text("false"))


def case_column(*, primary_key: bool = False) -> Column[int]:
    """The case to which a row belongs."""
    return Column("case_id", ForeignKey("cases.id"), primary_key=primary_key, nullable=False)


def section_column(name: str = "section") -> Column[str]:
    """A section, by its code."""
    return Column(name, String(32), ForeignKey("sections.code"))


def address_columns() -> tuple[Column[Platform], Column[str], Column[str]]:
    """A conversation; the thread is empty, never null, so that it can be unique."""
    return (
        Column("platform", one_of(Platform), nullable=False),
        Column("conversation", String(255), nullable=False),
        Column("thread", String(255), nullable=False, server_default=""),
    )
