"""Write a new case down as a draft, and edit any."""

import base64
import hashlib
from dataclasses import replace
from datetime import date

from core.answer import Answer
from core.domain.cases import ARTICLES, DRAFT_KEY, Case, Concern, Level
from core.domain.decisions import DecisionKind
from core.domain.levels import Requirement, Research, missing_for_activation
from core.understanding.country import find_country
from core.usecases.casework import Kept, keep, overtaken_now, work_of
from core.usecases.forms import (
    BETWEEN,
    FieldKind,
    FieldSpec,
    FormOpened,
    Problem,
    ProblemCode,
    Values,
    problems,
)
from core.usecases.levels import Missing
from core.usecases.steward_forms import (
    CaseChanged,
    Changed,
    case_to_change,
    open_of_case,
    with_typed,
)
from core.usecases.turn import Turn

NEW = "case_new"
EDIT = "case_edit"
KEY_LENGTH = 12
TEAM_LENGTH = 60
"""A team's name stands in the history as what a decision is about."""
EMPTY = Case("", "", "", Level.DRAFT, "")
FIELD_OF = {
    Requirement.CONCERN: "concerns",
    Requirement.REASON: "inclusion_reason",
    Requirement.TEAM: "research_team",
}
"""Which field of an active case may not be emptied."""


def new_key(turn: Turn) -> str:
    """A draft's key, which nobody can guess."""
    digest = hashlib.sha256(turn.chance.new_id().encode()).digest()
    return DRAFT_KEY + base64.b32encode(digest).decode().lower()[:KEY_LENGTH]


def _fields(case: Case) -> tuple[FieldSpec, ...]:
    line, text = FieldKind.LINE, FieldKind.TEXT
    return (
        FieldSpec("title", line, value=case.title, most=200),
        FieldSpec("country", line, value=case.country, most=80),
        FieldSpec("summary", text, required=False, value=case.summary),
        FieldSpec("long_objective", text, required=False, value=case.long_objective),
        FieldSpec("short_objective", text, required=False, value=case.short_objective),
        FieldSpec("inclusion_reason", text, required=False, value=case.inclusion_reason),
        FieldSpec(
            "concerns",
            FieldKind.CHOICES,
            required=False,
            value=BETWEEN.join(case.concerns),
            choices=tuple(Concern),
        ),
        FieldSpec(
            "articles",
            FieldKind.CHOICES,
            required=False,
            value=BETWEEN.join(map(str, case.articles)),
            choices=tuple(map(str, ARTICLES)),
        ),
        FieldSpec(
            "research_team", line, required=False, value=case.research_team, most=TEAM_LENGTH
        ),
        FieldSpec(
            "review",
            FieldKind.DATE,
            required=False,
            value=case.review.isoformat() if case.review else "",
        ),
    )


def _filled(case: Case, country: str, values: Values, turn: Turn) -> Case:
    return replace(
        case,
        title=values["title"],
        country=country,
        summary=values["summary"],
        long_objective=values["long_objective"],
        short_objective=values["short_objective"],
        inclusion_reason=values["inclusion_reason"],
        concerns=tuple(Concern(value) for value in _many(values["concerns"])),
        articles=tuple(int(value) for value in _many(values["articles"])),
        research_team=_team(values["research_team"], turn),
        review=date.fromisoformat(values["review"]) if values["review"] else None,
    )


def _many(value: str) -> list[str]:
    return value.split(BETWEEN) if value else []


def _team(typed: str, turn: Turn) -> str:
    """The team as it is written already, so that a capital letter makes no second one."""
    known = (research.team for research in turn.uow.casework.teams())
    return next((team for team in known if team.casefold() == typed.casefold()), typed)


class NewCaseForm:
    """`FormSpec` of a new draft. Its ref is empty."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """An empty form."""
        del turn
        return FormOpened(NEW, ref, _fields(EMPTY))

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Keep the draft under a key that nobody can guess."""
        del seen
        country = find_country(values["country"])
        if country is None:
            opened = FormOpened(NEW, ref, _fields(EMPTY))
            return problems(opened, values, {"country": _no_country(values)})
        case = replace(_filled(EMPTY, country, values, turn), key=new_key(turn))
        add_draft(case, turn)
        return CaseChanged(Changed.CREATED, Kept(case), ("title",))


def add_draft(case: Case, turn: Turn, reason: str = "") -> None:
    """Keep a new draft, with the decision that made it."""
    turn.uow.casework.add(case)
    work = work_of(turn)
    turn.uow.decisions.append(work.decision(DecisionKind.LEVEL, case.key, "", Level.DRAFT, reason))


class EditCaseForm:
    """`FormSpec` of what a case says. Its ref is the case's key; a reference never changes."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """The form with what the case says now."""
        return open_of_case(EDIT, ref, _fields, turn)

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Write it, unless the case would lose what it needs at its level."""
        case = case_to_change(ref, values, seen, turn)
        if not isinstance(case, Case):
            return case
        country = find_country(values["country"])
        opened = FormOpened(EDIT, case.key, _fields(case), seen)
        if country is None:
            return problems(opened, values, {"country": _no_country(values)})
        after = _filled(case, country, values, turn)
        if case.level is Level.ACTIVE and after.research_team != case.research_team:
            research = turn.uow.casework.hold_research(after.research_team)
            if research.full:
                return Missing(case, (Requirement.CAPACITY,), research)
        emptied = _emptied(case, after)
        if emptied:
            return problems(opened, values, emptied)
        return _write(case, after, values, turn)


def _emptied(case: Case, after: Case) -> dict[str, Problem]:
    """The fields that a case must not lose, if it had them: dormancy has an end."""
    if case.level is Level.DORMANT and case.review and not after.review:
        return {"review": Problem(ProblemCode.MISSING)}
    if case.level is not Level.ACTIVE:
        return {}
    free = Research("", 0)
    lost = {*missing_for_activation(after, free)} - {*missing_for_activation(case, free)}
    return {
        FIELD_OF[requirement]: Problem(ProblemCode.MISSING)
        for requirement in lost
        if requirement in FIELD_OF
    }


def _write(case: Case, after: Case, values: Values, turn: Turn) -> Answer:
    changed = tuple(spec.key for spec in _fields(case) if _differs(spec.key, case, after))
    if not changed:
        return CaseChanged(Changed.EDITED, Kept(case))
    work = work_of(turn)
    decision = work.decision(DecisionKind.EDIT, case.key, "", ",".join(changed))
    kept = keep(case, after, [decision], work)
    if kept is None:
        return with_typed(overtaken_now(case, turn), values)
    return CaseChanged(Changed.EDITED, kept, changed)


def _differs(field: str, case: Case, after: Case) -> bool:
    before, now = getattr(case, field), getattr(after, field)
    if isinstance(before, tuple):
        return set(before) != set(now)
    return bool(before != now)


def _no_country(values: Values) -> Problem:
    return Problem(ProblemCode.NOT_KNOWN, values["country"])
