"""The tables of the portfolio and of the people who work it.

The constraints do the exactly-once work; the code only asks what came of it. Moments are in UTC.
A date that may be partial is text. Empty text means "none", except where a reference to another
table needs a null.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from core.domain.cases import ActionKind, Concern, Gender, Level, Outcome, Status
from core.domain.goals import Metric, ObservationKind
from core.domain.people import Platform, Role
from storage.columns import (
    OUTLIVES_PEOPLE,
    case_column,
    flag_column,
    id_column,
    metadata,
    section_column,
    text_column,
)
from storage.types import PartialDateText, TextTuple, UtcDateTime, one_of

LISTED = "level <> 'draft' AND NOT paused AND ((consent_listing AND safe_to_publicise) OR archive)"
"""`Sight.PUBLIC` as a condition: the same rule as `Case.shown_to_members`."""


sections = Table(
    "sections",
    metadata,
    Column("code", String(32), primary_key=True),
    Column("name", String(255), nullable=False),
    Column("country", String(3), nullable=False),
    Column("languages", TextTuple, nullable=False),
    Column("zone", String(64), nullable=False),
    Column("capacity", Integer, nullable=False),
    section_column("parent"),
    CheckConstraint("capacity >= 0", name="capacity_not_negative"),
)

people = Table(
    "people",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("zone", String(64)),
    Column("language", String(16)),
    Column("added_at", UtcDateTime, nullable=False),
)

chat_identities = Table(
    "chat_identities",
    metadata,
    Column("platform", one_of(Platform), primary_key=True),
    Column("key", String(255), primary_key=True),
    Column("person", ForeignKey("people.id"), nullable=False, index=True),
)

grants = Table(
    "grants",
    metadata,
    id_column(),
    Column("person", ForeignKey("people.id"), nullable=False),
    Column("role", one_of(Role), nullable=False),
    section_column(),
    CheckConstraint(
        "(section IS NOT NULL) = (role IN ('member', 'coordinator'))", name="section_of_role"
    ),
)

cases = Table(
    "cases",
    metadata,
    id_column(),
    Column("key", String(32), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("country", String(3), nullable=False),
    Column("level", one_of(Level), nullable=False),
    text_column("summary"),
    text_column("long_objective"),
    text_column("short_objective"),
    text_column("inclusion_reason"),
    text_column("research_team"),
    flag_column("consent_listing"),
    flag_column("consent_names"),
    flag_column("consent_photograph"),
    flag_column("consent_group_digests"),
    flag_column("safe_to_publicise"),
    flag_column("paused"),
    Column("opened", Date),
    Column("review", Date),
    Column("verified", Date),
    Column("outcome", one_of(Outcome)),
    Column("closed", Date),
    flag_column("archive"),
    text_column("source"),
    text_column("search_public"),
    text_column("search_staff"),
    Column("listed", Boolean, Computed(LISTED, persisted=True), nullable=False),
    CheckConstraint(
        "key = upper(key) OR (key = lower(key) AND substr(key, 1, 6) = 'draft-')", name="key_form"
    ),
    CheckConstraint("outcome IS NULL OR level = 'closed'", name="outcome_of_closed"),
    Index("ix_cases_country_level_listed_key", "country", "level", "listed", "key"),
    Index("ix_cases_level_listed", "level", "listed"),
)

case_concerns = Table(
    "case_concerns",
    metadata,
    case_column(primary_key=True),
    Column("concern", one_of(Concern), primary_key=True),
    Index("ix_case_concerns_concern_case_id", "concern", "case_id"),
)

case_articles = Table(
    "case_articles",
    metadata,
    case_column(primary_key=True),
    Column("article", Integer, primary_key=True),
    CheckConstraint("article BETWEEN 1 AND 30", name="article_of_declaration"),
    Index("ix_case_articles_article_case_id", "article", "case_id"),
)

individuals = Table(
    "individuals",
    metadata,
    case_column(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    text_column("name"),
    Column("aliases", TextTuple, nullable=False),
    text_column("native_name"),
    flag_column("withheld"),
    flag_column("poc"),
    Column("gender", one_of(Gender), nullable=False),
    Column("status", one_of(Status), nullable=False),
    Column("status_date", PartialDateText),
    text_column("status_source"),
)

actions = Table(
    "actions",
    metadata,
    case_column(primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("kind", one_of(ActionKind), nullable=False),
    Column("text", Text, nullable=False),
    text_column("target"),
    Column("deadline", Date),
    Column("language", String(16), nullable=False),
    Column("over", Date),
)

commitments = Table(
    "commitments",
    metadata,
    id_column(),
    case_column(),
    section_column(),
    Column("person", ForeignKey("people.id")),
    Column("started_at", UtcDateTime, nullable=False),
    Column("ended_at", UtcDateTime),
    text_column("end_reason"),
    CheckConstraint("(section IS NULL) <> (person IS NULL)", name="one_party"),
    info=OUTLIVES_PEOPLE,
)
Index("ix_commitments_section_ended_at", commitments.c.section, commitments.c.ended_at)
Index("ix_commitments_person_ended_at", commitments.c.person, commitments.c.ended_at)

goals = Table(
    "goals",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("title", Text, nullable=False),
    Column("metric", one_of(Metric, checked=False), nullable=False),
    Column("owner", Text, nullable=False),
    Column("baseline", Float, nullable=False),
    Column("baseline_date", PartialDateText, nullable=False),
    Column("target", Float, nullable=False),
    Column("start", PartialDateText, nullable=False),
    Column("due", Date),
    text_column("baseline_note"),
)

observations = Table(
    "observations",
    metadata,
    id_column(),
    Column("metric", one_of(Metric, checked=False), nullable=False),
    Column("date", PartialDateText, nullable=False),
    Column("value", Float, nullable=False),
    Column("kind", one_of(ObservationKind), nullable=False),
    Column("source", Text, nullable=False, server_default=""),
    text_column("note"),
    UniqueConstraint("metric", "date", "kind", "source"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("digest", String(128), primary_key=True),
    Column("role", one_of(Role), nullable=False),
    section_column(),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("used_at", UtcDateTime),
    Column("voided_at", UtcDateTime),
)
