"""The form of one part of a case: a person on it, or an action."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from core.answer import Answer
from core.domain.cases import Case
from core.usecases.case import no_such_case
from core.usecases.casework import seen_of
from core.usecases.forms import FieldSpec, FormOpened, Problem, Values, problems
from core.usecases.steward_forms import case_to_change, subject_of
from core.usecases.turn import Turn

T = TypeVar("T")


def part_ref(key: str, number: int) -> str:
    """The form's ref: a case, and which part of it; 0 for a new one."""
    return f"{key}/{number}"


def split_ref(ref: str) -> tuple[str, int]:
    """The case and the number in `MYS-0012/2`; 0 where there is none."""
    key, _, number = ref.partition("/")
    return key, int(number) if number.isascii() and number.isdigit() else 0


@dataclass(frozen=True, slots=True)
class PartForm(Generic[T]):
    """`FormSpec` of a part of a case. Its ref is `MYS-0012/2`, or `MYS-0012/0` for a new one."""

    name: str
    part: Callable[[Case, int], T | None]
    """The part with that number."""
    fields: Callable[[T | None], tuple[FieldSpec, ...]]
    wrong: Callable[[T | None, Values, date], dict[str, Problem]]
    """What can't be so, on that day."""
    write: Callable[[Case, T | None, Values, Turn], Answer]

    def open(self, ref: str, turn: Turn) -> Answer:
        """The form with what is on record, or empty for a new part."""
        key, number = split_ref(ref)
        case = turn.uow.cases.get(key, turn.sight)
        if case is None:
            return no_such_case(key, turn)
        return self._opened(case, number, seen_of(case, turn.uow))

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Write it, unless something can't be so."""
        key, number = split_ref(ref)
        case = case_to_change(key, values, seen, turn)
        if not isinstance(case, Case):
            return case
        before = self.part(case, number)
        wrong = self.wrong(before, values, turn.today)
        if wrong:
            return problems(self._opened(case, number, seen), values, wrong)
        return self.write(case, before, values, turn)

    def _opened(self, case: Case, number: int, seen: str) -> FormOpened:
        part = self.part(case, number)
        ref = part_ref(case.key, number if part else 0)
        return FormOpened(self.name, ref, self.fields(part), seen, subject_of(case))
