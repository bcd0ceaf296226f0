"""Memory does not grow with the audience: ten times as many readers take no more of it."""

import asyncio
import gc
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select

from bots.world import SettableClock, SystemChance
from core.domain.people import Identity, Platform
from core.domain.schedule import Slot
from core.domain.subscriptions import (
    Address,
    Delivered,
    DigestKind,
    Found,
    Retry,
    SendResult,
    SubscriptionState,
)
from core.parts import View
from scheduler import planner, preparing
from scheduler.delivery import Delivery
from scheduler.planner import plan
from storage.tables_messages import deliveries, subscriptions
from storage.unit_of_work import SqlStore

MONDAY = datetime(2010, 5, 17, 9, tzinfo=UTC)
FEW = 1_000
MANY = 4_000
PERSONAL = 20
"""One in so many has a digest of their own."""
MORE = 1.5
"""So much more may the many take: what was loaded late, and what the allocator keeps."""


@dataclass
class Nowhere:
    """A platform that takes everything."""

    taken: int = 0

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        assert address
        assert view.title
        assert not begun
        self.taken += 1
        return Delivered(posting)

    async def was_sent(self, address: Address, posting: str) -> Found | Retry | None:
        raise AssertionError(address, posting)

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:
        raise AssertionError(address, message, instead)


def subscribe(store: SqlStore, first: int, count: int) -> None:
    """Readers from that number on, some with a digest of their own."""
    numbers = range(first, first + count)
    with store.write() as uow:
        people = [number for number in numbers if number % PERSONAL == 0]
        for number in people:
            uow.people.add(f"p{number}", Identity(Platform.CONSOLE, str(number)), MONDAY)
        rows = [
            {
                "platform": Platform.CONSOLE,
                "conversation": str(number),
                "thread": "",
                "kind": DigestKind.CASES if number in people else DigestKind.GOALS,
                "person": f"p{number}" if number in people else None,
                "weekday": 0,
                "minute": 540,
                "zone": Slot().zone,
                "since": MONDAY - timedelta(weeks=9),
                "state": SubscriptionState.ACTIVE,
                "language": "en",
            }
            for number in numbers
        ]
        uow.connection.execute(insert(subscriptions), rows)


def peak(act: Callable[[], object]) -> int:
    """The most memory that Python had for something, in bytes."""
    gc.collect()
    tracemalloc.start()
    act()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def done(store: SqlStore) -> int:
    with store.read() as uow:
        return len(uow.connection.execute(select(deliveries.c.id)).all())


def test_ten_times_as_many_take_no_more_memory(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To plan, and to send; the few are more than are held at once."""
    monkeypatch.setattr("storage.plan.ROOM", dict.fromkeys(("sqlite", "postgresql"), 200))
    monkeypatch.setattr(planner, "COMPOSED", 10)
    monkeypatch.setattr(preparing, "MOST_WORDED", 8)
    peaks: list[tuple[int, int]] = []
    for week, (first, count) in enumerate(((0, FEW // 2), (FEW // 2, FEW // 2), (FEW, MANY - FEW))):
        subscribe(store, first, count)
        now = MONDAY + timedelta(weeks=week)
        clock, there = SettableClock(now), Nowhere()
        delivery = Delivery(store, clock, {Platform.CONSOLE: there}, at_once=8)
        planning = peak(lambda now=now: plan(store, SystemChance(), now))  # type: ignore[misc]
        sending = peak(lambda delivery=delivery: asyncio.run(delivery.drain()))  # type: ignore[misc]
        peaks.append((planning, sending))
    _, few, many = peaks  # the first round loads and compiles what all need
    assert done(store) == FEW // 2 + FEW + MANY
    assert many[0] < few[0] * MORE
    assert many[1] < few[1] * MORE
