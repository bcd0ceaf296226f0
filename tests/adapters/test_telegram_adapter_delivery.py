"""Nothing that came in is lost or done twice: repeats, failures, order, restarts, the webhook."""

import asyncio
import io
import json

import aiohttp
import pytest
import structlog
from structlog.testing import capture_logs

from bots.logs import configure
from bots.telegram.app import TelegramBot
from bots.telegram.results import TokenRefusedError
from bots.telegram.setup import WebhookRefusedError
from tests.adapters.telegram_stage import (
    ADA,
    BEN,
    GROUP,
    SECRET,
    StubDoor,
    api_url,
    listening,
    polled,
    polling,
)
from tests.doubles.loop import run
from tests.doubles.telegram import TelegramDouble, User
from tests.doubles.telegram_updates import SECRET_HEADER


def test_look_up_is_never_reported_as_sent() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door):
            await telegram.send_text(ADA, "/cases Malaysia")
            await telegram.wait_for_reply(ADA.id)
            assert await telegram.updates.wait_until_empty(5)
        assert door.sent == []

    run(whole())


def test_stopping_confirms_what_was_handled() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram:
            async with polling(telegram, door):
                await telegram.send_text(ADA, "slow start")
                await asyncio.sleep(0.02)
            assert telegram.updates.pending == []
            assert [s.text for s in telegram.sent] == ["You said: slow start"]

    run(whole())


def test_order_is_kept_within_a_chat_while_chats_run_side_by_side() -> None:
    async def whole() -> None:
        door = StubDoor()
        people = [User(100 + n, f"P{n}") for n in range(4)]
        async with TelegramDouble() as telegram:
            for turn in range(3):
                for person in people:
                    await telegram.send_text(person, f"slow {turn}")
            async with polling(telegram, door):
                assert await telegram.updates.wait_until_empty(5)
        for person in people:
            texts = [s.text for s in telegram.sent if s.chat_id == person.id]
            assert texts == [f"You said: slow {turn}" for turn in range(3)]
        assert door.most_working > 1

    run(whole())


def test_answer_that_was_certainly_not_sent_is_sent_again() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door):
            telegram.fail_next("sendMessage", 429, retry_after=1)
            await telegram.send_text(ADA, "hello")
            await telegram.wait_for_reply(ADA.id)
        assert len(door.requests) == 1

    run(whole())


@pytest.mark.parametrize("text", ["/commit MYS-0012", "/cases Malaysia"])
def test_answer_that_the_rate_limit_keeps_back_is_sent_later(text: str) -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door):
            telegram.fail_next("sendMessage", 429, 3, retry_after=300)
            asked = await telegram.send_text(ADA, text, GROUP)
            reply = await telegram.wait_for_reply(GROUP.id)
            assert await telegram.updates.wait_until_empty(5)
            await asyncio.sleep(0.2)
            assert len(telegram.sent) == 1
        assert f"'message_id': {asked.message_id}" in str(reply.params["reply_parameters"])
        assert door.sent == [door.requests[0].key]
        assert len(door.requests) == 4
        assert len(door.done) == (text == "/commit MYS-0012")

    run(whole())


def test_flooded_chat_holds_no_other_up() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door):
            await polled(telegram)
            telegram.fail_next("sendMessage", 429, 20, retry_after=10)
            await telegram.send_text(ADA, "/commit MYS-0012", GROUP)
            assert await telegram.updates.wait_until_empty(1)
            telegram._faults.waiting.clear()
            await telegram.send_text(BEN, "hello")
            await telegram.wait_for_reply(BEN.id, timeout=1)

    run(whole())


def test_text_that_telegram_cannot_parse_is_sent_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bots.telegram.markup.escape", lambda text, quote: text + "<" * (not quote))

    async def whole() -> None:
        async with TelegramDouble() as telegram, polling(telegram, StubDoor()):
            await telegram.send_text(ADA, "a < b")
            assert (await telegram.wait_for_reply(ADA.id)).text == "You said: a < b"

    run(whole())


def test_our_own_failure_is_told_with_its_number_and_logged_without_words() -> None:
    stream = io.StringIO()
    configure("INFO", stream)

    async def whole() -> None:
        door = StubDoor(broken=True)
        async with TelegramDouble() as telegram, polling(telegram, door):
            incoming = await telegram.send_text(ADA, "Nguyen Van Secret")
            sent = await telegram.wait_for_reply(ADA.id)
            assert await telegram.updates.wait_until_empty(5)
        assert sent.text == f"My fault: {incoming.update_id}, words"
        lines = [json.loads(line) for line in stream.getvalue().splitlines()]
        (failed,) = [line for line in lines if line["event"] == "telegram_failed"]
        assert (failed["error"], failed["update"]) == ("RuntimeError", incoming.update_id)

    try:
        run(whole())
    finally:
        structlog.reset_defaults()
    assert "secret" not in stream.getvalue().casefold()


def test_polling_survives_an_unreachable_telegram_and_a_conflict() -> None:
    async def whole() -> None:
        door = StubDoor()
        with capture_logs() as logs:
            async with TelegramDouble() as telegram, polling(telegram, door) as bot:
                await polled(telegram)
                telegram.fail_next("getUpdates", 500)
                telegram.updates._poll += 1  # as if another process had asked
                await telegram.updates._notify()
                await telegram.send_text(ADA, "still there?")
                await telegram.wait_for_reply(ADA.id, timeout=10)
                assert not bot._running.done()  # type: ignore[union-attr]
        assert {"telegram_conflict", "telegram_unreachable"} <= {entry["event"] for entry in logs}

    run(whole())


