"""Cases and what belongs to them, goals, and the history of decisions.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

from storage.migrations import shapes

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OUTCOME = """
    released
    died
    executed
    merged
    sentence_served
    no_longer_at_risk
    consent_withdrawn
    poc_withdrawn
    capacity
    unknown
"""
DECISIONKIND = """
    level
    poc
    pause
    commit
    release
    role
    import
"""
METRIC = """
    available_cases
    active_cases
    individuals_on_active_cases
    active_poc_cases
    countries_covered
    sections_with_commitment
    active_without_section
    capacity_used
    verified_90_days
    cases_activated_this_year
    portfolio_size
    cases_created_per_year
"""
CONCERN = """
    arbitrary_detention
    incommunicado_detention
    enforced_disappearance
    torture
    unfair_trial
    death_penalty
    extrajudicial_execution
    prison_conditions
    freedom_of_expression
    freedom_of_association
    freedom_of_assembly
    freedom_of_religion
    conscientious_objection
    human_rights_defender
    journalist
    trade_unionist
    womens_rights
    child_rights
    lgbt_rights
    indigenous_rights
    minority_rights
    refugees
    forced_eviction
    impunity
    prisoner_of_conscience
"""
STATUS = """
    detained
    imprisoned
    on_trial
    disappeared
    at_risk
    released
    died
    executed
"""
LISTED = "level <> 'draft' AND NOT paused AND ((consent_listing AND safe_to_publicise) OR archive)"


def upgrade() -> None:
    _cases()
    _concerns_and_articles()
    _individuals_and_actions()
    _commitments()
    _goals()
    _decisions()
    _append_only()


def downgrade() -> None:
    for table in (
        "decisions",
        "observations",
        "goals",
        "commitments",
        "actions",
        "individuals",
        "case_articles",
        "case_concerns",
        "cases",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_change()")


def _cases() -> None:
    op.create_table(
        "cases",
        shapes.row_id(),
        sa.Column("key", sa.String(32), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("country", sa.String(3), nullable=False),
        sa.Column("level", shapes.one_of("level", "draft active dormant closed"), nullable=False),
        shapes.text("summary"),
        shapes.text("long_objective"),
        shapes.text("short_objective"),
        shapes.text("inclusion_reason"),
        shapes.text("research_team"),
        shapes.flag("consent_listing"),
        shapes.flag("consent_names"),
        shapes.flag("consent_photograph"),
        shapes.flag("consent_group_digests"),
        shapes.flag("safe_to_publicise"),
        shapes.flag("paused"),
        sa.Column("opened", sa.Date()),
        sa.Column("review", sa.Date()),
        sa.Column("verified", sa.Date()),
        sa.Column("outcome", shapes.one_of("outcome", OUTCOME)),
        sa.Column("closed", sa.Date()),
        shapes.flag("archive"),
        shapes.text("source"),
        shapes.text("search_public"),
        shapes.text("search_staff"),
        sa.Column("listed", sa.Boolean(), sa.Computed(LISTED, persisted=True), nullable=False),
        sa.CheckConstraint(
            "key = upper(key) OR (key = lower(key) AND substr(key, 1, 6) = 'draft-')",
            name="key_form",
        ),
        sa.CheckConstraint("outcome IS NULL OR level = 'closed'", name="outcome_of_closed"),
        sa.UniqueConstraint("key"),
    )
    op.create_index(
        "ix_cases_country_level_listed_key", "cases", ["country", "level", "listed", "key"]
    )
    op.create_index("ix_cases_level_listed", "cases", ["level", "listed"])


def _concerns_and_articles() -> None:
    op.create_table(
        "case_concerns",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("concern", shapes.one_of("concern", CONCERN), primary_key=True),
    )
    op.create_index("ix_case_concerns_concern_case_id", "case_concerns", ["concern", "case_id"])
    op.create_table(
        "case_articles",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("article", sa.Integer(), primary_key=True),
        sa.CheckConstraint("article BETWEEN 1 AND 30", name="article_of_declaration"),
    )
    op.create_index("ix_case_articles_article_case_id", "case_articles", ["article", "case_id"])


def _individuals_and_actions() -> None:
    op.create_table(
        "individuals",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), autoincrement=False, primary_key=True),
        shapes.text("name"),
        sa.Column("aliases", sa.Text(), nullable=False),
        shapes.text("native_name"),
        shapes.flag("withheld"),
        shapes.flag("poc"),
        sa.Column("gender", shapes.one_of("gender", "female male other unknown"), nullable=False),
        sa.Column("status", shapes.one_of("status", STATUS), nullable=False),
        sa.Column("status_date", sa.String(10)),
        shapes.text("status_source"),
    )
    op.create_table(
        "actions",
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("number", sa.Integer(), autoincrement=False, primary_key=True),
        sa.Column(
            "kind",
            shapes.one_of("actionkind", "letter email petition postcard call event"),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        shapes.text("target"),
        sa.Column("deadline", sa.Date()),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("over", sa.Date()),
    )
    shapes.partial_index("ix_actions_not_over", "actions", ["case_id", "deadline"], "over IS NULL")


def _commitments() -> None:
    op.create_table(
        "commitments",
        shapes.row_id(),
        sa.Column("case_id", sa.Integer(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("section", sa.String(32), sa.ForeignKey("sections.code")),
        sa.Column("person", sa.String(64), sa.ForeignKey("people.id")),
        sa.Column("started_at", shapes.moment(), nullable=False),
        sa.Column("ended_at", shapes.moment()),
        shapes.text("end_reason"),
        sa.CheckConstraint("(section IS NULL) <> (person IS NULL)", name="one_party"),
    )
    op.create_index("ix_commitments_person_ended_at", "commitments", ["person", "ended_at"])
    op.create_index("ix_commitments_section_ended_at", "commitments", ["section", "ended_at"])
    shapes.partial_index(
        "uq_commitments_running_person",
        "commitments",
        ["case_id", "person"],
        "ended_at IS NULL AND person IS NOT NULL",
        unique=True,
    )
    shapes.partial_index(
        "uq_commitments_running_section",
        "commitments",
        ["case_id", "section"],
        "ended_at IS NULL AND section IS NOT NULL",
        unique=True,
    )


def _goals() -> None:
    op.create_table(
        "goals",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("metric", shapes.one_of("metric", METRIC), nullable=False),
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
        sa.Column("metric", shapes.one_of("metric", METRIC), nullable=False),
        sa.Column("date", sa.String(10), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("kind", shapes.one_of("observationkind", "measured historical"), nullable=False),
        shapes.text("source"),
        shapes.text("note"),
        sa.UniqueConstraint("metric", "date", "kind", "source"),
    )


def _decisions() -> None:
    op.create_table(
        "decisions",
        shapes.row_id(),
        sa.Column("kind", shapes.one_of("decisionkind", DECISIONKIND), nullable=False),
        sa.Column("subject", sa.String(64), nullable=False),
        sa.Column("at", shapes.moment(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        shapes.text("reason"),
        shapes.text("person"),
        sa.Column(
            "role", shapes.one_of("role", "member coordinator steward board admin"), nullable=False
        ),
        shapes.text("section"),
    )
    op.create_index("ix_decisions_subject_id", "decisions", ["subject", "id"])


def _append_only() -> None:
    """Let the database itself refuse to change or remove a decision."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER decisions_no_{event.lower()} BEFORE {event} ON decisions "
                "BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% are append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        "CREATE TRIGGER decisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
