"""Reports of what was done; metrics that the program alone knows, so that new ones need no step.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import shapes

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KINDS = "letter email petition postcard call event"
FORMER_METRICS = (
    "available_cases active_cases individuals_on_active_cases active_poc_cases countries_covered "
    "sections_with_commitment active_without_section capacity_used verified_90_days "
    "cases_activated_this_year portfolio_size cases_created_per_year"
)
GOAL = "key, title, metric, owner, baseline, baseline_date, target, start, due, baseline_note"
OBSERVATION = "id, metric, date, value, kind, source, note"


def upgrade() -> None:
    _set_aside()
    _measured(sa.String(32))
    _put_back()
    _reports()


def downgrade() -> None:
    """Goals and observations of newer metrics are lost, as are the reports."""
    for table in ("report_notes", "action_reports"):
        op.drop_table(table)
    _set_aside()
    _measured(shapes.one_of("metric", FORMER_METRICS))
    known = ", ".join(f"'{metric}'" for metric in FORMER_METRICS.split())
    _put_back(f" WHERE metric IN ({known})")


def _set_aside() -> None:
    """SQLite can't drop a constraint, and both databases can copy a table."""
    for table in ("goals", "observations"):
        op.execute(f"CREATE TABLE {table}_before AS SELECT * FROM {table}")  # noqa: S608  our names
        op.drop_table(table)


def _put_back(only: str = "") -> None:
    for table, columns in (("goals", GOAL), ("observations", OBSERVATION)):
        op.execute(
            f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {table}_before{only}"  # noqa: S608  our names
        )
        op.drop_table(f"{table}_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('observations', 'id'), "
            "(SELECT coalesce(max(id), 0) + 1 FROM observations), false)"
        )


def _measured(metric: sa.String) -> None:
    op.create_table(
        "goals",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("metric", metric, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("baseline", sa.Float(), nullable=False),
        sa.Column("baseline_date", sa.String(10), nullable=False),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("start", sa.String(10), nullable=False),
        sa.Column("due", sa.Date()),
        shapes.text("baseline_note"),
    )
    op.create_table(
        "observations",
        shapes.row_id(),
        sa.Column("metric", metric, nullable=False),
        sa.Column("date", sa.String(10), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("kind", shapes.one_of("observationkind", "measured historical"), nullable=False),
        shapes.text("source"),
        shapes.text("note"),
        sa.UniqueConstraint("metric", "date", "kind", "source"),
    )


def _reports() -> None:
    op.create_table(
        "action_reports",
        shapes.row_id(),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("kind", shapes.one_of("actionkind", KINDS), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", shapes.moment(), nullable=False),
        sa.Column("section", sa.String(32), sa.ForeignKey("sections.code")),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("struck_at", shapes.moment()),
        sa.CheckConstraint("amount > 0", name="amount_of_something"),
    )
    op.create_index("ix_action_reports_case_id_at", "action_reports", ["case_id", "at"])
    op.create_index("ix_action_reports_person_at", "action_reports", ["person", "at"])
    op.create_index("ix_action_reports_section_id", "action_reports", ["section", "id"])
    op.create_table(
        "report_notes",
        sa.Column("report", sa.Integer(), sa.ForeignKey("action_reports.id"), primary_key=True),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
    )
    op.create_index(op.f("ix_report_notes_person"), "report_notes", ["person"])
