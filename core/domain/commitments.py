"""Who has taken a case on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Party:
    """A section (by code) or a single member (by person id) who commits to cases."""

    section: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Load:
    """How many cases a section has taken on, of how many that it can take."""

    running: int
    capacity: int

    @property
    def free(self) -> int:
        """How many more it can take; never below nought, though a cut capacity may be overdrawn."""
        return max(0, self.capacity - self.running)
