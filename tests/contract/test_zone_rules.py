"""When a country changes its clocks by law, only what comes after the change is changed."""

import zoneinfo
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bots.world import SystemChance
from core.domain.people import Platform
from core.domain.schedule import Slot, zone_of
from core.domain.subscriptions import Address, Subscription
from scheduler.planner import plan
from storage.tables_messages import outbox
from storage.unit_of_work import SqlStore

ZONE = "Europe/Stockholm"
MONDAY = datetime(2010, 5, 17, 7, tzinfo=UTC)
"""Nine in Stockholm, by the rules that there were."""
HOUR = timedelta(hours=1)
WEEK = timedelta(weeks=1)
CHANCE = SystemChance()

Rule = Callable[[str], None]


@pytest.fixture
def rule(tmp_path: Path) -> Iterator[Rule]:
    """Lets Stockholm have the rules of another zone: a zone database of another version."""
    path = zoneinfo.TZPATH

    def change(to: str) -> None:
        file = tmp_path / ZONE
        file.parent.mkdir(exist_ok=True)
        file.write_bytes((files("tzdata") / "zoneinfo" / to).read_bytes())
        zoneinfo.reset_tzpath([str(tmp_path), *path])
        ZoneInfo.clear_cache()
        zone_of.cache_clear()

    yield change
    zoneinfo.reset_tzpath(path)
    ZoneInfo.clear_cache()
    zone_of.cache_clear()


@pytest.fixture
def lars(store: SqlStore) -> SqlStore:
    """Somebody in Stockholm who reads a digest on Mondays at nine."""
    wanted = Subscription(
        Address(Platform.CONSOLE, "lars"), Slot(zone=ZONE), MONDAY - timedelta(days=3)
    )
    with store.write() as uow:
        uow.subscriptions.put(wanted)
    assert plan(store, CHANCE, MONDAY - timedelta(days=3)) == 0
    return store


def keys(store: SqlStore) -> list[str]:
    with store.read() as uow:
        return list(uow.connection.execute(select(outbox.c.key).order_by(outbox.c.key)).scalars())


def test_the_hour_that_comes_again_by_new_rules_brings_no_second(
    lars: SqlStore, rule: Rule
) -> None:
    assert plan(lars, CHANCE, MONDAY) == 1
    rule("Etc/GMT-1")
    assert Slot(zone=ZONE).latest(MONDAY + 2 * HOUR) == MONDAY + HOUR
    assert plan(lars, CHANCE, MONDAY + 2 * HOUR) == 0
    assert plan(lars, CHANCE, MONDAY + WEEK) == 0
    assert keys(lars) == ["2010-W20"]
    assert plan(lars, CHANCE, MONDAY + WEEK + HOUR) == 1


def test_the_hour_that_is_over_by_new_rules_is_not_left_out(lars: SqlStore, rule: Rule) -> None:
    assert plan(lars, CHANCE, MONDAY - timedelta(minutes=30)) == 0
    rule("Etc/GMT-4")
    assert Slot(zone=ZONE).latest(MONDAY) == MONDAY - 2 * HOUR
    assert plan(lars, CHANCE, MONDAY - timedelta(minutes=28)) == 1
    assert plan(lars, CHANCE, MONDAY) == 0
    assert keys(lars) == ["2010-W20"]


def test_what_was_planned_and_sent_stays_as_it_was(lars: SqlStore, rule: Rule) -> None:
    plan(lars, CHANCE, MONDAY)
    with lars.read() as uow:
        before = uow.connection.execute(select(outbox.c.available_at, outbox.c.key)).all()
    rule("Asia/Tokyo")
    plan(lars, CHANCE, MONDAY + HOUR)
    with lars.read() as uow:
        assert uow.connection.execute(select(outbox.c.available_at, outbox.c.key)).all() == before
