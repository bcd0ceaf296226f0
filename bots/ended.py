"""What was answered, told to the records; where those are away, as soon as they are back."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import structlog

from bots.holding import Holding
from core.ports import StoreAwayError
from core.request import Request

log = structlog.get_logger()

EVERY: Final = 0.5
"""Seconds between two attempts: before anybody else takes up what seems to be unanswered."""
LAST: Final = 1.0
"""Seconds that a shutdown waits for the records."""
MOST_KEPT: Final = 10_000
"""Beyond so many, while the records are away, the oldest are left to whoever takes them up."""


class Ended:
    """What need not be answered any more, though the records could not be told yet.

    It is held until they are: others would answer it again.
    """

    def __init__(
        self, tell: Callable[[Request], None], holding: Holding, *, every: float = EVERY
    ) -> None:
        """Tell it to this function of the core, in a thread."""
        self._tell = tell
        self._holding = holding
        self._every = every
        self._untold: OrderedDict[str, Request] = OrderedDict()

    def __contains__(self, key: str) -> bool:
        """Whether it was answered and the records do not know it."""
        return key in self._untold

    async def note(self, request: Request) -> bool:
        """It was answered, or never will be; whether the records know."""
        try:
            await asyncio.to_thread(self._tell, request)
        except StoreAwayError:
            log.warning("answered_store_away", key=request.key)
            self._remember(request)
            return False
        self.forget(request.key)
        return True

    def forget(self, key: str) -> None:
        """It is known, or asked anew."""
        if self._untold.pop(key, None) is not None:
            self._holding.release(key)

    async def run(self) -> None:
        """Tell what could not be told, again and again, until cancelled."""
        while True:
            await asyncio.sleep(self._every)
            await self.settle()

    async def settle(self) -> None:
        """Tell what could not be told before, as far as the records are back."""
        for request in tuple(self._untold.values()):
            if not await self._told(request):
                break

    async def close(self) -> None:
        """Tell the last of it, if the records are there now: nobody is at it any more."""
        with suppress(TimeoutError):
            async with asyncio.timeout(LAST):
                await self.settle()

    async def _told(self, request: Request) -> bool:
        try:
            return await self.note(request)
        except Exception:  # the edge: the others are told all the same
            log.exception("answered_failed", key=request.key)
            self.forget(request.key)
            return True

    def _remember(self, request: Request) -> None:
        if request.key not in self._untold:
            self._holding.take(request.key)
        self._untold[request.key] = request
        if len(self._untold) > MOST_KEPT:
            self.forget(next(iter(self._untold)))
