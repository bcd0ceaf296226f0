"""The page that Prometheus reads: gathered when it asks, and never twice at a time."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Final

import structlog
from aiohttp import web
from sqlalchemy import QueuePool

from bots.exposed import Gauges
from bots.health import Health, refuse_proxies
from bots.keeper import Keeper
from bots.meter import Meter
from core.ports import Clock, StoreAwayError
from storage.backlog import Backlog, backlog
from storage.engine import POOL_SIZE
from storage.unit_of_work import SqlStore

log = structlog.get_logger()

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
"""prometheus.io/docs/instrumenting/exposition_formats, "Text-based format"."""

REST: Final = 50
"""What took so long to count is believed for so many times as long: a million messages that wait
take half a second, and whoever asks every 15 seconds is not to keep the database busy with it."""


class Sparing:
    """Counts what waits, and believes it for REST times as long as that took."""

    def __init__(
        self, count: Callable[[], Backlog], timer: Callable[[], float] = time.monotonic
    ) -> None:
        """Count by this; the timer's unit does not matter."""
        self._count = count
        self._timer = timer
        self._found: Backlog | None = None
        self._until = 0.0

    def __call__(self) -> Backlog:
        """What waits now, or did a while ago."""
        started = self._timer()
        if self._found is None or started >= self._until:
            self._found = self._count()
            ended = self._timer()
            self._until = ended + (ended - started) * REST
        return self._found


class Metrics:
    """`/metrics`, over what this process has."""

    def __init__(
        self, store: SqlStore, clock: Clock, meter: Meter, health: Health, polling: Keeper
    ) -> None:
        """Nothing is asked before somebody asks us."""
        self._store = store
        self._clock = clock
        self._meter = meter
        self._health = health
        self._polling = polling
        self._one_at_a_time = asyncio.Lock()
        self._waiting = Sparing(self._count)

    def routes(self) -> list[web.RouteDef]:
        """What to add to the web application."""
        return [web.get("/metrics", self._answer)]

    async def _answer(self, request: web.Request) -> web.Response:
        refuse_proxies(request)
        async with self._one_at_a_time:
            parts = await self._health.look()
            well = {part: trouble is None for part, trouble in parts.items()}
            page = await asyncio.to_thread(self._page, well)
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE})

    def _page(self, parts: Mapping[str, bool]) -> bytes:
        """In a thread: it asks the database, and the library is imported by the first."""
        from bots.exposition import exposition  # noqa: PLC0415

        pool = self._store.engine.pool
        gauges = Gauges(
            self._backlog(),
            parts,
            POOL_SIZE,
            pool.checkedout() if isinstance(pool, QueuePool) else 0,
            self._store.times_away,
            self._polling.holds,
        )
        return exposition(self._meter, gauges)

    def _backlog(self) -> Backlog | None:
        try:
            return self._waiting()
        except StoreAwayError as error:
            log.warning("metrics_store_away", **error.told)
            return None

    def _count(self) -> Backlog:
        with self._store.read() as uow:
            return backlog(uow.connection, self._clock.now())
