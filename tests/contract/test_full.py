"""A database that is full, read-only or crowded: told as such, survived, and nothing lost."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, Engine, event, text

from bots.world import SettableClock, SystemChance
from core.app import App
from core.domain.away import REMEDIES, Away
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.ports import StoreAwayError
from core.request import Actor, Audience, Form, Request
from scheduler.delivery import Delivery
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_case, put, put_person
from tests.contract.test_digests import Postbox
from tests.contract.test_notices import meet
from tests.doubles.loop import run


@contextmanager
def listening(engine: Engine, moment: str, act: Callable[..., None]) -> Iterator[None]:
    """Do that to every new connection, or at every beginning, for a while."""
    event.listen(engine, moment, act)
    engine.dispose()
    try:
        yield
    finally:
        event.remove(engine, moment, act)
        engine.dispose()


def pragma(statement: str) -> Callable[..., None]:
    def prepare(connection: sqlite3.Connection, _entry: object) -> None:
        connection.execute(statement)

    return prepare


def refuse_changes(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION READ ONLY")


@contextmanager
def read_only(store: SqlStore) -> Iterator[None]:
    """As a file without the right to write, or a standby, answers."""
    sqlite = store.engine.dialect.name == "sqlite"
    how = ("connect", pragma("PRAGMA query_only = ON")) if sqlite else ("begin", refuse_changes)
    with listening(store.engine, *how):
        yield


@contextmanager
def full(store: SqlStore) -> Iterator[None]:
    """No page more than there are now: SQLite's own way to be full. PostgreSQL has none."""
    with store.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    with listening(store.engine, "connect", pragma(f"PRAGMA max_page_count = {pages}")):
        yield


def write_much(store: SqlStore) -> None:
    with store.write() as uow:
        for number in range(500):
            uow.queries.remember(f"key {number}", "a long question " * 20, NOW)


def known(store: SqlStore) -> int:
    with store.read() as uow:
        return int(uow.connection.execute(text("SELECT count(*) FROM queries")).scalar_one())


def test_a_database_that_takes_no_changes(store: SqlStore) -> None:
    put(store, a_case())
    with read_only(store):
        with pytest.raises(StoreAwayError) as away:
            put_person(store)
        assert away.value.why is Away.READ_ONLY
        assert known(store) == 0
    put_person(store)


def test_a_file_on_a_read_only_disk(sqlite_store: SqlStore) -> None:
    put(sqlite_store, a_case())
    file = sqlite_store.engine.url.database
    store = SqlStore(open_engine(f"sqlite:///file:{file}?mode=ro&uri=true"))
    with pytest.raises(StoreAwayError) as away:
        put_person(store)
    assert away.value.why is Away.READ_ONLY
    assert known(store) == 0
    store.engine.dispose()


def test_a_full_disk_keeps_all_or_nothing(sqlite_store: SqlStore) -> None:
    with full(sqlite_store):
        with pytest.raises(StoreAwayError) as away:
            write_much(sqlite_store)
        assert away.value.why is Away.FULL
        assert known(sqlite_store) == 0
    write_much(sqlite_store)
    assert known(sqlite_store) == 500


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("53100", Away.FULL),
        ("53300", Away.CROWDED),
        ("57P03", Away.STARTING),
        ("57P01", Away.STARTING),
        ("55P03", Away.BUSY),
        ("40P01", Away.BUSY),
        ("25006", Away.READ_ONLY),
        ("57014", Away.UNREACHABLE),
    ],
)
def test_what_postgresql_says_of_itself(postgresql_url: str, state: str, why: Away) -> None:
    """Raised by the server itself, so that driver and library make of it what they really do."""
    store = SqlStore(open_engine(postgresql_url))
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'as told' USING ERRCODE = '{state}'; END $$"
    with pytest.raises(StoreAwayError) as away, store.write() as uow:
        uow.connection.execute(text(raising))
    assert away.value.why is why
    put_person(store)
    store.engine.dispose()


def look_without_end(store: SqlStore, stack: ExitStack) -> None:
    for _ in range(200):
        uow = stack.enter_context(store.read())
        uow.connection.execute(text("SELECT 1"))


def test_a_server_that_takes_no_more_connections(postgresql_url: str) -> None:
    with ExitStack() as stack:
        store = SqlStore(open_engine(postgresql_url, pool_size=200))
        stack.callback(store.engine.dispose)
        with pytest.raises(StoreAwayError) as away:
            look_without_end(store, stack)
    assert away.value.why is Away.CROWDED


def test_a_standby_refuses_to_begin_a_change(postgresql_url: str) -> None:
    store = SqlStore(open_engine(postgresql_url))
    words = "cannot set transaction read-write mode during recovery"
    raising = f"DO $$ BEGIN RAISE EXCEPTION '{words}' USING ERRCODE = '0A000'; END $$"
    with pytest.raises(StoreAwayError) as away, store.write() as uow:
        uow.connection.execute(text(raising))
    assert away.value.why is Away.READ_ONLY
    store.engine.dispose()


def test_each_has_a_remedy() -> None:
    assert set(REMEDIES) == set(Away)
    assert StoreAwayError(Away.FULL).told == {"why": "full", "remedy": REMEDIES[Away.FULL]}


# What it means to people and to what waits.

LOOK = "cases Malaysia"


def ask(app: App, words: str, key: str) -> str:
    request = Request(
        key,
        Actor(Identity(Platform.CONSOLE, "lars")),
        Address(Platform.CONSOLE, "lars"),
        words,
        Form.COMMAND,
        private=True,
        audience=Audience.ASKER,
    )
    return app.handle(request).views[0].title


def test_whoever_looks_something_up_is_answered_and_a_change_is_declined_kindly(
    store: SqlStore,
) -> None:
    put(store, a_case())
    clock = SettableClock(NOW)
    app = App(store, clock, SystemChance())
    answer = ask(app, LOOK, "1")
    clock.set(NOW + timedelta(hours=2))
    with read_only(store):
        assert ask(app, LOOK, "2") == answer
        assert ask(app, "follow MYS-0012", "3") == "Please try again"
    assert ask(app, "follow MYS-0012", "3") != "Please try again"


def test_what_waits_is_sent_once_it_is_over(store: SqlStore) -> None:
    meet(store, "lars")
    with store.write() as uow:
        uow.notices.tell(Notice(NoticeKind.STOP_ACTION, "1", case="M-1"), To(("lars",)), NOW)
    postbox = Postbox()
    delivery = Delivery(store, SettableClock(NOW), {Platform.CONSOLE: postbox})
    with read_only(store), pytest.raises(StoreAwayError):
        run(delivery.drain())
    assert postbox.taken == []
    run(delivery.drain())
    assert len(postbox.taken) == 1
