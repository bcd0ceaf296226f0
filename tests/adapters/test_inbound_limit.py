"""Who asks too much is told once on either platform, and what was asked too much is not done."""

import asyncio
from dataclasses import replace

from bots.world import SystemClock
from core.inbound import Inbound
from tests.adapters.slack_harness import QUICK, StubApp, on_slack, until
from tests.adapters.telegram_stage import ADA, BEN, GROUP, StubDoor, polling
from tests.doubles.loop import run
from tests.doubles.telegram import TelegramDouble

OFTEN = replace(QUICK, recovery=0.02)
SLOWER = "A little slower, please"


def inbound(limit: int) -> Inbound:
    return Inbound(SystemClock(), limit)


def test_telegram_answers_so_many_and_says_once_that_it_is_too_much() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door, inbound=inbound(3)):
            for number in range(6):
                await telegram.send_text(ADA, f"hello {number}")
            await telegram.send_text(BEN, "me, too")
            assert await telegram.updates.wait_until_empty(5)
            texts = [sent.text for sent in telegram.sent if sent.chat_id == ADA.id]
            assert [sent.text for sent in telegram.sent if sent.chat_id == BEN.id] == [
                "You said: me, too"
            ]
        assert texts[:3] == [f"You said: hello {number}" for number in range(3)]
        (told,) = texts[3:]
        assert told.startswith(SLOWER)
        assert "hello 3" not in door.texts

    run(whole())


def test_telegram_says_it_in_the_group_where_it_was_asked() -> None:
    async def whole() -> None:
        async with TelegramDouble() as telegram, polling(telegram, StubDoor(), inbound=inbound(1)):
            for _ in range(3):
                await telegram.send_text(ADA, "/cases Malaysia", GROUP)
            assert await telegram.updates.wait_until_empty(5)
            told = [sent for sent in telegram.sent if sent.text.startswith(SLOWER)]
        assert [sent.chat_id for sent in told] == [GROUP.id]

    run(whole())


def test_telegram_that_can_not_be_told_keeps_nothing_for_later() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door, inbound=inbound(1)):
            await telegram.send_text(ADA, "hello")
            await telegram.wait_for_reply(ADA.id)
            telegram.fail_next("sendMessage", 429, 9, retry_after=300)
            await telegram.send_text(ADA, "/commit MYS-0012")
            assert await telegram.updates.wait_until_empty(5)
        assert door.postponed == []
        assert door.done == {}

    run(whole())


def test_telegram_repeats_are_answered_although_the_limit_is_reached() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door, inbound=inbound(1)):
            await telegram.send_text(ADA, "/cases Malaysia")
            update = telegram.updates.pending[0]
            first = await telegram.wait_for_reply(ADA.id)
            assert await telegram.updates.wait_until_empty(5)
            await telegram.updates.redeliver(update)
            again = await telegram.wait_for_reply(ADA.id, after=first)
        assert again.text == first.text

    run(whole())


def test_slack_puts_nothing_on_record_that_is_too_much_and_says_so_once() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app, inbound=inbound(2)) as (slack, _):
            for _ in range(5):
                await slack.command("/cases")
            await until(lambda: len(app.done) == 2)
            await until(lambda: len(slack.ephemerals) == 3)
        assert len(app.recorded) == 2
        assert sum(SLOWER in message.text for message in slack.ephemerals) == 1

    run(scenario())


def test_what_is_on_record_is_answered_although_the_limit_is_reached() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app, inbound=inbound(1), paces=OFTEN) as (slack, _):
            slack.fail_next("response_url", 500)
            await slack.command("/cases")
            await until(lambda: len(app.handled) == 1)
            await asyncio.sleep(0.1)
            app.waiting += app.recorded.values()
            await until(lambda: len(app.done) == 1)
        assert [request.text for request in app.handled] == ["cases", "cases"]

    run(scenario())
