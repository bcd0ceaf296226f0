"""Socket Mode, watched over.

The library reconnects by itself, and yet connections are seen that stay open and hear nothing
(bolt-python issues 417, 1071, 1529), or whose tasks ended with an error. So somebody looks, from
outside, and begins anew.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

import structlog
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.aiohttp import SocketModeClient

log = structlog.get_logger()

STRIKES: Final = 2
"""A connection that the library is about to replace itself looks bad once, not twice."""


@dataclass(frozen=True, slots=True)
class Watch:
    """In seconds."""

    ping: float = 10.0
    """Between two pings; four without an answer make a connection stale."""
    look: float = 15.0
    """Between two looks at a connection."""


@dataclass(slots=True)
class Line:
    """Whether there is a connection now."""

    is_open: bool = False


@contextlib.asynccontextmanager
async def connected(bolt: AsyncApp, app_token: str, watch: Watch) -> AsyncIterator[Line]:
    """Keep a connection for as long as the context lasts; it is made in the background."""
    line = Line()
    keeper = asyncio.create_task(_keep(bolt, app_token, watch, line))
    try:
        yield line
    finally:
        keeper.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await keeper


async def _keep(bolt: AsyncApp, app_token: str, watch: Watch, line: Line) -> None:
    while True:
        handler = AsyncSocketModeHandler(bolt, app_token, ping_interval=watch.ping)
        try:
            await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt's
            line.is_open = True
            log.info("slack_socket_connected")
            await _until_deaf(handler.client, watch.look)
            log.warning("slack_socket_deaf")
        finally:
            line.is_open = False
            await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt's


async def _until_deaf(client: SocketModeClient, pace: float) -> None:
    strikes = 0
    while strikes < STRIKES:
        await asyncio.sleep(pace)
        strikes = 0 if await _hears(client) else strikes + 1


async def _hears(client: SocketModeClient) -> bool:
    tasks = (client.message_processor, client.message_receiver, client.current_session_monitor)
    alive = all(task is not None and not task.done() for task in tasks)
    return alive and await client.is_connected()