def test_wrong_token_stops_with_a_clear_word_that_does_not_hold_it() -> None:
    async def whole() -> None:
        async with TelegramDouble() as telegram:
            bot = TelegramBot(StubDoor(), "1:wrong-token", api_url=api_url(telegram))
            async with bot:
                with pytest.raises(TokenRefusedError, match="BotFather") as refused:
                    await bot.ready()
        assert "wrong-token" not in str(refused.value)

    run(whole())


def test_starting_waits_until_telegram_can_be_reached() -> None:
    async def whole() -> None:
        async with TelegramDouble() as telegram:
            telegram.fail_next("getMe", "reset_before")
            async with polling(telegram, StubDoor()):
                await telegram.send_text(ADA, "hello")
                await telegram.wait_for_reply(ADA.id)

    run(whole())


def test_refused_public_address_is_said() -> None:
    async def whole() -> None:
        async with TelegramDouble() as telegram:
            bot = TelegramBot(
                StubDoor(),
                telegram.token,
                api_url=api_url(telegram),
                public_url="ftp://example.org",
                webhook_secret=SECRET,
            )
            async with bot:
                with pytest.raises(WebhookRefusedError, match="https"):
                    await bot.wait()

    run(whole())


def test_webhook_answers_200_after_the_work_is_done() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, listening(telegram, door):
            await telegram.send_text(ADA, "/cases Malaysia", GROUP)
            await telegram.wait_for_reply(GROUP.id)
            assert await telegram.updates.wait_until_empty(5)
            assert [attempt.status for attempt in telegram.webhook_attempts] == [200]

    run(whole())


@pytest.mark.parametrize("headers", [{}, {SECRET_HEADER: "wrong"}, {SECRET_HEADER: "é"}])
def test_webhook_does_no_work_without_the_secret(headers: dict[str, str]) -> None:
    async def whole() -> None:
        door = StubDoor()
        update = {"update_id": 5, "message": {"message_id": 1}}
        async with TelegramDouble() as telegram, listening(telegram, door) as url:
            assert await posted(url, headers, json.dumps(update).encode()) == 401
        assert door.requests == []
        assert telegram.sent == []

    run(whole())


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"{}", b"\xff"])
def test_webhook_refuses_what_is_no_update(body: bytes) -> None:
    async def whole() -> None:
        async with TelegramDouble() as telegram, listening(telegram, StubDoor()) as url:
            assert await posted(url, {SECRET_HEADER: SECRET}, body) == 400

    run(whole())


def test_webhook_takes_an_update_that_nobody_can_read_once() -> None:
    async def whole() -> None:
        async with TelegramDouble() as telegram, listening(telegram, StubDoor()) as url:
            body = json.dumps({"update_id": 5, "message": {"date": "never"}}).encode()
            assert await posted(url, {SECRET_HEADER: SECRET}, body) == 200

    run(whole())


def test_webhook_asks_again_for_what_could_not_be_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bots.telegram.outgoing.Outgoing.patiently.__defaults__", (0.0,))

    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, listening(telegram, door):
            telegram.fail_next("sendMessage", 429, retry_after=9)
            await telegram.send_text(ADA, "/commit MYS-0012")
            assert await telegram.updates.wait_until_empty(5)
        assert len(door.done) == 1

    run(whole())


def test_webhook_keeps_the_order_within_a_chat() -> None:
    async def whole() -> None:
        door = StubDoor()
        headers = {SECRET_HEADER: SECRET}
        async with TelegramDouble() as telegram, listening(telegram, door) as url:
            telegram.state.meet(ADA, ADA.private_chat())
            telegram.state.meet(BEN, BEN.private_chat())
            async with aiohttp.ClientSession(headers=headers) as session:
                posts = [
                    session.post(url, json=update(n, ADA if n % 2 else BEN, f"slow {n}"))
                    for n in range(10)
                ]
                answers = await asyncio.gather(*posts)
            assert {answer.status for answer in answers} == {200}
        for person in (ADA, BEN):
            texts = [s.text for s in telegram.sent if s.chat_id == person.id]
            assert texts == sorted(texts)
        assert door.most_working == 2

    run(whole())


async def posted(url: str, headers: dict[str, str], body: bytes) -> int:
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(url, data=body) as response,
    ):
        return response.status


def update(number: int, user: User, text: str) -> dict[str, object]:
    message = {
        "message_id": number,
        "date": 1,
        "chat": user.private_chat().to_json(),
        "from": user.to_json(),
        "text": text,
    }
    return {"update_id": number, "message": message}


def test_log_has_one_line_a_request_with_ids_only() -> None:
    async def whole() -> None:
        with capture_logs() as logs:
            async with TelegramDouble() as telegram, polling(telegram, StubDoor()):
                incoming = await telegram.send_text(ADA, "a secret word")
                await telegram.wait_for_reply(ADA.id)
                assert await telegram.updates.wait_until_empty(5)
        (line,) = [entry for entry in logs if entry["event"] == "telegram_answered"]
        assert line["key"] == f"telegram:{incoming.update_id}"
        assert "secret" not in json.dumps(logs)

    run(whole())
