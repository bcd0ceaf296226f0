"""Whole sentences, read as wishes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.intents import Actions, Cases, Help, Intent, ShowDigest, Unclear
from core.understanding.sentence import interpret


@pytest.mark.parametrize(
    ("sentence", "wish"),
    [
        (
            "are there any actions to be undertaken by AI members in Malaysia",
            Actions("Malaysia"),
        ),
        (
            "Are there any actions to be undertaken by AI members in Malaysia?",
            Actions("Malaysia"),
        ),
        ("what actions are there for members of Section Malaysia", Actions("Malaysia")),
        ("what can members of Section Malaysia do", Actions("Section Malaysia")),
        ("what can AI members in Malaysia do now?", Actions("Malaysia")),
        ("What can we do in Burma?", Actions("Burma")),
        ("how can I help in Iran", Actions("Iran")),
        ("how can we take action on torture in IN?", Actions("torture in IN")),
        ("members in Malaysia", Actions("Malaysia")),
        ("actions US", Actions("US")),
        (
            "actions for Côte d'Ivoire please",
            Actions("Côte d'Ivoire"),
        ),
        ("any actions?", Actions("")),
        ("hello", Help()),
        ("Good morning!", Help()),
        ("what can you do?", Help()),
        ("what can I do", Help()),
        ("What can we do here?", Help()),
        ("how can I help", Actions("")),
        ("when is the next digest?", ShowDigest()),
        ("stop sending me digests", ShowDigest()),
        ("how many cases are there", Cases("cases")),
        ("How many dormant cases are there?", Cases("dormant cases")),
        ("how many cases are in Iran", Cases("how many cases are in Iran")),
        ("stop", Unclear("stop")),
        ("Unsubscribe", Unclear("Unsubscribe")),
        ("pause MYS-0012", Unclear("pause MYS-0012")),
        ("verify mys-0012", Unclear("verify mys-0012")),
        ("people in Iran", Cases("people in Iran")),
        ("Malaysia", Cases("Malaysia")),
        ("cases with actions in Malaysia", Cases("cases with actions in Malaysia")),
        ("who is in prison in Iran", Cases("in Iran")),
        ("which people are in jail in Syria", Cases("in Syria")),
        ("prison conditions in Iran", Cases("prison conditions in Iran")),
        ("", Cases("")),
    ],
)
def test_a_sentence_is_read(sentence: str, wish: Intent) -> None:
    assert _about(interpret(sentence)) == wish


def _about(wish: Intent) -> Intent:
    """Leave away the words before a place that say nothing more of it."""
    if isinstance(wish, Actions):
        return Actions(wish.place.removeprefix("members of Section "))
    return wish


@given(st.text(max_size=400))
def test_any_text_is_a_wish(text: str) -> None:
    assert isinstance(interpret(text), Actions | Cases | Help | ShowDigest | Unclear)
