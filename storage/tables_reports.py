"""The tables of what was done, as those who did it reported it."""

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, Table, Text

from core.domain.cases import ActionKind
from storage.columns import OUTLIVES_PEOPLE, case_column, id_column, metadata, section_column
from storage.types import UtcDateTime, one_of

action_reports = Table(
    "action_reports",
    metadata,
    id_column(),
    case_column(),
    Column("kind", one_of(ActionKind), nullable=False),
    Column("amount", Integer, nullable=False),
    Column("day", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    section_column(),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("struck_at", UtcDateTime),
    CheckConstraint("amount > 0", name="amount_of_something"),
    Index("ix_action_reports_case_id_at", "case_id", "at"),
    Index("ix_action_reports_person_at", "person", "at"),
    Index("ix_action_reports_section_id", "section", "id"),
    info=OUTLIVES_PEOPLE,
)
"""Why one was struck, and by whom, stands in the history."""

report_notes = Table(
    "report_notes",
    metadata,
    Column("report", ForeignKey("action_reports.id"), primary_key=True, autoincrement=False),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("text", Text, nullable=False),
)
"""What somebody noted beside their report: it goes when they go, while the report is counted on."""
