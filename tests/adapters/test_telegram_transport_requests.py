"""The transport sends each request once, whole, and within its times."""

import asyncio
import io
import json
from datetime import timedelta

import pytest
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError
from telegram.request import RequestData

from bots.telegram.transport import (
    AiohttpRequest,
    PossiblySentError,
    Timeouts,
)
from tests.adapters.telegram_scenes import bot_at, with_bot
from tests.doubles.loop import run
from tests.doubles.raw_http import answer, listening, read_request
from tests.doubles.telegram import TOKEN, TelegramDouble

OK = b'{"ok":true,"result":true}'


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
                bot = bot_at(base_url, TOKEN, transport)
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
                bot = bot_at(base_url, TOKEN, transport)
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
                bot = bot_at(base_url, TOKEN, transport)
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
                    await bot_at(base_url, TOKEN, transport).log_out()
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
                    await bot_at(base_url, TOKEN, transport).send_document(
                        7, document, caption="für ☕"
                    )

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
