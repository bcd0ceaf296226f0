"""One thing that was looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How it is."""

    FINE = "fine"
    NOTE = "note"
    """It works, and yet somebody should know."""
    WRONG = "wrong"
    """It does not work."""


MARKS = {Level.FINE: "✓", Level.NOTE: "!", Level.WRONG: "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, how it is, and what to do. It holds no secret and no name."""

    level: Level
    about: str
    says: str
    do: str = ""

    @property
    def line(self) -> str:
        """For the operator."""
        return " ".join(filter(None, (MARKS[self.level], f"{self.about}:", self.says, self.do)))


def fine(about: str, says: str) -> Finding:
    """All is well."""
    return Finding(Level.FINE, about, says)


def note(about: str, says: str, do: str = "") -> Finding:
    """It works, and yet somebody should know."""
    return Finding(Level.NOTE, about, says, do)


def wrong(about: str, says: str, do: str = "") -> Finding:
    """It does not work."""
    return Finding(Level.WRONG, about, says, do)
