"""The transport knows whether a request that failed had been written."""

import asyncio
import io
import json
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import NoReturn

import aiohttp
import pytest
from aiohttp.connector import Connection
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bots.telegram.transport import (
    AiohttpRequest,
    NotWrittenError,
    PossiblySentError,
    Timeouts,
)
from tests.doubles.loop import run
from tests.doubles.telegram import TOKEN, TelegramDouble, User

ADA = User(7, "Ada")
OK = b'{"ok":true,"result":true}'

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def bot_at(base_url: str, transport: BaseRequest | None = None) -> Bot:
    return Bot(
        TOKEN,
        base_url=base_url,
        request=transport or AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )


def with_bot(
    scenario: Callable[[TelegramDouble, Bot], Awaitable[None]],
    transport: BaseRequest | None = None,
) -> None:
    async def play() -> None:
        async with TelegramDouble() as telegram:
            await telegram.send_text(ADA, "/start")
            async with bot_at(telegram.base_url, transport) as bot:
                await scenario(telegram, bot)

    run(play())


@asynccontextmanager
async def listening(serve: Serve) -> AsyncIterator[str]:
    """A server that speaks HTTP by hand, or doesn't; its base URL."""
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        try:
            await serve(reader, writer)
        finally:
            writer.close()

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()[:2]
    try:
        yield f"http://{host}:{port}/bot"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1])
        for line in head.splitlines()
        if line.lower().startswith(b"content-length:")
    )
    return head + await reader.readexactly(length)


def answer(body: bytes, status: str = "200 OK", *extra: str) -> bytes:
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *extra, "", ""]
    return "\r\n".join(head).encode() + body


