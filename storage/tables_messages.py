"""The tables of what comes in and goes out: requests, digests, questions behind buttons.

What waits is kept apart from what is done: SQLite's planner walks the whole history when both
share a table, partial index or not.
"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from core.domain.subscriptions import DigestKind, SubscriptionState, Work
from storage.columns import (
    address_columns,
    flag_column,
    id_column,
    metadata,
    section_column,
    text_column,
)
from storage.types import Result, UtcDateTime, one_of

inbox = Table(
    "inbox",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("request", Text),
    Column("reply", Text),
    Column("received_at", UtcDateTime, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("answered_at", UtcDateTime),
    text_column("said"),
    Index("ix_inbox_received_at", "received_at"),
)
"""A request is erased (null) once it is answered; its key and a stored reply stay for repeats.
`said` are the marks, with spaces between, of the messages that an unfinished answer sent."""

subscriptions = Table(
    "subscriptions",
    metadata,
    id_column(),
    *address_columns(),
    Column("kind", one_of(DigestKind, checked=False), nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("minute", Integer, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("since", UtcDateTime, nullable=False),
    Column("last_period", String(16)),
    Column("covered_until", UtcDateTime),
    Column("muted_until", Date),
    Column("state", one_of(SubscriptionState), nullable=False),
    Column("person", ForeignKey("people.id")),
    section_column(),
    Column("language", String(16), nullable=False),
    text_column("paused_for"),
    flag_column("moved"),
    UniqueConstraint("platform", "conversation", "thread", "kind"),
    CheckConstraint("weekday BETWEEN 0 AND 7", name="weekday_or_every_day"),
    CheckConstraint("minute BETWEEN 0 AND 1439", name="minute_of_day"),
    Index("ix_subscriptions_slot", "zone", "weekday", "minute", "kind", "id"),
)
"""`covered_until` is up to when the last one told what happened, where the next one depends on it.
`moved`: it came to its slot since that was planned. `last_period` is what the version before read;
which periods a subscription had, outbox and deliveries say. `paused_for` is the platform's word for
why nothing arrives there any more."""

subscription_owners = Table(
    "subscription_owners",
    metadata,
    Column("subscription_id", ForeignKey("subscriptions.id"), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
)
"""Who asked last for the digest of a shared conversation, and so is told when it can't arrive."""

contents = Table(
    "contents",
    metadata,
    id_column(),
    Column("kind", String(64), nullable=False),
    Column("subject", String(128), nullable=False),
    Column("day", Date, nullable=False),
    Column("version", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Column("until", UtcDateTime),
    UniqueConstraint("kind", "subject", "day"),
    Index("ix_contents_day", "day"),
)
"""Facts, once for all who are told the same. `subject`: of a digest the section or the person whom
it is about, of a notice its key, of a retraction the case. `until` is up to when a digest tells;
null where it is to be made anew."""

ONLY_SQLITE = {"only": "sqlite"}
"""A foreign key's `info`: on PostgreSQL it is left to the program. Neither subscriptions nor the
contents of what waits are ever deleted, and to check it PostgreSQL locks the row that is pointed
to, which writes it: a million digests would write a million subscriptions."""

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(96), primary_key=True),
    Column("work", one_of(Work), nullable=False),
    Column("subscription_id", Integer),
    Column("content_id", Integer, nullable=False),
    *address_columns(),
    Column("recipient", String(96), nullable=False),
    Column("person", ForeignKey("people.id")),
    Column("kind", String(64), nullable=False),
    Column("key", String(128), nullable=False),
    Column("language", String(16)),
    Column("zone", String(64)),
    text_column("message"),
    flag_column("again"),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("available_at", UtcDateTime, nullable=False),
    Column("version", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    flag_column("sending"),
    flag_column("doubtful"),
    Column("urgency", Integer, nullable=False, server_default="0"),
    *(
        ForeignKeyConstraint([column], [key], info=ONLY_SQLITE).ddl_if(dialect="sqlite")
        for column, key in {
            "subscription_id": "subscriptions.id",
            "content_id": "contents.id",
        }.items()
    ),
    UniqueConstraint("recipient", "kind", "key"),
    Index("ix_outbox_urgency", "platform", "urgency", "available_at"),
)
"""What waits. `available_at` is when a row may be claimed: at once, at the end of a pause, or at
the end of the lease of whoever has it. `urgency` is `core.domain.subscriptions.Urgency`: what must
not wait behind a million digests goes first. Its content's version stands here too, so that a claim
walks along the index of the times.

`recipient` with `kind` and `key` is what makes a message the same message: the subscription and the
period of a digest, the person and the event of a notice, the posted message of a retraction.
`person` says whose a notice is, also when they are known by another id since. Language and zone
stand in the subscription of a digest, and here for a notice."""

deliveries = Table(
    "deliveries",
    metadata,
    Column("id", String(96), primary_key=True),
    Column("work", one_of(Work), nullable=False),
    Column("subscription_id", ForeignKey("subscriptions.id"), index=True),
    Column("content_id", ForeignKey("contents.id"), nullable=False, index=True),
    *address_columns(),
    Column("recipient", String(96), nullable=False),
    Column("person", ForeignKey("people.id")),
    Column("kind", String(64), nullable=False),
    Column("key", String(128), nullable=False),
    Column("planned_at", UtcDateTime, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("result", one_of(Result), nullable=False),
    text_column("message"),
    text_column("reason"),
    Column("done_at", UtcDateTime, nullable=False),
    UniqueConstraint("recipient", "kind", "key", info={"only": "sqlite"}).ddl_if(dialect="sqlite"),
    UniqueConstraint("kind", "key", "recipient", info={"only": "postgresql"}).ddl_if(
        dialect="postgresql"
    ),
    Index("ix_deliveries_result_done_at", "result", "done_at"),
    Index("ix_deliveries_done_at", "done_at"),
)
"""What is done, one row a message that was ever planned.

`recipient`, `kind` and `key` are unique here as in the outbox. PostgreSQL's index begins with the
kind and key: a period's digests then lie side by side, and nobody reads through the history of
years to plan a new one. SQLite's was made the other way round, and SQLite can't change it."""

planner = Table(
    "planner",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("planned_until", UtcDateTime),
    Column("doubted_since", UtcDateTime),
    CheckConstraint("id = 1", name="one_row"),
)
"""Whoever plans holds this row. `doubted_since`: since when the clock has been before
`planned_until`, so that one of the two is wrong."""

planned_slots = Table(
    "planned_slots",
    metadata,
    Column("zone", String(64), primary_key=True),
    Column("weekday", Integer, primary_key=True, autoincrement=False),
    Column("minute", Integer, primary_key=True, autoincrement=False),
    Column("day", Date, nullable=False),
    Column("planned_at", UtcDateTime, nullable=False),
)
"""The last local day for which each slot was planned to the end."""

queries = Table(
    "queries",
    metadata,
    Column("key", String(16), primary_key=True),
    Column("query", Text, nullable=False),
    Column("used_at", UtcDateTime),
)
"""`used_at` is when an answer last had a button with it."""
