"""An example of each outcome of looking cases up: for golden files and the gallery."""

from dataclasses import replace
from datetime import date

from core.domain.cases import (
    Action,
    ActionKind,
    Case,
    CaseLine,
    CasePage,
    Concern,
    ConsentScope,
    Gender,
    Individual,
    Level,
    Outcome,
    Status,
)
from core.domain.commitments import Load
from core.domain.people import Section
from core.domain.values import PartialDate
from core.ports import Label
from core.understanding.query import Understanding, understand
from core.understanding.spelling import suggestions
from core.usecases.actions import ActionsFound, ActionsOutcome, OfSection, WhereToAct
from core.usecases.case import CaseCard, CaseOutcome, NoSuchCase, Side, WhichCase
from core.usecases.cases import CasesFound, CasesOutcome, Elsewhere, NothingFound, OtherLevel
from core.usecases.question import ForgottenQuestion, LongQuestion, WhichOne

TODAY = date(2010, 5, 14)
SWEDEN = Section("SWE", "Sweden", "SWE", ("sv", "en"), "Europe/Stockholm", 10)
MALAYSIA = Section("MYS", "Malaysia", "MYS", ("ms", "en"), "Asia/Kuala_Lumpur", 6)
LETTER = Action(
    1,
    ActionKind.LETTER,
    "Ask for their release, at once and without conditions.",
    "Minister of Home Affairs",
    date(2010, 5, 28),
)
PETITION = Action(2, ActionKind.PETITION, "Collect signatures for an open trial.", "Parliament")
UNIONISTS = CaseLine(
    "MYS-0012",
    "Two trade unionists held without trial",
    "MYS",
    Level.ACTIVE,
    2,
    2,
    (LETTER, PETITION),
    ("DEU", "NLD", "SWE"),
)
EDITOR = CaseLine("MYS-0017", "An editor on trial", "MYS", Level.ACTIVE, 1, 0, (), ())
BLOGGER = CaseLine("THA-0003", "A blogger in prison", "THA", Level.ACTIVE, 1, 1, (PETITION,), ())
PAST = CaseLine("MYS-0001", "Lawyer held in 1998", "MYS", Level.CLOSED, 3, 1, (), (), archive=True)
RESTING = CaseLine("MYS-0005", "An editor's case at rest", "MYS", Level.DORMANT, 1, 0, (), ())

CARD = Case(
    "MYS-0012",
    "Two trade unionists held without trial",
    "MYS",
    Level.ACTIVE,
    "Two organisers of plantation workers have been held without trial since December 2008.",
    concerns=(Concern.TRADE_UNIONIST, Concern.ARBITRARY_DETENTION),
    articles=(9, 20, 23),
    long_objective="Both are free, and nobody is held for organising workers.",
    short_objective="A date for a hearing before an independent court.",
    consent=frozenset({ConsentScope.LISTING, ConsentScope.NAMES}),
    safe_to_publicise=True,
    opened=date(2009, 2, 2),
    verified=date(2010, 4, 30),
    individuals=(
        Individual(
            1,
            "Azman Peridot",
            withheld=False,
            poc=True,
            status=Status.DETAINED,
            status_date=PartialDate(2008, 12),
            status_source="family",
            aliases=("Man Peridot",),
            gender=Gender.MALE,
        ),
        Individual(2, "", withheld=True, poc=True, status=Status.DETAINED),
    ),
    actions=(LETTER, PETITION),
    committed_sections=("SWE",),
    committed_members=3,
)
CLOSED = replace(
    CARD,
    key="MYS-0001",
    level=Level.CLOSED,
    outcome=Outcome.RELEASED,
    closed=date(2009, 8, 1),
    committed_sections=(),
    committed_members=0,
)
DRAFT = replace(CARD, key="draft-abcdefghijkl", level=Level.DRAFT, actions=(), committed_members=0)
PAUSED = replace(CARD, paused=True)

_MALAYSIA = understand("Malaysia")
_MIXED = understand("poc women torture art 19 Malaysia section Sweden anwar", (SWEDEN,))
_DORMANT = OtherLevel(Level.DORMANT, 1, "MYS dormant")
_SHUT = OtherLevel(Level.CLOSED, 2, "MYS closed")
_BOTH = CasePage((UNIONISTS, EDITOR), 1, 2, {Level.ACTIVE: 2, Level.DORMANT: 1, Level.CLOSED: 2})


def _ambiguous(word: str) -> WhichOne:
    asked = understand(word)
    assert asked.ambiguity is not None  # noqa: S101  the examples are of words that have several
    return WhichOne(asked.ambiguity, asked.arguments)


