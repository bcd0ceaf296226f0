"""What each answer of Telegram means to a delivery: the table, row by row, over real HTTP."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bots.telegram.api import Api
from bots.telegram.outgoing import Outgoing
from bots.telegram.results import NOT_WRITTEN_SECONDS, TOKEN_REFUSED, failure
from bots.telegram.sender import TelegramSender
from bots.telegram.transport import AiohttpRequest, NotWrittenError, PossiblySentError, Timeouts
from core.domain.people import Platform
from core.domain.subscriptions import (
    Address,
    Cause,
    Defect,
    Delivered,
    Gone,
    Retry,
    SendResult,
    Unknown,
)
from core.parts import Action, Paragraph, View
from core.ports import Sender
from tests.adapters.telegram_stage import ADA, BEN, GROUP
from tests.doubles.loop import run
from tests.doubles.telegram import TelegramDouble
from tests.doubles.telegram_faults import FaultKind

HERE = Address(Platform.TELEGRAM, str(ADA.id))
DIGEST = View("digest", "Weekly", (Paragraph("151 of 500"),), (Action("Stop", "digest", "off"),))
LONG = View("digest", "Weekly", (Paragraph("word and word " * 700),))

Scene = Callable[[TelegramDouble, TelegramSender], Awaitable[None]]


def play(scene: Scene, token: str = "") -> None:
    async def whole() -> None:
        request = AiohttpRequest(Timeouts(read=0.2))
        async with TelegramDouble() as telegram, request:
            await telegram.send_text(ADA, "/start")
            await telegram.send_text(ADA, "hi", GROUP, thread=3)
            api = Api(request, f"{telegram.base_url}{token or telegram.token}")
            await scene(telegram, TelegramSender(Outgoing(api)))

    run(whole())


def sent_with(kind: FaultKind, expected: SendResult, **more: int) -> None:
    async def scene(telegram: TelegramDouble, sender: TelegramSender) -> None:
        telegram.fail_next("sendMessage", kind, **more)
        assert await sender.send(HERE, DIGEST, "posting") == expected

    play(scene)


def test_delivered_names_the_message() -> None:
    async def scene(telegram: TelegramDouble, sender: Sender) -> None:
        result = await sender.send(HERE, DIGEST, "posting")
        assert result == Delivered(str(telegram.sent[0].message_id))
        assert telegram.sent[0].button("Stop").data == "digest:off"

    play(scene)


def test_topic_of_a_group() -> None:
    async def scene(telegram: TelegramDouble, sender: TelegramSender) -> None:
        topic = Address(Platform.TELEGRAM, str(GROUP.id), "3")
        assert isinstance(await sender.send(topic, DIGEST, "posting"), Delivered)
        assert telegram.sent[0].params["message_thread_id"] == 3

    play(scene)


def test_topic_that_is_no_more() -> None:
    async def scene(_: TelegramDouble, sender: TelegramSender) -> None:
        topic = Address(Platform.TELEGRAM, str(GROUP.id), "99")
        assert await sender.send(topic, DIGEST, "posting") == Gone(
            "Message thread not found", cause=Cause.CLOSED
        )

    play(scene)


def test_flood_is_retried_when_telegram_says() -> None:
    sent_with(429, Retry(17.0, "429", wide=True), retry_after=17)


def test_blocked_is_gone() -> None:
    sent_with("blocked", Gone("Forbidden: bot was blocked by the user", cause=Cause.BLOCKED))


def test_chat_not_found_is_gone() -> None:
    sent_with("chat_not_found", Gone("Chat not found", cause=Cause.REMOVED))


def test_upgraded_group_has_moved() -> None:
    sent_with("migrate", Gone("migrated", moved_to="-100555"), migrate_to_chat_id=-100555)


def test_connection_lost_after_writing_is_unknown() -> None:
    sent_with("reset_after", Unknown("PossiblySentError"))


def test_no_answer_in_time_is_unknown() -> None:
    async def scene(telegram: TelegramDouble, sender: TelegramSender) -> None:
        telegram.fail_next("sendMessage", "delay", seconds=0.5)
        assert await sender.send(HERE, DIGEST, "posting") == Unknown("PossiblySentError")

    play(scene)


def test_trouble_at_telegram_is_unknown() -> None:
    sent_with(500, Unknown("NetworkError"))


def test_person_who_never_started_the_bot_is_gone_until_they_do() -> None:
    async def scene(telegram: TelegramDouble, sender: TelegramSender) -> None:
        await telegram.send_text(BEN, "hi", GROUP)
        result = await sender.send(Address(Platform.TELEGRAM, str(BEN.id)), DIGEST, "posting")
        assert result == Gone(
            "Forbidden: bot can't initiate conversation with a user", cause=Cause.NOT_STARTED
        )

    play(scene)


def test_refused_token_is_gone() -> None:
    async def scene(_: TelegramDouble, sender: TelegramSender) -> None:
        assert await sender.send(HERE, DIGEST, "posting") == TOKEN_REFUSED

    play(scene, token="1:wrong")


def test_whether_it_takes_our_token() -> None:
    async def accepted(telegram: TelegramDouble, sender: TelegramSender) -> None:
        assert await sender.accepted() is True
        telegram.fail_next("getMe", 500)
        assert await sender.accepted() is None
        telegram.token = "4242:another"
        assert await sender.accepted() is False

    play(accepted)


def test_unreachable_server_is_retried() -> None:
    async def whole() -> None:
        async with AiohttpRequest() as request:
            sender = TelegramSender(Outgoing(Api(request, "http://127.0.0.1:9/bot1:a")))
            result = await sender.send(HERE, DIGEST, "posting")
        assert result == Retry(NOT_WRITTEN_SECONDS, "not written")

    run(whole())


def test_text_too_long_is_our_defect() -> None:
    result = failure(BadRequest("Bad Request: message is too long"))
    assert result == Defect("Message is too long")


def test_reason_never_repeats_what_was_sent() -> None:
    error = BadRequest('Bad Request: can\'t parse entities: Unsupported start tag "Ada" at byte 3')
    assert failure(error) == Defect("Can't parse entities: unsupported start tag … at byte 3")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (NotWrittenError("x"), Retry(NOT_WRITTEN_SECONDS, "not written")),
        (PossiblySentError("x"), Unknown("PossiblySentError")),
        (NetworkError("x"), Unknown("NetworkError")),
        (TimedOut(), Unknown("TimedOut")),
        (
            NetworkError("Too Many Requests: retry later"),
            Retry(NOT_WRITTEN_SECONDS, "429", wide=True),
        ),
        (TelegramError("Invalid server response"), Unknown("TelegramError")),
    ],
)
def test_kinds_of_network_errors_are_told_apart(error: TelegramError, expected: SendResult) -> None:
    assert failure(error) == expected


def test_view_of_several_messages_is_continued_where_it_stopped() -> None:
    async def scene(telegram: TelegramDouble, sender: TelegramSender) -> None:
        telegram.fail_next("sendMessage", "delay", seconds=0)
        telegram.fail_next("sendMessage", 429, retry_after=2)
        first = await sender.send(HERE, LONG, "posting")
        assert len(telegram.sent) == 1
        begun = str(telegram.sent[0].message_id)
        assert first == Retry(2.0, "429", wide=True, begun=begun)
        result = await sender.send(HERE, LONG, "posting", begun)
        assert result == Delivered(",".join(str(s.message_id) for s in telegram.sent))
        words = "".join(s.text + " " for s in telegram.sent).split()
        assert words == ["Weekly", *("word and word " * 700).split()]

    play(scene)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("reset_after", Unknown("PossiblySentError")),
        ("migrate", Gone("migrated", moved_to="-1009876543210")),
    ],
)
def test_how_far_it_came_is_told_whatever_interrupts_it(
    kind: FaultKind, expected: Unknown | Gone
) -> None:
    async def scene(telegram: TelegramDouble, sender: TelegramSender) -> None:
        telegram.fail_next("sendMessage", "delay", seconds=0)
        telegram.fail_next("sendMessage", kind)
        result = await sender.send(HERE, LONG, "posting")
        assert result == replace(expected, begun=str(telegram.sent[0].message_id))

    play(scene)


def test_whether_it_was_sent_can_never_be_looked_up() -> None:
    async def scene(_: TelegramDouble, sender: TelegramSender) -> None:
        assert await sender.was_sent(HERE, "posting") is None

    play(scene)
