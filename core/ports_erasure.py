"""What the core needs of a store to erase what is not needed any more."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Expired(StrEnum):
    """What can be erased."""

    BODIES = "bodies"
    """The facts of messages for none of which somebody waits."""
    DELIVERIES = "deliveries"
    """What became of messages."""
    CONTENTS = "contents"
    """What is left of a message's facts when no delivery points to it."""
    REPLIES = "replies"
    """Requests that were answered, or came to nothing, with the stored replies."""
    QUESTIONS = "questions"
    DIALOGUES = "dialogues"
    """Forms that nobody went on with."""
    LINK_CODES = "link codes"
    SLOTS = "slots"
    """Until when an hour was planned at which nobody wants a digest any more."""


class ErasureStore(Protocol):
    """Erases for good, a few rows at a time, so that nobody waits for it."""

    def erase(self, what: Expired, before: datetime, most: int) -> int:
        """Erase what is older, the oldest first; how many rows, at most so many."""
        ...

    def give_up(self, before: datetime, now: datetime, most: int) -> Sequence[str]:
        """Erase requests that are older, that somebody tried to answer, and nobody answers now.

        Their keys, for the operator.
        """
        ...

    def unwanted(self, now: datetime, most: int) -> Sequence[str]:
        """What waits for nobody: its reader stopped the digest, or a newer one waits for them."""
        ...

    def set_aside(self, ids: Sequence[str], now: datetime) -> int:
        """Set aside what of these is still unwanted; how many that were."""
        ...