CASES: tuple[tuple[str, CasesOutcome], ...] = (
    ("cases", CasesFound(_MALAYSIA, _BOTH, TODAY, "MYS", others=(_DORMANT, _SHUT))),
    (
        "cases_everywhere",
        CasesFound(Understanding(), CasePage((UNIONISTS, BLOGGER), 1, 151), TODAY, ""),
    ),
    (
        "cases_second_page",
        CasesFound(Understanding(), CasePage((EDITOR, BLOGGER), 2, 151), TODAY, ""),
    ),
    (
        "cases_narrowed",
        CasesFound(_MIXED, CasePage((UNIONISTS,), 1, 1), TODAY, "~k", sections=(SWEDEN,)),
    ),
    (
        "cases_past",
        CasesFound(understand("past Malaysia"), CasePage((RESTING, PAST), 1, 2), TODAY, "MYS past"),
    ),
    (
        "cases_only_past",
        CasesFound(_MALAYSIA, CasePage((PAST,), 1, 1), TODAY, "MYS past", instead=True),
    ),
    (
        "cases_alike",
        CasesFound(
            understand("Guinea"),
            CasePage((replace(BLOGGER, key="GIN-0001", country="GIN"),), 1, 1),
            TODAY,
            "GIN",
            alike=understand("Guinea").alike,
        ),
    ),
    ("which_one", _ambiguous("Congo")),
    (
        "nothing_found_typo",
        NothingFound("malasya", understand("malasya"), suggestions=suggestions("malasya")),
    ),
    (
        "nothing_found_typos",
        NothingFound("nigera", understand("nigera"), suggestions=suggestions("nigera")),
    ),
    (
        "nothing_found_nearest",
        NothingFound(
            "torture in Brunei",
            understand("torture in Brunei"),
            others=(OtherLevel(Level.DORMANT, 1, "BRN torture dormant"),),
            wider=Elsewhere(("BRN",), "", 1, "BRN"),
            nearest=(Elsewhere(("MYS",), "", 2, "MYS torture"),),
        ),
    ),
    (
        "nothing_found_region",
        NothingFound(
            "Brunei",
            understand("Brunei"),
            nearest=(Elsewhere((), "south-east-asia", 9, "south-east asia"),),
        ),
    ),
    ("nothing_found_mine", NothingFound("mine", understand("mine"))),
    ("nothing_found_words", NothingFound("xyzzy", understand("xyzzy"))),
    ("nothing_found_article", NothingFound("art 31", understand("art 31"))),
    ("nothing_found_reference", NothingFound("MYS-0012", understand("MYS-0012"))),
    ("long_question", LongQuestion(2_000)),
    ("forgotten_question", ForgottenQuestion()),
)

CASE: tuple[tuple[str, CaseOutcome], ...] = (
    ("case", CaseCard(CARD, TODAY, (SWEDEN,), may_commit=True)),
    (
        "case_for_coordinator",
        CaseCard(
            CARD,
            TODAY,
            (SWEDEN,),
            (
                Side(SWEDEN, Load(7, 10), committed=True),
                Side(MALAYSIA, Load(2, 6), committed=False),
            ),
            may_commit=True,
            committed=True,
        ),
    ),
    ("case_closed", CaseCard(CLOSED, TODAY)),
    ("case_draft", CaseCard(DRAFT, TODAY)),
    ("case_paused", CaseCard(PAUSED, TODAY, (SWEDEN,))),
    (
        "case_without_action",
        CaseCard(
            replace(CARD, actions=(), committed_sections=(), committed_members=0, verified=None),
            TODAY,
        ),
    ),
    ("no_such_case", NoSuchCase("MYS-0040")),
    (
        "no_such_case_near",
        NoSuchCase("MSY-0012", (Label("MYS-0012", "Two trade unionists held without trial", ()),)),
    ),
    ("case_unnamed", NoSuchCase("")),
    (
        "which_case",
        WhichCase(
            "editor",
            (
                Label("MYS-0017", "An editor on trial", ()),
                Label("MYS-0005", "An editor's case", ()),
            ),
            3,
        ),
    ),
)

ACTIONS: tuple[tuple[str, ActionsOutcome], ...] = (
    (
        "actions",
        ActionsFound(
            "Malaysia",
            _MALAYSIA,
            OfSection(MALAYSIA, Load(2, 6), CasePage((BLOGGER,), 1, 1)),
            _BOTH,
            TODAY,
            "MYS",
        ),
    ),
    (
        "actions_section_idle",
        ActionsFound(
            "Malaysia",
            _MALAYSIA,
            OfSection(MALAYSIA, Load(0, 6), CasePage((), 1, 0)),
            CasePage((), 1, 0),
            TODAY,
            "MYS",
        ),
    ),
    (
        "actions_without_section",
        ActionsFound(
            "Thailand",
            understand("Thailand"),
            None,
            CasePage((BLOGGER,), 1, 12),
            TODAY,
            "THA",
        ),
    ),
    ("where_to_act", WhereToAct()),
)

EXAMPLES: tuple[tuple[str, CasesOutcome | CaseOutcome | ActionsOutcome], ...] = (
    *CASES,
    *CASE,
    *ACTIONS,
)
"""One or more for each way in which looking up can end."""
