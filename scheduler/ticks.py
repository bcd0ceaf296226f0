"""The timer: it only says "now"; what is due stands in the database."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from core.ports import Chance, Clock, Store, StoreAwayError
from core.usecases.feedback_clock import lapse_appeals
from core.usecases.proposals import due_proposals
from scheduler.delivery import Delivery
from scheduler.planner import plan

log = structlog.get_logger()

PLAN_EVERY = 20
DELIVER_EVERY = 5


class Ticks:
    """Plans and delivers at short intervals, with coalescing and no misfire limit."""

    def __init__(self, store: Store, clock: Clock, chance: Chance, delivery: Delivery) -> None:
        """Make the timer; nothing runs before `start`."""
        self._store = store
        self._clock = clock
        self._chance = chance
        self._delivery = delivery
        self._under_way: set[asyncio.Task[None]] = set()
        defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        self._timer = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)

    def start(self) -> None:
        """Begin to tick on the running event loop."""
        self._timer.add_job(self.plan, "interval", seconds=PLAN_EVERY)
        self._timer.add_job(self.deliver, "interval", seconds=DELIVER_EVERY)
        self._timer.start()

    async def stop(self) -> None:
        """Tick no more, once what is under way has ended.

        The timer by itself would cancel a message between its first byte and its record.
        """
        self._timer.pause()
        self._delivery.finish()
        if self._under_way:
            await asyncio.wait(self._under_way)
        self._timer.shutdown(wait=False)

    async def plan(self) -> None:
        """Fill the outbox with what is due."""
        await self._survive(self._plan)

    async def deliver(self) -> None:
        """Send what waits."""
        await self._survive(self._delivery.drain)

    async def _plan(self) -> None:
        now = self._clock.now()
        lapsed = await asyncio.to_thread(lapse_appeals, self._store, self._chance, now)
        if lapsed:
            log.info("lapsed", answers=lapsed)
        effective = await asyncio.to_thread(due_proposals, self._store, self._chance, now)
        if effective:
            log.info("effective", proposals=effective)
        count = await asyncio.to_thread(plan, self._store, self._chance, now)
        if count:
            log.info("planned", digests=count)

    async def _survive(self, act: Callable[[], Awaitable[object]]) -> None:
        """Do it, also with a database that is away: the next tick tries again."""
        task = asyncio.create_task(_alone(act))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        await asyncio.shield(task)


async def _alone(act: Callable[[], Awaitable[object]]) -> None:
    try:
        await act()
    except StoreAwayError:
        log.warning("store_away")
