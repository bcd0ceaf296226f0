"""What the senders need to keep a platform's limits together with all other processes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.domain.limits import Held, Want
from core.domain.people import Platform


@dataclass(frozen=True, slots=True)
class Turn:
    """When a message may be sent."""

    wait: float
    """Seconds from now."""
    booked: bool = True
    """That moment is kept for this message alone; otherwise ask again after it."""


class Gate(Protocol):
    """Keeps the platforms' limits. It never raises: without a database it lets answers pass."""

    async def book(self, wants: Sequence[Want]) -> Sequence[Turn]:
        """For each message its turn, in this order. Digests are only booked for very soon."""
        ...

    async def pass_through(self, want: Want) -> float:
        """Wait for one message's turn, and return 0.

        Where that is farther away than it is wanted, the seconds after which it may be tried
        again, at once.
        """
        ...

    async def pause(self, platform: Platform, seconds: float, conversation: str = "") -> None:
        """Let nobody send there for so long: to that conversation, or without one to anybody."""
        ...


class Open:
    """The gate of a platform without limits: the console, the demo, most tests."""

    async def book(self, wants: Sequence[Want]) -> Sequence[Turn]:
        """Everything at once."""
        return [Turn(0.0) for _ in wants]

    async def pass_through(self, want: Want) -> float:
        """At once."""
        del want
        return 0.0

    async def pause(self, platform: Platform, seconds: float, conversation: str = "") -> None:
        """Nothing to pause."""


class LimitStore(Protocol):
    """What all senders have been given, by the database's clock."""

    def hold(self, whole: Collection[str], parts: Collection[str] = ()) -> Held:
        """Hold these whole bots until the end of this unit of work; how they and the parts stand.

        Parts are changed by nobody who does not hold the whole that they belong to, but for pauses.
        """
        ...

    def keep(self, states: Mapping[str, str], now: int) -> None:
        """Put on record what was given away at that moment, as `hold` told it."""
        ...

    def pause(self, key: str, seconds: float) -> None:
        """Nothing of a whole bot or of a conversation is to be sent for so long from now."""
        ...

    def paused(self, keys: Collection[str]) -> float:
        """For how many seconds one of these is paused yet; 0 if none is."""
        ...

    def forget(self, seconds: float, most: int) -> None:
        """Delete what was not used for so long, no more than so many rows."""
        ...
