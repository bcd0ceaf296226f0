"""A web server that costs next to nothing: one protocol, no framework, connections kept open."""

import asyncio
from collections.abc import Callable
from typing import Final

_END_OF_HEAD: Final = b"\r\n\r\n"

Headers = list[tuple[bytes, bytes]]
Serve = Callable[["Connection", bytes, Headers, bytes], None]
"""Takes a connection to answer on, the path, the headers and the body."""


class Connection(asyncio.Protocol):
    """One connection; requests on it come one after the other."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._buffer = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(_END_OF_HEAD)) >= 0:
            first, *rest = self._buffer[:end].split(b"\r\n")
            headers = [_header(line) for line in rest]
            length = next((int(v) for name, v in headers if name == b"content-length"), 0)
            start = end + len(_END_OF_HEAD)
            if len(self._buffer) < start + length:
                return
            body = self._buffer[start : start + length]
            self._buffer = self._buffer[start + length :]
            self._serve(self, first.split(b" ", 2)[1], headers, body)

    def answer(
        self, body: bytes, status: int = 200, content_type: str = "application/json"
    ) -> None:
        head = (
            f"HTTP/1.1 {status} -\r\nContent-Type: {content_type}\r\n"
            f"Content-Length: {len(body)}\r\n\r\n"
        )
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(head.encode() + body)


def _header(line: bytes) -> tuple[bytes, bytes]:
    name, _, value = line.partition(b":")
    return name.strip().lower(), value.strip()


async def listen(serve: Serve) -> tuple[asyncio.Server, int]:
    """Listen on loopback; the server, and its port."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(serve), "127.0.0.1", 0)
    port: int = server.sockets[0].getsockname()[1]
    return server, port
