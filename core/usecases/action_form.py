"""What members are asked to do on a case: add an action, change it, end it."""

from dataclasses import dataclass, replace
from datetime import date

from core.answer import Answer, Personal
from core.domain.cases import Action, ActionKind, Case
from core.domain.decisions import DecisionKind
from core.intents_casework import ShowDeeds
from core.usecases.case import NoSuchCase, no_such_case
from core.usecases.casework import Kept, keep, overtaken_now, work_of
from core.usecases.forms import (
    FieldKind,
    FieldSpec,
    Problem,
    ProblemCode,
    Values,
)
from core.usecases.part_form import PartForm
from core.usecases.steward_forms import (
    CaseChanged,
    Changed,
    with_typed,
)
from core.usecases.turn import Turn

FORM = "action"
NEW = Action(0, ActionKind.LETTER, "", "")


@dataclass(frozen=True, slots=True)
class DeedsFound(Personal):
    """All actions of a case, also those that are over, each with a button."""

    case: Case
    today: date


def show_deeds(wish: ShowDeeds, turn: Turn) -> DeedsFound | NoSuchCase:
    """List them for stewards."""
    case = turn.uow.cases.get(wish.ref, turn.sight)
    return DeedsFound(case, turn.today) if case else no_such_case(wish.ref, turn)


def _fields(action: Action | None) -> tuple[FieldSpec, ...]:
    shown = action or NEW
    over = FieldSpec("over", FieldKind.DATE, required=False, value=_iso(shown.over))
    return (
        FieldSpec(
            "kind", FieldKind.CHOICE, value=shown.kind if action else "", choices=tuple(ActionKind)
        ),
        FieldSpec("text", FieldKind.TEXT, value=shown.text),
        FieldSpec("target", FieldKind.LINE, required=False, value=shown.target),
        FieldSpec("deadline", FieldKind.DATE, required=False, value=_iso(shown.deadline)),
        FieldSpec("language", FieldKind.LINE, value=shown.language, most=16),
        *((over,) if action else ()),
    )


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _action(case: Case, number: int) -> Action | None:
    return next((action for action in case.actions if action.number == number), None)


def _wrong(before: Action | None, values: Values, today: date) -> dict[str, Problem]:
    deadline, over = values["deadline"], values.get("over", "")
    found = {}
    known = _iso(before.deadline) if before else ""
    if deadline and deadline != known and deadline < today.isoformat():
        found["deadline"] = Problem(ProblemCode.IN_THE_PAST)
    if over > today.isoformat():
        found["over"] = Problem(ProblemCode.IN_THE_FUTURE)
    return found


def _write(case: Case, before: Action | None, values: Values, turn: Turn) -> Answer:
    numbers = [action.number for action in case.actions]
    after = Action(
        before.number if before else max(numbers, default=0) + 1,
        ActionKind(values["kind"]),
        values["text"],
        values["target"],
        _day(values["deadline"]),
        values["language"],
        _day(values.get("over", "")),
    )
    change = Changed.ACTION if before else Changed.ACTION_ADDED
    if after == before:
        return CaseChanged(change, Kept(case))
    work = work_of(turn)
    others = [action for action in case.actions if action.number != after.number]
    deeds = tuple(sorted([*others, after], key=lambda action: action.number))
    code = f"{after.number}:{_state(after)}"
    was = f"{before.number}:{_state(before)}" if before else ""
    decision = work.decision(DecisionKind.ACTION, case.key, was, code)
    kept = keep(case, replace(case, actions=deeds), [decision], work)
    if kept is None:
        return with_typed(overtaken_now(case, turn), values)
    return CaseChanged(change, kept, ("action",))


def _day(value: str) -> date | None:
    return date.fromisoformat(value) if value else None


def _state(action: Action) -> str:
    return f"over:{action.over}" if action.over else f"open:{_iso(action.deadline)}"


ACTION_FORM = PartForm(FORM, _action, _fields, _wrong, _write)
"""What is over is over since a day that has come."""
