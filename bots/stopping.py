"""How a process ends when it is told to: in time, whatever is slow, and at once when told twice."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from threading import Timer
from typing import Final

import structlog

log = structlog.get_logger()

STOP_WITHIN = 8.0
"""Seconds for what is under way to end: Docker, for one, loses patience after 10."""
HASTE = 0.2
"""Seconds that each part still has after that, one after another."""
AT_LAST: Final = 9.5
"""Seconds after which the process ends even if a thread of it hangs (Python waits for those)."""


def stop_when_told(stop: asyncio.Event) -> None:
    """Set the event at the first SIGTERM or SIGINT; a second one ends the process at once."""
    loop = asyncio.get_running_loop()

    def told() -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
            signal.signal(number, signal.SIG_DFL)
        last = Timer(AT_LAST, _end)
        last.daemon = True
        last.start()
        stop.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told)


def _end() -> None:
    """Leave what hangs: it is lost as little as in a crash, and found again by others."""
    log.warning("stopped_in_haste")
    os._exit(0)


@asynccontextmanager
async def stopping_in_time() -> AsyncIterator[AsyncExitStack]:
    """A stack whose parts end, the last first, within STOP_WITHIN and a little."""
    stack = AsyncExitStack()
    try:
        yield stack
    finally:
        log.info("stopping")
        closing = asyncio.create_task(stack.aclose())
        await asyncio.wait({closing}, timeout=STOP_WITHIN)
        if not closing.done():
            log.warning("stopped_in_haste")
        while not closing.done():  # what is closed next would take its own time again
            closing.cancel()
            await asyncio.wait({closing}, timeout=HASTE)
        if not closing.cancelled():
            closing.result()
        log.info("stopped")
