"""What every form is made of, and how what was typed into it is checked. Pure.

A form is answered at the field: whatever is typed yields a value or a problem, never an exception.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Protocol

from core.answer import Answer, Personal
from core.parts import FieldKind as FieldKind  # noqa: PLC0414  given on
from core.usecases.form_values import (
    day_of,
    decimal_of,
    one_line,
    partial_date_of,
    plain,
)
from core.usecases.turn import Turn

LINE_LENGTH: Final = 300
TEXT_LENGTH: Final = 3_000
"""Characters; also the most that Slack's plain-text input takes."""
CHOICE_BYTES: Final = 40
"""A choice's value goes into a button, beside the question that it answers."""
MOST_CHOICES: Final = 100
"""Slack's options in a select; Telegram's buttons below a message."""
BETWEEN: Final = "|"
"""Between the values of CHOICES."""

Values = Mapping[str, str]
"""By the field's key. Whole dates as `2010-05-31`, partial ones also as `2010-05` or `2010`."""


CHOOSING: Final = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})


class ProblemCode(StrEnum):
    """What is wrong with what stands in a field. The `detail` of each is said beside it."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    """detail: how many characters it may have."""
    NOT_A_DATE = "not_a_date"
    NOT_A_NUMBER = "not_a_number"
    TOO_SMALL = "too_small"
    """detail: the least."""
    TOO_LARGE = "too_large"
    """detail: the most."""
    NOT_A_CHOICE = "not_a_choice"
    """detail: what was typed."""
    IN_THE_PAST = "in_the_past"
    IN_THE_FUTURE = "in_the_future"
    BEFORE = "before"
    """It has to be after a day. detail: that day, as ISO."""
    NOT_KNOWN = "not_known"
    """Nothing of that name is on record. detail: what was typed."""
    NOT_A_KEY = "not_a_key"
    """It may have small letters, digits and hyphens only."""
    TAKEN = "taken"
    """Something of that name is there already. detail: what was typed."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one field."""

    code: ProblemCode
    detail: str = ""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field. `value` is what stands in it when it is opened (of CHOICES, joined by `|`).

    Raises:
        ValueError: a choice is too long, empty, holds a `|`, or there are none or too many.
    """

    key: str
    kind: FieldKind
    required: bool = True
    value: str = ""
    choices: tuple[str, ...] = ()
    most: int = 0
    """Characters; 0 for the usual: 300 in a line, 3000 in a text."""
    lowest: int = 0
    highest: int = 1_000_000

    def __post_init__(self) -> None:
        unfit = [c for c in self.choices if not c or BETWEEN in c or len(c.encode()) > CHOICE_BYTES]
        missing = self.kind in CHOOSING and not self.choices
        if unfit or missing or len(self.choices) > MOST_CHOICES:
            raise ValueError(self.choices)

    @property
    def length(self) -> int:
        """The most characters that it takes."""
        return self.most or (TEXT_LENGTH if self.kind is FieldKind.TEXT else LINE_LENGTH)


@dataclass(frozen=True, slots=True)
class FormOpened(Personal):
    """A form, ready to be filled in."""

    form: str
    ref: str
    fields: tuple[FieldSpec, ...]
    seen: str = ""
    """A fingerprint of what it was made from, by which `submit` knows that it went stale."""
    subject: str = ""
    """What it is about, as `MYS-0012 · Farmers of Kampung Baru`."""


@dataclass(frozen=True, slots=True)
class FormProblems(Personal):
    """Nothing was changed: what is wrong, by field. `opened` has the values as typed."""

    opened: FormOpened
    problems: Mapping[str, Problem]


@dataclass(frozen=True, slots=True)
class StaleForm(Personal):
    """Nothing was changed: what the form was made from has changed since."""

    form: str
    ref: str
    typed: tuple[str, ...] = ()
    """What was written into it, so that it isn't lost."""


