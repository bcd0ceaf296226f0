import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime
from unittest.mock import patch

import pytest

from bots.meter import DELIVERIES, LAG, Meter
from bots.observed import deliveries_counted
from bots.world import SettableClock, SystemChance
from core.domain.people import Platform
from core.domain.schedule import Slot
from core.domain.subscriptions import Address, Delivered, Found, SendResult, Subscription
from core.parts import View
from core.ports import StoreAwayError
from scheduler.delivery import Delivery
from scheduler.planner import plan
from scheduler.ticks import Ticks
from storage.unit_of_work import SqlStore

FRIDAY = datetime(2010, 5, 14, 12, tzinfo=UTC)
MONDAY = datetime(2010, 5, 17, 9, tzinfo=UTC)


@dataclass
class SlowSender:
    """Takes its time, so that it can be stopped in the middle."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    sent: list[str] = field(default_factory=list)

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        assert view.title
        self.begun.set()
        await asyncio.sleep(0.2)
        self.sent.append(address.conversation)
        return Delivered(posting)

    async def was_sent(self, address: Address, posting: str) -> Found | None:
        assert address
        assert posting
        return None

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:
        return await self.send(address, instead, message)


@pytest.fixture
def due(sqlite_store: SqlStore) -> SqlStore:
    """Two digests wait to be sent."""
    with sqlite_store.write() as uow:
        for name in ("ada", "ben"):
            address = Address(Platform.CONSOLE, name)
            uow.subscriptions.put(Subscription(address, Slot(), FRIDAY))
    assert plan(sqlite_store, SystemChance(), MONDAY) == 2
    return sqlite_store


def test_to_stop_lets_the_message_under_way_end_and_begins_no_other(due: SqlStore) -> None:
    clock = SettableClock(MONDAY)

    async def scene() -> list[str]:
        sender = SlowSender()
        delivery = Delivery(due, clock, {Platform.CONSOLE: sender}, at_once=1)
        ticks = Ticks(due, clock, SystemChance(), delivery)
        ticks.start()
        await sender.begun.wait()
        await ticks.stop()
        return sender.sent

    assert len(asyncio.run(scene())) == 1
    with due.write() as uow:
        later = datetime(2010, 5, 17, 10, tzinfo=UTC)
        (waits,) = uow.outbox.claim(later, later - MONDAY, 10, (Platform.CONSOLE,))
    assert not waits.doubtful


def test_a_tick_survives_a_database_that_is_away(due: SqlStore) -> None:
    clock = SettableClock(MONDAY)

    async def scene() -> list[str]:
        sender = SlowSender()
        delivery = Delivery(due, clock, {Platform.CONSOLE: sender}, at_once=1)
        ticks = Ticks(due, clock, SystemChance(), delivery)
        with patch.object(SqlStore, "write", side_effect=StoreAwayError):
            await ticks.plan()
            await ticks.deliver()
        assert sender.sent == []
        await ticks.deliver()
        return sender.sent

    assert sorted(asyncio.run(scene())) == ["ada", "ben"]


def test_a_hint_is_followed_at_once(sqlite_store: SqlStore) -> None:
    clock = SettableClock(MONDAY)

    async def scene() -> list[str]:
        sender = SlowSender()
        delivery = Delivery(sqlite_store, clock, {Platform.CONSOLE: sender})
        delivery.watched_by(deliveries_counted(meter))
        ticks = Ticks(sqlite_store, clock, SystemChance(), delivery)
        with patch("scheduler.delivery.POLL", 3600):
            ticks.start()
            await asyncio.sleep(0.2)
            with sqlite_store.write() as uow:
                address = Address(Platform.CONSOLE, "ada")
                uow.subscriptions.put(Subscription(address, Slot(), FRIDAY))
            await ticks.plan()
            ticks.wake()
            async with asyncio.timeout(30):
                await sender.begun.wait()
            await ticks.stop()
        return sender.sent

    meter = Meter()
    assert asyncio.run(scene()) == ["ada"]
    [(labels, _)] = meter.of(DELIVERIES)
    assert labels == ("console", "goals", "delivered")
    [(platform, lag)] = meter.of(LAG)
    assert (platform, lag.total) == (("console",), 0)
