"""The Telegram double hands out updates, and fails when a test orders it."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from telegram import (
    Bot,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter

from tests.adapters.telegram_scenes import ADA, SECTION, post, refused, serve, with_bot
from tests.doubles.telegram import Chat, TelegramDouble


class TestPolling:
    def test_an_update_comes_until_an_offset_confirms_it(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            first = await bot.get_updates()
            assert [u.update_id for u in await bot.get_updates()] == [first[0].update_id]
            assert await bot.get_updates(offset=first[0].update_id + 1) == ()
            assert telegram.updates.pending == []

        with_bot(scenario)

    def test_a_poll_waits_for_the_next_update(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            offset = (await bot.get_updates())[0].update_id + 1
            poll = asyncio.create_task(bot.get_updates(offset=offset, timeout=timedelta(seconds=5)))
            await asyncio.sleep(0.05)
            await telegram.send_text(ADA, "/cases@vigil_double_bot Malaysia")
            message = (await poll)[0].message
            assert message is not None
            assert message.entities[0].type == "bot_command"
            assert message.parse_entity(message.entities[0]) == "/cases@vigil_double_bot"

        with_bot(scenario)

    def test_a_second_poll_ends_the_first(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            offset = (await bot.get_updates())[0].update_id + 1
            first = asyncio.create_task(post(telegram, "getUpdates", offset=offset, timeout=5))
            await asyncio.sleep(0.05)
            assert await bot.get_updates(offset=offset) == ()
            assert (await first)["error_code"] == 409

        with_bot(scenario)

    def test_kinds_that_the_bot_did_not_ask_for_are_held_back(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.get_updates(allowed_updates=["callback_query"])
            assert (await telegram.send_text(ADA, "hello")).update_id is None

        with_bot(scenario)

    def test_messages_without_a_person(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            news = Chat(-1005, "channel", "News")
            await telegram.send_as_chat(SECTION, "as the group", SECTION)
            await telegram.send_as_chat(news, "linked", SECTION)
            await telegram.send_as_chat(news, "a post", news)
            _, anonymous, linked, posted = await bot.get_updates()
            assert anonymous.message is not None
            assert anonymous.message.sender_chat is not None
            assert anonymous.message.sender_chat.id == SECTION.id
            assert linked.message is not None
            assert linked.message.from_user is not None
            assert linked.message.from_user.username == "Channel_Bot"
            assert posted.channel_post is not None
            assert posted.channel_post.from_user is None

        with_bot(scenario)


class TestWebhook:
    @pytest.mark.parametrize(
        ("secret", "complaint"),
        [("a b", "secret token contains unallowed"), ("a" * 257, "secret token is too long")],
    )
    def test_secrets_refused(self, secret: str, complaint: str) -> None:
        refused(complaint, "setWebhook", url="https://example.org", secret_token=secret)

    def test_a_url_that_is_none(self) -> None:
        refused("invalid webhook URL specified", "setWebhook", url="example.org")

    def test_an_update_is_posted_again_until_a_2xx(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            seen: list[tuple[str | None, dict[str, Any]]] = []

            async def receive(request: web.Request) -> web.Response:
                secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token")
                seen.append((secret, json.loads(await request.read())))
                return web.Response(status=503 if len(seen) < 3 else 204)

            url, runner = await serve(receive)
            await bot.set_webhook(url, secret_token="s3cret", max_connections=1)
            assert (await bot.get_webhook_info()).url == url
            assert (await post(telegram, "getUpdates"))["error_code"] == 409
            assert await telegram.updates.wait_until_empty(5)
            assert [a.status for a in telegram.webhook_attempts] == [503, 503, 204]
            assert {secret for secret, _ in seen} == {"s3cret"}
            assert len({update["update_id"] for _, update in seen}) == 1
            await bot.delete_webhook()
            assert (await bot.get_webhook_info()).url == ""
            await runner.cleanup()

        with_bot(scenario)

    def test_an_update_waits_for_a_url_that_is_away(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            url, runner = await serve(_never)
            await runner.cleanup()
            await bot.set_webhook(url)
            assert not await telegram.updates.wait_until_empty(0.1)
            assert {a.status for a in telegram.webhook_attempts} == {None}
            await bot.delete_webhook(drop_pending_updates=True)
            assert await bot.get_updates() == ()

        with_bot(scenario)


async def _never(request: web.Request) -> web.Response:
    raise AssertionError(f"nothing should arrive at {request.path}")


class TestOrderedFailures:
    def test_answers_of_the_server(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            telegram.fail_next("sendMessage", 429, retry_after=3)
            with pytest.raises(RetryAfter) as too_many:
                await bot.send_message(7, "x")
            assert too_many.value.retry_after == timedelta(seconds=3)
            telegram.fail_next("sendMessage", "migrate", migrate_to_chat_id=-1009)
            with pytest.raises(ChatMigrated) as moved:
                await bot.send_message(7, "x")
            assert moved.value.new_chat_id == -1009
            telegram.fail_next("sendMessage", "blocked", times=2)
            for _ in range(2):
                with pytest.raises(Forbidden, match="blocked"):
                    await bot.send_message(7, "x")
            telegram.fail_next("sendMessage", "chat_not_found")
            with pytest.raises(BadRequest, match="Chat not found"):
                await bot.send_message(7, "x")
            assert telegram.sent == []
            assert len(telegram.calls) == 6
            assert (await bot.send_message(7, "x")).text == "x"

        with_bot(scenario)

    def test_waiting_in_vain_says_what_was_sent(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.send_message(7, "one")
            first = await telegram.wait_for_reply(7)
            assert first.text == "one"
            with pytest.raises(AssertionError, match=r"no reply in chat 7; sent: .*one"):
                await telegram.wait_for_reply(7, after=first, timeout=0.05)

        with_bot(scenario)
