"""How often a platform lets us send."""

from dataclasses import dataclass
from enum import StrEnum

from core.domain.people import Platform


class Lane(StrEnum):
    """Who waits for a message. Answers go ahead; digests keep at least a fifth of a limit."""

    ANSWER = "answer"
    """Somebody asked for it just now, or it is a notice that can't wait."""
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Want:
    """One message, edit or part of a message that is to be sent to a conversation."""

    platform: Platform
    conversation: str
    lane: Lane = Lane.DIGEST
