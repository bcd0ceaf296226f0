"""At which step a database is, without the migrations themselves, which take long to import."""

from typing import Final

from sqlalchemy import Engine, inspect, text

from storage.away import away_as_such
from storage.engine import open_engine

NEWEST: Final = "0010"
"""The last of the steps in `storage/migrations/versions`; they are numbered in their order."""


def is_behind(url: str) -> bool:
    """Whether steps of this program are missing there.

    A database that a newer program brought further is not behind: two versions run side by side.

    Raises:
        StoreAwayError: the database can't be reached.
    """
    engine = open_engine(url)
    try:
        return (step_of(engine) or "") < NEWEST
    finally:
        engine.dispose()


def step_of(engine: Engine) -> str | None:
    """The last step that was taken there; None where there are no tables.

    Raises:
        StoreAwayError: the database can't be reached.
    """
    with away_as_such(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        step: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return step
