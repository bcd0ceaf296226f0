"""Which updates are requests, from whom, and where their answers go."""

from typing import Any

import pytest

from bots.telegram.inbound import Incoming, Me, translate
from core.request import Form

ME = Me(4242, "vigil_bot")
ADA = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "pt-br"}
PRIVATE = {"id": 7, "type": "private", "first_name": "Ada"}
GROUP = {"id": -100, "type": "supergroup", "title": "Sweden"}


def message(text: str | None = None, chat: object = None, **more: Any) -> dict[str, Any]:
    content = {"message_id": 5, "date": 1, "chat": chat or PRIVATE, "from": ADA} | more
    return content if text is None else content | {"text": text}


def incoming(kind: str = "message", body: dict[str, Any] | None = None) -> Incoming | None:
    return translate({"update_id": 9, kind: body or message("hi")}, ME)


def heard(text: str, chat: object = PRIVATE, **more: Any) -> tuple[str, Form] | None:
    found = incoming(body=message(text, chat, **more))
    return None if found is None else (found.request.text, found.request.form)


def mention(offset: int, length: int) -> dict[str, Any]:
    return {"entities": [{"type": "mention", "offset": offset, "length": length}]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/cases Malaysia", ("cases Malaysia", Form.COMMAND)),
        ("/Cases@Vigil_Bot  Malaysia ", ("cases Malaysia", Form.COMMAND)),
        ("/cases\nMalaysia", ("cases Malaysia", Form.COMMAND)),
        ("/cases@other_bot Malaysia", None),
        ("/start AB-12", ("start AB-12", Form.COMMAND)),
        ("/start hello", ("start", Form.COMMAND)),
        ("/nonsense", ("nonsense", Form.COMMAND)),
        ("/", ("/", Form.WORDS)),
        ("cases in Iran?", ("cases in Iran?", Form.WORDS)),
        ("a\x00b", ("a\x00b", Form.WORDS)),
    ],
)
def test_private_chat(text: str, expected: tuple[str, Form] | None) -> None:
    assert heard(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/cases Malaysia", ("cases Malaysia", Form.COMMAND)),
        ("/nonsense", None),
        ("/nonsense@vigil_bot", ("nonsense", Form.COMMAND)),
        ("/cases@other_bot", None),
        ("cases in Iran?", None),
    ],
)
def test_group(text: str, expected: tuple[str, Form] | None) -> None:
    assert heard(text, GROUP) == expected


def test_mention_anywhere_in_a_group() -> None:
    assert heard("@Vigil_bot: goals", GROUP, **mention(0, 10)) == ("goals", Form.WORDS)
    assert heard("goals, @vigil_bot", GROUP, **mention(7, 10)) == ("goals", Form.WORDS)
    assert heard("@vigil_bot /goals x", GROUP, **mention(0, 10)) == ("goals x", Form.COMMAND)
    assert heard("@somebody goals", GROUP, **mention(0, 9)) is None


def test_bot_that_mentions_us_is_not_answered() -> None:
    bot = {"id": 8, "is_bot": True, "first_name": "Other"}
    assert heard("@vigil_bot goals", GROUP, **mention(0, 10), **{"from": bot}) is None


def test_first_message_of_a_topic_is_no_reply_to_the_bot_that_opened_it() -> None:
    ours = {"id": ME.id, "is_bot": True, "first_name": "Vigil"}
    opened = message(
        None, GROUP, forum_topic_created={"name": "x", "icon_color": 1}, **{"from": ours}
    )
    assert heard("hello all", GROUP, reply_to_message=opened) is None
    said = message("cases", GROUP, **{"from": ours})
    assert heard("more", GROUP, reply_to_message=said) == ("more", Form.WORDS)


def test_thread_of_replies_is_no_topic() -> None:
    replies = incoming(body=message("/goals", GROUP, message_thread_id=3))
    topic = incoming(body=message("/goals", GROUP, message_thread_id=3, is_topic_message=True))
    assert replies is not None
    assert topic is not None
    assert (replies.request.address.thread, replies.route.thread) == ("", None)
    assert (topic.request.address.thread, topic.route.thread) == ("3", 3)


def test_request_carries_key_language_and_address() -> None:
    found = incoming()
    assert found is not None
    assert found.request.key == "telegram:9"
    assert found.request.actor.language == "pt-br"
    assert not found.request.actor.anonymous
    assert found.request.address.conversation == "7"


@pytest.mark.parametrize(
    "author",
    [
        {"from": {"id": 1, "is_bot": True, "first_name": "B"}},
        {"sender_chat": GROUP},
        {"sender_chat": {"id": -1, "type": "channel", "title": "News"}},
    ],
)
def test_who_is_no_person_is_anonymous(author: dict[str, Any]) -> None:
    found = incoming(body=message("/goals", GROUP, **author))
    assert found is not None
    assert found.request.actor.anonymous
    assert found.route.person is None


@pytest.mark.parametrize("kind", ["edited_message", "edited_channel_post"])
def test_edited_messages_are_ignored(kind: str) -> None:
    assert incoming(kind, message("/goals")) is None


def test_service_messages_are_ignored_and_pictures_are_read_by_their_captions() -> None:
    assert incoming(body=message(new_chat_title="x")) is None
    photo = [{"file_id": "a", "file_unique_id": "b", "width": 1, "height": 1}]
    bare = incoming(body=message(photo=photo))
    captioned = incoming(body=message(photo=photo, caption="/goals"))
    assert bare is not None
    assert captioned is not None
    assert (bare.request.text, captioned.request.text) == ("", "goals")


def query(**more: Any) -> dict[str, Any]:
    return {"id": "q", "from": ADA, "chat_instance": "c", "data": "case:MYS-0012"} | more


def test_button_press() -> None:
    found = incoming("callback_query", query(message=message("x", GROUP)))
    assert found is not None
    assert (found.request.text, found.request.form) == ("case:MYS-0012", Form.TOKEN)
    assert (found.route.pressed, found.route.reply_to, found.route.person) == (5, 5, 7)


def test_press_below_a_message_too_old_to_edit() -> None:
    old = {"message_id": 5, "date": 0, "chat": PRIVATE}
    found = incoming("callback_query", query(message=old))
    assert found is not None
    assert found.route.pressed is None


def test_press_without_a_conversation_is_no_request() -> None:
    assert incoming("callback_query", query(inline_message_id="i")) is None


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"message": "no object"},
        {"message": {"message_id": 5}},
        {"message": {"message_id": 5, "chat": {"id": "seven", "type": "private"}}},
        {"callback_query": {"id": "q", "data": "case:MYS-0012"}},
        {"callback_query": query(message={"date": 1})},
    ],
)
def test_what_can_not_be_read_is_no_request(broken: dict[str, Any]) -> None:
    assert translate({"update_id": 9} | broken, ME) is None


def test_mention_is_cut_out_as_telegram_counts() -> None:
    said = "👩‍👩‍👧 @vigil_bot goals"
    units = len(said[: said.index("@")].encode("utf-16-le")) // 2
    assert heard(said, GROUP, **mention(units, 10)) == ("👩‍👩‍👧 goals", Form.WORDS)
