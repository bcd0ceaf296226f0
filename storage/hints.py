"""Telling other processes at once that there is work. A poll finds the same work without it.

PostgreSQL tells with NOTIFY. On SQLite somebody looks, a few times a second, whether another
connection has committed anything: `PRAGMA data_version`, which reads no table.
"""

import sqlite3
from collections.abc import Callable, Iterator
from enum import StrEnum
from threading import Event, Thread
from typing import Final

import structlog
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import PoolProxiedConnection

log = structlog.get_logger()

CHANNEL: Final = "vigil"
LISTEN_SECONDS: Final = 0.5
"""The longest that one wait for a notification lasts, so that a stop is not held up by it."""
LOOK_SECONDS: Final = 0.25
"""Between two looks at an SQLite file."""
REST_SECONDS: Final = 1.0
"""After a connection was lost."""

_NOTIFY: Final = text(f"SELECT pg_notify('{CHANNEL}', :topic)")


class Topic(StrEnum):
    """What there is to do."""

    OUTBOX = "outbox"
    """A message waits to be sent."""
    LEASES = "leases"
    """A lease was given back."""


def hint(connection: Connection, topic: Topic) -> None:
    """Tell the others, once this transaction is committed. PostgreSQL tells the same only once."""
    if connection.dialect.name == "postgresql":
        connection.execute(_NOTIFY, {"topic": topic})


class Listener:
    """Hears hints in a thread of its own, over one connection that is not the pool's.

    `tell` is called in that thread. After a connection was lost everything is told: what was said
    meanwhile was not heard.
    """

    def __init__(self, engine: Engine, tell: Callable[[Topic], None]) -> None:
        """Nothing is connected before `start`."""
        self._engine = engine
        self._tell = tell
        self._stop = Event()
        self._thread = Thread(target=self._listen, name="hints", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def close(self) -> None:
        """Listen no more; returns within a second or two."""
        self._stop.set()
        self._thread.join()

    def _listen(self) -> None:
        hear = _heard_by_looking if self._engine.dialect.name == "sqlite" else _heard
        while not self._stop.is_set():
            try:
                self._hear(hear)
            except (SQLAlchemyError, _LostError) as error:
                log.warning("hints_lost", error=type(error).__name__)
                self._stop.wait(REST_SECONDS)

    def _hear(self, hear: Callable[[object, Event], Iterator[Topic]]) -> None:
        borrowed = self._connected()
        driver = borrowed.driver_connection
        borrowed.detach()
        try:
            for topic in hear(driver, self._stop):
                self._tell(topic)
        finally:
            borrowed.close()

    def _connected(self) -> PoolProxiedConnection:
        """A connection; what keeps it from being made comes as the driver's own error."""
        try:
            return self._engine.raw_connection()
        except self._engine.dialect.loaded_dbapi.Error as error:
            raise _LostError from error


class _LostError(Exception):
    """The connection broke."""


def _heard(connection: object, stop: Event) -> Iterator[Topic]:
    import psycopg  # noqa: PLC0415  only where the database is PostgreSQL

    assert isinstance(connection, psycopg.Connection)  # noqa: S101  for the type
    try:
        connection.autocommit = True
        connection.execute(f"LISTEN {CHANNEL}")
        yield from Topic
        while not stop.is_set():
            for said in connection.notifies(timeout=LISTEN_SECONDS, stop_after=1):
                yield from (topic for topic in Topic if topic == said.payload)
    except psycopg.Error as error:
        raise _LostError from error


def _heard_by_looking(connection: object, stop: Event) -> Iterator[Topic]:
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101  for the type
    try:
        seen = _version(connection)
        yield from Topic
        while not stop.wait(LOOK_SECONDS):
            version = _version(connection)
            if version != seen:
                seen = version
                yield from Topic
    except sqlite3.Error as error:
        raise _LostError from error


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA data_version").fetchone()[0]
    return version
