"""Sections, people and their roles.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import shapes

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _roles()


def downgrade() -> None:
    for table in ("invitations", "grants", "chat_identities", "people", "sections"):
        op.drop_table(table)


def _people() -> None:
    op.create_table(
        "sections",
        sa.Column("code", sa.String(32), primary_key=True),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("parent", sa.String(32), sa.ForeignKey("sections.code")),
        sa.CheckConstraint("capacity >= 0", name="capacity_not_negative"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("zone", sa.String(64)),
        sa.Column("language", sa.String(16)),
        sa.Column("added_at", shapes.moment(), nullable=False),
    )
    op.create_table(
        "chat_identities",
        sa.Column(
            "platform", shapes.one_of("platform", "slack telegram console"), primary_key=True
        ),
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    )
    op.create_index(op.f("ix_chat_identities_person"), "chat_identities", ["person"])


def _roles() -> None:
    op.create_table(
        "grants",
        shapes.row_id(),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column(
            "role", shapes.one_of("role", "member coordinator steward board admin"), nullable=False
        ),
        sa.Column("section", sa.String(32), sa.ForeignKey("sections.code")),
        sa.CheckConstraint(
            "(section IS NOT NULL) = (role IN ('member', 'coordinator'))", name="section_of_role"
        ),
    )
    shapes.partial_index(
        "uq_grants_everywhere", "grants", ["person", "role"], "section IS NULL", unique=True
    )
    shapes.partial_index(
        "uq_grants_in_section",
        "grants",
        ["person", "role", "section"],
        "section IS NOT NULL",
        unique=True,
    )
    op.create_table(
        "invitations",
        sa.Column("digest", sa.String(128), primary_key=True),
        sa.Column(
            "role", shapes.one_of("role", "member coordinator steward board admin"), nullable=False
        ),
        sa.Column("section", sa.String(32), sa.ForeignKey("sections.code")),
        sa.Column("expires_at", shapes.moment(), nullable=False),
        sa.Column("used_at", shapes.moment()),
        sa.Column("voided_at", shapes.moment()),
    )
