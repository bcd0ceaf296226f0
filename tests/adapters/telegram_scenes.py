"""What the tests of the Telegram adapters share."""

from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
from aiohttp import web
from telegram import Bot
from telegram.request import BaseRequest

from bots.telegram.transport import AiohttpRequest
from tests.doubles.loop import run
from tests.doubles.telegram import Chat, TelegramDouble, User

ADA = User(7, "Ada", username="ada", language_code="en")
SECTION = Chat(-1001234567890, "supergroup", "Section Sweden", username="section_se")

Scenario = Callable[[TelegramDouble, Bot], Awaitable[None]]


def bot_at(base_url: str, token: str, transport: BaseRequest | None = None) -> Bot:
    return Bot(
        token,
        base_url=base_url,
        request=transport or AiohttpRequest(),
        get_updates_request=AiohttpRequest(),
    )


def with_bot(scenario: Scenario, transport: BaseRequest | None = None) -> None:
    """Run a scenario in which Ada has started the bot."""

    async def play() -> None:
        async with TelegramDouble() as telegram:
            await telegram.send_text(ADA, "/start")
            async with bot_at(telegram.base_url, telegram.token, transport) as bot:
                await scenario(telegram, bot)

    run(play())


async def post(telegram: TelegramDouble, method: str, **body: Any) -> dict[str, Any]:
    url = f"{telegram.base_url}{telegram.token}/{method}"
    async with aiohttp.ClientSession() as session, session.post(url, json=body) as response:
        answer: dict[str, Any] = await response.json()
        assert answer.get("error_code", 200) == response.status
        return answer


def refused(description: str, method: str = "sendMessage", **body: Any) -> None:
    """The request is answered with 400 and this description, and counts as a violation."""

    async def play() -> None:
        async with TelegramDouble() as telegram:
            await telegram.send_text(ADA, "/start")
            answer = await post(telegram, method, **body)
            assert answer["ok"] is False
            assert answer["error_code"] == 400
            assert answer["description"].startswith(f"Bad Request: {description}")
            assert telegram.violations == [f"{method}: {answer['description']}"]
            assert telegram.sent == []

    run(play())


async def serve(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> tuple[str, web.AppRunner]:
    app = web.Application()
    app.router.add_post("/hook", handler)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}/hook", runner
