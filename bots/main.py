"""The composition root: the one place that puts core, storage, timer and platforms together."""

import asyncio
import signal
from collections.abc import AsyncIterator, Coroutine, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AsyncExitStack,
    asynccontextmanager,
    contextmanager,
    suppress,
)
from pathlib import Path
from typing import TYPE_CHECKING

import structlog
from sqlalchemy.engine import make_url

from bots.memory import keep_what_is_loaded
from bots.settings import Settings
from bots.world import SystemChance, SystemClock, World
from core.app import App
from core.domain.clocks import USUAL, Terms
from core.domain.people import Platform
from core.i18n import Words
from core.ports import Clock, Sender, StoreAwayError
from core.views.menu import command_menu
from storage.engine import open_engine
from storage.schema import is_behind
from storage.unit_of_work import SqlStore

if TYPE_CHECKING:
    from aiohttp import web

    from bots.slack.app import Slack
    from bots.telegram.app import TelegramBot

log = structlog.get_logger()

STOP_WITHIN = 8.0
"""Seconds for what is under way to end: Docker, for one, loses patience after 10."""
HASTE = 0.2
"""Seconds that each part still has after that, one after another."""
TRY_AGAIN_AFTER = 3.0
"""Seconds between two attempts to reach a database that is away at the start."""


class NotReadyError(Exception):
    """The database can't be worked with as it is; the text says what to do."""


@contextmanager
def open_world(url: str, clock: Clock | None = None, terms: Terms = USUAL) -> Iterator[World]:
    """Everything over one database, without a platform; closed at the end.

    Raises:
        ValueError: no address of a database.
    """
    engine = open_engine(url)
    store, chance = SqlStore(engine, terms), SystemChance()
    clock = clock or SystemClock()
    try:
        yield World(App(store, clock, chance), store, clock, chance)
    finally:
        engine.dispose()


def check_database(url: str) -> None:
    """Make sure that the database is there, with the tables that this program needs.

    Raises:
        NotReadyError: it is not.
        StoreAwayError: it can't be reached.
    """
    parsed = make_url(url)
    file = parsed.database if parsed.get_backend_name() == "sqlite" else None
    if file and not Path(file).exists():
        raise NotReadyError(
            f"There is no database at {file}. Make one with `vigil db upgrade` and fill it with "
            "`vigil import`, or see the sample portfolio with `vigil demo`."
        )
    if is_behind(url):
        raise NotReadyError(
            "The database is not prepared for this version of Vigil. Run `vigil db upgrade`."
        )


async def run(settings: Settings) -> None:
    """Serve every platform that has a token until SIGTERM or SIGINT, then end what is under way.

    Raises:
        NotReadyError: the database lacks tables, or Telegram refuses our token or address.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    if not await _reach(settings.database_url, stop):
        return
    with open_world(settings.database_url, terms=settings.terms) as world:
        async with stopping_in_time() as stack:
            await _first_of(stop.wait(), _serve(settings, world, stack))


async def _reach(url: str, stop: asyncio.Event) -> bool:
    """Wait for a database that is away; False if we were asked to stop meanwhile."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(check_database, url)
        except StoreAwayError:
            log.warning("store_away", try_again_after=TRY_AGAIN_AFTER)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TRY_AGAIN_AFTER)
        else:
            return True
    return False


@asynccontextmanager
async def stopping_in_time() -> AsyncIterator[AsyncExitStack]:
    """A stack whose parts end, the last first, within STOP_WITHIN and a little."""
    stack = AsyncExitStack()
    try:
        yield stack
    finally:
        log.info("stopping")
        closing = asyncio.create_task(stack.aclose())
        await asyncio.wait({closing}, timeout=STOP_WITHIN)
        if not closing.done():
            log.warning("stopped_in_haste")
        while not closing.done():  # what is closed next would take its own time again
            closing.cancel()
            await asyncio.wait({closing}, timeout=HASTE)
        if not closing.cancelled():
            closing.result()
        log.info("stopped")


async def _serve(settings: Settings, world: World, stack: AsyncExitStack) -> None:
    """Start everything, and serve for ever, or until a platform refuses us.

    What a command without a platform does not need is imported here, and of the platforms only
    those that are configured: imports are most of a start.
    """
    from aiohttp import web  # noqa: PLC0415

    server = web.Application()
    senders: dict[Platform, Sender] = {}
    if settings.slack:
        slack = await stack.enter_async_context(_slack(settings, world))
        server.add_routes(slack.routes())
        senders[Platform.SLACK] = slack.sender
    telegram = _telegram(settings, world) if settings.telegram else None
    if telegram is not None and settings.telegram_webhook:
        telegram.add_routes(server)
    if settings.slack_over_http or settings.telegram_webhook:
        await _open(server, settings, stack)
    if telegram is not None:
        await stack.enter_async_context(telegram)
        senders[Platform.TELEGRAM] = telegram.sender
    await _tick(world, senders, stack)
    keep_what_is_loaded()
    log.info("serving", platforms=sorted(senders))
    await (_end_of(telegram) if telegram is not None else asyncio.Event().wait())


def _slack(settings: Settings, world: World) -> "AbstractAsyncContextManager[Slack]":
    from bots.slack.app import Access, running  # noqa: PLC0415

    access = Access(
        settings.slack_bot_token.get_secret_value(),
        settings.slack_signing_secret.get_secret_value(),
        settings.slack_app_token.get_secret_value(),
        settings.slack_api_url,
    )
    return running(world.app, access)


def _telegram(settings: Settings, world: World) -> "TelegramBot":
    from bots.telegram.app import TelegramBot  # noqa: PLC0415

    return TelegramBot(
        world.app,
        settings.telegram_token.get_secret_value(),
        api_url=settings.telegram_api_url,
        public_url=settings.public_url,
        webhook_secret=settings.telegram_webhook_secret.get_secret_value(),
        commands=command_menu(Words(platform=Platform.TELEGRAM)),
    )


async def _end_of(telegram: "TelegramBot") -> None:
    from bots.telegram.results import TokenRefusedError  # noqa: PLC0415
    from bots.telegram.setup import WebhookRefusedError  # noqa: PLC0415

    try:
        await telegram.wait()
    except (TokenRefusedError, WebhookRefusedError) as error:
        raise NotReadyError(str(error)) from None


async def _open(server: "web.Application", settings: Settings, stack: AsyncExitStack) -> None:
    from aiohttp import web  # noqa: PLC0415

    runner = web.AppRunner(server, access_log=None)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    try:
        await web.TCPSite(runner, settings.host, settings.port).start()
    except OSError as error:
        raise NotReadyError(
            f"HTTP can't be served on {settings.host} port {settings.port}: {error.strerror}. "
            "Set VIGIL_HOST or VIGIL_PORT to another."
        ) from None
    log.info("listening", host=settings.host, port=settings.port)


async def _tick(world: World, senders: Mapping[Platform, Sender], stack: AsyncExitStack) -> None:
    from scheduler.delivery import Delivery  # noqa: PLC0415
    from scheduler.ticks import Ticks  # noqa: PLC0415

    delivery = Delivery(world.store, world.clock, senders)
    ticks = Ticks(world.store, world.clock, world.chance, delivery)
    ticks.start()
    stack.push_async_callback(ticks.stop)


async def _first_of(*ends: Coroutine[None, None, object]) -> None:
    """Wait for the first to end, and give the others up; where it failed, fail."""
    tasks = [asyncio.create_task(end) for end in ends]
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    for task in done:
        task.result()
