"""The tables by which several processes act as one: rate limits, leases, refusals."""

from sqlalchemy import Column, String, Table

from core.domain.people import Platform
from storage.columns import metadata, text_column
from storage.types import UtcDateTime, one_of

rate_limits = Table(
    "rate_limits",
    metadata,
    Column("key", String(320), primary_key=True),
    text_column("state"),
    Column("paused_until", UtcDateTime),
    Column("used_at", UtcDateTime, nullable=False, index=True),
)
"""One row for each thing that a platform limits: a whole bot or workspace, a chat, a channel.
`state` is what `core.domain.limits` writes and reads; a row not used for long may be deleted."""

leases = Table(
    "leases",
    metadata,
    Column("name", String(128), primary_key=True),
    Column("holder", String(64), nullable=False),
    Column("held_until", UtcDateTime, nullable=False),
)
"""What only one process may do at a time, and who does it until when, by the database's clock."""

refusals = Table(
    "refusals",
    metadata,
    Column("platform", one_of(Platform), primary_key=True),
    Column("since", UtcDateTime, nullable=False),
    text_column("reason"),
)
"""A platform that refuses the bot's token now. Nothing is sent there until it takes it again."""
