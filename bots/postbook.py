"""Which messages of ours were shown where: told to the core a little later, many at once.

A look-up writes nothing before it is answered. What it showed is written down within a second, in
one transaction with whatever else was shown meanwhile.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

import structlog

from core.ports import StoreAwayError
from core.request import Reply, Request, Sent, ShownMessage

log = structlog.get_logger()

EVERY: Final = 0.5
"""Seconds in which what is shown is gathered."""
MOST_KEPT: Final = 10_000
"""Beyond so many, while the database is away, the oldest are given up."""


class PostBook:
    """Gathers what was shown and passes it on."""

    def __init__(self, tell: Callable[[Sequence[Sent]], None], *, every: float = EVERY) -> None:
        """Tell it to this function of the core, in a thread."""
        self._tell = tell
        self._every = every
        self._noted: list[Sent] = []
        self._task: asyncio.Task[None] | None = None

    def note(self, request: Request, reply: Reply, messages: Sequence[ShownMessage]) -> None:
        """These messages show that reply."""
        if not messages:
            return
        self._noted.append(Sent(request, reply, tuple(messages)))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._later())

    async def close(self) -> None:
        """Pass on what is left."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self._flush()

    async def _later(self) -> None:
        while self._noted:
            await asyncio.sleep(self._every)
            await self._flush()

    async def _flush(self) -> None:
        noted, self._noted = self._noted, []
        if not noted:
            return
        work = asyncio.ensure_future(asyncio.to_thread(self._tell, noted))
        try:
            await asyncio.shield(work)
        except StoreAwayError:
            log.warning("posted_store_away", messages=len(noted))
            self._noted = (noted + self._noted)[-MOST_KEPT:]
        except asyncio.CancelledError:
            await asyncio.gather(work, return_exceptions=True)
            raise
        except Exception:  # the edge: what was shown stays shown, the next is noted all the same
            log.exception("posted_failed")
