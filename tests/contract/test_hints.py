"""Who puts something down is heard by the others at once."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from core.domain.notices import Notice, NoticeKind, To
from storage import hints
from storage.engine import open_engine
from storage.hints import Listener, Topic
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW
from tests.contract.test_notices import meet, tell
from tests.databases import Server

STOP = Notice(NoticeKind.STOP_ACTION, "pause:1", case="MYS-0012", again=True)
PATIENCE = 30.0


class Ear:
    """What was heard."""

    def __init__(self) -> None:
        self.heard = threading.Semaphore(0)

    def tell(self, topic: Topic) -> None:
        if topic is Topic.OUTBOX:
            self.heard.release()

    def hears(self, seconds: float = PATIENCE) -> bool:
        return self.heard.acquire(timeout=seconds)


@contextmanager
def listening(store: SqlStore) -> Iterator[Ear]:
    ear = Ear()
    listener = Listener(store.engine, ear.tell)
    listener.start()
    assert ear.hears()  # once at the start: nobody knows what there was before
    try:
        yield ear
    finally:
        listener.close()


def test_a_notice_is_heard_by_another_process(store: SqlStore, database_url: str) -> None:
    meet(store, "lars")
    engine = open_engine(database_url)
    try:
        with listening(SqlStore(engine)) as ear:
            while ear.hears(1.0):
                pass
            assert tell(store, STOP, To(("lars",))) == 1
            assert ear.hears()
    finally:
        engine.dispose()


def tell_and_fail(store: SqlStore) -> None:
    with store.write() as uow:
        uow.notices.tell(STOP, To(("lars",)), NOW)
        raise RuntimeError


def test_what_is_undone_is_not_told(postgresql_url: str) -> None:
    engine = open_engine(postgresql_url)
    store = SqlStore(engine)
    meet(store, "lars")
    with listening(store) as ear:
        with pytest.raises(RuntimeError):
            tell_and_fail(store)
        assert not ear.hears(1.0)
    engine.dispose()


def test_a_listener_is_no_burden_on_the_pool(store: SqlStore) -> None:
    with listening(store):
        assert store.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # QueuePool's


def test_a_server_that_went_away_is_listened_to_again(postgresql_server: Server) -> None:
    engine = open_engine(postgresql_server.emptied())
    store = SqlStore(engine)
    meet(store, "lars")
    try:
        with listening(store) as ear:
            postgresql_server.stop()
            postgresql_server.start()
            engine.dispose()
            assert ear.hears()
            assert tell(store, STOP, To(("lars",))) == 1
            assert ear.hears()
    finally:
        engine.dispose()


def test_a_server_that_stays_away_for_longer_is_listened_to_again(
    postgresql_server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hints, "REST_SECONDS", 0.05)
    engine = open_engine(postgresql_server.emptied())
    asked = threading.Semaphore(0)
    event.listen(engine, "do_connect", lambda *_: asked.release())
    try:
        with listening(SqlStore(engine)) as ear:
            assert asked.acquire(timeout=PATIENCE)
            postgresql_server.stop()
            for _ in range(3):
                assert asked.acquire(timeout=PATIENCE)
            assert not ear.hears(0.0)
            postgresql_server.start()
            assert ear.hears()
    finally:
        engine.dispose()


def test_it_ends_soon(store: SqlStore) -> None:
    listener = Listener(store.engine, lambda _: None)
    listener.start()
    closer = threading.Thread(target=listener.close)
    closer.start()
    closer.join(PATIENCE)
    assert not closer.is_alive()
    assert hints.LISTEN_SECONDS <= 1
