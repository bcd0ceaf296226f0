"""What the forms by which stewards change a case have in common."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from core.answer import Personal
from core.domain.cases import Case
from core.usecases.case import NoSuchCase, no_such_case
from core.usecases.casework import Kept, Overtaken, overtaken, seen_of
from core.usecases.forms import FieldKind, FieldSpec, FormOpened, Values
from core.usecases.turn import Turn

YES, NO = "yes", "no"


class Changed(StrEnum):
    """What was changed on a case."""

    CREATED = "created"
    EDITED = "edited"
    CONSENT = "consent"
    PERSON_ADDED = "person_added"
    PERSON = "person"
    ACTION_ADDED = "action_added"
    ACTION = "action"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class CaseChanged(Personal):
    """A case is as the form says. `fields` are those that changed; none if it was so before."""

    change: Changed
    kept: Kept
    fields: tuple[str, ...] = ()

    @property
    def case(self) -> Case:
        """As it is now."""
        return self.kept.case


def yes_no(key: str, *, value: bool | None = None, required: bool = True) -> FieldSpec:
    """A question to be answered with yes or no; None where nothing stands in it yet."""
    present = "" if value is None else (YES if value else NO)
    return FieldSpec(key, FieldKind.CHOICE, required, present, choices=(YES, NO))


def subject_of(case: Case) -> str:
    """What a form says it is about."""
    return f"{case.key} · {case.title}"


def open_of_case(
    form: str, ref: str, fields: Callable[[Case], tuple[FieldSpec, ...]], turn: Turn
) -> FormOpened | NoSuchCase:
    """A form made from a case that the asker may see."""
    case = turn.uow.cases.get(ref, turn.sight)
    if case is None:
        return no_such_case(ref, turn)
    return FormOpened(form, case.key, fields(case), seen_of(case, turn.uow), subject_of(case))


def case_to_change(
    ref: str, values: Values, seen: str, turn: Turn
) -> Case | NoSuchCase | Overtaken:
    """The case that a form was made from, if nobody changed it since."""
    case = turn.uow.cases.get(ref, turn.sight)
    if case is None:
        return no_such_case(ref, turn)
    behind = overtaken(case, seen, turn)
    return with_typed(behind, values) if behind else case


def with_typed(behind: Overtaken, values: Values) -> Overtaken:
    """The same with what was written, so that it isn't lost."""
    typed = tuple(text for text in values.values() if " " in text)
    return Overtaken(behind.case, behind.since, behind.own, typed)
