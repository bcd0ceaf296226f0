"""Examples of what stewards do: the desk, changes, moves, proposals."""

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
    Outcome,
    Status,
)
from core.domain.decisions import Decision, DecisionKind
from core.domain.levels import Requirement, Research
from core.domain.people import Role
from core.domain.proposals import Proposal, ProposalState
from core.domain.values import PartialDate
from core.ports_casework import Tray, TrayLine, TrayPage
from core.usecases.action_form import DeedsFound
from core.usecases.case import CaseCard
from core.usecases.casework import Kept, Overtaken
from core.usecases.help import HelpFound
from core.usecases.levels import CantMove, Missing, Moved, Obstacle, Proposed
from core.usecases.person_form import PeopleFound
from core.usecases.portfolio import DeskFound, ResearchSet, TaskUnclear, TeamsFound, TrayFound
from core.usecases.proposals import ProposalFound
from core.usecases.steward_forms import CaseChanged, Changed
from core.usecases.stop import ConsentWithdrawn, NothingToPause, Paused, Resumed
from core.views.table import Outcome as Told

TODAY = date(2010, 5, 14)
NOW = datetime(2010, 5, 14, 12, tzinfo=UTC)
WHEN = PartialDate(2009, 10, 3)
CASE = Case(
    "MYS-0012",
    "Two trade unionists held without trial",
    "MYS",
    Level.ACTIVE,
    "Two organisers of plantation workers have been held without trial since 2008.",
    concerns=(Concern.TRADE_UNIONIST, Concern.ARBITRARY_DETENTION),
    articles=(9, 20),
    inclusion_reason="Nobody else speaks for them.",
    research_team="asia-pacific",
    consent=frozenset({ConsentScope.LISTING, ConsentScope.NAMES}),
    safe_to_publicise=True,
    review=date(2010, 11, 15),
    individuals=(
        Individual(
            1,
            "Azman Peridot",
            withheld=False,
            poc=True,
            status=Status.DETAINED,
            status_date=WHEN,
            status_source="family",
        ),
    ),
    actions=(
        Action(1, ActionKind.LETTER, "Ask for their release.", "Minister of Home Affairs"),
        Action(
            2, ActionKind.PETITION, "Collect names.", "", date(2010, 4, 1), over=date(2010, 4, 2)
        ),
    ),
    version=3,
)
DRAFT = Case("draft-abcdefghijkl", "A teacher threatened", "MYS", Level.DRAFT, "")
PROPOSAL = Proposal(
    "0123456789abcdef0123456789abcdef",
    CASE.key,
    "The team can't go on with it.",
    "p1",
    NOW,
    date(2010, 6, 11),
    Level.CLOSED,
    Outcome.CAPACITY,
)
WITHDRAWAL = replace(PROPOSAL, to=None, outcome=None, individual=1, state=ProposalState.SUSPENDED)
RESEARCH = Research("asia-pacific", 54, 54)


def _decision(kind: DecisionKind, subject: str, before: str, after: str, reason: str) -> Decision:
    return Decision(kind, subject, NOW, before, after, reason, person="p1", role=Role.STEWARD)


HISTORY = (
    _decision(DecisionKind.LEVEL, CASE.key, "", "active", "import"),
    _decision(DecisionKind.POC, f"{CASE.key}/1", "no", "yes", "Nothing but their union work."),
    _decision(DecisionKind.STATUS, f"{CASE.key}/1", "at_risk", "detained", ""),
    _decision(DecisionKind.PAUSE, CASE.key, "no", "yes", ""),
    _decision(DecisionKind.PAUSE, CASE.key, "yes", "no", ""),
    _decision(DecisionKind.EDIT, CASE.key, "", "title,review", ""),
    _decision(DecisionKind.ACTION, CASE.key, "", "1:open:", ""),
    _decision(DecisionKind.CONSENT, CASE.key, ";no", "listing;yes", "The family wrote."),
    _decision(DecisionKind.VERIFY, CASE.key, "", "2010-05-04", "Seen by the family."),
    _decision(DecisionKind.PROPOSAL, CASE.key, "closed:capacity", "proposed", PROPOSAL.reason),
    _decision(DecisionKind.PROPOSAL, f"{CASE.key}/1", "no", "proposed", "A doubt."),
    _decision(DecisionKind.PROPOSAL, f"{CASE.key}/1", "no", "lapsed", ""),
)
_KEPT = Kept(CASE)
_HIDDEN = Kept(replace(CASE, paused=True), stopped=True, told=4)
_CLOSED = replace(CASE, level=Level.CLOSED, outcome=Outcome.RELEASED, closed=TODAY, review=None)

