"""Several processes deliver from one outbox, and keep a platform's limit together."""

import asyncio
import time
from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta

from core.domain.limits import Lane, Want
from core.domain.people import Platform
from core.domain.subscriptions import Address, Retry, SendResult
from core.parts import View
from scheduler.delivery import Delivery
from scheduler.gate import SharedGate
from storage.unit_of_work import SqlStore
from tests.contract.test_delivery import deliveries_of, plan_for
from tests.contract.test_digests import NINE_IN_KL, Postbox
from tests.doubles.loop import run

RATE = 20
CONSOLE = Platform.CONSOLE
READERS = [f"reader {number}" for number in range(30)]


class RunningClock:
    """Goes on from nine o'clock, so that what waits for a moment has it some time."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def now(self) -> datetime:
        return NINE_IN_KL + timedelta(seconds=time.monotonic() - self._start)


class FarSide(Postbox):
    """Notes when each message came, for all processes."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []
        self.refuse_at = -1

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        self.times.append(time.monotonic())
        if len(self.times) == self.refuse_at:
            return Retry(1.0, "429", wide=True)
        return await super().send(address, view, posting)


def process(store: SqlStore, far_side: FarSide, rate: int = RATE) -> tuple[Delivery, SharedGate]:
    gate = SharedGate(store, {CONSOLE: rate})
    return Delivery(store, RunningClock(), {CONSOLE: far_side}, gate), gate


def most_in_a_second(times: Sequence[float]) -> int:
    return max(bisect_right(times, at + 1.0) - i for i, at in enumerate(times))


async def drained(store: SqlStore, *deliveries: Delivery) -> None:
    """Deliver until everybody has theirs."""
    while deliveries_of(store).keys() != set(READERS):
        await asyncio.gather(*(delivery.drain() for delivery in deliveries))
        await asyncio.sleep(0.05)


def test_limit_holds_for_all_processes_together(store: SqlStore) -> None:
    plan_for(store, *READERS)
    far_side = FarSide()
    processes = [process(store, far_side)[0] for _ in range(3)]
    run(drained(store, *processes), seconds=60)
    assert len(far_side.taken) == len(READERS)
    assert most_in_a_second(far_side.times) <= RATE + 1
    assert far_side.times[-1] - far_side.times[0] >= (len(READERS) - 1) / RATE - 0.1


def test_answer_is_not_held_up_by_a_full_queue(store: SqlStore) -> None:
    plan_for(store, *READERS)

    async def scene() -> list[float]:
        delivery, _ = process(store, FarSide(), rate=8)
        _, gate = process(store, FarSide(), rate=8)
        draining = asyncio.create_task(drained(store, delivery))
        await asyncio.sleep(0.5)
        waits = []
        for chat in range(3):
            started = time.monotonic()
            assert await gate.pass_through(Want(CONSOLE, f"chat {chat}", Lane.ANSWER)) == 0.0
            waits.append(time.monotonic() - started)
        assert not draining.done()
        await draining
        return waits

    assert sorted(run(scene(), seconds=60))[1] < 1.0


def test_what_the_platform_asks_for_pauses_every_process(store: SqlStore) -> None:
    plan_for(store, *READERS)
    far_side = FarSide()
    far_side.refuse_at = 10
    one, _ = process(store, far_side)
    other, gate = process(store, far_side)

    async def scene() -> float:
        draining = asyncio.create_task(drained(store, one, other))
        while len(far_side.times) < far_side.refuse_at:  # noqa: ASYNC110  no event for it
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.3)
        wait = await gate.pass_through(Want(CONSOLE, "chat", Lane.ANSWER, within=0.1))
        await draining
        return wait

    assert run(scene(), seconds=60) > 0.1
    refused_at = far_side.times[far_side.refuse_at - 1]
    assert [at for at in far_side.times if 0.5 < at - refused_at < 0.9] == []
    assert len(far_side.taken) == len(READERS)
