"""The tables of feedback, with its answers, appeals and rulings, and of nominations.

Who wrote, answered and ruled stands in the history alone, where a person can be erased.
"""

from sqlalchemy import Column, Date, ForeignKey, Index, String, Table, Text, UniqueConstraint

from core.domain.cases import Level
from core.domain.feedback import Contested, State, Verdict
from core.domain.nominations import NominationState
from storage.columns import flag_column, id_column, metadata, section_column, text_column
from storage.types import TextTuple, UtcDateTime, one_of


def _of_feedback() -> Column[int]:
    return Column("feedback", ForeignKey("feedbacks.id"), primary_key=True, autoincrement=False)


def _case(name: str) -> Column[int]:
    return Column(name, ForeignKey("cases.id"), index=True)


feedbacks = Table(
    "feedbacks",
    metadata,
    id_column(),
    Column("section", String(32), ForeignKey("sections.code"), nullable=False),
    Column("kind", one_of(Contested), nullable=False),
    Column("decision", String(128), nullable=False),
    _case("case_id"),
    Column("country", String(3), nullable=False),
    Column("decided", ForeignKey("decisions.id")),
    text_column("subject"),
    Column("decided_on", Date),
    text_column("before"),
    text_column("after"),
    text_column("person_name"),
    Column("question", Text, nullable=False),
    Column("state", one_of(State), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("acknowledged_at", UtcDateTime),
    Column("accepted_at", UtcDateTime),
    flag_column("lapsed"),
    _case("draft_id"),
    UniqueConstraint("section", "decision"),
    Index("ix_feedbacks_state_at", "state", "at"),
    Index("ix_feedbacks_decision", "decision"),
)
"""`draft_id` is what the stewards know of somebody who is not in a published case."""

answers = Table(
    "answers",
    metadata,
    _of_feedback(),
    Column("verdict", one_of(Verdict), nullable=False),
    Column("reasons", Text, nullable=False),
    Column("next_step", Text, nullable=False),
    Column("next_date", Date, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

feedback_comments = Table(
    "feedback_comments",
    metadata,
    id_column(),
    Column("feedback", ForeignKey("feedbacks.id"), nullable=False, index=True),
    section_column(),
    Column("text", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

appeals = Table(
    "appeals",
    metadata,
    _of_feedback(),
    Column("reasons", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""One appeal per feedback: its key says so."""

rulings = Table(
    "rulings",
    metadata,
    _of_feedback(),
    Column("verdict", one_of(Verdict), nullable=False),
    Column("reasons", Text, nullable=False),
    Column("level", one_of(Level)),
    Column("missing", TextTuple, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)

nominations = Table(
    "nominations",
    metadata,
    id_column(),
    Column("section", String(32), ForeignKey("sections.code"), nullable=False, index=True),
    Column("at", UtcDateTime, nullable=False),
    Column("name", Text, nullable=False),
    Column("country", String(3), nullable=False),
    Column("concerns", TextTuple, nullable=False),
    Column("circumstances", Text, nullable=False),
    Column("source", Text, nullable=False),
    text_column("contact"),
    Column("state", one_of(NominationState), nullable=False, index=True),
    Column("decided_at", UtcDateTime),
    text_column("reason"),
    _case("case_id"),
)
