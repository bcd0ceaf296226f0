"""Whatever the texts are, Slack takes every message, nobody is rung, and a reader finds all."""

import re
import unicodedata
from dataclasses import replace

from hypothesis import HealthCheck, example, given, settings

from bots.slack.blocks import LABEL_LIMIT
from bots.slack.render import SlackMessage, render
from core.parts import Action, Fact, Facts, Item, Items, Paragraph, Progress, View
from tests.doubles.slack_chat import UPDATE_TEXT_LIMIT
from tests.doubles.slack_records import SlackMessage as Posted
from tests.doubles.slack_text import block_elements, live_mentions, plain, text_size
from tests.doubles.slack_validate import MESSAGE_TEXT_OF_BLOCKS_LIMIT, check_blocks
from tests.property.views import HOSTILE, actions_of, texts_of, views

_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2028-\u202e\u2066-\u2069]|\s")

SHOW_HERE = Action("Show here", "show", "cases:1:")
EVERYTHING = View("all", " ".join(HOSTILE), tuple(Paragraph(text) for text in HOSTILE))

hostile = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.data_too_large]
)


def seen(text: str) -> str:
    """What a reader sees, without white space and directions."""
    return _UNSEEN.sub("", re.sub(r"[\ud800-\udfff]", "\ufffd", text))


def visible(text: str) -> bool:
    return any(unicodedata.category(c) not in {"Cc", "Cf", "Zs", "Mn", "Me"} for c in text)


def posted(message: SlackMessage) -> Posted:
    """The message as the double keeps it."""
    blocks = tuple(dict(block) for block in message.blocks)
    return Posted(ts="1", channel="C1", text=message.text, user="U1", revision=1, blocks=blocks)


def buttons(message: SlackMessage) -> list[dict[str, str]]:
    return [
        {"id": element["action_id"], "token": element["value"], "label": element["text"]["text"]}
        for block in message.blocks
        for element in block_elements(dict(block))
    ]


def assert_in_order(texts: tuple[str, ...], shown: str) -> None:
    at = 0
    for text in map(seen, filter(visible, texts)):
        found = shown.find(text, at)
        assert found >= 0, (text, shown[at : at + 200])
        at = found + len(text)


@hostile
@given(views)
@example(EVERYTHING)
def test_every_message_is_accepted(view: View) -> None:
    for message in render(view, SHOW_HERE):
        blocks = [dict(block) for block in message.blocks]
        assert check_blocks(blocks, "message") == []
        assert text_size(blocks) <= MESSAGE_TEXT_OF_BLOCKS_LIMIT
        assert 0 < len(message.text.strip()) <= len(message.text) <= UPDATE_TEXT_LIMIT
        assert len(message.text.encode("utf-16-le")) // 2 <= UPDATE_TEXT_LIMIT


@hostile
@given(views)
@example(EVERYTHING)
def test_nobody_is_rung(view: View) -> None:
    for message in render(view):
        assert live_mentions(message.text, [dict(block) for block in message.blocks]) == []
        assert re.search(r"[<>]|&(?!amp;|lt;|gt;)", message.text) is None


@hostile
@given(views)
@example(EVERYTHING)
def test_no_text_is_lost_in_the_blocks_and_the_order_is_kept(view: View) -> None:
    shown = "".join(seen(_without_buttons(message)) for message in render(view))
    assert_in_order(texts_of(view), shown)


@hostile
@given(views)
@example(EVERYTHING)
def test_a_screen_reader_reads_it_all(view: View) -> None:
    read = "".join(seen(_unescaped(message.text)) for message in render(view))
    assert_in_order(texts_of(view), read)


@hostile
@given(views)
def test_every_button_is_there_once_in_order_and_its_label_readable(view: View) -> None:
    messages = render(view, SHOW_HERE)
    found = [button for message in messages for button in buttons(message)]
    actions = (*actions_of(view), SHOW_HERE)
    assert [button["token"] for button in found] == [action.token for action in actions]
    for message in messages:
        ids = [button["id"] for button in buttons(message)]
        assert len(set(ids)) == len(ids)
    read = "".join(seen(_unescaped(message.text)) for message in messages)
    for button, action in zip(found, actions, strict=True):
        assert len(button["label"].encode("utf-16-le")) // 2 <= LABEL_LIMIT
        assert not visible(action.label) or seen(action.label) in seen(button["label"]) + read


@hostile
@given(views)
def test_rendering_is_a_function_of_the_view(view: View) -> None:
    assert render(view) == render(replace(view))


def test_signs_of_formatting_beside_a_button_are_shown_as_they_are() -> None:
    item = Item("*Not bold*", ("_nor_ `this`", ":tada: > no"), Action("Open", "case", "MYS-0001"))
    (message,) = render(View("v", "Title", (Items((item,)),)))
    assert message.blocks[1]["text"] == {
        "type": "plain_text",
        "text": "*Not bold*\n_nor_ `this`\n:tada: > no",
        "emoji": False,
    }


def test_quiet_text_beside_a_button_has_a_bold_title() -> None:
    item = Item("Case A & B", ("Asia/Kuala_Lumpur",), Action("Open", "case", "MYS-0001"))
    (message,) = render(View("v", "Title", (Items((item,)),)))
    text = {"type": "mrkdwn", "text": "*Case A &amp; B*\nAsia/Kuala_Lumpur", "verbatim": True}
    assert message.blocks[1]["text"] == text


def test_an_address_in_running_text_is_a_link_to_itself() -> None:
    (message,) = render(View("v", "T", (Paragraph("See https://example.org/a?b=1&c=2."),)))
    (section,) = _elements_of(message.blocks[1])
    url = "https://example.org/a?b=1&c=2"
    assert section["elements"] == [
        {"type": "text", "text": "See "},
        {"type": "link", "url": url, "text": url},
        {"type": "text", "text": "."},
    ]


def test_progress_is_drawn_for_the_eye_and_said_for_the_ear() -> None:
    view = View("v", "Goals", (Progress("500 cases", 0.42, (Fact("Now", "290"),), "On time."),))
    (message,) = render(view)
    assert "▰▰▰▰▱▱▱▱▱▱ 42%" in plain(posted(message))
    assert message.text == "Goals\n500 cases\n42%\nNow: 290\nOn time."


def test_a_view_of_nothing_still_says_that_something_came() -> None:
    assert [message.text for message in render(View("v", ""))] == ["…"]


def test_facts_stand_in_columns_of_at_most_ten() -> None:
    facts = tuple(Fact(f"Label {n}", str(n)) for n in range(12))
    (message,) = render(View("v", "T", (Facts(facts),)))
    assert [len(_list(block, "fields")) for block in message.blocks[1:]] == [10, 2]


def _list(block: object, key: str) -> list[dict[str, object]]:
    assert isinstance(block, dict)
    found = block[key]
    assert isinstance(found, list)
    return found


def _elements_of(block: object) -> list[dict[str, object]]:
    return _list(block, "elements")


def _without_buttons(message: SlackMessage) -> str:
    """The text of the blocks as the double shows it, line by line, controls left out."""
    kept = [
        {key: value for key, value in block.items() if key != "accessory"}
        for block in message.blocks
        if block["type"] != "actions"
    ]
    shown = SlackMessage(message.text, tuple(kept))
    return plain(posted(shown)) if kept else ""


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
