"""What the core is told when the database is away."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from core.domain.away import Away
from core.ports import StoreAwayError

SQLITE: Final = {
    sqlite3.SQLITE_BUSY: Away.BUSY,
    sqlite3.SQLITE_LOCKED: Away.BUSY,
    sqlite3.SQLITE_CANTOPEN: Away.UNREACHABLE,
    sqlite3.SQLITE_IOERR: Away.UNREACHABLE,
    sqlite3.SQLITE_FULL: Away.FULL,
    sqlite3.SQLITE_READONLY: Away.READ_ONLY,
}
"""The result codes of SQLite that time or an operator mends; others are a defect of ours."""

READ_ONLY: Final = "25006"
POSTGRESQL: Final = {
    "53100": Away.FULL,
    "53300": Away.CROWDED,
    "55P03": Away.BUSY,
    "40P01": Away.BUSY,
    "57P01": Away.STARTING,
    "57P02": Away.STARTING,
    "57P03": Away.STARTING,
    READ_ONLY: Away.READ_ONLY,
}
"""The same of PostgreSQL: postgresql.org/docs/current/errcodes-appendix.html."""
REFUSED: Final = {
    "too many clients": Away.CROWDED,
    "remaining connection slots": Away.CROWDED,
    "starting up": Away.STARTING,
    "shutting down": Away.STARTING,
}
"""A connection that is refused comes with the server's words and without its code."""
STANDBY: Final = "read-write mode during recovery"
"""A standby refuses so to begin a transaction that may write, by a code that says nothing."""


@contextmanager
def away_as_such(*, writing: bool = False) -> Iterator[None]:
    """Turn the driver's errors into the core's. Only who means to write finds it read-only.

    Raises:
        StoreAwayError: the database can't be used now.
    """
    try:
        yield
    except SQLAlchemyError as error:
        why = _why(error, writing=writing)
        if why is None:
            raise
        raise StoreAwayError(why) from error


def _why(error: SQLAlchemyError, *, writing: bool) -> Away | None:
    """Why the database can't be used now; None where we misused it."""
    if isinstance(error, PoolTimeoutError):
        return Away.BUSY
    if not isinstance(error, DBAPIError):
        return None
    if isinstance(error.orig, sqlite3.Error):
        code: int = getattr(error.orig, "sqlite_errorcode", 0)
        return SQLITE.get(code & 0xFF)
    return _why_postgresql(error, writing=writing)


def _why_postgresql(error: DBAPIError, *, writing: bool) -> Away | None:
    """The same of PostgreSQL.

    It refuses a write in a transaction of ours that only looks by the same code as in a database
    that is read-only.
    """
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in POSTGRESQL:
        return POSTGRESQL[state] if writing or state != READ_ONLY else None
    said = str(error.orig).casefold()
    if writing and STANDBY in said:
        return Away.READ_ONLY
    if error.connection_invalidated or isinstance(error, OperationalError | InterfaceError):
        known = (why for words, why in REFUSED.items() if words in said)
        return next(known, Away.UNREACHABLE)
    return None
