"""Whatever the texts are, Telegram takes every message and a reader finds every word."""

import re
import unicodedata

from hypothesis import HealthCheck, given, settings

from bots.telegram.keyboard import LABEL_UNITS
from bots.telegram.render import TelegramMessage, render
from core.parts import Action, Item, Items, View
from tests.doubles.telegram_checks import checked_keyboard, checked_text
from tests.doubles.telegram_html import Formatted, parse_html, utf16_length
from tests.property.views import HOSTILE, actions_of, texts_of, views

_OURS = {"bold", "italic", "code"}
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069]|\s")

hostile = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large]
)


def seen(text: str) -> str:
    """What a reader sees, without white space and directions."""
    return _UNSEEN.sub("", re.sub(r"[\ud800-\udfff]", "\ufffd", text))


def visible(text: str) -> bool:
    return any(unicodedata.category(c) not in {"Cc", "Cf", "Zs", "Mn", "Me"} for c in text)


def accepted(message: TelegramMessage) -> Formatted:
    """The message as the double takes it."""
    markup = {
        "inline_keyboard": [
            [{"text": button.label, "callback_data": button.token} for button in row]
            for row in message.keyboard
        ]
    }
    checked_keyboard(markup, inline_only=True)
    checked_text({"text": message.plain})
    return checked_text({"text": message.html, "parse_mode": "HTML"})


@hostile
@given(views)
def test_every_message_is_accepted_with_no_tag_but_ours(view: View) -> None:
    for message in render(view):
        formatted = accepted(message)
        assert {entity["type"] for entity in formatted.entities} <= _OURS
        assert "\x00" not in message.html


@hostile
@given(views)
def test_no_text_is_lost_and_the_order_is_kept(view: View) -> None:
    shown = seen("".join(parse_html(message.html).text for message in render(view)))
    at = 0
    for text in map(seen, filter(visible, texts_of(view))):
        found = shown.find(text, at)
        assert found >= 0, (text, shown[at : at + 200])
        at = found + len(text)


@hostile
@given(views)
def test_plain_twin_says_the_same(view: View) -> None:
    for message in render(view):
        assert parse_html(message.html).text == message.plain


@hostile
@given(views)
def test_every_button_is_there_once_in_order_and_its_label_readable(view: View) -> None:
    messages = render(view)
    buttons = [b for message in messages for row in message.keyboard for b in row]
    actions = actions_of(view)
    assert [button.token for button in buttons] == [action.token for action in actions]
    text = seen("".join(message.plain for message in messages))
    for button, action in zip(buttons, actions, strict=True):
        assert utf16_length(button.label) <= LABEL_UNITS + 2
        assert not visible(action.label) or seen(action.label) in seen(button.label) + text


def test_item_buttons_stay_with_their_items_when_a_view_is_split() -> None:
    items = tuple(
        Item(f"Case {n}", ("about " * 300,), Action("Open", "case", str(n))) for n in range(9)
    )
    for message in render(View("cases", "Cases", (Items(items),))):
        tokens = [button.token for row in message.keyboard for button in row]
        assert tokens == [f"case:{n}" for n in re.findall(r"Case (\d)", message.plain)]


def test_more_buttons_than_one_keyboard_holds() -> None:
    many = tuple(Action(f"Page {n}", "cases", f"{n}:") for n in range(250))
    messages = render(View("pages", "Pages", (), many))
    assert [sum(map(len, message.keyboard)) for message in messages] == [100, 100, 50]


def test_isolates_pair_on_every_line() -> None:
    view = View("v", "שלום", tuple(Items((Item(text, (text,)),)) for text in HOSTILE))
    for message in render(view):
        for line in message.plain.split("\n"):
            assert line.count("\u2068") == line.count("\u2069")
