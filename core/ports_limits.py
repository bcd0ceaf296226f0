"""What the senders need to keep a platform's limits together with all other processes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from core.domain.limits import Want
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
        """Wait for one answer's turn, and return 0.

        Where that is too far away, the seconds after which it may be tried again, at once.
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
