"""The Telegram bot as a whole: how it starts, listens and stops."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Final, Self

from aiohttp import web
from telegram import Bot

from bots.telegram.answers import Answers
from bots.telegram.api import Api
from bots.telegram.door import Door
from bots.telegram.edge import Edge
from bots.telegram.outgoing import Outgoing
from bots.telegram.polling import Polling
from bots.telegram.sender import TelegramSender
from bots.telegram.setup import Commands, Setup
from bots.telegram.transport import AiohttpRequest
from bots.telegram.webhook import WEBHOOK_PATH, Webhook
from core.inbound import Inbound
from core.ports_limits import Gate

API_URL: Final = "https://api.telegram.org"

Work = Callable[[], Awaitable[None]]
Alone = Callable[[Work], Awaitable[None]]


async def always(work: Work) -> None:
    """Do it: there is no other process."""
    await work()


class TelegramBot:
    """Use as `async with TelegramBot(app, token, ...) as bot: await bot.wait()`.

    Without `public_url` updates are polled for. With it, call `add_routes` before the web server
    starts: updates are posted to `public_url` + "/telegram", with `webhook_secret` (1 to 256 of
    A-Z, a-z, 0-9, _ and -) in a header. `commands` are the menu's names and descriptions. Messages
    go through the `gate`; without one, as fast as they can. `inbound` limits what is answered.
    """

    def __init__(  # noqa: PLR0913  plain settings, each named by the caller
        self,
        app: Door,
        token: str,
        *,
        api_url: str = API_URL,
        public_url: str = "",
        webhook_secret: str = "",
        commands: Commands = (),
        poll_seconds: int = 30,
        late_seconds: float = 5.0,
        alone: Alone = always,
        gate: Gate | None = None,
        inbound: Inbound | None = None,
    ) -> None:
        """Take the settings; nothing is opened yet.

        `alone` is by what of several processes only one polls.

        Raises:
            ValueError: a public address without a secret.
        """
        if public_url and not webhook_secret:
            raise ValueError("A webhook needs a secret")
        self._app = app
        self._setup = Setup(commands, public_url, webhook_secret)
        self._poll_seconds = poll_seconds
        self._late_seconds = late_seconds
        self._alone = alone
        self._inbound = inbound
        self._request = AiohttpRequest()
        self._bot = Bot(
            token,
            base_url=f"{api_url.rstrip('/')}/bot",
            request=self._request,
            get_updates_request=self._request,
        )
        self._api = Api(self._request, self._bot.base_url)
        self._outgoing = Outgoing(self._api, gate)
        self._webhook = Webhook(webhook_secret)
        self._ready = asyncio.Event()
        self._running: asyncio.Task[None] | None = None
        self.sender = TelegramSender(self._outgoing)

    def add_routes(self, server: web.Application) -> None:
        """Listen on the web server for what Telegram posts."""
        server.router.add_post(WEBHOOK_PATH, self._webhook.answer)

    async def __aenter__(self) -> Self:
        await self._request.initialize()
        self._running = asyncio.create_task(self._run())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.rest()
        await self._request.shutdown()

    async def rest(self) -> None:
        """Take nothing in any more, and wait for the answers under way; what sends still can."""
        self._webhook.close()
        running, self._running = self._running, None
        if running is not None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    @property
    def is_ready(self) -> bool:
        """Whether Telegram knows of us, so that updates are taken here or by another process."""
        return self._ready.is_set()

    async def ready(self) -> None:
        """Wait until updates are taken.

        Raises:
            TokenRefusedError, WebhookRefusedError: they never will be.
        """
        ready = asyncio.ensure_future(self._ready.wait())
        running = asyncio.ensure_future(self.wait())
        await asyncio.wait((ready, running), return_when=asyncio.FIRST_COMPLETED)
        ready.cancel()
        if running.done():
            await running
        running.cancel()

    async def wait(self) -> None:
        """Wait for as long as the bot runs.

        Raises:
            TokenRefusedError: Telegram does not know the token, and never did.
            WebhookRefusedError: Telegram takes no such address.
        """
        if self._running is not None:
            await asyncio.shield(self._running)

    async def _run(self) -> None:
        me = await self._setup.announce(self._bot)
        answers = Answers(self._api, self._outgoing, me)
        edge = Edge(self._app, answers, me, self._inbound)
        late = asyncio.create_task(edge.catch_up(self._late_seconds))
        try:
            if self._setup.public_url:
                self._webhook.open(edge.take)
                self._ready.set()
                await asyncio.Event().wait()
            else:
                self._ready.set()
                polling = Polling(self._api, edge.take, edge.refused, wait=self._poll_seconds)
                await self._alone(polling.run)
        finally:
            late.cancel()
            await asyncio.gather(late, return_exceptions=True)
            await answers.settle()
            await edge.settle()


@asynccontextmanager
async def sending(
    token: str, *, api_url: str = API_URL, gate: Gate | None = None
) -> AsyncIterator[TelegramSender]:
    """The sender alone, for a process that takes nothing in."""
    request = AiohttpRequest()
    await request.initialize()
    try:
        api = Api(request, f"{api_url.rstrip('/')}/bot{token}")
        yield TelegramSender(Outgoing(api, gate))
    finally:
        await request.shutdown()
