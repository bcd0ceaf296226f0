"""Examples of feedback, nominations, and the forms and notices about them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from core.domain.cases import Concern, Level
from core.domain.clocks import Due, Timing
from core.domain.feedback import (
    Answered,
    Appeal,
    Comment,
    Contested,
    Feedback,
    Outline,
    Ruling,
    State,
    Target,
    Verdict,
)
from core.domain.nominations import Nomination, NominationState
from core.domain.notices import Notice, NoticeKind
from core.domain.people import Role
from core.ports_feedback import FeedbackPage
from core.usecases.answer_forms import VERDICTS
from core.usecases.feedback import (
    FeedbackListed,
    FeedbackOutlined,
    FeedbackShown,
    Move,
    NoSuchFeedback,
    Said,
)
from core.usecases.feedback_forms import QuestionOpened
from core.usecases.forms import FieldKind, FieldSpec, FormOpened
from core.usecases.help import HelpFound
from core.usecases.nominations import NominationShown, NominationsListed, NoSuchNomination
from core.views.example_replies import CASE, MALAYSIA, SWEDEN
from core.views.table import Outcome

ASKED = datetime(2010, 5, 3, 9, tzinfo=UTC)
LATER = ASKED + timedelta(days=4)
CLOSURE = Target(
    Contested.CLOSURE,
    "level:17",
    "MYS-0012",
    "MYS",
    17,
    "MYS-0012",
    date(2010, 4, 28),
    "active",
    "closed:capacity",
)
TARGETS = (
    Target(Contested.CLOSURE, "notice:1", "MYS-0012", "MYS", after="closed:capacity"),
    CLOSURE,
    Target(Contested.LEVEL, "level:9", "MYS-0012", "MYS", after="dormant"),
    Target(Contested.INCLUSION, "inclusion:MYS-0012", "MYS-0012", "MYS"),
    Target(Contested.POC, "poc:3", "MYS-0012", "MYS", subject="MYS-0012/1", after="yes"),
    Target(Contested.POC, "poc:4", "MYS-0012", "MYS", subject="MYS-0012/2", after="no"),
    Target(Contested.POC, "notice:2", "MYS-0012", "MYS", subject="MYS-0012/1", after="no"),
    Target(Contested.EXCLUSION, "nomination:4", country="MYS"),
)
ABSENT = Target(Contested.EXCLUSION, "person:9f86d081884c7d659a2feaa0", country="MYS")
SUBMITTED = Feedback(12, "SWE", CLOSURE, "Two of the organisers are still held.", ASKED)
ANSWER = Answered(
    Verdict.UPHELD,
    "The research team has nobody left for Malaysia.",
    "The team looks for a partner",
    date(2010, 6, 1),
    LATER,
)
ANSWERED = replace(SUBMITTED, state=State.ANSWERED, acknowledged_at=ASKED, answered=ANSWER)
APPEALED = replace(
    ANSWERED,
    state=State.APPEALED,
    comments=(Comment("MYS", "We could help.", LATER),),
    appeal=Appeal("Capacity is no reason to drop a prisoner.", LATER),
)
RULING = Ruling(Verdict.CHANGED, "A living prisoner stays.", LATER, Level.ACTIVE)
RULED = replace(APPEALED, state=State.RULED, ruling=RULING)
LACKING = replace(RULED, ruling=replace(RULING, missing=("consent", "safe")))
LAPSED = replace(ANSWERED, state=State.ACCEPTED, accepted_at=LATER, lapsed=True)
OF_PERSON = Feedback(
    13,
    "SWE",
    ABSENT,
    "She has been held for a year.",
    ASKED,
    person_name="Tan Mei Lin",
    draft="draft-abcdefghijkl",
)
OUTLINE = Outline(14, "IRN", State.ACCEPTED, ASKED.date(), LATER.date(), LATER.date())
SOON = Due(date(2010, 5, 31), Timing.IN_TIME)
LATE = Due(date(2010, 5, 10), Timing.OVERDUE)
VERY_LATE = Due(date(2010, 5, 10), Timing.LONG_OVERDUE)
SECTIONS = {"SWE": "Sweden", "MYS": "Malaysia"}
NOMINATION = Nomination(
    4,
    "SWE",
    ASKED,
    "Tan Mei Lin",
    "MYS",
    (Concern.TRADE_UNIONIST,),
    "She has been held for a year without trial.",
    "Her family's lawyer",
)
REFUSED = replace(
    NOMINATION, state=NominationState.REFUSED, reason="We know too little.", decided_at=LATER
)
ACCEPTED = replace(NOMINATION, state=NominationState.ACCEPTED, case="draft-abcdefghijkl")
TEXT, CHOICE = FieldKind.TEXT, FieldKind.CHOICE
FIELDS = {
    "section": FieldSpec("section", CHOICE, choices=("MYS", "SWE")),
    "decision": FieldSpec("decision", CHOICE, choices=tuple(t.decision for t in TARGETS)),
    "name": FieldSpec("name", FieldKind.LINE),
    "country": FieldSpec("country", FieldKind.LINE),
    "verdict": FieldSpec("verdict", CHOICE, choices=VERDICTS),
    "reasons": FieldSpec("reasons", TEXT),
}


def _form(name: str, *fields: FieldSpec | str, ref: str = "12") -> QuestionOpened:
    specs = tuple(FIELDS[field] if isinstance(field, str) else field for field in fields)
    return QuestionOpened(
        name, ref, specs, subject="F-12 · MYS-0012", targets=TARGETS, sections=(MALAYSIA, SWEDEN)
    )


FORMS: tuple[FormOpened, ...] = (
    replace(
        _form("feedback", "section", "decision", FieldSpec("question", TEXT), ref="MYS-0012"),
        case=CASE,
    ),
    _form("appeal", "reasons"),
    _form("comment", FieldSpec("comment", TEXT)),
    _form(
        "answer",
        "verdict",
        "reasons",
        FieldSpec("next_step", FieldKind.LINE),
        FieldSpec("next_date", FieldKind.DATE),
        FieldSpec("draft", FieldKind.LINE, required=False),
    ),
    _form(
        "rule",
        "verdict",
        "reasons",
        FieldSpec("level", CHOICE, required=False, choices=("active", "closed")),
        FieldSpec("outcome", CHOICE, required=False, choices=("capacity",)),
        FieldSpec("review", FieldKind.DATE, required=False),
    ),
    _form(
        "nominate",
        "section",
        "name",
        "country",
        FieldSpec("concerns", FieldKind.CHOICES, choices=("torture", "death_penalty")),
        FieldSpec("circumstances", TEXT),
        FieldSpec("source", FieldKind.LINE),
        FieldSpec("contact", FieldKind.LINE, required=False),
        ref="",
    ),
    _form(
        "take_up",
        FieldSpec("title", FieldKind.LINE),
        FieldSpec("status", CHOICE, choices=("detained", "at_risk")),
        FieldSpec("team", FieldKind.LINE, required=False),
        ref="4",
    ),
    _form("refuse", FieldSpec("reason", TEXT), ref="4"),
)


def _seen(feedback: Feedback, *moves: Move, due: Due | None = None) -> FeedbackShown:
    return FeedbackShown(
        feedback, "Sweden", due, frozenset(moves), title=CASE.title, commenters=SECTIONS
    )


STEWARD = NominationShown(NOMINATION, "Sweden", steward=True)
NOMINATOR = NominationShown(NOMINATION, "Sweden", steward=False)
TO_ANSWER = _seen(SUBMITTED, Move.ACKNOWLEDGE, Move.ANSWER, due=LATE)
TO_APPEAL = _seen(ANSWERED, Move.ACCEPT, Move.APPEAL, Move.COMMENT, due=SOON)
EXAMPLES: tuple[tuple[str, Outcome], ...] = (
    ("feedback_filed_now", replace(_seen(SUBMITTED, due=SOON), said=Said.FILED)),
    ("feedback_before", replace(_seen(SUBMITTED, due=SOON), said=Said.ALREADY_FILED)),
    ("feedback_to_answer", TO_ANSWER),
    ("feedback_to_appeal", TO_APPEAL),
    ("feedback_to_rule", _seen(APPEALED, Move.RULE, due=VERY_LATE)),
    ("feedback_barred", replace(_seen(APPEALED), said=Said.BARRED)),
    ("feedback_ruled_now", replace(_seen(RULED), said=Said.RULED, moved=Level.ACTIVE)),
    ("feedback_lacking", replace(_seen(LACKING), said=Said.RULED)),
    ("feedback_lapsed", _seen(LAPSED, Move.COMMENT)),
    ("feedback_too_late", replace(_seen(LAPSED), said=Said.TOO_LATE)),
    ("feedback_of_person", replace(_seen(OF_PERSON, Move.ANSWER, due=SOON), title="")),
    ("feedback_outlined", FeedbackOutlined(OUTLINE)),
    (
        "feedback_listed",
        FeedbackListed(
            FeedbackPage((SUBMITTED, OF_PERSON, RULED, OUTLINE), 2, 20),
            (LATE, SOON, None, None),
            SECTIONS,
            may_question=True,
        ),
    ),
    ("feedback_none", FeedbackListed(FeedbackPage((), 1, 0), (), {}, may_question=False)),
    ("no_such_feedback", NoSuchFeedback("F-99")),
    ("nominated_now", replace(NOMINATOR, nominated=True)),
    ("nomination_waiting", STEWARD),
    ("nomination_draft", replace(STEWARD, nomination=ACCEPTED)),
    ("nomination_refused_now", replace(NOMINATOR, nomination=REFUSED)),
    ("nomination_questioned", replace(NOMINATOR, nomination=REFUSED, questioned="F-13")),
    ("nomination_published", replace(NOMINATOR, public="MYS-0013")),
    ("nominations_waiting", NominationsListed((STEWARD,), 12, steward=True)),
    ("nominations_own", NominationsListed((NOMINATOR,), 1, steward=False)),
    ("nominations_none", NominationsListed((), 0, steward=False)),
    ("no_such_nomination", NoSuchNomination("N-99")),
    *((f"form_of_{opened.form}", opened) for opened in FORMS),
    ("help_board", HelpFound(frozenset({Role.MEMBER, Role.BOARD}), (), True, True)),  # noqa: FBT003
)

_TOLD: Mapping[str, str | int] = {
    "ref": "F-12",
    "section": "Sweden",
    "kind": "closure",
    "country": "MYS",
    "case": "MYS-0012",
    "due": "2010-05-31",
}
_DECIDED = {
    **_TOLD,
    "verdict": "changed",
    "reasons": "A living prisoner stays.",
    "next_step": "The team looks for a partner",
    "next_date": "2010-06-01",
    "level": "active",
    "missing": "consent,safe",
    "by": "Malaysia",
}
_PROPOSED = {
    "ref": "N-4",
    "section": "Sweden",
    "country": "MYS",
    "reason": "We know too little.",
    "case": "MYS-0013",
}
_FACTS: Mapping[NoticeKind, Mapping[str, str | int]] = {
    NoticeKind.FEEDBACK_FILED: _TOLD,
    NoticeKind.FEEDBACK_ACKNOWLEDGED: _TOLD,
    NoticeKind.FEEDBACK_ANSWERED: _DECIDED,
    NoticeKind.FEEDBACK_COMMENTED: _DECIDED,
    NoticeKind.FEEDBACK_ACCEPTED: _TOLD,
    NoticeKind.FEEDBACK_APPEALED: _TOLD,
    NoticeKind.FEEDBACK_RULED: _DECIDED,
    NoticeKind.FEEDBACK_STEP: {"ref": "F-12", "section": "Sweden", "state": "answered"},
    NoticeKind.NOBODY_TO_RULE: _TOLD,
    NoticeKind.RULING_LACKS: _DECIDED,
    NoticeKind.NOMINATED: _PROPOSED,
    NoticeKind.NOMINATION_REFUSED: _PROPOSED,
    NoticeKind.NOMINATION_PUBLISHED: _PROPOSED,
}
NOTICES: tuple[tuple[str, Notice], ...] = (
    *(
        (f"notice_{kind}", Notice(kind, "F-12", facts, "MYS-0012"))
        for kind, facts in _FACTS.items()
    ),
    (
        "notice_feedback_lapsed",
        Notice(NoticeKind.FEEDBACK_ACCEPTED, "F-12", {**_TOLD, "lapsed": 1}),
    ),
    (
        "notice_feedback_step_left",
        Notice(
            NoticeKind.FEEDBACK_STEP,
            "F-12:answered",
            {**_FACTS[NoticeKind.FEEDBACK_STEP], "left": 1},
            "MYS-0012",
        ),
    ),
)
"""Notices by the names of their views."""