EXAMPLES: tuple[tuple[str, Told], ...] = (
    (
        "help_steward",
        HelpFound(frozenset({Role.STEWARD, Role.MEMBER}), (), private=True, gets_digest=True),
    ),
    ("task_unclear", TaskUnclear("draft", "drafts")),
    ("desk", DeskFound({Tray.REVIEWS: 4, Tray.DRAFTS: 12, Tray.PROPOSALS: 1})),
    (
        "tray",
        TrayFound(
            Tray.UNVERIFIED,
            TrayPage(
                (
                    TrayLine("MYS-0005", "Cartoonist", "MYS", Level.ACTIVE),
                    TrayLine("MYS-0012", CASE.title, "MYS", Level.ACTIVE, date(2010, 1, 4)),
                ),
                2,
                20,
            ),
        ),
    ),
    (
        "tray_reviews",
        TrayFound(
            Tray.REVIEWS,
            TrayPage((TrayLine("MYS-0005", "Rest", "MYS", Level.DORMANT, TODAY),), 1, 1),
        ),
    ),
    ("tray_empty", TrayFound(Tray.PAUSED, TrayPage((), 1, 0))),
    ("teams", TeamsFound((RESEARCH, Research("africa", 27)))),
    ("teams_none", TeamsFound(())),
    ("research_set", ResearchSet(Research("asia-pacific", 54, 50), 60)),
    ("people", PeopleFound(CASE)),
    ("people_none", PeopleFound(DRAFT)),
    ("deeds", DeedsFound(CASE, TODAY)),
    ("deeds_none", DeedsFound(DRAFT, TODAY)),
    ("proposal", ProposalFound(CASE, PROPOSAL, TODAY, may_question=True)),
    ("proposal_of_poc", ProposalFound(CASE, replace(WITHDRAWAL, reason=""), TODAY)),
    ("case_created", CaseChanged(Changed.CREATED, Kept(DRAFT), ("title",))),
    ("case_edited", CaseChanged(Changed.EDITED, _KEPT, ("title", "review"))),
    ("case_same", CaseChanged(Changed.EDITED, _KEPT)),
    ("consent_narrowed", CaseChanged(Changed.CONSENT, _HIDDEN, ("consent",))),
    ("moved", Moved(Level.ACTIVE, Kept(_CLOSED, lapsed=(PROPOSAL,)))),
    ("moved_beyond", Moved(Level.DRAFT, _KEPT, RESEARCH)),
    ("proposed", Proposed(CASE, PROPOSAL, 3)),
    ("missing", Missing(DRAFT, tuple(Requirement), RESEARCH)),
    ("cant_move", CantMove(CASE, Level.CLOSED, Obstacle.NOT_CARRIED)),
    (
        "overtaken",
        Overtaken(
            CASE,
            (HISTORY[5], replace(HISTORY[9], person="p2")),
            "p1",
            ("The objective that I had written.",),
        ),
    ),
    ("paused", Paused(_HIDDEN)),
    ("resumed", Resumed(CASE)),
    ("nothing_to_pause", NothingToPause(CASE, pausing=False)),
    ("consent_withdrawn", ConsentWithdrawn(replace(_HIDDEN, case=_CLOSED))),
    (
        "case_for_stewards",
        CaseCard(CASE, TODAY, steward=True, proposals=(PROPOSAL,), history=HISTORY),
    ),
)
