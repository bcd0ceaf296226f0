"""What Bolt hands over: one listener for each kind of event, as Bolt tries them one by one."""

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.response import BoltResponse

from bots.slack import inbound, membership
from bots.slack.exchange import Exchange
from bots.slack.payload import word
from bots.slack.web import SlackWeb

log = structlog.get_logger()

EVERY: Final = re.compile("")
ENDINGS: Final = re.compile("app_uninstalled|tokens_revoked")


def register(bolt: AsyncApp, web: SlackWeb, exchange: Exchange) -> None:
    """Listen to commands, presses, messages and mentions."""

    @bolt.command(EVERY)
    async def on_command(ack: AsyncAck, body: Mapping[str, object]) -> None:
        request = inbound.command(body, await web.installation())
        await acknowledge(ack, taken=await exchange.take(request))

    @bolt.action(EVERY)
    async def on_press(ack: AsyncAck, body: Mapping[str, object]) -> None:
        request = inbound.press(body, await web.installation())
        await acknowledge(ack, taken=await exchange.take(request))

    @bolt.view(EVERY)
    async def on_submission(ack: AsyncAck, body: Mapping[str, object]) -> None:
        request = inbound.submission(body, await web.installation())
        await ack(await exchange.submit(request))

    @bolt.event(ENDINGS)
    async def on_ending(ack: AsyncAck, body: Mapping[str, object]) -> None:
        ended = membership.ending(body)
        log.warning("slack_tokens_ended", team=word(body, "team_id"), ours=ended is not None)
        if ended is not None:
            await exchange.note(ended)
        await ack()

    @bolt.event(EVERY)
    async def on_event(ack: AsyncAck, body: Mapping[str, object]) -> None:
        me = await web.installation()
        told = membership.joined(body, me)
        if told is not None:
            await exchange.note(told)
        await acknowledge(ack, taken=await exchange.take(inbound.said(body, me)))


async def acknowledge(ack: AsyncAck, *, taken: bool) -> None:
    """Let Slack be content, or send it again; of a command it then tells that it failed."""
    if taken:
        await ack()
    else:
        ack.response = BoltResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
