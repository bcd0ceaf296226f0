"""Digests that wait, or were sent, before there were notices are the same ones afterwards."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from core.domain.people import Platform
from core.domain.subscriptions import Address, DigestKind
from core.ports_notices import Reach
from storage import migrate
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.databases import Server

BEFORE, AFTER = "0005", "0006"
HERE = Address(Platform.SLACK, "D1")
ROWS = (
    "INSERT INTO people (id, added_at) VALUES ('p1', '2010-05-01 12:00:00')",
    "INSERT INTO people (id, added_at) VALUES ('p2', '2010-05-01 12:00:00')",
    "INSERT INTO chat_identities (platform, key, person) VALUES ('slack', 'T1:U1', 'p1')",
    "INSERT INTO chat_identities (platform, key, person) VALUES ('telegram', '77', 'p2')",
    (
        "INSERT INTO subscriptions (platform, conversation, kind, weekday, minute, zone, since, "
        "last_period, state, person, language) VALUES ('slack', 'D1', 'goals', 0, 540, "
        "'Europe/Stockholm', '2010-05-02 12:00:00', '2010-W20', 'active', 'p1', 'sv')"
    ),
    (
        "INSERT INTO contents (kind, section, day, version, payload) "
        "VALUES ('goals', '', '2010-05-17', 1, '{}')"
    ),
    (
        "INSERT INTO outbox (id, subscription_id, content_id, platform, conversation, kind, "
        "period, planned_at, available_at, version, attempts) "
        "SELECT 'waits', s.id, c.id, 'slack', 'D1', "
        "'goals', '2010-W20', '2010-05-17 07:00:00', '2010-05-17 07:00:00', 1, 0 "
        "FROM subscriptions s, contents c"
    ),
    (
        "INSERT INTO deliveries (id, subscription_id, content_id, platform, conversation, kind, "
        "period, planned_at, attempts, result, done_at) SELECT 'done', s.id, c.id, 'slack', 'D1', "
        "'goals', '2010-W19', '2010-05-10 07:00:00', 1, 'delivered', '2010-05-10 07:00:00' "
        "FROM subscriptions s, contents c"
    ),
)


@pytest.fixture
def before(
    request: pytest.FixtureRequest, database_url: str, tmp_path: Path
) -> Iterator[tuple[str, Engine]]:
    """A database as it was, with a digest that waits and one that was sent."""
    if database_url.startswith("sqlite"):
        yield from _filled(f"sqlite:///{tmp_path / 'before.db'}")
        return
    server: Server = request.getfixturevalue("postgresql_server")
    with server.bare() as url:
        yield from _filled(url)


def _filled(url: str) -> Iterator[tuple[str, Engine]]:
    migrate.upgrade(url, BEFORE)
    engine = open_engine(url)
    with engine.begin() as connection:
        for row in ROWS:
            connection.execute(text(row))
    yield url, engine
    engine.dispose()


def rows(engine: Engine, statement: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def test_what_waited_and_what_was_sent_goes_on(before: tuple[str, Engine]) -> None:
    url, engine = before
    migrate.upgrade(url, AFTER)
    same = [("digest", "goals", "2010-W20")]
    assert rows(engine, "SELECT work, kind, key FROM outbox") == same
    assert rows(engine, "SELECT id, key, result FROM deliveries") == [
        ("done", "2010-W19", "delivered")
    ]
    whose = "SELECT o.recipient FROM outbox o JOIN deliveries d ON d.recipient = o.recipient"
    assert len(rows(engine, whose)) == 1
    assert rows(engine, "SELECT kind, subject, payload FROM contents") == [("goals", "", "{}")]


def test_people_are_reached_where_they_read_or_by_who_they_are(
    before: tuple[str, Engine],
) -> None:
    url, engine = before
    migrate.upgrade(url)
    with SqlStore(engine).read() as uow:
        assert uow.reach.of("p1") == [
            Reach(HERE, "Europe/Stockholm", "sv"),
            Reach(Address(Platform.SLACK, "U1")),
        ]
        assert uow.reach.of("p2") == [Reach(Address(Platform.TELEGRAM, "77"))]
        (one,) = uow.subscriptions.here(HERE)
        assert one.kind is DigestKind.GOALS
        assert uow.subscriptions.had(HERE, one.kind) == ["2010-W20", "2010-W19"]


def test_a_new_row_takes_a_new_number(before: tuple[str, Engine]) -> None:
    url, engine = before
    migrate.upgrade(url)
    more = (
        "INSERT INTO subscriptions (platform, conversation, kind, weekday, minute, zone, since, "
        "state, language) VALUES ('slack', 'D1', 'cases', 7, 540, 'UTC', '2010-05-02 12:00:00', "
        "'active', 'en')"
    )
    with engine.begin() as connection:
        connection.execute(text(more))
    assert len(rows(engine, "SELECT DISTINCT id FROM subscriptions")) == 2


def test_and_back(before: tuple[str, Engine]) -> None:
    url, engine = before
    migrate.upgrade(url, AFTER)
    migrate.downgrade(url, BEFORE)
    assert rows(engine, "SELECT id, kind, period FROM outbox") == [("waits", "goals", "2010-W20")]
    assert rows(engine, "SELECT id, period FROM deliveries") == [("done", "2010-W19")]
    assert rows(engine, "SELECT kind, section FROM contents") == [("goals", "")]
