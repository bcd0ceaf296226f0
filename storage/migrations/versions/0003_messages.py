"""What comes in and what goes out.

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import shapes

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _coming_in()
    _subscriptions()
    _outbox()
    _deliveries()
    op.execute("INSERT INTO planner (id) VALUES (1)")


def downgrade() -> None:
    for table in (
        "deliveries",
        "outbox",
        "planner",
        "contents",
        "subscriptions",
        "queries",
        "inbox",
    ):
        op.drop_table(table)


def _coming_in() -> None:
    op.create_table(
        "inbox",
        sa.Column("key", sa.String(255), primary_key=True),
        sa.Column("request", sa.Text()),
        sa.Column("reply", sa.Text()),
        sa.Column("received_at", shapes.moment(), nullable=False),
        sa.Column("lease_until", shapes.moment()),
    )
    shapes.partial_index("ix_inbox_unanswered", "inbox", ["received_at"], "request IS NOT NULL")
    op.create_table(
        "queries",
        sa.Column("key", sa.String(16), primary_key=True),
        sa.Column("query", sa.Text(), nullable=False),
    )


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        shapes.row_id(),
        *shapes.address(),
        sa.Column("kind", shapes.one_of("digestkind", "goals"), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("since", shapes.moment(), nullable=False),
        sa.Column("last_period", sa.String(16)),
        sa.Column("state", shapes.one_of("subscriptionstate", "active off paused"), nullable=False),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("section", sa.String(32), sa.ForeignKey("sections.code")),
        sa.Column("language", sa.String(16), nullable=False),
        sa.CheckConstraint("minute BETWEEN 0 AND 1439", name="minute_of_day"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday_of_week"),
        sa.UniqueConstraint("platform", "conversation", "thread"),
    )
    op.create_index(
        "ix_subscriptions_slot", "subscriptions", ["zone", "weekday", "minute", "state"]
    )
    op.create_table(
        "contents",
        shapes.row_id(),
        sa.Column("kind", shapes.one_of("digestkind", "goals"), nullable=False),
        sa.Column("section", sa.String(32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.UniqueConstraint("kind", "section", "day"),
    )
    op.create_table(
        "planner",
        sa.Column("id", sa.Integer(), autoincrement=False, primary_key=True),
        sa.Column("planned_until", shapes.moment()),
        sa.CheckConstraint("id = 1", name="one_row"),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.String(96), primary_key=True),
        sa.Column(
            "subscription_id", sa.Integer(), sa.ForeignKey("subscriptions.id"), nullable=False
        ),
        sa.Column("content_id", sa.Integer(), sa.ForeignKey("contents.id"), nullable=False),
        *shapes.address(),
        sa.Column("kind", shapes.one_of("digestkind", "goals"), nullable=False),
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("planned_at", shapes.moment(), nullable=False),
        sa.Column("available_at", shapes.moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        shapes.flag("sending"),
        shapes.flag("doubtful"),
        sa.UniqueConstraint("conversation", "thread", "platform", "kind", "period"),
    )
    op.create_index("ix_outbox_available_at_id", "outbox", ["available_at", "id"])
    op.create_index(op.f("ix_outbox_subscription_id"), "outbox", ["subscription_id"])


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(96), primary_key=True),
        sa.Column(
            "subscription_id", sa.Integer(), sa.ForeignKey("subscriptions.id"), nullable=False
        ),
        sa.Column("content_id", sa.Integer(), sa.ForeignKey("contents.id"), nullable=False),
        *shapes.address(),
        sa.Column("kind", shapes.one_of("digestkind", "goals"), nullable=False),
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("planned_at", shapes.moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column(
            "result",
            shapes.one_of("result", "delivered gone unknown defect stopped"),
            nullable=False,
        ),
        shapes.text("message"),
        shapes.text("reason"),
        sa.Column("done_at", shapes.moment(), nullable=False),
        sa.UniqueConstraint("conversation", "thread", "platform", "kind", "period"),
    )
    op.create_index("ix_deliveries_result_done_at", "deliveries", ["result", "done_at"])
    op.create_index(op.f("ix_deliveries_subscription_id"), "deliveries", ["subscription_id"])
