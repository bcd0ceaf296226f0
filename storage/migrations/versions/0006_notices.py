"""Notices beside digests in the outbox; one subscription a kind; private addresses; follows.

Revision ID: 0006
Revises: 0005
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

from storage.migrations import shapes

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

REBUILT = ("deliveries", "outbox", "contents", "subscriptions")
"""In an order in which each refers to later ones only."""
SUBSCRIPTION = (
    "id, platform, conversation, thread, kind, weekday, minute, zone, since, last_period, state, "
    "person, section, language"
)
ADDRESS = "platform, conversation, thread"
DONE = "planned_at, attempts, result, message, reason, done_at"
WAITING = "planned_at, available_at, version, attempts, sending, doubtful"


def upgrade() -> None:
    _set_aside()
    _subscriptions()
    _outbox()
    _deliveries()
    _put_back()
    _drop_aside()
    _people()
    _follows()
    _posted()
    _conclude_addresses()


def downgrade() -> None:
    """Only what is about the weekly goals is kept: the former tables hold nothing else."""
    for table in ("posted", "case_changes", "follows", "quiet_hours", "private_addresses"):
        op.drop_table(table)
    _set_aside()
    _former_tables()
    only = "WHERE kind = 'goals'"
    _move("subscriptions", SUBSCRIPTION, SUBSCRIPTION, f"{only} AND weekday < 7")
    _move(
        "contents",
        "id, kind, section, day, version, payload",
        "id, kind, subject, day, version, payload",
        only,
    )
    only += " AND subscription_id IN (SELECT id FROM subscriptions)"
    kept = f"id, subscription_id, content_id, {ADDRESS}, kind"
    _move("outbox", f"{kept}, period, {WAITING}", f"{kept}, key, {WAITING}", only)
    only += " AND result NOT IN ('empty', 'hidden')"
    _move("deliveries", f"{kept}, period, {DONE}", f"{kept}, key, {DONE}", only)
    _drop_aside()


def _set_aside() -> None:
    """SQLite can't change a constraint, and both databases can copy a table."""
    for table in REBUILT:
        op.execute(f"CREATE TABLE {table}_before AS SELECT * FROM {table}")  # noqa: S608  our names
    for table in REBUILT:
        op.drop_table(table)


def _drop_aside() -> None:
    for table in REBUILT:
        op.drop_table(f"{table}_before")
    if op.get_bind().dialect.name == "postgresql":
        for table in ("subscriptions", "contents"):
            op.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "  # noqa: S608  our names
                f"(SELECT coalesce(max(id), 0) + 1 FROM {table}), false)"
            )


def _move(table: str, into: str, values: str, where: str = "") -> None:
    op.execute(f"INSERT INTO {table} ({into}) SELECT {values} FROM {table}_before {where}")  # noqa: S608  our names


def _put_back() -> None:
    _move("subscriptions", SUBSCRIPTION, SUBSCRIPTION)
    _move(
        "contents",
        "id, kind, subject, day, version, payload",
        "id, kind, section, day, version, payload",
    )
    into = f"id, work, subscription_id, content_id, {ADDRESS}, recipient, kind, key"
    values = (
        f"id, 'digest', subscription_id, content_id, {ADDRESS}, "
        "'subscription ' || subscription_id, kind, period"
    )
    _move("outbox", f"{into}, {WAITING}", f"{values}, {WAITING}")
    _move("deliveries", f"{into}, {DONE}", f"{values}, {DONE}")


def _subscriptions() -> None:
    op.create_table(
        "subscriptions",
        shapes.row_id(),
        *shapes.address(),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(64), nullable=False),
        sa.Column("since", shapes.moment(), nullable=False),
        sa.Column("last_period", sa.String(16)),
        sa.Column("covered_until", shapes.moment()),
        sa.Column("muted_until", sa.Date()),
        sa.Column("state", shapes.one_of("subscriptionstate", "active off paused"), nullable=False),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("section", sa.String(32), sa.ForeignKey("sections.code")),
        sa.Column("language", sa.String(16), nullable=False),
        sa.CheckConstraint("minute BETWEEN 0 AND 1439", name="minute_of_day"),
        sa.CheckConstraint("weekday BETWEEN 0 AND 7", name="weekday_or_every_day"),
        sa.UniqueConstraint("platform", "conversation", "thread", "kind"),
    )
    op.create_index(
        "ix_subscriptions_slot", "subscriptions", ["zone", "weekday", "minute", "state"]
    )
    op.create_table(
        "contents",
        shapes.row_id(),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.UniqueConstraint("kind", "subject", "day"),
    )


