"""An event loop whose clock stands while anything is at work, and leaps to what is due otherwise.

A wait so takes no time, and nothing happens sooner or later because the machine is busy.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TypeVar, TypeVarTuple, Unpack

T = TypeVar("T")
Ts = TypeVarTuple("Ts")
Found = list[tuple[selectors.SelectorKey, int]]


class LeapingClock(selectors.DefaultSelector):
    """Seconds, the same for a loop and for whatever else a test lets go by it."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 1000.0
        self.at_work = 0
        """How many threads do something for the loop."""

    def now(self) -> float:
        """The time."""
        return self._now

    def advance(self, seconds: float) -> None:
        """So long nothing could happen: the machine stood still."""
        self._now += seconds

    def select(self, timeout: float | None = None) -> Found:
        """Wait for a thread, if one is at work; else it is the next moment at once."""
        if timeout is None or timeout <= 0:
            return super().select(timeout)
        if self.at_work:
            return super().select(None)
        found = super().select(0)
        if not found:
            self._now += timeout
        return found

    def run(self, coro: Coroutine[object, object, T], seconds: float = 600.0) -> T:
        """Run one test's coroutine; TimeoutError if it takes longer by this clock."""
        with asyncio.Runner(loop_factory=lambda: _Loop(self)) as runner:
            return runner.run(asyncio.wait_for(coro, seconds))


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self, clock: LeapingClock) -> None:
        super().__init__(clock)
        self._clock = clock
        self._pool = ThreadPoolExecutor()

    def time(self) -> float:
        return self._clock.now()

    def run_in_executor(
        self, executor: Executor | None, func: Callable[[Unpack[Ts]], T], *args: *Ts
    ) -> asyncio.Future[T]:
        self._clock.at_work += 1
        work = (executor or self._pool).submit(func, *args)
        result = asyncio.wrap_future(work, loop=self)
        work.add_done_callback(lambda _: self.call_soon_threadsafe(self._done))
        return result

    def _done(self) -> None:
        """The result is there: whoever waits for it was woken before."""
        self._clock.at_work -= 1

    def close(self) -> None:
        self._pool.shutdown()
        super().close()
