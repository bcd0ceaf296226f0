"""What the core is told when the database is away."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from core.ports import StoreAwayError
from storage.engine import is_away


@contextmanager
def away_as_such() -> Iterator[None]:
    """Turn the driver's errors into the core's.

    Raises:
        StoreAwayError: the database can't be reached, or is locked for too long.
    """
    try:
        yield
    except SQLAlchemyError as error:
        if is_away(error):
            raise StoreAwayError from error
        raise
