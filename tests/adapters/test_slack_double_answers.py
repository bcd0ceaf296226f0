"""The Slack double's response_url, planned faults, and waiting for messages."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_kit import (
    GENERAL,
    TEXT,
    actions,
    button,
    posted,
    section,
    slack_and_client,
    slack_and_listener,
)


class TestResponseUrl:
    def test_five_answers_and_no_more(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app):
                await slack.command("/cases")
                hook = AsyncWebhookClient(app.form()["response_url"])
                answers = [await hook.send(text=f"answer {n}") for n in range(6)]
                assert [answer.status_code for answer in answers] == [200] * 5 + [404]
                assert json.loads(answers[-1].body)["error"] == "used_url"
                assert [m.seen_by for m in slack.ephemerals] == [slack.member.id] * 5

        run(scenario())

    def test_it_expires_after_half_an_hour(self) -> None:
        async def scenario() -> None:
            now = [datetime(2026, 1, 5, 9, tzinfo=UTC)]
            async with slack_and_listener(clock=lambda: now[0]) as (slack, app):
                await slack.command("/cases")
                hook = AsyncWebhookClient(app.form()["response_url"])
                now[0] += timedelta(minutes=30)
                assert (await hook.send(text="just in time")).status_code == 200
                now[0] += timedelta(seconds=1)
                assert json.loads((await hook.send(text="late")).body)["error"] == "expired_url"

        run(scenario())

    def test_answer_in_channel_and_replacing_the_original(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app):
                message = await posted(slack, actions(button("Next")))
                await slack.press(message, "Next")
                hook = AsyncWebhookClient(app.interaction()["response_url"])
                await hook.send(text="for all", response_type="in_channel")
                await hook.send(text="page two", replace_original=True)
                new = await slack.wait_for_message(after=slack.revision - 1)
                assert (new.ts, new.text, new.blocks) == (message.ts, "page two", ())
                await hook.send(delete_original=True)
                assert [m.text for m in slack.messages[GENERAL]] == ["for all"]

        run(scenario())

    def test_it_is_as_strict_as_the_web_api(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app):
                await slack.command("/cases")
                hook = AsyncWebhookClient(app.form()["response_url"])
                await hook.send(text="", blocks=[section()])
                await hook.send_dict({"text": "x", "colour": "red"})
                await hook.send(text="x", blocks=[{"type": "poem"}])
                await hook.send(text="x", replace_original=True)
                assert [v.error for v in slack.violations] == [
                    "no_text",
                    "invalid_arguments",
                    "invalid_blocks",
                    "invalid_arguments",
                ]

        run(scenario())


class TestFaults:
    @pytest.mark.parametrize("error", ["account_inactive", "fatal_error", "channel_not_found"])
    def test_errors_of_slacks(self, error: str) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                slack.fail_next("chat.postMessage", error)
                with pytest.raises(SlackApiError, match=error):
                    await client.chat_postMessage(channel=GENERAL, text=TEXT)
                await client.chat_postMessage(channel=GENERAL, text=TEXT)
                assert len(slack.messages[GENERAL]) == 1
                assert len(slack.calls) == 2

        run(scenario())

    def test_too_many_requests_tells_when_to_come_back(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                slack.fail_next("chat.postMessage", 429, times=2, retry_after=7)
                for _ in range(2):
                    with pytest.raises(SlackApiError) as caught:
                        await client.chat_postMessage(channel=GENERAL, text=TEXT)
                    assert caught.value.response.status_code == 429
                    assert caught.value.response.headers["Retry-After"] == "7"
                await client.chat_postMessage(channel=GENERAL, text=TEXT)

        run(scenario())

    def test_server_error(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                slack.fail_next("chat.postMessage", 500)
                with pytest.raises(SlackApiError) as caught:
                    await client.chat_postMessage(channel=GENERAL, text=TEXT)
                assert caught.value.response.status_code == 500

        run(scenario())

    @pytest.mark.parametrize(("kind", "posted_messages"), [("reset_before", 0), ("reset_after", 1)])
    def test_connection_is_lost(self, kind: str, posted_messages: int) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                slack.fail_next("chat.postMessage", kind)
                with pytest.raises((aiohttp.ClientError, ConnectionError)):
                    await client.chat_postMessage(channel=GENERAL, text=TEXT)
                assert len(slack.messages[GENERAL]) == posted_messages
                assert len(slack.calls) == 1

        run(scenario())

    def test_slow_answer_outlasts_the_clients_patience_but_not_the_double(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                slack.fail_next("chat.postMessage", "delay", seconds=60)
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(
                        client.chat_postMessage(channel=GENERAL, text=TEXT), timeout=0.2
                    )
                assert len(slack.messages[GENERAL]) == 1

        run(scenario(), seconds=5)

    def test_response_url_fails_too(self) -> None:
        async def scenario() -> None:
            async with slack_and_listener() as (slack, app):
                await slack.command("/cases")
                slack.fail_next("response_url", 500)
                hook = AsyncWebhookClient(app.form()["response_url"])
                assert (await hook.send(text=TEXT)).status_code == 500
                assert (await hook.send(text=TEXT)).status_code == 200

        run(scenario())


class TestWaiting:
    def test_it_finds_the_next_message_or_edit(self) -> None:
        async def scenario() -> None:
            async with slack_and_client() as (slack, client):
                first = await posted(slack, section("one"))
                waiting = asyncio.create_task(slack.wait_for_message(after=first))
                await client.chat_update(channel=GENERAL, ts=first.ts, text="edited")
                assert (await waiting).text == "edited"

        run(scenario())

    def test_it_tells_what_there_is_when_nothing_fits(self) -> None:
        async def scenario() -> None:
            async with SlackDouble() as slack:
                await posted(slack, section("one"))
                with pytest.raises(TimeoutError, match="one"):
                    await slack.wait_for_message(seen_by=slack.member, timeout=0.01)

        run(scenario())
