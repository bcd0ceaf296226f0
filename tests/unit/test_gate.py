"""The gate: turns on the loop's clock, waiting, pauses, and a database that goes away.

The clock leaps, for the database, too: what takes no wait takes no time.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo
from itertools import pairwise

import pytest

from core.domain.limits import Lane, Want
from core.domain.people import Platform
from core.ports import StoreAwayError
from core.ports_limits import Gate, Open, Turn
from scheduler import turns
from scheduler.gate import MISSED, SharedGate
from storage import limits
from storage.unit_of_work import SqlStore, SqlUnitOfWork
from tests.doubles.leaping import LeapingClock

TELEGRAM, SLACK = Platform.TELEGRAM, Platform.SLACK
RATES = {TELEGRAM: 30, SLACK: 5}
A_MOMENT = 0.00001
"""The limits count whole microseconds."""


def answer(chat: object, within: float = 20.0) -> Want:
    return Want(TELEGRAM, str(chat), Lane.ANSWER, within)


class CountingStore(SqlStore):
    """Counts its transactions, and can go away."""

    written = 0
    read_only = 0
    is_away = False
    is_broken = False

    @contextmanager
    def write(self) -> Iterator[SqlUnitOfWork]:
        self.written += 1
        if self.is_away:
            raise StoreAwayError
        if self.is_broken:
            raise RuntimeError
        with super().write() as uow:
            yield uow

    @contextmanager
    def read(self) -> Iterator[SqlUnitOfWork]:
        self.read_only += 1
        with super().read() as uow:
            yield uow


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> LeapingClock:
    leaping, begin = LeapingClock(), datetime(2010, 5, 14, tzinfo=UTC)

    class Leaping(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # it stays one
            return (begin + timedelta(seconds=leaping.now())).astimezone(tz)

    monkeypatch.setattr(limits, "datetime", Leaping)
    return leaping


@pytest.fixture
def counting(sqlite_store: SqlStore) -> CountingStore:
    return CountingStore(sqlite_store.engine)


def test_all_that_ask_at_the_same_moment_are_one_transaction(
    counting: CountingStore, clock: LeapingClock
) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES, clock.now)
        started = clock.now()
        waits = await asyncio.gather(*(gate.pass_through(answer(chat)) for chat in range(8)))
        assert waits == [0.0] * 8
        assert clock.now() - started >= 7 / 30 - A_MOMENT
        assert counting.written == 1

    clock.run(whole())


def test_passing_keeps_a_distance_and_the_limit_of_a_chat(
    counting: CountingStore, clock: LeapingClock
) -> None:
    async def passed(gate: Gate, chat: int) -> float:
        await gate.pass_through(answer(chat))
        return clock.now()

    async def whole() -> None:
        gate = SharedGate(counting, RATES, clock.now)
        times = sorted(await asyncio.gather(*(passed(gate, chat) for chat in range(10))))
        assert times[-1] - times[0] >= 9 / 30 - A_MOMENT
        again = await passed(gate, 0)
        assert again - times[0] >= 1.0 - A_MOMENT

    clock.run(whole())


def test_a_turn_that_a_stalled_machine_missed_is_asked_for_anew(
    counting: CountingStore, clock: LeapingClock
) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES, clock.now)
        await gate.pass_through(answer(1))
        asyncio.get_running_loop().call_later(0.01, clock.advance, 10 * MISSED)
        begun = clock.now()
        assert await gate.pass_through(answer(2)) == 0.0
        assert counting.written == 3
        assert clock.now() - begun > 10 * MISSED

    clock.run(whole())


def test_digests_are_booked_only_for_very_soon(
    counting: CountingStore, clock: LeapingClock
) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES, clock.now)
        turns = await gate.book([Want(TELEGRAM, str(chat)) for chat in range(40)])
        booked = [turn.wait for turn in turns if turn.booked]
        assert 6 <= len(booked) <= 12
        assert max(booked) < 0.4
        assert all(0.03 < turn.wait < 0.4 for turn in turns if not turn.booked)

    clock.run(whole())


def test_digest_passes_through_once_its_moment_has_come_near(
    counting: CountingStore, clock: LeapingClock
) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES, clock.now)
        await gate.book([Want(TELEGRAM, str(chat)) for chat in range(40)])
        started = clock.now()
        assert await gate.pass_through(Want(TELEGRAM, "77")) == 0.0
        assert clock.now() - started > 0.2
        assert await gate.pass_through(Want(TELEGRAM, "77", within=0.3)) > 0.1

    clock.run(whole())


def test_too_far_away_is_told_at_once(counting: CountingStore, clock: LeapingClock) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES, clock.now)
        await gate.pass_through(answer(1))
        started = clock.now()
        assert 0.4 < await gate.pass_through(answer(1, within=0.3)) <= 1.02
        assert clock.now() - started < 0.9

    clock.run(whole())


def test_without_a_rate_nothing_is_asked_of_the_database(
    counting: CountingStore, clock: LeapingClock
) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, {TELEGRAM: 0, SLACK: 5}, clock.now)
        for _ in range(3):
            assert await gate.pass_through(answer(1)) == 0.0
            assert await gate.book([answer(1)] * 3) == [Turn(0.0)] * 3
        started = clock.now()
        await gate.pause(TELEGRAM, 0.6)
        assert [turn.booked for turn in await gate.book([answer(1)])] == [False]
        assert await gate.pass_through(answer(1)) == 0.0
        assert clock.now() - started >= 0.6
        assert counting.written == 0

    clock.run(whole())


def test_platforms_with_and_without_a_rate_are_booked_together(
    counting: CountingStore, clock: LeapingClock
) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, {SLACK: 5}, clock.now)
        slack = Want(SLACK, "C1", Lane.ANSWER)
        turns = await gate.book([slack, answer(1), slack, answer(1)])
        assert [turn.wait > 0.5 for turn in turns] == [False, False, True, False]

    clock.run(whole())


def test_pause_holds_for_every_process_and_only_what_it_concerns(
    counting: CountingStore, clock: LeapingClock
) -> None:
    async def whole() -> None:
        one, other = SharedGate(counting, RATES, clock.now), SharedGate(counting, RATES, clock.now)
        await one.pause(TELEGRAM, 30, "-7")
        for gate in (one, other):
            assert await gate.pass_through(answer(-7)) > 25
            assert await gate.pass_through(answer(7, within=5)) == 0.0
        await one.pause(TELEGRAM, 60)
        for gate in (one, other):
            assert await gate.pass_through(answer(8)) > 50
            (digest,) = await gate.book([Want(TELEGRAM, "9")])
            assert not digest.booked
            assert digest.wait > 50
            assert await gate.pass_through(Want(SLACK, "C1", Lane.ANSWER)) == 0.0

    clock.run(whole())


def test_pause_that_begins_while_somebody_waits_is_kept(
    counting: CountingStore, clock: LeapingClock
) -> None:
    async def whole() -> None:
        one, other = SharedGate(counting, RATES, clock.now), SharedGate(counting, RATES, clock.now)
        for _ in range(2):
            assert await one.pass_through(answer(1)) == 0.0
        waiting = asyncio.create_task(one.pass_through(answer(1, within=3)))
        await asyncio.sleep(0.3)
        await other.pause(TELEGRAM, 30)
        assert await waiting > 20

    clock.run(whole())


def test_short_pause_is_waited_for(counting: CountingStore, clock: LeapingClock) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES, clock.now)
        started = clock.now()
        await gate.pause(TELEGRAM, 0.5)
        assert await gate.pass_through(answer(1)) == 0.0
        assert clock.now() - started >= 0.5

    clock.run(whole())


@pytest.mark.parametrize("fault", ["is_away", "is_broken"])
def test_without_a_database_answers_pass_at_a_distance_and_digests_wait(
    counting: CountingStore, clock: LeapingClock, fault: str
) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES, clock.now)
        await gate.pass_through(answer(1))
        setattr(counting, fault, True)
        times = []
        for chat in range(10, 14):
            assert await gate.pass_through(answer(chat)) == 0.0
            times.append(clock.now())
        assert min(after - before for before, after in pairwise(times)) > 0.02
        (digest,) = await gate.book([Want(TELEGRAM, "9")])
        assert not digest.booked
        asked = counting.written
        await gate.pause(TELEGRAM, 30)
        assert await gate.pass_through(answer(99)) > 20
        assert counting.written == asked

    clock.run(whole())


def test_database_that_is_back_is_asked_again(
    counting: CountingStore, clock: LeapingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "AWAY", 0.1)

    async def whole() -> None:
        gate = SharedGate(counting, RATES, clock.now)
        counting.is_away = True
        assert await gate.pass_through(answer(1)) == 0.0
        counting.is_away = False
        await asyncio.sleep(0.15)
        asked = counting.written
        assert await gate.pass_through(answer(2)) == 0.0
        assert counting.written == asked + 1

    clock.run(whole())


def test_unused_rows_are_forgotten_now_and_then(
    counting: CountingStore, clock: LeapingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "FORGET_EVERY", 0.0)
    monkeypatch.setattr(turns, "UNUSED", 0.05)

    async def whole() -> None:
        gate = SharedGate(counting, RATES, clock.now)
        await gate.pass_through(answer(1))
        await asyncio.sleep(0.1)
        await gate.pass_through(answer(2))
        await asyncio.sleep(0.1)
        with counting.write() as uow:
            held = uow.limits.hold(["telegram"], ["telegram:1", "telegram:2"])
        assert "telegram:1" not in held.standings

    clock.run(whole())


def test_who_gives_up_waiting_holds_nobody_else_up(
    counting: CountingStore, clock: LeapingClock
) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES, clock.now)
        tasks = [asyncio.create_task(gate.pass_through(answer(chat))) for chat in range(4)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(results[0], asyncio.CancelledError)
        assert results[1:] == [0.0] * 3

    clock.run(whole())


def test_open_gate_lets_everything_pass(clock: LeapingClock) -> None:
    async def whole() -> None:
        gate = Open()
        await gate.pause(TELEGRAM, 60)
        assert await gate.book([answer(1)] * 2) == [Turn(0.0)] * 2
        assert await gate.pass_through(answer(1)) == 0.0

    clock.run(whole())