class FormSpec(Protocol):
    """One form. Each function is granted only to whom FORM_RULES lets."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """The form as FormOpened, or the outcome that says why not. It writes nothing.

        It is asked again before a submission is checked, so its fields may depend on what is on
        record.
        """
        ...

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Do it; or FormProblems or StaleForm, and nothing is written.

        `values` has every field that is filled in, checked for kind, length and choices; an
        optional field that was left empty has an empty one.
        """
        ...


@dataclass(frozen=True, slots=True)
class Checked:
    """The values of all fields, those with a problem as they were typed; and the problems."""

    values: Values
    problems: Mapping[str, Problem] = field(default_factory=dict)


def check(fields: Iterable[FieldSpec], raw: Mapping[str, str]) -> Checked:
    """Check all that was typed. What belongs to no field is passed over."""
    values: dict[str, str] = {}
    problems: dict[str, Problem] = {}
    for spec in fields:
        found = check_field(spec, raw.get(spec.key, ""))
        if isinstance(found, Problem):
            problems[spec.key] = found
            values[spec.key] = plain(raw.get(spec.key, ""))
        else:
            values[spec.key] = found
    return Checked(values, problems)


def check_field(spec: FieldSpec, raw: str) -> str | Problem:  # noqa: PLR0911  one a kind
    """The value that was typed, in its one way of writing; or what is wrong with it."""
    text = plain(raw) if spec.kind is FieldKind.TEXT else one_line(raw)
    if not text or (spec.kind is FieldKind.CHOICES and not text.strip(BETWEEN)):
        return Problem(ProblemCode.MISSING) if spec.required else ""
    if spec.kind not in CHOOSING and len(text) > spec.length:
        return Problem(ProblemCode.TOO_LONG, str(spec.length))
    match spec.kind:
        case FieldKind.LINE | FieldKind.TEXT:
            return text
        case FieldKind.CHOICE:
            return _chosen(text, spec.choices)
        case FieldKind.CHOICES:
            return _all_chosen(text.split(BETWEEN), spec.choices)
        case FieldKind.DATE:
            return day_of(text) or Problem(ProblemCode.NOT_A_DATE)
        case FieldKind.PARTIAL_DATE:
            return partial_date_of(text) or Problem(ProblemCode.NOT_A_DATE)
        case FieldKind.NUMBER:
            return _number(text, spec)


def _chosen(text: str, choices: Sequence[str]) -> str | Problem:
    if text in choices:
        return text
    alike = [choice for choice in choices if choice.casefold() == text.casefold()]
    return alike[0] if len(alike) == 1 else Problem(ProblemCode.NOT_A_CHOICE, text[:80])


def _all_chosen(texts: Iterable[str], choices: Sequence[str]) -> str | Problem:
    """The values in the order in which they are offered, each once."""
    chosen = [_chosen(text.strip(), choices) for text in texts if text.strip()]
    for one in chosen:
        if isinstance(one, Problem):
            return one
    return BETWEEN.join(choice for choice in choices if choice in chosen)


def _number(text: str, spec: FieldSpec) -> str | Problem:
    number = decimal_of(text)
    if number is None:
        return Problem(ProblemCode.NOT_A_NUMBER)
    if number < spec.lowest:
        return Problem(ProblemCode.TOO_SMALL, str(spec.lowest))
    if number > spec.highest:
        return Problem(ProblemCode.TOO_LARGE, str(spec.highest))
    return str(number)


def filled(opened: FormOpened, values: Values) -> FormOpened:
    """The form with these values in its fields."""
    fields = tuple(replace(spec, value=values.get(spec.key, spec.value)) for spec in opened.fields)
    return replace(opened, fields=fields)


def problems(opened: FormOpened, values: Values, found: Mapping[str, Problem]) -> FormProblems:
    """What a `submit` answers that finds something wrong with a field."""
    return FormProblems(filled(opened, values), found)