def _message() -> tuple[sa.Column[Any], ...]:
    """What a message that waits and one that is done have in common."""
    return (
        sa.Column("id", sa.String(96), primary_key=True),
        sa.Column("work", shapes.one_of("work", "digest notice retraction"), nullable=False),
        sa.Column("subscription_id", sa.Integer(), sa.ForeignKey("subscriptions.id")),
        sa.Column("content_id", sa.Integer(), sa.ForeignKey("contents.id"), nullable=False),
        *shapes.address(),
        sa.Column("recipient", sa.String(96), nullable=False),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        *_message(),
        sa.Column("language", sa.String(16)),
        sa.Column("zone", sa.String(64)),
        shapes.text("message"),
        shapes.flag("again"),
        sa.Column("planned_at", shapes.moment(), nullable=False),
        sa.Column("available_at", shapes.moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        shapes.flag("sending"),
        shapes.flag("doubtful"),
        sa.UniqueConstraint("recipient", "kind", "key"),
    )
    op.create_index("ix_outbox_available_at_id", "outbox", ["available_at", "id"])
    for column in ("subscription_id", "person"):
        op.create_index(op.f(f"ix_outbox_{column}"), "outbox", [column])


def _deliveries() -> None:
    results = "delivered gone unknown defect stopped empty hidden"
    op.create_table(
        "deliveries",
        *_message(),
        sa.Column("planned_at", shapes.moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("result", shapes.one_of("result", results), nullable=False),
        shapes.text("message"),
        shapes.text("reason"),
        sa.Column("done_at", shapes.moment(), nullable=False),
        sa.UniqueConstraint("recipient", "kind", "key"),
    )
    op.create_index("ix_deliveries_result_done_at", "deliveries", ["result", "done_at"])
    for column in ("subscription_id", "content_id", "person"):
        op.create_index(op.f(f"ix_deliveries_{column}"), "deliveries", [column])


def _people() -> None:
    op.create_table(
        "private_addresses",
        *shapes.address(),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("last_used", shapes.moment()),
        sa.Column("zone", sa.String(64), server_default="", nullable=False),
        sa.Column("language", sa.String(16), server_default="", nullable=False),
        shapes.flag("gone"),
        sa.PrimaryKeyConstraint("platform", "conversation", "thread"),
    )
    op.create_index(op.f("ix_private_addresses_person"), "private_addresses", ["person"])
    op.create_table(
        "quiet_hours",
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "begins BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439 AND begins <> ends",
            name="minutes_of_day",
        ),
    )


def _case() -> sa.Column[int]:
    return sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False)


def _follows() -> None:
    op.create_table(
        "follows",
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), primary_key=True),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("pace", shapes.one_of("pace", "at_once daily weekly"), nullable=False),
        sa.Column("since", shapes.moment(), nullable=False),
    )
    op.create_index("ix_follows_case_id_pace", "follows", ["case_id", "pace"])
    op.create_table(
        "case_changes",
        shapes.row_id(),
        _case(),
        sa.Column("at", shapes.moment(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        shapes.text("before"),
        shapes.text("after"),
        sa.Column("number", sa.Integer(), nullable=False),
    )
    op.create_index("ix_case_changes_case_id_at", "case_changes", ["case_id", "at"])


def _posted() -> None:
    op.create_table(
        "posted",
        shapes.row_id(),
        _case(),
        *shapes.address(),
        sa.Column("message", sa.String(255), nullable=False),
        sa.Column("posted_at", shapes.moment(), nullable=False),
        sa.UniqueConstraint("case_id", "conversation", "message", "thread", "platform"),
    )
    op.create_index("ix_posted_conversation_message", "posted", ["conversation", "message"])


def _conclude_addresses() -> None:
    """People who have a digest read it in private there; others are reached by who they are.

    Slack takes a user's id for a conversation, and Telegram one for the private chat.
    """
    op.execute(
        "INSERT INTO private_addresses "
        "(platform, conversation, thread, person, last_used, zone, language) "
        "SELECT platform, conversation, thread, person, since, zone, language "
        "FROM subscriptions WHERE person IS NOT NULL"
    )
    connection = op.get_bind()
    known = sa.text("SELECT platform, key, person FROM chat_identities")
    assume = sa.text(
        "INSERT INTO private_addresses (platform, conversation, thread, person) "
        "VALUES (:platform, :conversation, '', :person) ON CONFLICT DO NOTHING"
    )
    for platform, key, person in connection.execute(known).all():
        row = {"platform": platform, "conversation": key.rpartition(":")[2], "person": person}
        connection.execute(assume, row)


def _former_tables() -> None:
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
    _former_messages()


def _former_message() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("id", sa.String(96), primary_key=True),
        sa.Column(
            "subscription_id", sa.Integer(), sa.ForeignKey("subscriptions.id"), nullable=False
        ),
        sa.Column("content_id", sa.Integer(), sa.ForeignKey("contents.id"), nullable=False),
        *shapes.address(),
        sa.Column("kind", shapes.one_of("digestkind", "goals"), nullable=False),
        sa.Column("period", sa.String(16), nullable=False),
        sa.Column("planned_at", shapes.moment(), nullable=False),
    )


def _former_messages() -> None:
    op.create_table(
        "outbox",
        *_former_message(),
        sa.Column("available_at", shapes.moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        shapes.flag("sending"),
        shapes.flag("doubtful"),
        sa.UniqueConstraint("conversation", "thread", "platform", "kind", "period"),
    )
    op.create_index("ix_outbox_available_at_id", "outbox", ["available_at", "id"])
    op.create_index(op.f("ix_outbox_subscription_id"), "outbox", ["subscription_id"])
    results = "delivered gone unknown defect stopped"
    op.create_table(
        "deliveries",
        *_former_message(),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("result", shapes.one_of("result", results), nullable=False),
        shapes.text("message"),
        shapes.text("reason"),
        sa.Column("done_at", shapes.moment(), nullable=False),
        sa.UniqueConstraint("conversation", "thread", "platform", "kind", "period"),
    )
    op.create_index("ix_deliveries_result_done_at", "deliveries", ["result", "done_at"])
    op.create_index(op.f("ix_deliveries_subscription_id"), "deliveries", ["subscription_id"])
