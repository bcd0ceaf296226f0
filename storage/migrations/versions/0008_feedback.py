"""Feedback on decisions, with answers, appeals and rulings; nominations.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import shapes

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CONTESTED = "inclusion exclusion level closure poc"
STATES = "submitted acknowledged answered accepted appealed ruled"
VERDICTS = "upheld changed partly"
LEVELS = "draft active dormant closed"


def upgrade() -> None:
    _feedbacks()
    _answers()
    _appeals()
    _nominations()


def downgrade() -> None:
    for table in ("nominations", "rulings", "appeals", "feedback_comments", "answers", "feedbacks"):
        op.drop_table(table)


def _section() -> sa.Column[str]:
    return sa.Column("section", sa.String(32), sa.ForeignKey("sections.code"), nullable=False)


def _case(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), sa.ForeignKey("cases.id"))


def _of_feedback() -> sa.Column[int]:
    return sa.Column(
        "feedback",
        sa.Integer(),
        sa.ForeignKey("feedbacks.id"),
        primary_key=True,
        autoincrement=False,
    )


def _words(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _at() -> sa.Column[object]:
    return sa.Column("at", shapes.moment(), nullable=False)


def _verdict() -> sa.Column[str]:
    return sa.Column("verdict", shapes.one_of("verdict", VERDICTS), nullable=False)


def _feedbacks() -> None:
    op.create_table(
        "feedbacks",
        shapes.row_id(),
        _section(),
        sa.Column("kind", shapes.one_of("contested", CONTESTED), nullable=False),
        sa.Column("decision", sa.String(128), nullable=False),
        _case("case_id"),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("decided", sa.Integer(), sa.ForeignKey("decisions.id")),
        shapes.text("subject"),
        sa.Column("decided_on", sa.Date()),
        shapes.text("before"),
        shapes.text("after"),
        shapes.text("person_name"),
        _words("question"),
        sa.Column("state", shapes.one_of("state", STATES), nullable=False),
        _at(),
        sa.Column("acknowledged_at", shapes.moment()),
        sa.Column("accepted_at", shapes.moment()),
        shapes.flag("lapsed"),
        _case("draft_id"),
        sa.UniqueConstraint("section", "decision"),
    )
    op.create_index("ix_feedbacks_case_id", "feedbacks", ["case_id"])
    op.create_index("ix_feedbacks_draft_id", "feedbacks", ["draft_id"])
    op.create_index("ix_feedbacks_state_at", "feedbacks", ["state", "at"])
    op.create_index("ix_feedbacks_decision", "feedbacks", ["decision"])


def _answers() -> None:
    op.create_table(
        "answers",
        _of_feedback(),
        _verdict(),
        _words("reasons"),
        _words("next_step"),
        sa.Column("next_date", sa.Date(), nullable=False),
        _at(),
    )
    op.create_table(
        "feedback_comments",
        shapes.row_id(),
        sa.Column("feedback", sa.Integer(), sa.ForeignKey("feedbacks.id"), nullable=False),
        sa.Column("section", sa.String(32), sa.ForeignKey("sections.code")),
        _words("text"),
        _at(),
    )
    op.create_index("ix_feedback_comments_feedback", "feedback_comments", ["feedback"])


def _appeals() -> None:
    op.create_table("appeals", _of_feedback(), _words("reasons"), _at())
    op.create_table(
        "rulings",
        _of_feedback(),
        _verdict(),
        _words("reasons"),
        sa.Column("level", shapes.one_of("level", LEVELS)),
        _words("missing"),
        _at(),
    )


def _nominations() -> None:
    states = shapes.one_of("nominationstate", "waiting accepted refused")
    op.create_table(
        "nominations",
        shapes.row_id(),
        _section(),
        _at(),
        _words("name"),
        sa.Column("country", sa.String(3), nullable=False),
        _words("concerns"),
        _words("circumstances"),
        _words("source"),
        shapes.text("contact"),
        sa.Column("state", states, nullable=False),
        sa.Column("decided_at", shapes.moment()),
        shapes.text("reason"),
        _case("case_id"),
    )
    for column in ("section", "state", "case_id"):
        op.create_index(f"ix_nominations_{column}", "nominations", [column])
