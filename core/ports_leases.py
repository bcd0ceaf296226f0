"""What only one process may do at a time, and the time by which that is counted."""

from datetime import datetime, timedelta
from typing import Protocol


class LeaseStore(Protocol):
    """Who does it, until when, by the database's clock: that of one machine may be wrong."""

    def hold(self, name: str, holder: str, length: timedelta) -> bool:
        """Take a lease that is free or over, or hold one's own for longer.

        From now on for so long; False where another holds it.
        """
        ...

    def release(self, name: str, holder: str) -> None:
        """Give one's own lease back: another may take it at once."""
        ...


class SharedClock(Protocol):
    """The time that all processes of a database have in common, whatever their machines say."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        ...

    def check(self) -> None:
        """Find out how far this machine's clock is off, where that was not done lately.

        Raises:
            StoreAwayError: nobody can tell.
        """
        ...
