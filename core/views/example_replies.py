"""An example of each outcome that is no look-up of cases: for golden files and the gallery."""

from dataclasses import replace
from datetime import UTC, date, datetime

from core.domain.cases import (
    Action,
    ActionKind,
    Case,
    Concern,
    ConsentScope,
    Individual,
    Level,
    Status,
)
from core.domain.commitments import Load
from core.domain.goals import Goal, Metric, Observation, ObservationKind, state
from core.domain.people import Grant, Role, Section
from core.domain.values import PartialDate
from core.intents import Commit
from core.permissions import Refused
from core.usecases import commit, goals, link
from core.usecases.help import HelpFound, NotUnderstood
from core.views.table import Outcome

TODAY = date(2010, 5, 14)
NOW = datetime(2010, 5, 14, 12, tzinfo=UTC)
MONDAY = datetime(2010, 5, 17, 1, tzinfo=UTC)
"""Nine o'clock in Kuala Lumpur."""
MONDAY_THERE = datetime(2010, 5, 17, 7, tzinfo=UTC)
"""Nine o'clock in Stockholm."""
SWEDEN = Section("SWE", "Sweden", "SWE", ("sv", "en"), "Europe/Stockholm", 10)
MALAYSIA = Section("MYS", "Malaysia", "MYS", ("ms", "en"), "Asia/Kuala_Lumpur", 6)
CASE = Case(
    "MYS-0012",
    "Two trade unionists held without trial",
    "MYS",
    Level.ACTIVE,
    "Two organisers of plantation workers have been held without trial since 2008.",
    concerns=(Concern.TRADE_UNIONIST, Concern.ARBITRARY_DETENTION),
    articles=(9, 20, 23),
    consent=frozenset({ConsentScope.LISTING, ConsentScope.NAMES}),
    safe_to_publicise=True,
    individuals=(Individual(1, "Azman Peridot", False, True, Status.DETAINED),),  # noqa: FBT003
    actions=(Action(1, ActionKind.LETTER, "Ask for their release.", "Minister of Home Affairs"),),
)
DORMANT = Case("MYS-0005", "An editor's case at rest", "MYS", Level.DORMANT, "")
GOAL = Goal(
    "available",
    "500 cases available for action",
    Metric.AVAILABLE_CASES,
    "International Secretariat",
    138,
    PartialDate(2008, 12),
    500,
    PartialDate(2008, 12),
    baseline_note="whole portfolio, approximate (about 200 individuals)",
)
DATED = Goal(
    "countries",
    "Active cases in 60 countries",
    Metric.COUNTRIES_COVERED,
    "International Secretariat",
    41,
    PartialDate(2009, 1),
    60,
    PartialDate(2009, 1),
    date(2011, 12, 31),
)
MEASURED = (
    Observation(Metric.AVAILABLE_CASES, PartialDate(2010, 2, 22), 139, ObservationKind.MEASURED),
    Observation(Metric.AVAILABLE_CASES, PartialDate(2010, 5, 10), 149, ObservationKind.MEASURED),
)
YEARS = (
    Observation(
        Metric.CASES_CREATED_PER_YEAR,
        PartialDate(1985),
        2257,
        ObservationKind.HISTORICAL,
        note="case sheets",
    ),
    Observation(
        Metric.CASES_CREATED_PER_YEAR,
        PartialDate(2004),
        11,
        ObservationKind.HISTORICAL,
        note="Action Files",
    ),
)
STATES = (state(GOAL, 151, MEASURED, TODAY), state(DATED, 48, (), TODAY))
EXAMPLES: tuple[tuple[str, Outcome], ...] = (
    ("committed_section", commit.Committed(CASE, SWEDEN, Load(7, 10))),
    ("committed_own_country", commit.Committed(CASE, MALAYSIA, Load(4, 6))),
    ("committed_self", commit.Committed(CASE, None, None)),
    ("already_committed", commit.AlreadyCommitted(CASE, SWEDEN, Load(7, 10))),
    ("section_full", commit.SectionFull(CASE, SWEDEN, Load(10, 10))),
    ("section_full_kept", commit.SectionFull(CASE, SWEDEN, Load(8, 10, kept=2))),
    ("not_active", commit.NotActive(DORMANT)),
    ("not_active_paused", commit.NotActive(replace(CASE, paused=True))),
    ("which_section", commit.WhichSection(CASE, (SWEDEN, MALAYSIA), Commit("MYS-0012"))),
    ("no_such_section_near", commit.NoSuchSection("Sweeden", (SWEDEN,))),
    ("no_such_section", commit.NoSuchSection("Atlantis", ())),
    ("name_the_case", commit.NameTheCase("commit")),
    ("released_section", commit.Released(CASE, SWEDEN, Load(6, 10))),
    ("released_self", commit.Released(CASE, None, None)),
    ("not_committed_section", commit.NotCommitted(CASE, SWEDEN)),
    ("not_committed_self", commit.NotCommitted(CASE, None)),
    ("say_why", commit.SayWhy(CASE, SWEDEN)),
    ("goals", goals.GoalsFound(STATES, TODAY)),
    ("goals_none", goals.GoalsFound((), TODAY)),
    ("goal_one", goals.GoalsFound(STATES[:1], TODAY, YEARS)),
    ("no_such_goal", goals.NoSuchGoal("availible", ("available", "countries"))),
    ("linked", link.Linked(Grant(Role.COORDINATOR, "SWE"), SWEDEN)),
    ("linked_steward", link.Linked(Grant(Role.STEWARD), None)),
    ("help_member", HelpFound(frozenset({Role.MEMBER}), (), True, True)),  # noqa: FBT003
    (
        "help_coordinator",
        HelpFound(frozenset({Role.MEMBER, Role.COORDINATOR}), ("Sweden",), False, False),  # noqa: FBT003
    ),
    ("help_admin", HelpFound(frozenset({Role.MEMBER, Role.ADMIN}), (), True, True)),  # noqa: FBT003
    ("not_understood", NotUnderstood("caces Malaysia", "cases")),
    ("not_understood_empty", NotUnderstood("")),
    ("refused_section", Refused(frozenset({Role.COORDINATOR}), SWEDEN)),
    ("refused_private", Refused(frozenset(Role), needs_private=True)),
    ("refused_person", Refused(frozenset(Role), needs_person=True)),
    ("refused_channel", Refused(frozenset({Role.COORDINATOR}))),
)
