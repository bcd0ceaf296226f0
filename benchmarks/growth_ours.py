"""Plan a digest for so many readers, send them all to nowhere, and say the peak of memory in MB."""

import asyncio
import resource
import sys
from datetime import UTC, datetime

import structlog

from benchmarks import movement
from benchmarks.processes import until_parent_leaves
from bots.world import SettableClock, SystemChance
from core.domain.people import Platform
from core.domain.subscriptions import Address, Delivered, Found, SendResult
from core.parts import View
from scheduler.delivery import Delivery
from scheduler.planner import plan
from storage.engine import open_engine
from storage.unit_of_work import SqlStore

FRIDAY = datetime(2010, 5, 21, 12, tzinfo=UTC)


class Nowhere:
    """A platform that takes everything."""

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        del address, view, begun
        return Delivered(posting)

    async def was_sent(self, address: Address, posting: str) -> Found | None:
        del address, posting
        return None

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:
        del address, instead
        return Delivered(message)


async def _main(database: str, size: str) -> None:
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    engine = open_engine(database)
    store = SqlStore(engine)
    with engine.begin() as connection:
        movement.subscribe(connection, int(size))
    assert plan(store, SystemChance(), FRIDAY) == int(size)
    senders = dict.fromkeys((Platform.SLACK, Platform.TELEGRAM), Nowhere())
    sent = await Delivery(store, SettableClock(FRIDAY), senders).drain()
    assert sent > int(size) / 2, sent
    engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    await until_parent_leaves(f"{peak:.1f}")


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
