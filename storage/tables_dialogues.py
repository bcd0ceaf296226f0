"""The table of forms that are being filled in by question and answer."""

from sqlalchemy import Column, String, Table, Text

from core.domain.people import Platform
from storage.columns import metadata, text_column
from storage.types import UtcDateTime, one_of

dialogues = Table(
    "dialogues",
    metadata,
    Column("platform", one_of(Platform), primary_key=True),
    Column("identity", String(255), primary_key=True),
    Column("mark", String(16), nullable=False),
    Column("form", String(64), nullable=False),
    Column("ref", String(255), nullable=False),
    text_column("seen"),
    Column("field", String(64), nullable=False),
    Column("filled", Text, nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("touched_at", UtcDateTime, nullable=False, index=True),
)
"""One a person, as it is held in private. `filled` is JSON: the answers so far, by field."""
