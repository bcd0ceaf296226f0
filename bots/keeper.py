"""Doing what only one of all processes may do, for as long as it is this one's turn."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

import structlog

from core.ports import Store, StoreAwayError

log = structlog.get_logger()

LEASE: Final = timedelta(seconds=12)
"""After the death of whoever holds it nobody does the work for so long, and a little."""
KEEP_EVERY: Final = 4.0
"""Seconds between two times that it is held for longer: it outlives a slow one and a failed one."""
TRY_EVERY: Final = 2.0
"""Seconds between two attempts to take it over, where no hint comes."""


class Keeper:
    """Holds one lease whenever it can be had, and does the work meanwhile.

    While the database is away nobody can take it over, and so the work goes on: on Telegram, to
    tell whoever asks that the records are away. If only this process is cut off, two may do the
    work for a while; it has to be such that this is no more than a nuisance.
    """

    def __init__(self, store: Store, name: str, holder: str) -> None:
        """`holder` names this process and no other one."""
        self._store = store
        self._name = name
        self._holder = holder
        self._wake = asyncio.Event()
        self.holds = False

    def wake(self) -> None:
        """The lease may be free."""
        self._wake.set()

    async def alone(self, work: Callable[[], Awaitable[None]]) -> None:
        """Do it whenever it is our turn, anew each time, until it ends by itself or raises.

        Where this is cancelled, or the turn is lost, the work is cancelled, and may take its time
        to end; only then the lease is given back.
        """
        try:
            while True:
                await self._taken()
                working = asyncio.ensure_future(work())
                await self._until_lost(working)
                if working.done():
                    return await working
                await _cancelled(working)
        finally:
            await self._given_back()

    async def _until_lost(self, working: asyncio.Future[None]) -> None:
        """Keep the turn until the work has ended, or another has the turn."""
        keeping = asyncio.create_task(self._kept())
        try:
            await asyncio.wait({working, keeping}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await _cancelled(working)
            raise
        finally:
            self.holds = False
            await _cancelled(keeping)

    async def _taken(self) -> None:
        """Wait for our turn."""
        while not await self._hold():
            self._wake.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), TRY_EVERY)
        self.holds = True
        log.info("lease_taken", lease=self._name)

    async def _kept(self) -> None:
        """Hold it for longer, again and again, until another has it."""
        while True:
            await asyncio.sleep(KEEP_EVERY)
            if await self._hold() is False:
                log.warning("lease_lost", lease=self._name)
                return

    async def _hold(self) -> bool | None:
        """Whether it is ours; None where nobody can tell."""
        holding = asyncio.ensure_future(asyncio.to_thread(self._held))
        try:
            return await asyncio.shield(holding)
        except StoreAwayError as error:
            log.warning("store_away", lease=self._name, **error.told)
            return None
        except asyncio.CancelledError:  # it may be taken yet, and would not be given back
            await asyncio.wait({holding})
            raise

    def _held(self) -> bool:
        with self._store.write() as uow:
            return uow.leases.hold(self._name, self._holder, LEASE)

    async def _given_back(self) -> None:
        with suppress(StoreAwayError):  # then it ends by itself
            await asyncio.to_thread(self._release)

    def _release(self) -> None:
        with self._store.write() as uow:
            uow.leases.release(self._name, self._holder)


async def _cancelled(task: asyncio.Future[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
