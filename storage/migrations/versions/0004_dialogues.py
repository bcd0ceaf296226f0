"""Forms that are being filled in by question and answer; kinds of decisions without a check.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import shapes

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ROLES = "member coordinator steward board admin"


def upgrade() -> None:
    op.create_table(
        "dialogues",
        sa.Column(
            "platform", shapes.one_of("platform", "slack telegram console"), primary_key=True
        ),
        sa.Column("identity", sa.String(255), primary_key=True),
        sa.Column("mark", sa.String(16), nullable=False),
        sa.Column("form", sa.String(64), nullable=False),
        sa.Column("ref", sa.String(255), nullable=False),
        shapes.text("seen"),
        sa.Column("field", sa.String(64), nullable=False),
        sa.Column("filled", sa.Text(), nullable=False),
        sa.Column("started_at", shapes.moment(), nullable=False),
        sa.Column("touched_at", shapes.moment(), nullable=False),
    )
    op.create_index(op.f("ix_dialogues_touched_at"), "dialogues", ["touched_at"])
    _loosen_kinds()


def downgrade() -> None:
    """The check of the kinds stays away: it would refuse what was decided since."""
    op.drop_table("dialogues")


def _loosen_kinds() -> None:
    """Let the kinds grow with the program: a check would have to be changed for each of them."""
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("ck_decisions_decisionkind", "decisions")
        return
    with op.batch_alter_table("decisions", recreate="always", copy_from=_decisions()):
        pass
    for event in ("UPDATE", "DELETE"):  # they went with the old table
        op.execute(
            f"CREATE TRIGGER decisions_no_{event.lower()} BEFORE {event} ON decisions "
            "BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END"
        )


def _decisions() -> sa.Table:
    return sa.Table(
        "decisions",
        sa.MetaData(naming_convention={"ck": "ck_%(table_name)s_%(constraint_name)s"}),
        shapes.row_id(),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("at", shapes.moment(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        shapes.text("reason"),
        shapes.text("person"),
        sa.Column("role", shapes.one_of("role", ROLES), nullable=False),
        shapes.text("section"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
        sa.Index("ix_decisions_subject_id", "subject", "id"),
    )
