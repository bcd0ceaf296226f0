"""Socket Mode of the Slack double, with Slack's own clients connected to it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_kit import actions, button, client_of, posted

if TYPE_CHECKING:
    from slack_bolt.context.ack.async_ack import AsyncAck
    from slack_bolt.context.respond.async_respond import AsyncRespond


class TestSocketMode:
    def test_command_event_and_click_arrive_and_are_acknowledged(self) -> None:
        async def scenario() -> None:
            async with SlackDouble() as slack, connected_client(slack) as (_, requests):
                ack = await slack.command("/cases", "Malaysia")
                assert (ack.status, ack.payload) == (200, {"text": "slash_commands"})
                shown = await slack.wait_for_message(seen_by=slack.member)
                assert shown.text == "slash_commands"
                event = await slack.event("app_mention", "help")
                await slack.resend(event, retry=1)
                await slack.press(await posted(slack, actions(button("Go"))), "Go")
                assert [r.type for r in requests] == [
                    "slash_commands",
                    "events_api",
                    "events_api",
                    "interactive",
                ]
                assert [r.accepts_response_payload for r in requests] == [True, False, False, True]
                assert requests[0].payload["text"] == "Malaysia"
                assert (requests[1].retry_attempt, requests[2].retry_attempt) == (0, 1)
                assert requests[1].payload == requests[2].payload
                with pytest.raises(ValueError, match="no signatures"):
                    await slack.command("/cases", bad_signature=True)
                assert slack.violations == []

        run(scenario())

    def test_client_follows_a_request_to_reconnect(self) -> None:
        async def scenario() -> None:
            async with SlackDouble() as slack, connected_client(slack) as (_, requests):
                await slack.socket.refresh()
                await slack.connected()
                assert (await slack.command("/cases")).status == 200
                assert len(requests) == 1

        run(scenario())

    def test_deaf_connection_acknowledges_nothing(self) -> None:
        async def scenario() -> None:
            async with SlackDouble(ack_timeout=0.1) as slack, connected_client(slack) as (_, got):
                slack.socket.deaf = True
                assert (await slack.command("/cases")).status is None
                assert got == []

        run(scenario())

    def test_envelopes_are_spread_over_connections_of_which_there_are_ten(self) -> None:
        async def scenario() -> None:
            async with SlackDouble() as slack, aiohttp.ClientSession() as session:
                sockets = [await open_socket(slack, session) for _ in range(10)]
                hello = [(await socket.receive_json())["num_connections"] for socket in sockets]
                assert hello == list(range(1, 11))
                eleventh = await open_socket(slack, session)
                assert (await eleventh.receive_json())["reason"] == "too_many_websockets"
                sending = [asyncio.create_task(slack.command("/cases")) for _ in range(10)]
                for socket in sockets:
                    envelope = await socket.receive_json()
                    await socket.send_json({"envelope_id": envelope["envelope_id"]})
                assert [ack.status for ack in await asyncio.gather(*sending)] == [200] * 10
                for socket in [*sockets, eleventh]:
                    await socket.close()

        run(scenario())

    def test_ticket_opens_one_connection_only(self) -> None:
        async def scenario() -> None:
            async with SlackDouble() as slack, aiohttp.ClientSession() as session:
                client = AsyncWebClient(base_url=slack.base_url, session=session)
                url = (await client.apps_connections_open(app_token=slack.app_token))["url"]
                async with session.ws_connect(url):
                    with pytest.raises(aiohttp.WSServerHandshakeError):
                        await session.ws_connect(url)

        run(scenario())

    def test_bolt_app_answers_over_it(self) -> None:
        async def scenario() -> None:
            async with SlackDouble() as slack, client_of(slack) as client:
                app = AsyncApp(client=client, process_before_response=True)

                @app.command("/cases")
                async def cases(ack: AsyncAck, respond: AsyncRespond) -> None:
                    await ack(text="one moment")
                    await respond(text="2 active cases")

                handler = AsyncSocketModeHandler(app, slack.app_token)
                await handler.connect_async()  # type: ignore[no-untyped-call] # untyped there
                await slack.connected()
                await slack.command("/cases", "Malaysia")
                texts = {message.text for message in slack.ephemerals}
                await handler.close_async()  # type: ignore[no-untyped-call] # untyped there
                assert texts == {"one moment", "2 active cases"}
                assert (slack.violations, slack.pings) == ([], [])

        run(scenario())


async def open_socket(
    slack: SlackDouble, session: aiohttp.ClientSession
) -> aiohttp.ClientWebSocketResponse:
    client = AsyncWebClient(base_url=slack.base_url, session=session)
    answer = await client.apps_connections_open(app_token=slack.app_token)
    return await session.ws_connect(answer["url"])


Listening = Callable[[AsyncBaseSocketModeClient, SocketModeRequest], Awaitable[None]]


@asynccontextmanager
async def connected_client(
    slack: SlackDouble,
) -> AsyncIterator[tuple[SocketModeClient, list[SocketModeRequest]]]:
    """Slack's own Socket Mode client, which notes requests and acknowledges them."""
    requests: list[SocketModeRequest] = []

    async def acknowledge(client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        requests.append(request)
        payload = {"text": request.type} if request.type == "slash_commands" else None
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, payload))

    async with client_of(slack) as web_client:
        client = SocketModeClient(slack.app_token, web_client=web_client)
        listening: Listening = acknowledge
        client.socket_mode_request_listeners.append(listening)
        await client.connect()  # type: ignore[no-untyped-call] # untyped there
        await slack.connected()
        try:
            yield client, requests
        finally:
            await client.close()  # type: ignore[no-untyped-call] # untyped there
