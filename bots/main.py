"""The composition root: the one place that puts core, storage, timer and platforms together."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, suppress
from typing import TYPE_CHECKING, Final

import structlog

from bots.checks import Checks
from bots.database import NotReadyError, check_database, open_store, world_over
from bots.health import Health, routes
from bots.keeper import Keeper
from bots.meter import Meter
from bots.observed import ObservedGate, deliveries_counted
from bots.only import Only
from bots.runtime import keep_what_is_loaded
from bots.settings import Settings
from bots.stopping import stop_when_told, stopping_in_time
from core.domain.people import Platform
from core.i18n import Words
from core.inbound import Inbound
from core.ports import StoreAwayError
from core.views.menu import command_menu
from scheduler.gate import SharedGate
from storage.hints import Listener, Topic
from storage.unit_of_work import SqlStore

if TYPE_CHECKING:
    from aiohttp import web

    from bots.slack.app import Slack
    from bots.telegram.app import TelegramBot
    from scheduler.refusals import Asked

log = structlog.get_logger()

POLLING: Final = "telegram-polling"
"""The lease of whoever asks Telegram for news: it gives them to one asker at a time."""
TRY_AGAIN_AFTER = 3.0
"""Seconds between two attempts to reach a database that is away at the start."""

LAST_REQUESTS: Final = 1.0
"""Seconds for HTTP requests that are being answered while everything else has ended."""


async def run(settings: Settings, only: Only | None = None) -> None:
    """Serve every platform that has a token until SIGTERM or SIGINT, then end what is under way.

    Raises:
        NotReadyError: the database lacks tables, or Telegram refuses our token or address.
    """
    stop = asyncio.Event()
    stop_when_told(stop)
    if not await _reach(settings.database_url, stop):
        return
    with open_store(settings.database_url, settings.terms) as store:
        async with stopping_in_time() as stack:
            await _first_of(stop.wait(), _Process(settings, store, stack).serve(only))


async def _reach(url: str, stop: asyncio.Event) -> bool:
    """Wait for a database that is away; False if we were asked to stop meanwhile."""
    while not stop.is_set():
        try:
            await asyncio.to_thread(check_database, url)
        except StoreAwayError as error:
            log.warning("store_away", try_again_after=TRY_AGAIN_AFTER, **error.told)
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), TRY_AGAIN_AFTER)
        else:
            return True
    return False


class _Process:
    """What runs here. Each part is ended by the stack, the last first.

    What a command without a platform does not need is imported where it is used, and of the
    platforms only those that are configured: imports are most of a start.
    """

    def __init__(self, settings: Settings, store: SqlStore, stack: AsyncExitStack) -> None:
        self._settings = settings
        self._store = store
        self._meter = Meter()
        self._world = world_over(store, meter=self._meter)
        self._health = Health(self._world.clock)
        self._checks = Checks(store, self._world.clock)
        self._health.watch("database", self._checks.database)
        self._stack = stack
        self._senders: dict[Platform, Asked] = {}
        self._resting: list[Callable[[], Awaitable[None]]] = []
        self._polling = Keeper(store, POLLING, self._world.chance.new_id())
        self._wakers: dict[Topic, Callable[[], None]] = {Topic.LEASES: self._polling.wake}
        self._inbound = Inbound(self._world.clock, settings.inbound_limit)
        self._gate = ObservedGate(SharedGate(store, settings.rates), self._meter)

    async def serve(self, only: Only | None) -> None:
        """Start everything, and serve for ever, or until a platform refuses us."""
        from aiohttp import web  # noqa: PLC0415

        telegram, server = None, web.Application()
        server.add_routes(self._watched())
        self._listen()
        if only is Only.SCHEDULER:
            await self._send_only()
            await self._open(server, needed=False)
        else:
            telegram = await self._take_in(server)
        await self._watch_tokens()
        if only is not Only.BOTS:
            self._tick()
        self._stack.push_async_callback(self._rest)
        keep_what_is_loaded()
        log.info("serving", platforms=sorted(self._senders), only=only)
        await (_end_of(telegram) if telegram else asyncio.Event().wait())

    async def _rest(self) -> None:
        """Begin nothing more, everywhere at the same time, and finish what is under way.

        Only then is anything closed: what is being sent needs it.
        """
        await asyncio.gather(*(rest() for rest in self._resting))

    async def _take_in(self, server: "web.Application") -> "TelegramBot | None":
        """Listen to every platform that is configured."""
        settings = self._settings
        if settings.slack:
            slack = await self._stack.enter_async_context(self._slack())
            server.add_routes(slack.routes())
            self._senders[Platform.SLACK] = slack.sender
            self._resting.append(slack.rest)
            self._watch(Platform.SLACK, lambda: slack.is_connected)
        telegram = self._telegram() if settings.telegram else None
        if telegram is not None and settings.telegram_webhook:
            telegram.add_routes(server)
        await self._open(server, needed=settings.needs_port)
        if telegram is not None:
            await self._stack.enter_async_context(telegram)
            self._senders[Platform.TELEGRAM] = telegram.sender
            self._resting.append(telegram.rest)
            self._watch(Platform.TELEGRAM, lambda: telegram.is_ready)
        return telegram

    async def _send_only(self) -> None:
        """Be able to send to every platform that is configured."""
        settings = self._settings
        if settings.slack:
            from bots.slack.sender import SlackSender  # noqa: PLC0415
            from bots.slack.web import open_web  # noqa: PLC0415

            token = settings.slack_bot_token.get_secret_value()
            web = await self._stack.enter_async_context(open_web(token, settings.slack_api_url))
            self._senders[Platform.SLACK] = SlackSender(web, self._gate)
            self._watch(Platform.SLACK)
        if settings.telegram:
            from bots.telegram.app import sending  # noqa: PLC0415

            token = settings.telegram_token.get_secret_value()
            sender = sending(token, api_url=settings.telegram_api_url, gate=self._gate)
            self._senders[Platform.TELEGRAM] = await self._stack.enter_async_context(sender)
            self._watch(Platform.TELEGRAM)

    async def _watch_tokens(self) -> None:
        """See to it that a platform that refuses our token goes on once it takes it again."""
        from scheduler.refusals import watching  # noqa: PLC0415

        watch = watching(self._store, self._world.clock, self._senders)
        await self._stack.enter_async_context(watch)

    def _slack(self) -> "AbstractAsyncContextManager[Slack]":
        from bots.slack.app import Access, running  # noqa: PLC0415

        access = Access(
            self._settings.slack_bot_token.get_secret_value(),
            self._settings.slack_signing_secret.get_secret_value(),
            self._settings.slack_app_token.get_secret_value(),
            self._settings.slack_api_url,
        )
        return running(self._world.app, access, gate=self._gate, inbound=self._inbound)

    def _telegram(self) -> "TelegramBot":
        from bots.telegram.app import TelegramBot  # noqa: PLC0415

        return TelegramBot(
            self._world.app,
            self._settings.telegram_token.get_secret_value(),
            api_url=self._settings.telegram_api_url,
            public_url=self._settings.public_url,
            webhook_secret=self._settings.telegram_webhook_secret.get_secret_value(),
            commands=command_menu(Words(platform=Platform.TELEGRAM)),
            alone=self._polling.alone,
            gate=self._gate,
            inbound=self._inbound,
        )

    def _watched(self) -> "list[web.RouteDef]":
        """What tells whoever watches over us how we are."""
        from bots.metrics import Metrics  # noqa: PLC0415

        metrics = Metrics(self._store, self._world.clock, self._meter, self._health, self._polling)
        looking = asyncio.create_task(self._health.run())
        self._stack.callback(looking.cancel)
        return [*routes(self._health), *metrics.routes()]

    def _watch(self, platform: Platform, is_connected: Callable[[], bool] = lambda: True) -> None:
        self._health.watch(platform.value, self._checks.platform(platform, is_connected))

    async def _open(self, server: "web.Application", *, needed: bool) -> None:
        """Serve HTTP, if only for those who watch over us; then a port that is taken may be."""
        from aiohttp import web  # noqa: PLC0415

        host, port = self._settings.host, self._settings.port
        if not port:
            return
        runner = web.AppRunner(server, access_log=None, shutdown_timeout=LAST_REQUESTS)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, host, port)
        try:
            await site.start()
        except OSError as error:
            if not needed and "port" not in self._settings.model_fields_set:
                log.warning("port_taken", host=host, port=port, unserved="health and metrics")
                return
            why = (error.strerror or str(error)).rpartition(": ")[2]  # asyncio repeats the address
            raise NotReadyError(
                f"HTTP can't be served on {host} port {port}: {why}. "
                "Set VIGIL_HOST or VIGIL_PORT to another."
            ) from None
        self._resting.append(site.stop)
        log.info("listening", host=host, port=port)

    def _tick(self) -> None:
        """Plan and deliver."""
        from scheduler.clocks import ClockWatch  # noqa: PLC0415
        from scheduler.delivery import Delivery  # noqa: PLC0415
        from scheduler.ticks import Ticks  # noqa: PLC0415

        world = self._world
        delivery = Delivery(world.store, world.clock, self._senders, self._gate)
        delivery.watched_by(deliveries_counted(self._meter))
        watch = ClockWatch(world.store, world.clock)
        ticks = Ticks(world.store, world.clock, world.chance, delivery, watch)
        ticks.keep(self._settings.keeping)
        self._wakers[Topic.OUTBOX] = ticks.wake
        self._health.watch("clock", self._checks.clock)
        ticks.start()
        self._resting.append(ticks.stop)

    def _listen(self) -> None:
        """Hear at once what other processes put down."""
        loop = asyncio.get_running_loop()

        def tell(topic: Topic) -> None:
            if topic in self._wakers:
                loop.call_soon_threadsafe(self._wakers[topic])

        listener = Listener(self._store.engine, tell)
        listener.start()
        self._stack.push_async_callback(asyncio.to_thread, listener.close)


async def _end_of(telegram: "TelegramBot") -> None:
    from bots.telegram.results import TokenRefusedError  # noqa: PLC0415
    from bots.telegram.setup import WebhookRefusedError  # noqa: PLC0415

    try:
        await telegram.wait()
    except (TokenRefusedError, WebhookRefusedError) as error:
        raise NotReadyError(str(error)) from None


async def _first_of(*ends: Coroutine[None, None, object]) -> None:
    """Wait for the first to end, and give the others up; where it failed, fail."""
    tasks = [asyncio.create_task(end) for end in ends]
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    for task in done:
        task.result()
