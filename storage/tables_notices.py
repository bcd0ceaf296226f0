"""The tables of who is told what in private: addresses, quiet hours, follows, changes, posts."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    UniqueConstraint,
)

from core.domain.follows import ChangeKind, Pace
from storage.columns import (
    address_columns,
    case_column,
    flag_column,
    id_column,
    metadata,
    text_column,
)
from storage.types import UtcDateTime, one_of

private_addresses = Table(
    "private_addresses",
    metadata,
    *address_columns(),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
    Column("last_used", UtcDateTime),
    Column("zone", String(64), nullable=False, server_default=""),
    Column("language", String(16), nullable=False, server_default=""),
    flag_column("gone"),
    PrimaryKeyConstraint("platform", "conversation", "thread"),
)
"""Where each person can be told something alone. `last_used` is null where they never spoke: the
address was concluded from who they are on that platform."""

quiet_hours = Table(
    "quiet_hours",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    Column("begins", Integer, nullable=False),
    Column("ends", Integer, nullable=False),
    CheckConstraint(
        "begins BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439 AND begins <> ends",
        name="minutes_of_day",
    ),
)

follows = Table(
    "follows",
    metadata,
    Column("person", ForeignKey("people.id"), primary_key=True),
    case_column(primary_key=True),
    Column("pace", one_of(Pace), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Index("ix_follows_case_id_pace", "case_id", "pace"),
)

case_changes = Table(
    "case_changes",
    metadata,
    id_column(),
    case_column(),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", one_of(ChangeKind, checked=False), nullable=False),
    text_column("before"),
    text_column("after"),
    Column("number", Integer, nullable=False),
    Index("ix_case_changes_case_id_at", "case_id", "at"),
)
"""What changed that followers are told of: codes and numbers, never texts or names."""

posted = Table(
    "posted",
    metadata,
    id_column(),
    case_column(),
    *address_columns(),
    Column("message", String(255), nullable=False),
    Column("posted_at", UtcDateTime, nullable=False),
    UniqueConstraint("case_id", "conversation", "message", "thread", "platform"),
    Index("ix_posted_conversation_message", "conversation", "message"),
)
"""Messages of ours that name a case. An empty `message` is one that the platform gave no id for."""
