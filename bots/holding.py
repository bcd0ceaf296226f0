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
AGAIN: Final = 0.5
"""Seconds until the next, where the records were away: they are told as soon as they are back."""


class Holding:
    """The keys of the requests under way here, told to the records again and again."""

    def __init__(
        self, tell: Callable[[Sequence[str]], None], *, every: float = EVERY, again: float = AGAIN
    ) -> None:
        """Tell them to this function of the core, in a thread."""
        self._tell = tell
        self._every = every
        self._again = again
        self._keys: Counter[str] = Counter()

    @contextmanager
    def of(self, *keys: str) -> Iterator[None]:
        """Hold these for as long as the context lasts."""
        for key in keys:
            self.take(key)
        try:
            yield
        finally:
            for key in keys:
                self.release(key)

    def take(self, key: str) -> None:
        """Hold it until it is released; whoever takes it twice releases it twice."""
        self._keys[key] += 1

    def release(self, key: str) -> None:
        """It is held no more."""
        self._keys[key] -= 1
        if self._keys[key] <= 0:
            del self._keys[key]

    def __contains__(self, key: str) -> bool:
        return key in self._keys

    async def run(self) -> None:
        """Tell what is held, until cancelled; what takes no time is never told."""
        pause = self._every
        while True:
            before = set(self._keys)
            await asyncio.sleep(pause)
            kept = before & set(self._keys)
            told = not kept or await self._told_of(sorted(kept))
            pause = self._every if told else self._again

    async def _told_of(self, keys: Sequence[str]) -> bool:
        """Whether the records know; what they refuse for another reason is not told at once."""
        try:
            await asyncio.to_thread(self._tell, keys)
        except StoreAwayError:
            log.warning("holding_store_away", requests=len(keys))
            return False
        except Exception:  # the edge: what is held next is told all the same
            log.exception("holding_failed")
        return True
