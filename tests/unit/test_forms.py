"""What was typed into a field is a value, or a problem that says what is allowed."""

import pytest

from core.usecases.forms import (
    Checked,
    FieldKind,
    FieldSpec,
    Problem,
    ProblemCode,
    check,
    check_field,
)

K, C = FieldKind, ProblemCode
CHOICES = ("active", "dormant", "closed")


def spec(kind: FieldKind, *, required: bool = True, most: int = 0) -> FieldSpec:
    choices = CHOICES if kind in {K.CHOICE, K.CHOICES} else ()
    return FieldSpec("f", kind, required, choices=choices, most=most, lowest=1, highest=500)


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (K.LINE, "  two\n words\x00\x07 ", "two words"),
        (K.TEXT, " one\r\ntwo\u2028three\x00\x1b[31m ", "one\ntwo\nthree[31m"),
        (K.TEXT, "x" * 3_000, "x" * 3_000),
        (K.LINE, "\ud800half", "half"),
        (K.LINE, "شلوم \u200f", "شلوم \u200f"),
        (K.CHOICE, "Dormant", "dormant"),
        (K.CHOICES, "closed|active|closed", "active|closed"),
        (K.DATE, "2010-05-31", "2010-05-31"),
        (K.DATE, "2010-5-3", "2010-05-03"),
        (K.DATE, "31 May 2010", "2010-05-31"),
        (K.DATE, "31 may, 2010", "2010-05-31"),
        (K.DATE, "May 31, 2010", "2010-05-31"),
        (K.DATE, "31st May 2010", "2010-05-31"),
        (K.DATE, "3 Sept 2010", "2010-09-03"),
        (K.DATE, "31.5.2010", "2010-05-31"),
        (K.DATE, "٣١ May ٢٠١٠", "2010-05-31"),
        (K.DATE, "\u200e31 May 2010", "2010-05-31"),
        (K.PARTIAL_DATE, "2010", "2010"),
        (K.PARTIAL_DATE, "2010-05", "2010-05"),
        (K.PARTIAL_DATE, "May 2010", "2010-05"),
        (K.PARTIAL_DATE, "31 May 2010", "2010-05-31"),
        (K.NUMBER, " 12 ", "12"),
        (K.NUMBER, "012", "12"),
        (K.NUMBER, "+12", "12"),
        (K.NUMBER, "١٢", "12"),
    ],
)
def test_values(kind: FieldKind, typed: str, value: str) -> None:
    assert check_field(spec(kind), typed) == value


@pytest.mark.parametrize(
    ("kind", "typed", "code"),
    [
        *[(kind, empty, C.MISSING) for kind in K for empty in ("", "  \n", "\x00")],
        (K.CHOICES, "|", C.MISSING),
        (K.LINE, "x" * 301, C.TOO_LONG),
        (K.TEXT, "x" * 3_001, C.TOO_LONG),
        (K.DATE, "1" * 10_000, C.TOO_LONG),
        (K.NUMBER, "1" * 10_000, C.TOO_LONG),
        (K.CHOICE, "x" * 10_000, C.NOT_A_CHOICE),
        (K.CHOICE, "active|closed", C.NOT_A_CHOICE),
        (K.CHOICES, "active|gone", C.NOT_A_CHOICE),
        (K.DATE, "yesterday", C.NOT_A_DATE),
        (K.DATE, "31 February 2010", C.NOT_A_DATE),
        (K.DATE, "May 2010", C.NOT_A_DATE),
        (K.DATE, "05/31/2010", C.NOT_A_DATE),
        (K.DATE, "31 Ma 2010", C.NOT_A_DATE),
        (K.PARTIAL_DATE, "0000", C.NOT_A_DATE),
        (K.PARTIAL_DATE, "2010-13", C.NOT_A_DATE),
        (K.PARTIAL_DATE, "0 May 2010", C.NOT_A_DATE),
        (K.NUMBER, "twelve", C.NOT_A_NUMBER),
        (K.NUMBER, "1.5", C.NOT_A_NUMBER),
        (K.NUMBER, "²", C.NOT_A_NUMBER),
        (K.NUMBER, "9" * 13, C.NOT_A_NUMBER),
        (K.NUMBER, "-1", C.TOO_SMALL),
        (K.NUMBER, "\u22121", C.TOO_SMALL),
        (K.NUMBER, "1,000", C.TOO_LARGE),
        (K.NUMBER, "501", C.TOO_LARGE),
    ],
)
def test_problems(kind: FieldKind, typed: str, code: ProblemCode) -> None:
    found = check_field(spec(kind), typed)
    assert isinstance(found, Problem)
    assert found.code is code


@pytest.mark.parametrize("kind", K)
def test_what_may_be_left_out_may_be_empty(kind: FieldKind) -> None:
    assert check_field(spec(kind, required=False), " \x00 ") == ""


def test_a_field_says_how_long_it_may_be() -> None:
    assert check_field(spec(K.TEXT, most=5), "123456") == Problem(C.TOO_LONG, "5")
    assert check_field(spec(K.LINE, most=5), "😀" * 5) == "😀" * 5


def test_a_form_has_every_problem_at_once_and_what_was_typed() -> None:
    fields = (FieldSpec("a", K.LINE), FieldSpec("b", K.NUMBER), FieldSpec("c", K.LINE))
    checked = check(fields, {"b": " many\x00 ", "c": " fine ", "stray": "x"})
    assert checked == Checked(
        {"a": "", "b": "many", "c": "fine"},
        {"a": Problem(C.MISSING), "b": Problem(C.NOT_A_NUMBER)},
    )


@pytest.mark.parametrize("choices", [(), ("",), ("a|b",), ("x" * 41,), tuple(map(str, range(101)))])
def test_choices_have_to_fit_into_buttons(choices: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r".*"):
        FieldSpec("f", K.CHOICE, choices=choices)
