"""Socket Mode: the app connects, envelopes go out, acknowledgements come back."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from tests.doubles.slack_records import Delivery, Payload
    from tests.doubles.slack_world import SlackWorld

CONNECTIONS_LIMIT = 10
"""docs.slack.dev/apis/events-api/using-socket-mode: at most ten connections an app."""

GOING_AWAY_SECONDS = 0.2


class SocketHub:
    """The app's WebSocket connections; each envelope goes to one of them in turn.

    While `deaf` is set the double answers no ping and sends nothing, as Slack is seen to do.
    """

    def __init__(self, world: SlackWorld) -> None:
        self.connections: list[web.WebSocketResponse] = []
        self.deaf = False
        self._world = world
        self._tickets: set[str] = set()
        self._issued: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Payload | None]] = {}

    def new_ticket(self) -> str:
        """A ticket that opens one connection."""
        ticket = self._world.serial("ticket")
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One connection for as long as it lives."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401)
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=False, timeout=GOING_AWAY_SECONDS)
        await socket.prepare(request)
        if len(self.connections) >= CONNECTIONS_LIMIT:
            await socket.send_json(self._disconnect("too_many_websockets"))
            await socket.close()
            return socket
        self.connections.append(socket)
        await socket.send_json(self._hello())
        self._world.notify()
        try:
            await self._listen(socket)
        finally:
            self._forget(socket)
        return socket

    async def send(self, delivery: Delivery, retry: int | None) -> Payload | None:
        """Deliver and wait for the acknowledgement's payload."""
        socket = await self._world.until(self._next_connection, timeout=5)
        envelope_id = self._world.serial("envelope")
        future: asyncio.Future[Payload | None] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = future
        self._issued.add(envelope_id)
        envelope: Payload = {
            "envelope_id": envelope_id,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != "events_api",
            "payload": delivery.payload,
        }
        if delivery.kind == "events_api":
            envelope |= {"retry_attempt": retry or 0, "retry_reason": "timeout" if retry else ""}
        try:
            if not self.deaf:
                await socket.send_json(envelope)
            return await future
        finally:
            del self._waiting[envelope_id]

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to be replaced; no envelope goes to them any more."""
        for socket in tuple(self.connections):
            self._forget(socket)
            await socket.send_json(self._disconnect(reason))

    async def close(self) -> None:
        for socket in tuple(self.connections):
            await socket.close()

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is WSMsgType.PING and not self.deaf:
                await socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._acknowledge(json.loads(message.data))

    def _acknowledge(self, ack: Payload) -> None:
        envelope_id = ack.get("envelope_id", "")
        if envelope_id not in self._issued:
            self._world.violate("socket", "unknown_envelope", str(envelope_id))
        future = self._waiting.get(envelope_id)  # none any more if the answer is late
        if future is not None and not future.done():
            future.set_result(ack.get("payload"))

    def _next_connection(self) -> web.WebSocketResponse | None:
        if not self.connections:
            return None
        self.connections.append(self.connections.pop(0))
        return self.connections[-1]

    def _forget(self, socket: web.WebSocketResponse) -> None:
        if socket in self.connections:
            self.connections.remove(socket)
            self._world.notify()

    def _hello(self) -> Payload:
        return {
            "type": "hello",
            "num_connections": len(self.connections),
            "connection_info": {"app_id": self._world.identity.app_id},
            "debug_info": self._debug_info() | {"approximate_connection_time": 18_060},
        }

    def _disconnect(self, reason: str) -> Payload:
        return {"type": "disconnect", "reason": reason, "debug_info": self._debug_info()}

    def _debug_info(self) -> Payload:
        return {"host": "slack-double", "build_number": 1}
