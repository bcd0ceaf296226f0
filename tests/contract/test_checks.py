"""What `/readyz` tells of each part."""

from datetime import timedelta

import pytest
from sqlalchemy import text, update

from bots.checks import Checks
from bots.world import SystemClock
from core.domain.people import Platform
from core.ports import StoreAwayError
from storage.engine import open_engine
from storage.schema import NEWEST
from storage.tables_messages import planner
from storage.unit_of_work import SqlStore
from tests.doubles.loop import run


def checks(store: SqlStore) -> Checks:
    return Checks(store, SystemClock())


def step(store: SqlStore, number: str) -> None:
    with store.write() as uow:
        uow.connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": number})


def test_the_database_and_its_tables(store: SqlStore) -> None:
    assert run(checks(store).database()) == ""
    step(store, "0001")
    try:
        assert "vigil db upgrade" in run(checks(store).database())
        step(store, "9999")
        assert run(checks(store).database()) == ""
    finally:
        step(store, NEWEST)


def test_a_clock_that_can_not_be_believed(store: SqlStore) -> None:
    assert run(checks(store).clock()) == ""
    now = SystemClock().now()
    with store.write() as uow:
        uow.connection.execute(update(planner).values(planned_until=now + timedelta(days=1)))
    assert "vigil doctor" in run(checks(store).clock())


def test_a_platform(store: SqlStore) -> None:
    slack = checks(store).platform(Platform.SLACK, lambda: True)
    assert run(slack()) == ""
    assert run(checks(store).platform(Platform.SLACK, lambda: False)()) == "not connected"
    with store.write() as uow:
        uow.refusals.keep(Platform.TELEGRAM, "401", SystemClock().now())
    assert run(slack()) == ""
    with store.write() as uow:
        uow.refusals.keep(Platform.SLACK, "token_revoked", SystemClock().now())
    assert run(slack()) == "its token is refused"


def test_a_database_that_is_away_is_told_once() -> None:
    away = checks(SqlStore(open_engine("postgresql://127.0.0.1:9/vigil", patience=0.1)))
    assert run(away.clock()) == ""
    assert run(away.platform(Platform.SLACK, lambda: True)()) == ""
    with pytest.raises(StoreAwayError):
        run(away.database())
