"""The tables of the history, and of how people come to their identities and roles.

`decisions` holds codes alone, for good; what names a person or was typed by one lies beside it, in
`decision_texts`, where it can be erased. The database refuses to change or remove a decision.
"""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text

from core.domain.decisions import DecisionKind
from core.domain.people import Role
from storage.columns import metadata, text_column
from storage.types import UtcDateTime, one_of


def _digest(name: str) -> Column[str]:
    return Column(name, String(64), nullable=False)


def _salt(name: str) -> Column[str]:
    return Column(name, String(32))


def _erasure(name: str) -> Column[int]:
    """The entry that recorded the erasure: where it stands, text and salt are gone."""
    return Column(name, Integer)


decisions = Table(
    "decisions",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("kind", one_of(DecisionKind, checked=False), nullable=False),
    Column("subject", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("before", Text, nullable=False),
    Column("after", Text, nullable=False),
    Column("role", one_of(Role), nullable=False),
    text_column("section"),
    _digest("subject_digest"),
    _digest("person_digest"),
    _digest("reason_digest"),
    _digest("previous"),
    _digest("hash"),
    Index("ix_decisions_subject_id", "subject", "id"),
)
"""One entry a row, numbered from 1 without a gap. Append-only by triggers of the migration."""

decision_texts = Table(
    "decision_texts",
    metadata,
    Column("decision", ForeignKey("decisions.id"), primary_key=True, autoincrement=False),
    Column("subject", String(64), index=True),
    _salt("subject_salt"),
    _erasure("subject_erased"),
    Column("person", String(64), index=True),
    _salt("person_salt"),
    _erasure("person_erased"),
    Column("reason", Text),
    _salt("reason_salt"),
    _erasure("reason_erased"),
)
"""What names people: the person decided about, the person who decided, and what they typed."""

history_head = Table(
    "history_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False),
    Column("hash", String(64), nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)
"""The last entry's number and hash; whoever appends holds this row."""

joined_people = Table(
    "joined_people",
    metadata,
    Column("former", String(64), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
)
"""Under which id somebody was known before they joined their identities: the history has it."""

link_codes = Table(
    "link_codes",
    metadata,
    Column("digest", String(128), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("expires_at", UtcDateTime, nullable=False),
)
"""Codes by which a person brings another identity of theirs. Taking or voiding one removes it."""

workspaces = Table(
    "workspaces",
    metadata,
    Column("team", String(64), primary_key=True),
    Column("section", ForeignKey("sections.code"), nullable=False),
)
"""Slack workspaces that belong to a section, whose own people are its members."""
