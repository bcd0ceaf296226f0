"""A gate that tells who asked to pass, and holds back whom a test wants it to."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.domain.limits import Want
from core.domain.people import Platform
from core.ports_limits import Turn


@dataclass
class WatchedGate:
    """Implements `core.ports_limits.Gate`."""

    asked: list[Want] = field(default_factory=list)
    pauses: list[tuple[Platform, float, str]] = field(default_factory=list)
    waits: deque[float] = field(default_factory=deque)
    """What the next to ask are told, each once; then everybody passes."""

    async def book(self, wants: Sequence[Want]) -> Sequence[Turn]:
        self.asked += wants
        return [Turn(0.0) for _ in wants]

    async def pass_through(self, want: Want) -> float:
        self.asked.append(want)
        return self.waits.popleft() if self.waits else 0.0

    async def pause(self, platform: Platform, seconds: float, conversation: str = "") -> None:
        self.pauses.append((platform, seconds, conversation))
