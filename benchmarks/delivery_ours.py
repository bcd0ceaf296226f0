"""Delivery as `vigil run` puts it together, in a process of its own, with the limits off."""

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from itertools import count
from typing import Final

from benchmarks import waiting
from benchmarks.processes import work_when_asked
from bots.logs import configure
from bots.runtime import keep_what_is_loaded, prepare_to_serve
from bots.slack.sender import SlackSender
from bots.slack.web import open_web
from bots.telegram.app import sending
from bots.world import SettableClock
from core.domain.people import Platform
from core.domain.subscriptions import Address, Delivered, Found, SendResult
from core.parts import View
from core.ports import Sender
from scheduler.delivery import AT_ONCE, Delivery
from scheduler.gate import SharedGate
from storage.engine import open_engine
from storage.unit_of_work import SqlStore

Round = Callable[[], Awaitable[float]]
TOKEN: Final = "1:delivery"  # noqa: S105  of no bot


class Nowhere:
    """A platform that takes everything at once: what is measured is the way to it."""

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        del address, view, begun
        return Delivered(posting)

    async def was_sent(self, address: Address, posting: str) -> Found | None:
        del address, posting
        return None

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:
        del address, instead
        return Delivered(message)


@asynccontextmanager
async def _sender(platform: Platform, far_side: str) -> AsyncIterator[Sender]:
    match platform:
        case Platform.TELEGRAM:
            async with sending(TOKEN, api_url=far_side) as telegram:
                yield telegram
        case Platform.SLACK:
            async with open_web("xoxb-delivery", f"{far_side}/api/") as web:
                yield SlackSender(web)
        case Platform.CONSOLE:
            yield Nowhere()


def _rounds(store: SqlStore, platform: Platform, sender: Sender, at_once: int) -> Round:
    """Send everything that waits; each time as many more."""
    numbers = count(1)
    put_down = waiting.put_notices if at_once == 1 else waiting.put_down
    gate = SharedGate(store, {platform: 0})
    clock = SettableClock(waiting.DAY)

    async def work() -> float:
        with store.write() as uow:
            put = put_down(uow.connection, f"2010-R{next(numbers):03}")
        delivery = Delivery(store, clock, {platform: sender}, gate, at_once=at_once)
        start = time.perf_counter()
        sent = await delivery.drain()
        took = time.perf_counter() - start
        if sent != put:
            raise RuntimeError(f"{sent} of {put} were sent")
        return took

    return work


async def _main(platform: str, far_side: str, database: str, at_once: str = str(AT_ONCE)) -> None:
    prepare_to_serve()
    configure("INFO")
    engine = open_engine(database)
    async with _sender(Platform(platform), far_side) as sender:
        keep_what_is_loaded()
        await work_when_asked(_rounds(SqlStore(engine), Platform(platform), sender, int(at_once)))
    engine.dispose()


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
