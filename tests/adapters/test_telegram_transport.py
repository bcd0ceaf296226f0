"""The transport knows whether a request that failed had been written."""

import asyncio
import socket
import time
from typing import NoReturn

import aiohttp
import pytest
from aiohttp.connector import Connection
from telegram import Bot, InputFile
from telegram.error import TimedOut

from bots.telegram.transport import (
    AiohttpRequest,
    NotWrittenError,
    PossiblySentError,
    Timeouts,
)
from tests.adapters.telegram_scenes import bot_at, with_bot
from tests.doubles.loop import run
from tests.doubles.raw_http import answer, listening, read_request
from tests.doubles.telegram import TOKEN, TelegramDouble

OK = b'{"ok":true,"result":true}'


class TestNotWritten:
    def test_a_refused_connection(self) -> None:
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))  # bound but not listening: connections are refused
            port = held.getsockname()[1]

            async def play() -> None:
                transport = AiohttpRequest()
                async with transport:
                    bot = bot_at(f"http://127.0.0.1:{port}/bot", TOKEN, transport)
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
                bot = bot_at("http://telegram.invalid/bot", TOKEN, transport)
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
                    bot = bot_at(f"http://127.0.0.1:{address[1]}/bot", TOKEN, transport)
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
                    await bot_at(base_url, TOKEN, transport).log_out()

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
                    await bot_at(base_url, TOKEN, transport).log_out()

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
                    await bot_at(base_url, TOKEN, transport).send_photo(7, photo)
                assert time.monotonic() - started < 3

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
