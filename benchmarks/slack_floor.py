"""Starlette that checks Slack's signature and puts the command into the same table, no more.

It is served by the bare protocol of `raw_http`: no server for Starlette could cost less. The
insert runs on a thread, as whoever must not hold up the other requests of a process has it.
"""

import asyncio
import hashlib
import hmac
import json
import sqlite3
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from benchmarks.processes import until_parent_leaves
from benchmarks.raw_http import Connection, Headers, listen

_INSERT: Final = (
    "INSERT INTO inbox (key, request, received_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
)


class Floor:
    """The application, over one connection to the database."""

    def __init__(self, secret: str, database: str) -> None:
        self._secret = secret.encode()
        self._connection = sqlite3.connect(
            database.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("PRAGMA foreign_keys=ON")

    async def command(self, request: Request) -> Response:
        body = await request.body()
        told = f"v0:{request.headers['x-slack-request-timestamp']}:{body.decode()}".encode()
        digest = hmac.new(self._secret, told, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(f"v0={digest}", request.headers["x-slack-signature"]):
            return Response(status_code=401)
        await run_in_threadpool(self._record, dict(parse_qsl(body.decode())))
        return Response()

    def _record(self, form: dict[str, str]) -> None:
        row = (f"slack:{form['trigger_id']}", json.dumps(form), str(datetime.now(UTC)))
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(_INSERT, row)
        self._connection.execute("COMMIT")


class Bridge:
    """Calls an ASGI application for each request of the bare protocol."""

    def __init__(self, application: Starlette) -> None:
        self._application = application
        self._tasks: set[asyncio.Task[None]] = set()

    def serve(self, connection: Connection, path: bytes, headers: Headers, body: bytes) -> None:
        task = asyncio.create_task(self._call(connection, path.decode(), headers, body))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _call(self, connection: Connection, path: str, headers: Headers, body: bytes) -> None:
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "POST",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 0),
            "server": ("127.0.0.1", 0),
        }
        status = 500

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            else:
                connection.answer(message.get("body", b""), status)

        await self._application(scope, receive, send)


async def _main(secret: str, database: str) -> None:
    floor = Floor(secret, database)
    application = Starlette(routes=[Route("/slack/events", floor.command, methods=["POST"])])
    server, port = await listen(Bridge(application).serve)
    async with server:
        await until_parent_leaves(f"http://127.0.0.1:{port}")


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
