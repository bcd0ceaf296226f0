"""The timer: it only says "now"; what is due stands in the database."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from datetime import UTC, datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from core.domain.keeping import USUAL, Keeping
from core.ports import Chance, Clock, Store, StoreAwayError
from core.usecases.feedback_clock import lapse_appeals
from core.usecases.proposals import due_proposals
from scheduler.clocks import ClockWatch
from scheduler.delivery import Delivery
from scheduler.erasing import erase, set_aside_unwanted
from scheduler.planner import plan

log = structlog.get_logger()

PLAN_EVERY = 20
ERASE_EVERY = 600


class Ticks:
    """Plans at short intervals, and delivers whenever there may be something."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        chance: Chance,
        delivery: Delivery,
        watch: ClockWatch | None = None,
    ) -> None:
        """Make the timer; nothing runs before `start`.

        `watch` looks whether a clock that is to be the world's is right.
        """
        self._keeping = USUAL
        self._store = store
        self._clock = clock
        self._chance = chance
        self._delivery = delivery
        self._watch = watch
        self._finishing = threading.Event()
        self._wake = asyncio.Event()
        self._under_way: set[asyncio.Task[None]] = set()
        defaults = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        self._timer = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)

    def start(self) -> None:
        """Begin on the running event loop, and at once plan what fell due meanwhile."""
        at_once = datetime.now(UTC)
        self._timer.add_job(self.plan, "interval", seconds=PLAN_EVERY, next_run_time=at_once)
        self._timer.add_job(self.erase, "interval", seconds=ERASE_EVERY)
        self._timer.start()
        self._begin(self._delivery.run(self._wake))

    def wake(self) -> None:
        """There may be something to deliver."""
        self._wake.set()

    def keep(self, keeping: Keeping) -> None:
        """Erase what was kept for longer than that, instead of what is usual."""
        self._keeping = keeping

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way.

        The timer by itself would cancel a message between its first byte and its record.
        """
        self._timer.pause()
        self._finishing.set()
        self._delivery.finish()
        if self._under_way:
            await asyncio.wait(self._under_way)
        self._timer.shutdown(wait=False)

    async def plan(self) -> None:
        """Fill the outbox with what is due."""
        await asyncio.shield(self._begin(_survive(self._plan)))

    async def erase(self) -> None:
        """Erase what was kept for long enough."""
        await asyncio.shield(self._begin(_survive(self._erase)))

    async def deliver(self) -> None:
        """Send what waits."""
        await asyncio.shield(self._begin(_survive(self._delivery.drain)))

    async def _plan(self) -> None:
        if self._watch is not None and await asyncio.to_thread(self._watch.is_wrong):
            return
        now = self._clock.now()
        lapsed = await asyncio.to_thread(lapse_appeals, self._store, self._chance, now)
        if lapsed:
            log.info("lapsed", answers=lapsed)
        effective = await asyncio.to_thread(due_proposals, self._store, self._chance, now)
        if effective:
            log.info("effective", proposals=effective)
        count = await asyncio.to_thread(plan, self._store, self._chance, now, self._finishing)
        if count:
            log.info("planned", digests=count)

    async def _erase(self) -> None:
        if self._watch is not None and await asyncio.to_thread(self._watch.is_wrong):
            return
        now = self._clock.now()
        await asyncio.to_thread(set_aside_unwanted, self._store, now)
        erased = await asyncio.to_thread(erase, self._store, now, self._keeping, self._finishing)
        if erased:
            log.info("erased", **{what.name.lower(): count for what, count in erased.items()})

    def _begin(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task


async def _survive(act: Callable[[], Awaitable[object]]) -> None:
    """Do it, also with a database that is away: the next time tries again."""
    try:
        await act()
    except StoreAwayError as error:
        log.warning("store_away", **error.told)
