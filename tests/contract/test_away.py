"""A database that is away says so, and is used again as soon as it is back."""

import sqlite3
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from core.domain.values import Sight
from core.ports import StoreAwayError
from storage import migrate
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_case, put, put_person
from tests.contract.races import race
from tests.databases import Server

SOON = 0.2
"""Seconds of patience, so that the tests need little of it."""


@pytest.fixture
def impatient(sqlite_url: str) -> Iterator[SqlStore]:
    engine = open_engine(sqlite_url, patience=SOON)
    yield SqlStore(engine)
    engine.dispose()


@pytest.fixture
def remote(postgresql_url: str) -> Iterator[SqlStore]:
    engine = open_engine(postgresql_url, patience=SOON)
    yield SqlStore(engine)
    engine.dispose()


def title(store: SqlStore) -> str:
    with store.read() as uow:
        case = uow.cases.get("MYS-0012", Sight.PUBLIC)
    return case.title if case else ""


def test_a_file_that_another_writes_to_too_long(impatient: SqlStore) -> None:
    put(impatient, a_case())
    other = sqlite3.connect(str(impatient.engine.url.database), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with pytest.raises(StoreAwayError):
        put_person(impatient)
    assert title(impatient) == a_case().title  # readers do not wait for the writer

    other.execute("ROLLBACK")
    other.close()
    put_person(impatient)


def test_a_file_that_can_not_be_opened(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'no such folder' / 'vigil.db'}")
    with pytest.raises(StoreAwayError):
        title(SqlStore(engine))
    with pytest.raises(StoreAwayError):
        migrate.upgrade(str(engine.url))
    with pytest.raises(StoreAwayError):
        migrate.current(str(engine.url))


def test_a_server_that_stops_and_comes_back(remote: SqlStore, postgresql_server: Server) -> None:
    put(remote, a_case())
    race(4, lambda _: title(remote))  # several connections that will all be dead
    postgresql_server.stop()
    try:
        for _ in range(3):
            with pytest.raises(StoreAwayError):
                title(remote)
            with pytest.raises(StoreAwayError):
                put_person(remote)
    finally:
        postgresql_server.start()
    assert race(4, lambda _: title(remote)) == [a_case().title] * 4


def test_a_server_that_restarts_unseen_fails_one_request(
    remote: SqlStore, postgresql_server: Server
) -> None:
    put(remote, a_case())
    race(4, lambda _: title(remote))
    try:
        postgresql_server.stop()
    finally:
        postgresql_server.start()
    with pytest.raises(StoreAwayError):
        title(remote)
    assert race(4, lambda _: title(remote)) == [a_case().title] * 4


def test_a_server_that_goes_in_the_middle_undoes_all(
    remote: SqlStore, postgresql_server: Server
) -> None:
    put(remote, a_case())

    def interrupted() -> None:
        with remote.write() as uow:
            uow.people.settle("p1", zone="UTC")
            uow.connection.execute(text("UPDATE cases SET title = 'half done'"))
            postgresql_server.stop()
            uow.cases.get("MYS-0012", Sight.PUBLIC)

    try:
        with pytest.raises(StoreAwayError):
            interrupted()
    finally:
        postgresql_server.start()
    assert title(remote) == a_case().title


def test_a_row_that_another_holds_too_long(remote: SqlStore) -> None:
    put(remote)
    with remote.write() as holder:
        holder.sections.lock("SWE")
        with pytest.raises(StoreAwayError), remote.write() as uow:
            uow.sections.lock("SWE")
    with remote.write() as uow:
        assert uow.sections.lock("SWE").free == 10


def test_no_connection_to_be_had(sqlite_url: str) -> None:
    store = SqlStore(open_engine(sqlite_url, patience=SOON, pool_size=1))
    with store.read(), pytest.raises(StoreAwayError):
        title(store)
    assert title(store) == ""
    store.engine.dispose()


def test_a_mistake_of_ours_is_not_called_away(store: SqlStore) -> None:
    expected = (OperationalError, ProgrammingError)
    with pytest.raises(expected, match="no_such_table"), store.read() as uow:
        uow.connection.execute(text("SELECT * FROM no_such_table"))


def test_what_is_written_where_one_only_looks_is_not_kept(store: SqlStore) -> None:
    put(store, a_case())
    refused = store.engine.dialect.name == "postgresql"
    outcome = pytest.raises(DBAPIError, match="read-only") if refused else nullcontext()
    with outcome, store.read() as uow:
        uow.connection.execute(text("UPDATE cases SET title = 'changed'"))
    assert title(store) == a_case().title
    put_person(store)


def test_an_exception_undoes_everything(store: SqlStore) -> None:
    put(store, a_case())

    def refuse() -> None:
        with store.write() as uow:
            uow.connection.execute(text("UPDATE cases SET title = 'changed'"))
            raise LookupError(NOW)

    with pytest.raises(LookupError):
        refuse()
    assert title(store) == a_case().title


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://somewhere/vigil"])
def test_other_databases_are_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite:///FILE"):
        open_engine(url)


def test_sqlite_is_set_up_for_several_threads(sqlite_store: SqlStore) -> None:
    with sqlite_store.read() as uow:
        settings = {
            name: uow.connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout", "synchronous")
        }
    assert settings == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "busy_timeout": 5000,
        "synchronous": 1,
    }
