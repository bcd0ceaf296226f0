"""What may go wrong between the app and Slack, in the order that a test asks for."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass
from typing import Literal, TypeAlias

FaultKind: TypeAlias = int | str
"""429, 500 (any 5xx), "reset_before", "reset_after", "delay", or an error code of Slack's."""

Moment: TypeAlias = Literal["before", "after"]


@dataclass(frozen=True, slots=True)
class Fault:
    """`retry_after` belongs to 429, `seconds` to "delay"; both in seconds."""

    kind: FaultKind
    retry_after: int = 1
    seconds: float = 0.5


class Faults:
    """Faults that wait for the next calls of a method."""

    def __init__(self) -> None:
        self._waiting: defaultdict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault, times: int) -> None:
        self._waiting[method].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        waiting = self._waiting[method]
        return waiting.popleft() if waiting else None
