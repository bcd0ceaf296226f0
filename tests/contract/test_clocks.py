"""A clock that can't be right plans nothing, and the operator is told."""

import io
from datetime import UTC, datetime, timedelta
from threading import Event

from bots.world import SettableClock, SystemChance, SystemClock
from scheduler.clocks import SKEW, ClockWatch, clock_problem
from scheduler.planner import plan
from storage.unit_of_work import SqlStore
from tests.contract.builders import a_subscription

MONDAY = datetime(2010, 5, 17, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHANCE = SystemChance()


def on_postgresql(store: SqlStore) -> bool:
    return store.engine.dialect.name == "postgresql"


def test_this_machines_clock_is_right(store: SqlStore) -> None:
    plan(store, CHANCE, datetime.now(UTC))
    assert clock_problem(store, SystemClock()) is None


def test_a_clock_away_from_the_databases_is_told(store: SqlStore) -> None:
    now = datetime.now(UTC)
    for away in (timedelta(hours=2), -timedelta(minutes=6), -timedelta(days=20_000)):
        problem = clock_problem(store, SettableClock(now + away))
        if on_postgresql(store):
            assert problem is not None
            assert problem.database
            assert abs(problem.by - away) < timedelta(minutes=1)
            assert str(problem).count("ahead of") == int(away > timedelta(0))
            assert "NTP" in str(problem)
        else:
            assert problem is None


def test_a_clock_before_what_was_planned_is_told(store: SqlStore) -> None:
    now = datetime.now(UTC)
    plan(store, CHANCE, now + HOUR)
    problem = clock_problem(store, SystemClock())
    assert problem is not None
    assert not problem.database
    assert "before the last moment for which digests were planned" in str(problem)
    assert clock_problem(store, SettableClock(now + HOUR - SKEW / 2)) is None or on_postgresql(
        store
    )


def test_nothing_is_planned_by_a_clock_in_the_past(store: SqlStore) -> None:
    with store.write() as uow:
        uow.subscriptions.put(a_subscription())
    assert plan(store, CHANCE, MONDAY) == 1
    for back in (timedelta(weeks=1), timedelta(days=14_000)):
        assert plan(store, CHANCE, MONDAY - back) == 0
        with store.read() as uow:
            assert uow.plan.watermark().doubted_since == MONDAY - back
    assert plan(store, CHANCE, MONDAY + HOUR) == 0
    with store.read() as uow:
        assert uow.plan.watermark().doubted_since is None
    assert plan(store, CHANCE, MONDAY + timedelta(weeks=1)) == 1


def test_it_is_logged_once_in_a_while_and_not_at_each_tick(
    store: SqlStore, logged: io.StringIO
) -> None:
    now = datetime.now(UTC)
    plan(store, CHANCE, now + HOUR)
    watch = ClockWatch(store, SettableClock(now))
    assert [watch.is_wrong() for _ in range(3)] == [False] * 3
    assert logged.getvalue().count("clock_wrong") == 1
    if on_postgresql(store):
        assert ClockWatch(store, SettableClock(MONDAY)).is_wrong()
        assert logged.getvalue().count("clock_wrong") == 2


def test_a_planner_that_is_to_stop_leaves_the_rest_to_others(store: SqlStore) -> None:
    with store.write() as uow:
        uow.subscriptions.put(a_subscription())
    stop = Event()
    stop.set()
    assert plan(store, CHANCE, MONDAY, stop) == 0
    assert plan(store, CHANCE, MONDAY) == 1
