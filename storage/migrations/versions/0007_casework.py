"""Casework: versions of cases, references given, research capacity, proposals under notice.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import shapes

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

LEVELS = "draft active dormant closed"
OUTCOMES = (
    "released died executed merged sentence_served no_longer_at_risk consent_withdrawn "
    "poc_withdrawn capacity unknown"
)
STATES = "open suspended effective lapsed"


def upgrade() -> None:
    op.create_table(
        "casework",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("draft_key", sa.String(32), unique=True),
    )
    op.create_table(
        "reference_numbers",
        sa.Column("country", sa.String(3), primary_key=True),
        sa.Column("last", sa.Integer(), nullable=False),
    )
    op.create_table(
        "research_teams",
        sa.Column("team", sa.String(128), primary_key=True),
        sa.Column("capacity", sa.Integer()),
        sa.CheckConstraint("capacity >= 0", name="capacity_not_negative"),
    )
    _proposals()


def downgrade() -> None:
    """What was proposed stays in the history; its running notice is lost."""
    for table in ("proposals", "research_teams", "reference_numbers", "casework"):
        op.drop_table(table)


def _proposals() -> None:
    op.create_table(
        "proposals",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("individual", sa.Integer(), nullable=False),
        sa.Column("to_level", shapes.one_of("level", LEVELS)),
        sa.Column("outcome", shapes.one_of("outcome", OUTCOMES)),
        sa.Column("review", sa.Date()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(64), nullable=False),
        sa.Column("proposed_at", shapes.moment(), nullable=False),
        sa.Column("notice_ends", sa.Date(), nullable=False),
        sa.Column("state", shapes.one_of("proposalstate", STATES), nullable=False),
        sa.Column("settled_at", shapes.moment()),
        sa.CheckConstraint("(individual = 0) = (to_level IS NOT NULL)", name="level_or_person"),
    )
    op.create_index(op.f("ix_proposals_case_id"), "proposals", ["case_id"])
    shapes.partial_index(
        "uq_proposals_running",
        "proposals",
        ["case_id", "individual"],
        "state IN ('open', 'suspended')",
        unique=True,
    )
