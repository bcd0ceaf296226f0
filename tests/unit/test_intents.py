import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import intents as i
from core import intents_casework as w
from core import intents_numbers as n
from core.grammar import parse, split_show_here, token_for
from core.request import Form


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cases Malaysia", i.Cases("Malaysia")),
        ("cases", i.Cases()),
        ("CASES  poc women", i.Cases("poc women")),
        ("cases mys-0012", i.ShowCase("mys-0012")),
        ("case MYS-0012", i.ShowCase("MYS-0012")),
        ("commit MYS-0012", i.Commit("MYS-0012")),
        ("commit MYS-0012 for Sweden", i.Commit("MYS-0012", "Sweden")),
        ("commit MYS-0012 Sweden", i.Commit("MYS-0012", "Sweden")),
        ("commit Tan Mei Lin", i.Commit("Tan Mei Lin")),
        ("commit", i.Commit("")),
        ("capacity 12 Sweden", i.Capacity("12", "Sweden")),
        ("capacity twelve please", i.Capacity("twelve please")),
        ("act MYS-0012 12 letters", n.Act("MYS-0012", "12 letters")),
        ("act 12 letters", n.Act("", "12 letters")),
        ("follow", i.Follow()),
        ("follow list", i.Follow()),
        ("follow off", i.Follow()),
        ("unfollow", i.Follow()),
        ("unfollow all", i.Follow()),
        ("unfollow MYS-0012", i.Follow("MYS-0012", "off")),
        ("portfolio", w.ShowDesk()),
        ("portfolio nonsense", w.ShowDesk("nonsense")),
        ("portfolio Drafts 2", w.ShowTray("drafts", 2)),
        ("release MYS-0012 no capacity left", i.Release("MYS-0012", "no capacity left")),
        ("release MYS-0012 for SWE: too much", i.Release("MYS-0012", "too much", "SWE")),
        ("release MYS-0012", i.Release("MYS-0012")),
        ("goals Available", i.Goals("available")),
        ("digest", i.ShowDigest()),
        ("digest board", i.ShowDigest("board")),
        ("digest off", i.StopDigest()),
        ("digest now", i.SendDigest()),
        ("digest Fri 17:30 Europe/Stockholm", i.MoveDigest("Fri 17:30 Europe/Stockholm")),
        ("link K7QM-2XWP-9RTD", i.Link("K7QM-2XWP-9RTD")),
        ("start", i.Help()),
        ("start K7QM-2XWP-9RTD", i.Link("K7QM-2XWP-9RTD")),
        ("help", i.Help()),
        ("frobnicate now", i.Unclear("frobnicate now")),
        ("", i.Unclear("")),
        ("\x00", i.Unclear("")),
    ],
)
def test_commands(text: str, expected: i.Intent) -> None:
    assert parse(text, Form.COMMAND) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cases Malaysia", i.Cases("Malaysia")),
        ("/cases Malaysia", i.Cases("Malaysia")),
        ("/frobnicate", i.Unclear("/frobnicate")),
        ("mys-0012", i.ShowCase("mys-0012")),
        ("what can I do in Malaysia", i.Ask("what can I do in Malaysia")),
        ("start a petition in Iran", i.Ask("start a petition in Iran")),
        ("   ", i.Unclear("")),
    ],
)
def test_plain_words(text: str, expected: i.Intent) -> None:
    assert parse(text, Form.WORDS) == expected


@pytest.mark.parametrize(
    ("token", "expected"),
    [
        ("cases:2:Malaysia", i.Cases("Malaysia", 2)),
        ("cases:1:", i.Cases("", 1)),
        ("page:2:Malaysia", i.Cases("Malaysia", 2, turned=True)),
        ("page:x:Malaysia", i.Unclear("page:x:Malaysia")),
        ("case:MYS-0012", i.ShowCase("MYS-0012")),
        ("commit:MYS-0012", i.Commit("MYS-0012")),
        ("commit:MYS-0012 for SWE", i.Commit("MYS-0012", "SWE")),
        ("release:MYS-0012 for SWE: No way", i.Release("MYS-0012", "No way", "SWE")),
        ("digest:Mon 09:00", i.MoveDigest("Mon 09:00")),
        ("digest", i.ShowDigest()),
        ("goals:available", i.Goals("available")),
        ("cases:x:Malaysia", i.Unclear("cases:x:Malaysia")),
        ("cases:²:Malaysia", i.Unclear("cases:²:Malaysia")),
        ("nonsense:1", i.Unclear("nonsense:1")),
    ],
)
def test_buttons_are_read_like_typed_text(token: str, expected: i.Intent) -> None:
    assert parse(token, Form.TOKEN) == expected


@given(st.text(), st.sampled_from(Form))
def test_whatever_arrives_is_read_as_some_wish(text: str, form: Form) -> None:
    assert isinstance(parse(text, form), i.Intent)


def test_show_here_carries_the_question_that_was_asked() -> None:
    assert split_show_here("show:case:MYS-0012") == (True, "case:MYS-0012")
    assert split_show_here("case:MYS-0012") == (False, "case:MYS-0012")
    for wish in (i.ShowCase("MYS-0012"), i.Goals("available"), i.Goals(), i.Help()):
        assert parse(token_for(wish), Form.TOKEN) == wish
