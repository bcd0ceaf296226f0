import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import intents as i
from core import intents_numbers as n
from core.domain.cases import ActionKind
from core.grammar import parse
from core.request import Form
from core.understanding.deeds import Deed, read_deed


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12 letters", Deed(12, ActionKind.LETTER)),
        ("we sent 12 letters", Deed(12, ActionKind.LETTER)),
        ("letters 12", Deed(12, ActionKind.LETTER)),
        ("a letter", Deed(1, ActionKind.LETTER)),
        ("An e-mail", Deed(1, ActionKind.EMAIL)),
        ("three E-Mails", Deed(3, ActionKind.EMAIL)),
        ("80 signatures", Deed(80, ActionKind.PETITION)),
        ("2 phone calls", Deed(2, ActionKind.CALL)),
        ("one vigil", Deed(1, ActionKind.EVENT)),
        ("5 postcards to the king", Deed(5, ActionKind.POSTCARD, "to the king")),
        ("letters", Deed(None, ActionKind.LETTER)),
        ("12", Deed(12)),
        ("0 letters", Deed(0, ActionKind.LETTER)),
        ("12 13 letters", Deed(12, ActionKind.LETTER, "13")),
        ("a lot", Deed(1, None, "lot")),
        ("", Deed()),
        ("9" * 30, Deed(None, None, "9" * 30)),
    ],
)
def test_what_was_done(typed: str, expected: Deed) -> None:
    assert read_deed(typed) == expected


@given(st.text())
def test_whatever_is_typed_is_read(typed: str) -> None:
    assert isinstance(read_deed(typed), Deed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("act MYS-0012 12 letters", n.Act("MYS-0012", "12 letters")),
        ("act MYS-0012", n.Act("MYS-0012")),
        ("act", n.Act("")),
        ("act MYS-0012 12 letters for Sweden", n.Act("MYS-0012", "12 letters", "Sweden")),
        ("act MYS-0012 for me", n.Act("MYS-0012", "", "me")),
        ("act MYS-0012 a petition for justice for SWE",
         n.Act("MYS-0012", "a petition for justice", "SWE")),
        ("act MYS-0012 efor letters", n.Act("MYS-0012", "efor letters")),
        ("goals change", n.NetChangeOf()),
        ("goals active", n.NetChangeOf()),
        ("goals change 2010-01-01 2010-05-14", n.NetChangeOf("2010-01-01 2010-05-14")),
        ("goals set", i.OpenForm("set_goal")),
        ("goals revise Available", i.OpenForm("revise_goal", "available")),
        ("goals available", i.Goals("available")),
        ("reports", n.Reports()),
        ("reports SWE", n.Reports("SWE")),
    ],
)  # fmt: skip
def test_commands(typed: str, expected: i.Intent) -> None:
    assert parse(typed, Form.COMMAND) == expected


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("again:17", n.ActAgain("17")),
        ("form:act:MYS-0012", i.OpenForm("act", "MYS-0012")),
        ("reported:2:SWE", n.Reports("SWE", 2)),
        ("reported:1:", n.Reports("", 1)),
        ("reported:x:SWE", i.Unclear("x:SWE")),
        ("behind:1:opened 2010-01-01 2010-05-14", n.ShowBehind("opened 2010-01-01 2010-05-14", 1)),
        ("behind:2:verified_90_days", n.ShowBehind("verified_90_days", 2)),
        ("goals:change 2010-01-01 2010-05-14", n.NetChangeOf("2010-01-01 2010-05-14")),
    ],
)
def test_buttons(token: str, expected: i.Intent) -> None:
    assert parse(token, Form.TOKEN) == expected
