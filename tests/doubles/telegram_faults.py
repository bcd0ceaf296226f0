"""Failures that a test orders from the Telegram double in advance."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, assert_never

from tests.doubles.telegram_checks import ApiError

FaultKind = Literal[
    429,
    500,
    "blocked",
    "chat_not_found",
    "cant_parse",
    "cant_edit",
    "migrate",
    "reset_before",
    "reset_after",
    "delay",
]

_REFUSED: Mapping[FaultKind, str] = {
    "chat_not_found": "chat not found",
    "cant_parse": "can't parse entities: unexpected end tag at byte offset 0",
    "cant_edit": "message can't be edited",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a request.

    `reset_before` closes the connection without doing the work, `reset_after` does it first;
    `delay` waits `seconds` and then does it. The rest is an answer of the server.
    """

    kind: FaultKind
    retry_after: int = 1
    seconds: float = 1.0
    migrate_to_chat_id: int = -1009876543210

    def error(self) -> ApiError | None:
        """The answer, if this fault is one."""
        match self.kind:
            case 429:
                return ApiError(
                    429,
                    f"Too Many Requests: retry after {self.retry_after}",
                    {"retry_after": self.retry_after},
                )
            case 500:
                return ApiError(500, "Internal Server Error")
            case "blocked":
                return ApiError(403, "Forbidden: bot was blocked by the user")
            case "chat_not_found" | "cant_parse" | "cant_edit":
                return ApiError(400, f"Bad Request: {_REFUSED[self.kind]}")
            case "migrate":
                return ApiError(
                    400,
                    "Bad Request: group chat was upgraded to a supergroup chat",
                    {"migrate_to_chat_id": self.migrate_to_chat_id},
                )
            case "reset_before" | "reset_after" | "delay":
                return None
            case _:
                assert_never(self.kind)


@dataclass(slots=True)
class Faults:
    """Those still to come, by method, in the order in which they were ordered."""

    waiting: dict[str, list[Fault | None]] = field(default_factory=dict)

    def order(self, method: str, fault: Fault, times: int, after: int = 0) -> None:
        """Let `after` requests pass, and then this happen to so many."""
        self.waiting.setdefault(method, []).extend([None] * after + [fault] * times)

    def take(self, method: str) -> Fault | None:
        queue = self.waiting.get(method)
        return queue.pop(0) if queue else None