class TestNotWritten:
    def test_a_refused_connection(self) -> None:
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
            port = held.getsockname()[1]

            async def play() -> None:
                transport = AiohttpRequest()
                async with transport:
                    bot = bot_at(f"http://127.0.0.1:{port}/bot", transport)
                    with pytest.raises(NotWrittenError):
                        await bot.send_message(7, "x")

            run(play())

    def test_a_name_that_does_not_resolve(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def unknown(*_args: object, **_kwargs: object) -> NoReturn:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

        monkeypatch.setattr(socket, "getaddrinfo", unknown)

        async def play() -> None:
            transport = AiohttpRequest()
            async with transport:
                bot = bot_at("http://telegram.invalid/bot", transport)
                with pytest.raises(NotWrittenError, match="ClientConnectorDNSError"):
                    await bot.send_message(7, "x")

        run(play())

    def test_a_connection_that_closes_just_before_the_write(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        send = aiohttp.ClientRequest.send

        async def close_and_send(
            request: aiohttp.ClientRequest, connection: Connection
        ) -> aiohttp.ClientResponse:
            assert connection.transport is not None
            connection.transport.close()
            return await send(request, connection)

        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            with monkeypatch.context() as patch:
                patch.setattr(aiohttp.ClientRequest, "send", close_and_send)
                with pytest.raises(NotWrittenError):
                    await bot.send_message(7, "x")
            assert (await bot.send_message(7, "y")).text == "y"
            assert [sent.text for sent in telegram.sent] == ["y"]

        with_bot(scenario)

    def test_a_connection_that_takes_too_long(self) -> None:
        # A listener whose backlog is full does not complete the next handshake.
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            listener.listen(0)
            address = listener.getsockname()
            fillers = [_knock(address) for _ in range(4)]

            async def play() -> None:
                transport = AiohttpRequest(Timeouts(connect=0.2))
                async with transport:
                    bot = bot_at(f"http://127.0.0.1:{address[1]}/bot", transport)
                    with pytest.raises(NotWrittenError) as caught:
                        await bot.send_message(7, "x")
                    assert str(caught.value) == "ConnectionTimeoutError"

            run(play())
            for filler in fillers:
                filler.close()

    def test_no_free_place_in_the_pool(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            telegram.fail_next("sendMessage", "delay", seconds=0.3)
            slow = asyncio.create_task(bot.send_message(7, "slow"))
            await asyncio.sleep(0.05)
            with pytest.raises(NotWrittenError, match="All 1 places"):
                await bot.send_message(7, "hurried", pool_timeout=0.05)
            patient = await bot.send_message(7, "patient", pool_timeout=None)
            assert (await slow).text == "slow"
            assert patient.text == "patient"
            assert [sent.text for sent in telegram.sent] == ["slow", "patient"]

        with_bot(scenario, AiohttpRequest(pool_size=1))

    def test_a_transport_that_is_not_open(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.request.shutdown()
            with pytest.raises(NotWrittenError):
                await bot.send_message(7, "x")
            await bot.request.initialize()
            await bot.request.initialize()
            assert await bot.send_message(7, "y")
            assert [sent.text for sent in telegram.sent] == ["y"]

        with_bot(scenario)


def _knock(address: tuple[str, int]) -> socket.socket:
    filler = socket.socket()
    filler.setblocking(False)  # noqa: FBT003 - socket's own signature
    filler.connect_ex(address)
    return filler


class TestPossiblySent:
    def test_reset_after_the_work_was_done(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            telegram.fail_next("sendMessage", "reset_after")
            with pytest.raises(PossiblySentError):
                await bot.send_message(7, "x")
            assert [sent.text for sent in telegram.sent] == ["x"]
            assert len(telegram.calls) == 2  # getMe and one sendMessage: nothing was repeated

        with_bot(scenario)

    def test_reset_before_the_work_was_done(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            telegram.fail_next("sendMessage", "reset_before")
            with pytest.raises(PossiblySentError):
                await bot.send_message(7, "x")
            assert telegram.sent == []
            assert (await bot.send_message(7, "y")).text == "y"

        with_bot(scenario)

    def test_a_slow_answer(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            telegram.fail_next("sendMessage", "delay", seconds=0.3)
            with pytest.raises(PossiblySentError) as caught:
                await bot.send_message(7, "x", read_timeout=0.1)
            assert not isinstance(caught.value, TimedOut)
            assert (await telegram.wait_for_reply(7)).text == "x"

        with_bot(scenario)

    def test_an_answer_cut_short(self) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await read_request(reader)
            writer.write(answer(OK)[:-3])
            await writer.drain()

        async def play() -> None:
            transport = AiohttpRequest()
            async with listening(serve) as base_url, transport:
                with pytest.raises(PossiblySentError):
                    await bot_at(base_url, transport).log_out()

        run(play())

    def test_something_that_is_not_http(self) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await read_request(reader)
            writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
            await writer.drain()

        async def play() -> None:
            transport = AiohttpRequest()
            async with listening(serve) as base_url, transport:
                with pytest.raises(PossiblySentError):
                    await bot_at(base_url, transport).log_out()

        run(play())

    def test_a_body_that_the_other_side_does_not_take(self) -> None:
        async def serve(reader: asyncio.StreamReader, _: asyncio.StreamWriter) -> None:
            await reader.readexactly(1)
            await asyncio.Event().wait()

        async def play() -> None:
            transport = AiohttpRequest(Timeouts(media_write=0.2))
            async with listening(serve) as base_url, transport:
                photo = InputFile(bytes(20_000_000), filename="chart.png")
                started = time.monotonic()
                with pytest.raises(PossiblySentError):
                    await bot_at(base_url, transport).send_photo(7, photo)
                assert time.monotonic() - started < 3

        run(play())


class TestKeptConnections:
    def test_a_connection_lost_after_the_write_is_not_tried_again(self) -> None:
        requests: list[bytes] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            requests.append(await read_request(reader))
            writer.write(answer(OK))
            await writer.drain()
            requests.append(await read_request(reader))

        async def play() -> None:
            transport = AiohttpRequest()
            async with listening(serve) as base_url, transport:
                bot = bot_at(base_url, transport)
                assert await bot.log_out()
                with pytest.raises(PossiblySentError, match="ServerDisconnectedError"):
                    await bot.log_out()
                await asyncio.sleep(0.05)
                assert len(requests) == 2

        run(play())

    def test_a_connection_closed_while_idle_is_replaced(self) -> None:
        connections = 0

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal connections
            connections += 1
            await read_request(reader)
            writer.write(answer(OK))
            await writer.drain()

        async def play() -> None:
            transport = AiohttpRequest()
            async with listening(serve) as base_url, transport:
                bot = bot_at(base_url, transport)
                for _ in range(3):
                    assert await bot.log_out()
                    await asyncio.sleep(0.02)
                assert connections == 3

        run(play())

    def test_one_connection_serves_many_requests(self) -> None:
        connections = 0

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            nonlocal connections
            connections += 1
            while True:
                await read_request(reader)
                writer.write(answer(OK))
                await writer.drain()

        async def play() -> None:
            transport = AiohttpRequest()
            async with listening(serve) as base_url, transport:
                bot = bot_at(base_url, transport)
                for _ in range(20):
                    assert await bot.log_out()
                assert connections == 1

        run(play())

    def test_a_redirect_is_not_followed(self) -> None:
        requests: list[bytes] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            while True:
                requests.append(await read_request(reader))
                writer.write(answer(b"", "307 Temporary Redirect", "Location: /elsewhere"))
                await writer.drain()

        async def play() -> None:
            transport = AiohttpRequest()
            async with listening(serve) as base_url, transport:
                with pytest.raises(NetworkError):
                    await bot_at(base_url, transport).log_out()
                assert len(requests) == 1

        run(play())


class TestWhatIsSent:
    @pytest.mark.parametrize(
        ("text", "seen"),
        [
            ("Grüße, ไทย, العربية", "Grüße, ไทย, العربية"),
            ("👩‍👩‍👧 and 😀", "👩‍👩‍👧 and 😀"),
            ("a&b=c+d %41 'e' \"f\"", "a&b=c+d %41 'e' \"f\""),
            ("nul\x00nul", "nul nul"),  # the server shows control characters as spaces
        ],
    )
    def test_text_arrives_as_it_was(self, text: str, seen: str) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            await bot.send_message(7, text)
            assert telegram.sent[0].html == text
            assert telegram.sent[0].text == seen

        with_bot(scenario)

    def test_half_a_character_is_refused_by_the_server(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            with pytest.raises(BadRequest, match="Strings must be encoded"):
                await bot.send_message(7, "\ud83d")
            assert telegram.sent == []

        with_bot(scenario)

    @pytest.mark.parametrize("size", [10, 3_000_000])
    def test_files_travel_as_multipart(self, size: int) -> None:
        requests: list[bytes] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            requests.append(await read_request(reader))
            writer.write(answer(b'{"ok":false,"description":"Bad Request: seen"}', "400 No"))
            await writer.drain()

        async def play() -> None:
            transport = AiohttpRequest()
            async with listening(serve) as base_url, transport:
                document = InputFile(io.BytesIO(b"%" * size), filename="Übersicht.pdf")
                with pytest.raises(BadRequest, match="Seen"):
                    await bot_at(base_url, transport).send_document(7, document, caption="für ☕")

        run(play())
        (request,) = requests
        assert b"Content-Type: multipart/form-data; boundary=" in request
        assert 'filename="Übersicht.pdf"'.encode() in request
        assert "\r\n\r\nfür ☕\r\n".encode() in request
        assert b"%" * size in request

    def test_a_file_is_fetched(self) -> None:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"GET /bot/file ")
            writer.write(answer(b"\x00\xff"))
            await writer.drain()

        async def play() -> None:
            transport = AiohttpRequest()
            async with listening(serve) as base_url, transport:
                assert await transport.retrieve(f"{base_url}/file") == b"\x00\xff"

        run(play())

    def test_parameters_and_the_user_agent(self) -> None:
        requests: list[bytes] = []

        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            requests.append(await read_request(reader))
            writer.write(answer(OK))
            await writer.drain()

        async def play() -> None:
            transport = AiohttpRequest()
            async with listening(serve) as base_url, transport:
                assert await transport.post(f"{base_url}/x", RequestData())

        run(play())
        head, body = requests[0].split(b"\r\n\r\n")
        assert b"User-Agent: python-telegram-bot v" in head
        assert b"Content-Type: application/json" in head
        assert json.loads(body) == {}


class TestTimeouts:
    def test_defaults_and_their_overrides(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            assert bot.request.read_timeout == 0.1
            telegram.fail_next("sendMessage", "delay", times=2, seconds=0.2)
            with pytest.raises(PossiblySentError, match="SocketTimeoutError"):
                await bot.send_message(7, "default")
            assert (await bot.send_message(7, "patient", read_timeout=None)).text == "patient"

        with_bot(scenario, AiohttpRequest(Timeouts(read=0.1)))

    def test_a_long_poll_outlasts_the_read_timeout(self) -> None:
        async def play() -> None:
            async with TelegramDouble() as telegram:
                poller = AiohttpRequest(Timeouts(read=0.1))
                async with Bot(
                    TOKEN,
                    base_url=telegram.base_url,
                    request=AiohttpRequest(),
                    get_updates_request=poller,
                ) as bot:
                    assert await bot.get_updates(timeout=timedelta(seconds=1)) == ()

        run(play())


class TestSecrecy:
    def test_no_error_tells_the_token(self) -> None:
        async def scenario(telegram: TelegramDouble, bot: Bot) -> None:
            telegram.fail_next("sendMessage", "reset_after")
            telegram.fail_next("sendMessage", "delay", seconds=0.2)
            for _ in range(2):
                with pytest.raises(PossiblySentError) as caught:
                    await bot.send_message(7, "x", read_timeout=0.1)
                assert TOKEN not in str(caught.value)
                assert caught.value.__suppress_context__

        with_bot(scenario)
