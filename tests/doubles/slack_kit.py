"""What tests with the Slack double share: blocks in few words, a client, an app that listens."""

from __future__ import annotations

import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble, SlackMessage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

GENERAL = "C0GENERAL"
TEXT = "2 active cases"
Block = dict[str, Any]


def section(text: str = TEXT, **more: object) -> Block:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(label: str = "Open", **more: object) -> Block:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, **more}


def actions(*elements: Block, **more: object) -> Block:
    return {"type": "actions", "elements": list(elements), **more}


def option(text: str = "Malaysia", value: str = "MYS") -> Block:
    return {"text": {"type": "plain_text", "text": text}, "value": value}


def select(*options: Block, **more: object) -> Block:
    return {"type": "static_select", "options": list(options), "action_id": "pick", **more}


def modal(*blocks: Block, **more: object) -> Block:
    title = {"type": "plain_text", "text": "Commit"}
    return {"type": "modal", "title": title, "submit": title, "blocks": list(blocks), **more}


def text_input(label: str, **more: object) -> Block:
    label_object = {"type": "plain_text", "text": label}
    element = {"type": "plain_text_input", "action_id": "value"}
    return {"type": "input", "label": label_object, "element": element, **more}


@asynccontextmanager
async def client_of(slack: SlackDouble) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            slack.bot_token, base_url=slack.base_url, session=session, retry_handlers=[]
        )


@asynccontextmanager
async def slack_and_client(**how: Any) -> AsyncIterator[tuple[SlackDouble, AsyncWebClient]]:
    async with SlackDouble(**how) as slack, aiohttp.ClientSession() as session:
        client = AsyncWebClient(
            slack.bot_token, base_url=slack.base_url, session=session, retry_handlers=[]
        )
        yield slack, client


async def posted(slack: SlackDouble, *blocks: Block) -> SlackMessage:
    """A message of the bot that stands in the general channel."""
    async with client_of(slack) as client:
        answer = await client.chat_postMessage(channel=GENERAL, text="a message", blocks=blocks)
    return slack.world.bots_message(GENERAL, answer["ts"])


def refusal(method: str, **arguments: object) -> tuple[str, list[str], SlackDouble]:
    """What Slack says no with: the error, its messages, and the double afterwards."""

    async def ask() -> tuple[str, list[str], SlackDouble]:
        async with slack_and_client() as (slack, client):
            with pytest.raises(SlackApiError) as caught:
                await client.api_call(method, json=arguments)
            answer = caught.value.response
            messages = answer.get("response_metadata", {}).get("messages", [])
            return str(answer["error"]), list(messages), slack

    return run(ask())


@asynccontextmanager
async def listening(
    handle: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> AsyncIterator[str]:
    """An app on loopback that has `handle` answer what Slack sends; gives its request URL."""
    app = web.Application()
    app.router.add_post("/slack/events", handle)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


@dataclass
class Listener:
    """An app that notes what arrives and answers as it is told."""

    status: int = 200
    body: object = None
    got: list[tuple[dict[str, str], str]] = field(default_factory=list)

    async def handle(self, request: web.Request) -> web.Response:
        self.got.append((dict(request.headers), await request.text()))
        if isinstance(self.body, dict):
            return web.json_response(self.body, status=self.status)
        return web.Response(status=self.status, text=str(self.body or ""))

    def form(self, index: int = -1) -> dict[str, str]:
        return {key: values[0] for key, values in parse_qs(self.got[index][1]).items()}

    def interaction(self) -> dict[str, Any]:
        payload: dict[str, Any] = json.loads(self.form()["payload"])
        return payload


@asynccontextmanager
async def slack_and_listener(
    status: int = 200, body: object = None, **how: Any
) -> AsyncIterator[tuple[SlackDouble, Listener]]:
    listener = Listener(status, body)
    async with listening(listener.handle) as url, SlackDouble(request_url=url, **how) as slack:
        yield slack, listener
