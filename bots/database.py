"""The database of a command: is it ready, and the world over it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from bots.meter import Meter
from bots.observed import ObservedApp
from bots.world import SystemChance, SystemClock, World
from core.app import App
from core.domain.clocks import USUAL, Terms
from core.ports import Clock, Store
from scheduler.clocks import LeaseClock
from storage.engine import open_engine
from storage.schema import is_behind
from storage.unit_of_work import SqlStore


class NotReadyError(Exception):
    """The database can't be worked with as it is; the text says what to do."""


@contextmanager
def open_store(url: str, terms: Terms = USUAL) -> Iterator[SqlStore]:
    """The store over one database; closed at the end.

    Raises:
        ValueError: no address of a database.
    """
    engine = open_engine(url)
    try:
        yield SqlStore(engine, terms)
    finally:
        engine.dispose()


def world_over(store: Store, clock: Clock | None = None, meter: Meter | None = None) -> World:
    """Everything over one store, without a platform; answers are timed where there is a meter."""
    chance, clock = SystemChance(), clock or SystemClock()
    shared = LeaseClock(store, clock)
    app = (
        ObservedApp(store, clock, chance, meter, shared)
        if meter
        else App(store, clock, chance, shared)
    )
    return World(app, store, clock, chance)


@contextmanager
def open_world(url: str, clock: Clock | None = None, terms: Terms = USUAL) -> Iterator[World]:
    """Everything over one database, without a platform; closed at the end.

    Raises:
        ValueError: no address of a database.
    """
    with open_store(url, terms) as store:
        yield world_over(store, clock)


def check_database(url: str) -> None:
    """Make sure that the database is there, with the tables that this program needs.

    Raises:
        NotReadyError: it is not.
        StoreAwayError: it can't be reached.
    """
    parsed = make_url(url)
    file = parsed.database if parsed.get_backend_name() == "sqlite" else None
    if file and not Path(file).exists():
        raise NotReadyError(
            f"There is no database at {file}. Make one with `vigil db upgrade` and fill it with "
            "`vigil import`, or see the sample portfolio with `vigil demo`."
        )
    if _is_behind(url):
        raise NotReadyError(
            "The database is not prepared for this version of Vigil. Run `vigil db upgrade`."
        )


def _is_behind(url: str) -> bool:
    try:
        return is_behind(url)
    except DBAPIError as error:
        raise NotReadyError(
            f"The database can't be used ({type(error.orig).__name__}). See that it is Vigil's, "
            "and that its user may read and write all its tables."
        ) from error
