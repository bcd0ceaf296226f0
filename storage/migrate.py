"""Bring a database to the newest step, and tell at which step it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from storage.away import away_as_such
from storage.engine import open_engine, writing

LOCK = 0x5649_4749_4C
"""PostgreSQL's advisory lock for migrating: the letters of "VIGIL"."""


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(files("storage") / "migrations"))
    config.attributes["connection"] = connection
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Run all steps that are missing, in one transaction; of several processes one does it.

    Raises:
        StoreAwayError: the database can't be reached, or another process holds it too long.
    """
    with _alone(url) as connection:
        command.upgrade(_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Undo the steps after that one (`base`: all), in one transaction. What they kept is lost.

    Raises:
        StoreAwayError: as for `upgrade`.
    """
    with _alone(url) as connection:
        command.downgrade(_config(connection), revision)


@contextmanager
def _alone(url: str) -> Iterator[Connection]:
    """A transaction that no other process's migration runs beside."""
    engine = open_engine(url)
    try:
        with away_as_such(), writing(engine) as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            yield connection
    finally:
        engine.dispose()


def current(url: str) -> str | None:
    """The step at which the database is; None if it is empty.

    Raises:
        StoreAwayError: the database can't be reached.
    """
    engine = open_engine(url)
    try:
        return current_of(engine)
    finally:
        engine.dispose()


def current_of(engine: Engine) -> str | None:
    """The same, over an engine that is open."""
    with away_as_such(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest step that this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()
