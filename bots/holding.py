"""What a process is answering is kept from the others, for as long as that process lives."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import structlog

from core.ports import StoreAwayError

log = structlog.get_logger()

EVERY: Final = 4.0
"""Seconds between two tellings: two may fail before `core.app.PATIENCE` is over."""


class Holding:
    """The keys of the requests under way here, told to the records again and again."""

    def __init__(self, tell: Callable[[Sequence[str]], None], *, every: float = EVERY) -> None:
        """Tell them to this function of the core, in a thread."""
        self._tell = tell
        self._every = every
        self._keys: Counter[str] = Counter()

    @contextmanager
    def of(self, *keys: str) -> Iterator[None]:
        """Hold these for as long as the context lasts."""
        self._keys.update(keys)
        try:
            yield
        finally:
            self._keys = self._keys - Counter(keys)

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    async def run(self) -> None:
        """Tell what is held, until cancelled; what takes no time is never told."""
        while True:
            before = set(self._keys)
            await asyncio.sleep(self._every)
            if kept := before & set(self._keys):
                await self._tell_of(sorted(kept))

    async def _tell_of(self, keys: Sequence[str]) -> None:
        try:
            await asyncio.to_thread(self._tell, keys)
        except StoreAwayError:
            log.warning("holding_store_away", requests=len(keys))
        except Exception:  # the edge: what is held next is told all the same
            log.exception("holding_failed")
