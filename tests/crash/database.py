"""The database of a run, which marks every sending, and is taken away now and then."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Protocol

from sqlalchemy import Engine, create_engine, func, select, text

from storage.tables_messages import deliveries, outbox
from tests.crash.far_side import place_of
from tests.crash.journal import Mark, Outage, Record
from tests.databases import Server

_TABLE: Final = """
CREATE TABLE crash_marks (posting TEXT NOT NULL, at DOUBLE PRECISION NOT NULL, process TEXT)
"""
_ON_POSTGRESQL: Final = (
    _TABLE,
    """
    CREATE FUNCTION crash_mark() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO crash_marks VALUES
      (NEW.id, extract(epoch FROM clock_timestamp()), current_setting('application_name'));
    RETURN NULL; END $$
    """,
    """
    CREATE TRIGGER crash_mark AFTER UPDATE OF sending ON outbox
    FOR EACH ROW WHEN (NEW.sending) EXECUTE FUNCTION crash_mark()
    """,
)
_ON_SQLITE: Final = (
    _TABLE,
    """
    CREATE TRIGGER crash_mark AFTER UPDATE OF sending ON outbox WHEN NEW.sending BEGIN
    INSERT INTO crash_marks VALUES (NEW.id, (julianday('now') - 2440587.5) * 86400.0, '');
    END
    """,
)
"""A message is marked as being sent before its first byte: a trigger writes down by whom and when.
SQLite does not know who writes."""


class Database(Protocol):
    """Where the product keeps everything."""

    url: str
    outages: list[Outage]

    def url_for(self, process: str) -> str:
        """The address that a process of that name gets."""
        ...

    def disturb(self, number: int) -> None:
        """Take it away for a moment, the nth time."""
        ...


class Sqlite:
    """A file, which somebody locks for seconds."""

    def __init__(self, url: str, lock_seconds: float) -> None:
        self.url = url
        self.outages: list[Outage] = []
        self._seconds = lock_seconds
        _watch(url, _ON_SQLITE)

    def url_for(self, process: str) -> str:
        """The same for all."""
        del process
        return self.url

    def disturb(self, number: int) -> None:
        """Hold the one lock for writing."""
        del number
        file = Path(self.url.removeprefix("sqlite:///"))
        connection = sqlite3.connect(file, timeout=60, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        begin = time.time()
        time.sleep(self._seconds)
        connection.execute("ROLLBACK")
        connection.close()
        self.outages.append(Outage(begin, time.time(), "locked"))


class Postgresql:
    """A server of its own, which is restarted, every other time without a farewell."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self.url = server.emptied()
        self.outages: list[Outage] = []
        server.keep_what_is_committed()
        _watch(self.url, _ON_POSTGRESQL)

    def url_for(self, process: str) -> str:
        """With the name by which the server knows the process."""
        joint = "&" if "?" in self.url else "?"
        return f"{self.url}{joint}application_name={process}"

    def disturb(self, number: int) -> None:
        """Restart it."""
        mode = "immediate" if number % 2 else "fast"
        begin = time.time()
        self._server.stop(mode)
        self._server.start()
        self.outages.append(Outage(begin, time.time(), f"{mode} restart"))


@contextmanager
def looking(url: str) -> Iterator[Engine]:
    """An engine of the harness, which holds nothing between two uses."""
    engine = create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


def _watch(url: str, statements: Sequence[str]) -> None:
    with looking(url) as engine, engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def waiting(engine: Engine) -> int:
    """How many rows wait."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(outbox)).scalar_one()


def done(engine: Engine) -> int:
    """How many messages have their result."""
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(deliveries)).scalar_one()


def marks(engine: Engine) -> list[Mark]:
    """What was marked as being sent, when and by whom."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT posting, at, process FROM crash_marks"))
        return [Mark(*row) for row in rows]


def records(engine: Engine) -> list[Record]:
    """What the product believes."""
    wanted = select(
        deliveries.c.id,
        deliveries.c.platform,
        deliveries.c.conversation,
        deliveries.c.kind,
        deliveries.c.key,
        deliveries.c.result,
        deliveries.c.attempts,
    )
    with engine.connect() as connection:
        return [
            Record(
                row.id,
                place_of(row.platform, row.conversation),
                row.kind,
                row.key,
                row.result,
                row.attempts,
            )
            for row in connection.execute(wanted)
        ]
