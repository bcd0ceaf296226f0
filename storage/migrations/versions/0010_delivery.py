"""What delivery by many processes needs: rate limits, leases, refusals, urgency, owners.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import shapes

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

INDEXES = (
    ("ix_inbox_received_at", "inbox", ["received_at"]),
    ("ix_contents_day", "contents", ["day"]),
    ("ix_deliveries_done_at", "deliveries", ["done_at"]),
    ("ix_outbox_urgency", "outbox", ["platform", "urgency", "available_at"]),
)
VACUUM = (
    "autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 2000, "
    "autovacuum_analyze_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0"
)
"""Every message is a row that is changed a few times and deleted within minutes: what is left of a
million is cleared away while the next are sent, at full speed."""
HELD = (("subscription_id", "subscriptions"), ("content_id", "contents"))
"""PostgreSQL locks the row that a key points to, which writes it: to plan a million digests would
write a million subscriptions."""
SLOT = ["zone", "weekday", "minute", "kind", "id"]


def upgrade() -> None:
    op.create_table(
        "rate_limits",
        sa.Column("key", sa.String(320), primary_key=True),
        shapes.text("state"),
        sa.Column("paused_until", shapes.moment()),
        sa.Column("used_at", shapes.moment(), nullable=False),
    )
    op.create_index(op.f("ix_rate_limits_used_at"), "rate_limits", ["used_at"])
    op.create_table(
        "leases",
        sa.Column("name", sa.String(128), primary_key=True),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("held_until", shapes.moment(), nullable=False),
    )
    op.create_table(
        "planned_slots",
        sa.Column("zone", sa.String(64), primary_key=True),
        sa.Column("weekday", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("minute", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("planned_at", shapes.moment(), nullable=False),
    )
    op.add_column("planner", sa.Column("doubted_since", shapes.moment()))
    op.add_column("contents", sa.Column("until", shapes.moment()))
    shapes.partial_index("ix_contents_with_payload", "contents", ["day"], "payload <> ''")
    op.add_column("queries", sa.Column("used_at", shapes.moment()))
    op.execute("UPDATE queries SET used_at = CURRENT_TIMESTAMP")
    op.drop_index("ix_subscriptions_slot", "subscriptions")
    op.create_index("ix_subscriptions_slot", "subscriptions", SLOT)
    op.create_table(
        "refusals",
        sa.Column(
            "platform", shapes.one_of("platform", "slack telegram console"), primary_key=True
        ),
        sa.Column("since", shapes.moment(), nullable=False),
        shapes.text("reason"),
    )
    op.add_column("inbox", sa.Column("answered_at", shapes.moment()))
    op.add_column("inbox", shapes.text("said"))
    op.add_column("subscriptions", shapes.text("paused_for"))
    op.add_column("subscriptions", shapes.flag("moved"))
    shapes.partial_index("ix_subscriptions_moved", "subscriptions", ["id"], "moved")
    op.create_table(
        "subscription_owners",
        sa.Column(
            "subscription_id", sa.Integer(), sa.ForeignKey("subscriptions.id"), primary_key=True
        ),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    )
    op.create_index(op.f("ix_subscription_owners_person"), "subscription_owners", ["person"])
    op.add_column("outbox", sa.Column("urgency", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE outbox SET urgency = 2 WHERE work = 'digest'")
    op.drop_index("ix_outbox_available_at_id", "outbox")
    op.drop_index("ix_outbox_subscription_id", "outbox")
    for table in ("outbox", "deliveries"):
        op.drop_index(f"ix_{table}_person", table)
        shapes.partial_index(f"ix_{table}_person", table, ["person"], "person IS NOT NULL")
    for index in INDEXES:
        op.create_index(*index)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"ALTER TABLE outbox SET ({VACUUM})")
        for column, table in HELD:
            op.drop_constraint(f"fk_outbox_{column}_{table}", "outbox")
        _turn("recipient_kind_key", "kind_key_recipient")


def _turn(former: str, columns: str) -> None:
    """Let what makes a delivery the same be looked up in another order."""
    op.create_unique_constraint(f"uq_deliveries_{columns}", "deliveries", columns.split("_"))
    op.drop_constraint(f"uq_deliveries_{former}", "deliveries")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        names = ", ".join(one.partition(" = ")[0].strip() for one in VACUUM.split(","))
        op.execute(f"ALTER TABLE outbox RESET ({names})")
        _turn("kind_key_recipient", "recipient_kind_key")
        for column, table in HELD:
            op.create_foreign_key(f"fk_outbox_{column}_{table}", "outbox", table, [column], ["id"])
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table)
    for table in ("outbox", "deliveries"):
        op.drop_index(f"ix_{table}_person", table)
        op.create_index(f"ix_{table}_person", table, ["person"])
    op.create_index("ix_outbox_subscription_id", "outbox", ["subscription_id"])
    op.create_index("ix_outbox_available_at_id", "outbox", ["available_at", "id"])
    op.drop_column("outbox", "urgency")
    op.drop_table("subscription_owners")
    op.drop_column("subscriptions", "paused_for")
    op.drop_column("inbox", "said")
    op.drop_column("inbox", "answered_at")
    op.drop_index("ix_subscriptions_slot", "subscriptions")
    op.create_index("ix_subscriptions_slot", "subscriptions", [*SLOT[:3], "state"])
    op.drop_index("ix_subscriptions_moved", "subscriptions")
    op.drop_column("subscriptions", "moved")
    op.drop_column("queries", "used_at")
    op.drop_index("ix_contents_with_payload", "contents")
    op.drop_column("contents", "until")
    op.drop_column("planner", "doubted_since")
    op.drop_table("planned_slots")
    op.drop_table("refusals")
    op.drop_table("leases")
    op.drop_table("rate_limits")
