"""Move a case by a form: where to, why, and whatever that needs."""

from datetime import date
from typing import Final

from core.answer import Answer
from core.domain.cases import TRANSITIONS, Case, Level, Outcome
from core.domain.levels import OUTCOMES, Research
from core.domain.values import PartialDate
from core.usecases.case import no_such_case
from core.usecases.casework import Overtaken, seen_of
from core.usecases.forms import (
    FieldKind,
    FieldSpec,
    FormOpened,
    Problem,
    ProblemCode,
    Values,
    problems,
)
from core.usecases.levels import CantMove, Move, Obstacle, move
from core.usecases.steward_forms import YES, case_to_change, subject_of, with_typed, yes_no
from core.usecases.turn import Turn

FORM = "move"
REASON_LENGTH = 2_000
AT_FIELD: Final = {
    Obstacle.NO_OUTCOME: (("outcome",), ProblemCode.MISSING),
    Obstacle.UNFIT_OUTCOME: (("outcome",), ProblemCode.NOT_A_CHOICE),
    Obstacle.NO_REVIEW: (("review",), ProblemCode.MISSING),
    Obstacle.NO_RECORD: (("since", "source"), ProblemCode.MISSING),
    Obstacle.NO_OTHER: (("into",), ProblemCode.NOT_KNOWN),
}
"""Where an obstacle is told at a field of the form; the others are answers of their own."""


class MoveForm:
    """`FormSpec` of a move. Its ref is the case's key."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask where to and why, and only what can matter for this case."""
        case = turn.uow.cases.get(ref, turn.sight)
        if case is None:
            return no_such_case(ref, turn)
        return _opened(case, turn)

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Move or propose it; what is missing is told at its field, or all at once."""
        case = case_to_change(ref, values, seen, turn)
        if not isinstance(case, Case):
            return case
        outcome = move(case, _wish(values), turn)
        if isinstance(outcome, Overtaken):
            return with_typed(outcome, values)
        if isinstance(outcome, CantMove) and outcome.obstacle in AT_FIELD:
            fields, code = AT_FIELD[outcome.obstacle]
            opened = _opened(case, turn)
            empty = [field for field in fields if not values.get(field)]
            told = {field: _problem(field, code, values) for field in empty or fields}
            return problems(opened, values, told)
        return outcome


def _problem(field: str, code: ProblemCode, values: Values) -> Problem:
    typed = values.get(field, "")
    if field == "review" and typed:
        return Problem(ProblemCode.IN_THE_PAST)
    return Problem(code, typed) if typed else Problem(ProblemCode.MISSING)


def _opened(case: Case, turn: Turn) -> FormOpened:
    research = turn.uow.casework.research(case.research_team) if case.research_team else None
    fields = tuple(_fields(case, research))
    return FormOpened(FORM, case.key, fields, seen_of(case, turn.uow), subject_of(case))


def _fields(case: Case, research: Research | None) -> list[FieldSpec]:
    ways = tuple(level for level in Level if level in TRANSITIONS[case.level])
    fields = [FieldSpec("to", FieldKind.CHOICE, choices=ways)]
    if Level.CLOSED in ways:
        fields.append(FieldSpec("outcome", FieldKind.CHOICE, required=False, choices=OUTCOMES))
    fields.append(FieldSpec("reason", FieldKind.TEXT, most=REASON_LENGTH))
    if Level.DORMANT in ways or Level.ACTIVE in ways:
        review = case.review.isoformat() if case.review else ""
        fields.append(FieldSpec("review", FieldKind.DATE, required=False, value=review))
    if Level.CLOSED in ways:
        fields += (
            FieldSpec("into", FieldKind.LINE, required=False, most=40),
            FieldSpec("since", FieldKind.PARTIAL_DATE, required=False),
            FieldSpec("source", FieldKind.LINE, required=False),
        )
    if Level.ACTIVE in ways and research is not None and research.full:
        fields.append(yes_no("override", required=False))
    return fields


def _wish(values: Values) -> Move:
    def given(key: str) -> str:
        return values.get(key, "")

    to = Level(values["to"])
    return Move(
        to=to,
        reason=values["reason"],
        outcome=Outcome(given("outcome")) if given("outcome") else None,
        review=date.fromisoformat(given("review")) if given("review") else None,
        into=given("into"),
        since=PartialDate.parse(given("since")) if given("since") else None,
        source=given("source"),
        override=given("override") == YES,
    )
