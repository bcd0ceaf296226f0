"""Whatever the texts are: nothing is lost, and no byte of them steers the terminal."""

import io
import re

from hypothesis import given
from rich.console import Console

from bots.console.render import render
from bots.console.text import safe_lines
from core.parts import View
from tests.property.views import actions_of, texts_of, views

STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066\u2067\ud800-\udfff]")


def _rows(text: str) -> list[str]:
    return [row.strip() for row in safe_lines(text)]


@given(views)
def test_every_text_and_every_button_is_there_in_order(view: View) -> None:
    screen = render(view)
    shown, at = screen.plain, 0
    for text in texts_of(view):
        for row in _rows(text):
            at = shown.index(row, at)
    assert screen.choices == actions_of(view)
    assert all(f"[{number}]" in shown for number in range(1, len(screen.choices) + 1))


@given(views)
def test_nothing_in_a_text_can_steer_the_terminal(view: View) -> None:
    plain = render(view).plain
    assert not STEERING.search(plain)
    for row in plain.split("\n"):
        assert row.count("\u2068") == row.count("\u2069")
    plain.encode()


@given(views)
def test_a_narrow_terminal_shows_the_same_without_colour(view: View) -> None:
    out = io.StringIO()
    screen = render(view)
    Console(file=out, width=40, no_color=True, force_terminal=False).print(screen)
    assert "".join(out.getvalue().split()) == "".join(screen.plain.split())
