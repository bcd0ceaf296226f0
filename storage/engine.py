"""The one way to the database, SQLite or PostgreSQL, and what is made of its being away."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

POOL_SIZE = 32
"""As many as asyncio.to_thread has threads at most, so that no thread waits for a connection."""
SILENCE = 15
"""Seconds after which a PostgreSQL that acknowledges nothing counts as cut off."""
PATIENCE = 5.0
"""Seconds to wait for a lock, a connection or a server before the database counts as away."""

SQLITE_CACHE = 8_000
"""Kilobytes that each connection keeps of the file. Beside a long history every message touches
pages of its own, which would be read from the file again and again."""
SQLITE_LOG = 16_000
"""Pages, of 4 kB each, that are written ahead before they go into the file. That costs a wait for
the disk, and the less often, the more of them were written more than once."""

KNOWN = "a database is sqlite:///FILE or postgresql://HOST/NAME"


def open_engine(url: str, *, patience: float = PATIENCE, pool_size: int = POOL_SIZE) -> Engine:
    """Make the engine for `sqlite:///file` or `postgresql://…`; nothing is connected yet.

    After a server's restart the first request that meets a dead connection fails, and SQLAlchemy
    then drops all that are older: a ping before every use would cost each look-up a round trip.

    Raises:
        ValueError: another database, or an SQLite without a file.
    """
    parsed = make_url(url)
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite(parsed, patience, pool_size)
    if backend == "postgresql":
        return _postgresql(parsed, patience, pool_size)
    raise ValueError(KNOWN)


def _sqlite(url: URL, patience: float, pool_size: int) -> Engine:
    if not url.database or url.database == ":memory:":
        raise ValueError(KNOWN)
    engine = create_engine(
        url,
        connect_args={"timeout": patience},
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=patience,
        pool_use_lifo=True,
    )
    event.listen(engine, "connect", _prepare_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    """Leave transactions to `reading` and `writing`: the driver's own begin too late."""
    connection.isolation_level = None
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")
    connection.execute(f"PRAGMA cache_size=-{SQLITE_CACHE}")
    connection.execute(f"PRAGMA wal_autocheckpoint={SQLITE_LOG}")


def _postgresql(url: URL, patience: float, pool_size: int) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        connect_args={
            "connect_timeout": max(2, round(patience)),
            "keepalives_idle": 30,
            "tcp_user_timeout": SILENCE * 1000,
        },
        pool_size=pool_size // 4,
        max_overflow=pool_size - pool_size // 4,
        pool_timeout=patience,
        pool_use_lifo=True,
    )
    event.listen(engine, "connect", _limit_waiting(round(patience * 1000)))
    return engine


def _limit_waiting(milliseconds: int) -> Callable[[DBAPIConnection, ConnectionPoolEntry], None]:
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = {milliseconds}")
        cursor.close()
        connection.commit()

    return prepare


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only looks: nothing that it writes is kept.

    SQLite undoes it. PostgreSQL refuses it, and so may commit, after which psycopg still has the
    statements that it prepared: a rollback would cost each look-up as much again.

    SQLite's transactions are begun here, and not by an event of the engine: a single listener
    makes SQLAlchemy ask for listeners at every statement, which then takes half as long again.
    """
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _begin_looking(connection)
            yield connection
        else:
            connection.execution_options(postgresql_readonly=True)
            connection.begin()
            yield connection
            connection.commit()


def _begin_looking(connection: Connection) -> None:
    """Begin on the driver itself, past SQLAlchemy: this takes no lock yet, and so can't fail."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101  for the type
    driver.execute("BEGIN")


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that commits at its end, or on an exception undoes everything.

    On SQLite it takes the one write lock at once, so that no upgrade fails half-way.
    """
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        yield connection
