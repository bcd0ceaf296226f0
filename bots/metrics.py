"""The page that Prometheus reads: gathered when it asks, and never twice at a time."""

import asyncio
from collections.abc import Mapping

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
            with self._store.read() as uow:
                return backlog(uow.connection, self._clock.now())
        except StoreAwayError:
            log.warning("metrics_store_away")
            return None
