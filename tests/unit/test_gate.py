"""The gate: turns on the loop's clock, waiting, pauses, and a database that goes away."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest

from core.domain.limits import Lane, Want
from core.domain.people import Platform
from core.ports import StoreAwayError
from core.ports_limits import Gate, Open, Turn
from scheduler import turns
from scheduler.gate import MISSED, SharedGate
from storage.unit_of_work import SqlStore, SqlUnitOfWork
from tests.doubles.loop import run

TELEGRAM, SLACK = Platform.TELEGRAM, Platform.SLACK
RATES = {TELEGRAM: 30, SLACK: 5}


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
def counting(sqlite_store: SqlStore) -> CountingStore:
    return CountingStore(sqlite_store.engine)


def test_all_that_ask_at_the_same_moment_are_one_transaction(counting: CountingStore) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES)
        started = time.monotonic()
        waits = await asyncio.gather(*(gate.pass_through(answer(chat)) for chat in range(8)))
        assert waits == [0.0] * 8
        assert time.monotonic() - started >= 7 / 30
        assert counting.written == 1

    run(whole())


def test_passing_keeps_a_distance_and_the_limit_of_a_chat(counting: CountingStore) -> None:
    async def passed(gate: Gate, chat: int) -> float:
        await gate.pass_through(answer(chat))
        return time.monotonic()

    async def whole() -> None:
        gate = SharedGate(counting, RATES)
        times = sorted(await asyncio.gather(*(passed(gate, chat) for chat in range(10))))
        assert times[-1] - times[0] >= 9 / 30 - MISSED
        again = await passed(gate, 0)
        assert again - times[0] >= 1.0 - MISSED

    run(whole())


def test_digests_are_booked_only_for_very_soon(counting: CountingStore) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES)
        turns = await gate.book([Want(TELEGRAM, str(chat)) for chat in range(40)])
        booked = [turn.wait for turn in turns if turn.booked]
        assert 6 <= len(booked) <= 12
        assert max(booked) < 0.4
        assert all(0.03 < turn.wait < 0.4 for turn in turns if not turn.booked)

    run(whole())


def test_digest_passes_through_once_its_moment_has_come_near(counting: CountingStore) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES)
        await gate.book([Want(TELEGRAM, str(chat)) for chat in range(40)])
        started = time.monotonic()
        assert await gate.pass_through(Want(TELEGRAM, "77")) == 0.0
        assert time.monotonic() - started > 0.2
        assert await gate.pass_through(Want(TELEGRAM, "77", within=0.3)) > 0.1

    run(whole())


def test_too_far_away_is_told_at_once(counting: CountingStore) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES)
        await gate.pass_through(answer(1))
        started = time.monotonic()
        assert 0.4 < await gate.pass_through(answer(1, within=0.3)) <= 1.02
        assert time.monotonic() - started < 0.9

    run(whole())


def test_without_a_rate_nothing_is_asked_of_the_database(counting: CountingStore) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, {TELEGRAM: 0, SLACK: 5})
        for _ in range(3):
            assert await gate.pass_through(answer(1)) == 0.0
            assert await gate.book([answer(1)] * 3) == [Turn(0.0)] * 3
        started = time.monotonic()
        await gate.pause(TELEGRAM, 0.6)
        assert [turn.booked for turn in await gate.book([answer(1)])] == [False]
        assert await gate.pass_through(answer(1)) == 0.0
        assert time.monotonic() - started >= 0.6
        assert counting.written == 0

    run(whole())


def test_platforms_with_and_without_a_rate_are_booked_together(counting: CountingStore) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, {SLACK: 5})
        slack = Want(SLACK, "C1", Lane.ANSWER)
        turns = await gate.book([slack, answer(1), slack, answer(1)])
        assert [turn.wait > 0.5 for turn in turns] == [False, False, True, False]

    run(whole())


def test_pause_holds_for_every_process_and_only_what_it_concerns(counting: CountingStore) -> None:
    async def whole() -> None:
        one, other = SharedGate(counting, RATES), SharedGate(counting, RATES)
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

    run(whole())


def test_pause_that_begins_while_somebody_waits_is_kept(counting: CountingStore) -> None:
    async def whole() -> None:
        one, other = SharedGate(counting, RATES), SharedGate(counting, RATES)
        for _ in range(2):
            assert await one.pass_through(answer(1)) == 0.0
        waiting = asyncio.create_task(one.pass_through(answer(1, within=3)))
        await asyncio.sleep(0.3)
        await other.pause(TELEGRAM, 30)
        assert await waiting > 20

    run(whole())


def test_short_pause_is_waited_for(counting: CountingStore) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES)
        started = time.monotonic()
        await gate.pause(TELEGRAM, 0.5)
        assert await gate.pass_through(answer(1)) == 0.0
        assert time.monotonic() - started >= 0.5

    run(whole())


@pytest.mark.parametrize("fault", ["is_away", "is_broken"])
def test_without_a_database_answers_pass_at_a_distance_and_digests_wait(
    counting: CountingStore, fault: str
) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES)
        await gate.pass_through(answer(1))
        setattr(counting, fault, True)
        times = []
        for chat in range(10, 14):
            assert await gate.pass_through(answer(chat)) == 0.0
            times.append(time.monotonic())
        assert min(after - before for before, after in pairwise(times)) > 0.02
        (digest,) = await gate.book([Want(TELEGRAM, "9")])
        assert not digest.booked
        asked = counting.written
        await gate.pause(TELEGRAM, 30)
        assert await gate.pass_through(answer(99)) > 20
        assert counting.written == asked

    run(whole())


def test_database_that_is_back_is_asked_again(
    counting: CountingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "AWAY", 0.1)

    async def whole() -> None:
        gate = SharedGate(counting, RATES)
        counting.is_away = True
        assert await gate.pass_through(answer(1)) == 0.0
        counting.is_away = False
        await asyncio.sleep(0.15)
        asked = counting.written
        assert await gate.pass_through(answer(2)) == 0.0
        assert counting.written == asked + 1

    run(whole())


def test_unused_rows_are_forgotten_now_and_then(
    counting: CountingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "FORGET_EVERY", 0.0)
    monkeypatch.setattr(turns, "UNUSED", 0.05)

    async def whole() -> None:
        gate = SharedGate(counting, RATES)
        await gate.pass_through(answer(1))
        await asyncio.sleep(0.1)
        await gate.pass_through(answer(2))
        await asyncio.sleep(0.1)
        with counting.write() as uow:
            held = uow.limits.hold(["telegram"], ["telegram:1", "telegram:2"])
        assert "telegram:1" not in held.standings

    run(whole())


def test_who_gives_up_waiting_holds_nobody_else_up(counting: CountingStore) -> None:
    async def whole() -> None:
        gate = SharedGate(counting, RATES)
        tasks = [asyncio.create_task(gate.pass_through(answer(chat))) for chat in range(4)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert isinstance(results[0], asyncio.CancelledError)
        assert results[1:] == [0.0] * 3

    run(whole())


def test_open_gate_lets_everything_pass() -> None:
    async def whole() -> None:
        gate = Open()
        await gate.pause(TELEGRAM, 60)
        assert await gate.book([answer(1)] * 2) == [Turn(0.0)] * 2
        assert await gate.pass_through(answer(1)) == 0.0

    run(whole())
