"""The tables of the stewards' work: what a case was changed how often, and what is proposed."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)

from core.domain.cases import Level, Outcome
from core.domain.proposals import ProposalState
from storage.columns import metadata
from storage.types import UtcDateTime, one_of

casework = Table(
    "casework",
    metadata,
    Column("case_id", ForeignKey("cases.id"), primary_key=True, autoincrement=False),
    Column("version", Integer, nullable=False),
    Column("draft_key", String(32), unique=True),
)
"""Beside each case that was ever changed: how often, and the key that it had as a draft."""

reference_numbers = Table(
    "reference_numbers",
    metadata,
    Column("country", String(3), primary_key=True),
    Column("last", Integer, nullable=False),
)
"""The last number given in a country; whoever gives the next holds this row."""

research_teams = Table(
    "research_teams",
    metadata,
    Column("team", String(128), primary_key=True),
    Column("capacity", Integer),
    CheckConstraint("capacity >= 0", name="capacity_not_negative"),
)
"""How many active cases a team can sustain; null where nobody has said. Held while one is added."""

proposals = Table(
    "proposals",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("case_id", ForeignKey("cases.id"), nullable=False, index=True),
    Column("individual", Integer, nullable=False),
    Column("to_level", one_of(Level)),
    Column("outcome", one_of(Outcome)),
    Column("review", Date),
    Column("reason", Text, nullable=False),
    Column("proposed_by", String(64), nullable=False),
    Column("proposed_at", UtcDateTime, nullable=False),
    Column("notice_ends", Date, nullable=False),
    Column("state", one_of(ProposalState), nullable=False),
    Column("settled_at", UtcDateTime),
    CheckConstraint("(individual = 0) = (to_level IS NOT NULL)", name="level_or_person"),
)
"""What is proposed about protected persons: of a case (individual 0), or of one person on it."""
