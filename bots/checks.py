"""How the parts of a process are: what `/readyz` and `/metrics` tell of each."""

import asyncio
from collections.abc import Callable

from bots.health import Check
from core.domain.people import Platform
from core.ports import Clock, StoreAwayError
from scheduler.clocks import clock_problem
from storage.schema import NEWEST, step_of
from storage.unit_of_work import SqlStore


class Checks:
    """Over one store. That the database is away is told by its own check alone."""

    def __init__(self, store: SqlStore, clock: Clock) -> None:
        """Nothing is asked yet."""
        self._store = store
        self._clock = clock

    async def database(self) -> str:
        """It is there, with the tables of this version or a newer one."""
        step = await asyncio.to_thread(step_of, self._store.engine)
        return "" if (step or "") >= NEWEST else "not prepared: run vigil db upgrade"

    async def clock(self) -> str:
        """It can be believed; nothing is planned by one that can't."""
        try:
            problem = await asyncio.to_thread(clock_problem, self._store, self._clock)
        except StoreAwayError:
            return ""
        return "wrong: nothing is planned here, see vigil doctor" if problem else ""

    def platform(self, platform: Platform, is_connected: Callable[[], bool]) -> Check:
        """It is connected, and does not refuse our token."""

        async def check() -> str:
            if not is_connected():
                return "not connected"
            return await asyncio.to_thread(self._refusal, platform)

        return check

    def _refusal(self, platform: Platform) -> str:
        try:
            with self._store.read() as uow:
                refusing = {one.platform for one in uow.refusals.all()}
        except StoreAwayError:
            return ""
        return "its token is refused" if platform in refusing else ""
