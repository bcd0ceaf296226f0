"""The history as a hash chain, with names and texts beside it; joined people; workspaces.

Revision ID: 0005
Revises: 0004
"""

import secrets
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from core.domain.history import GENESIS, SALT_BYTES, Codes, Digests, digest_of, hash_of
from storage.migrations import shapes

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROLES = "member coordinator steward board admin"
PARTS = ("subject", "person", "reason")
CHUNK = 1_000
ABOUT_PEOPLE = "role"
"""The kind of decision whose subject is a person, so far."""


def upgrade() -> None:
    op.execute("CREATE TABLE decisions_before AS SELECT * FROM decisions")
    op.drop_table("decisions")
    _chain()
    _texts()
    _links()
    _convert()
    op.drop_table("decisions_before")
    _append_only("decisions")
    _nothing_removed()


def downgrade() -> None:
    """What was erased stays so; the chain is lost."""
    op.execute(
        "CREATE TABLE decisions_after AS SELECT d.id, d.kind, "
        "coalesce(nullif(d.subject, ''), t.subject, '') AS subject, d.at, d.before, d.after, "
        "coalesce(t.reason, '') AS reason, coalesce(t.person, '') AS person, d.role, d.section "
        "FROM decisions d LEFT JOIN decision_texts t ON t.decision = d.id"
    )
    for table in (
        "workspaces",
        "link_codes",
        "joined_people",
        "history_head",
        "decision_texts",
        "decisions",
    ):
        op.drop_table(table)
    _former_decisions()
    names = "id, kind, subject, at, before, after, reason, person, role, section"
    op.execute(f"INSERT INTO decisions ({names}) SELECT {names} FROM decisions_after")  # noqa: S608  names of columns
    op.drop_table("decisions_after")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('decisions', 'id'), "
            "(SELECT coalesce(max(id), 0) + 1 FROM decisions), false)"
        )
    _append_only("decisions")


def _chain() -> None:
    op.create_table(
        "decisions",
        sa.Column("id", sa.Integer(), autoincrement=False, primary_key=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("at", shapes.moment(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("role", shapes.one_of("role", ROLES), nullable=False),
        shapes.text("section"),
        *(sa.Column(f"{part}_digest", sa.String(64), nullable=False) for part in PARTS),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
    )
    op.create_index("ix_decisions_subject_id", "decisions", ["subject", "id"])
    op.create_table(
        "history_head",
        sa.Column("id", sa.Integer(), autoincrement=False, primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.CheckConstraint("id = 1", name="one_row"),
    )


def _texts() -> None:
    op.create_table(
        "decision_texts",
        sa.Column(
            "decision",
            sa.Integer(),
            sa.ForeignKey("decisions.id"),
            autoincrement=False,
            primary_key=True,
        ),
        sa.Column("subject", sa.String(64)),
        sa.Column("subject_salt", sa.String(32)),
        sa.Column("subject_erased", sa.Integer()),
        sa.Column("person", sa.String(64)),
        sa.Column("person_salt", sa.String(32)),
        sa.Column("person_erased", sa.Integer()),
        sa.Column("reason", sa.Text()),
        sa.Column("reason_salt", sa.String(32)),
        sa.Column("reason_erased", sa.Integer()),
    )
    for part in ("subject", "person"):
        op.create_index(op.f(f"ix_decision_texts_{part}"), "decision_texts", [part])


def _links() -> None:
    op.create_table(
        "joined_people",
        sa.Column("former", sa.String(64), primary_key=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
    )
    op.create_index(op.f("ix_joined_people_person"), "joined_people", ["person"])
    op.create_table(
        "link_codes",
        sa.Column("digest", sa.String(128), primary_key=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("expires_at", shapes.moment(), nullable=False),
    )
    op.create_index(op.f("ix_link_codes_person"), "link_codes", ["person"])
    op.create_table(
        "workspaces",
        sa.Column("team", sa.String(64), primary_key=True),
        sa.Column("section", sa.String(32), sa.ForeignKey("sections.code"), nullable=False),
    )


def _convert() -> None:
    """Chain what was decided before, in its order, numbered anew without gaps."""
    connection = op.get_bind()
    former = sa.table(
        "decisions_before",
        sa.column("id"),
        *(sa.column(name) for name in ("kind", "subject", "before", "after", "reason", "person")),
        sa.column("at", shapes.moment()),
        sa.column("role"),
        sa.column("section"),
    )
    count, last, position = 0, GENESIS, 0
    while True:
        page = sa.select(former).where(former.c.id > position).order_by(former.c.id).limit(CHUNK)
        rows = connection.execute(page).all()
        if not rows:
            break
        last = _put(connection, rows, count, last)
        count, position = count + len(rows), rows[-1].id
    head = {"number": count, "hash": last}
    connection.execute(
        sa.text("INSERT INTO history_head (id, number, hash) VALUES (1, :number, :hash)"), head
    )


def _put(
    connection: sa.Connection, rows: Sequence[sa.Row[*tuple[Any, ...]]], count: int, last: str
) -> str:
    entries: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    for number, row in enumerate(rows, start=count + 1):
        about_person = row.kind == ABOUT_PEOPLE
        kept = {
            "subject": row.subject if about_person else "",
            "person": row.person,
            "reason": row.reason,
        }
        salts = {part: secrets.token_hex(SALT_BYTES) for part in PARTS}
        digests = {part: digest_of(kept[part], salts[part]) for part in PARTS}
        subject = "" if about_person else row.subject
        moment: datetime = row.at if row.at.tzinfo else row.at.replace(tzinfo=UTC)
        codes = Codes(row.kind, subject, moment, row.before, row.after, row.role, row.section)
        own = hash_of(last, number, codes, Digests(**digests))
        entries.append(
            {
                "id": number,
                "kind": row.kind,
                "subject": subject,
                "at": row.at,
                "before": row.before,
                "after": row.after,
                "role": row.role,
                "section": row.section,
                **{f"{part}_digest": digest for part, digest in digests.items()},
                "previous": last,
                "hash": own,
            }
        )
        texts.append(_text_row(number, kept, salts))
        last = own
    _insert(connection, "decisions", entries)
    _insert(connection, "decision_texts", [row for row in texts if len(row) > 1])
    return last


def _text_row(number: int, kept: dict[str, str], salts: dict[str, str]) -> dict[str, Any]:
    row: dict[str, Any] = {"decision": number}
    if any(kept.values()):
        for part, text in kept.items():
            row |= {part: text or None, f"{part}_salt": salts[part] if text else None}
    return row


def _insert(connection: sa.Connection, table: str, rows: Iterable[dict[str, Any]]) -> None:
    given = list(rows)
    if given:
        columns = [
            sa.column(name, shapes.moment()) if name == "at" else sa.column(name)
            for name in given[0]
        ]
        connection.execute(sa.insert(sa.table(table, *columns)), given)


def _former_decisions() -> None:
    op.create_table(
        "decisions",
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
    )
    op.create_index("ix_decisions_subject_id", "decisions", ["subject", "id"])


def _append_only(table: str) -> None:
    """Let the database itself refuse to change or remove an entry."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} are append-only'); END"
        )


def _nothing_removed() -> None:
    """A text becomes a tombstone; its row is never removed."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER decision_texts_kept BEFORE DELETE OR TRUNCATE ON decision_texts "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    op.execute(
        "CREATE TRIGGER decision_texts_no_delete BEFORE DELETE ON decision_texts "
        "BEGIN SELECT RAISE(ABORT, 'decision_texts are append-only'); END"
    )
