"""Where somebody speaks in private: there they are told what happens."""

from datetime import datetime, timedelta

from core.domain.subscriptions import Address
from core.ports_notices import Reach
from core.usecases.turn import Turn

FRESH = timedelta(hours=1)
"""So long it need not be written again that somebody speaks there."""


class Contacts:
    """Writes it at the first word, when it changes, and once an hour; a look-up writes no more."""

    def __init__(self) -> None:
        """Nobody has spoken to this process yet."""
        self._last: dict[str, tuple[Address, datetime]] = {}

    def is_known(self, turn: Turn) -> bool:
        """Whether there is nothing to write for this turn."""
        person = turn.asker.person
        if not turn.private or person is None:
            return True
        address, at = self._last.get(person, (None, turn.now))
        return address == turn.address and turn.now - at < FRESH

    def note(self, turn: Turn) -> None:
        """Write it, in the turn's unit of work."""
        person = turn.asker.person
        if not turn.private or person is None:
            return
        reach = Reach(turn.address, turn.zone, turn.asker.language or "")
        turn.uow.reach.use(person, reach, turn.now)
        self._last[person] = (turn.address, turn.now)
