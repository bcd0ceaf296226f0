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
    """Those that may be worked on: the number that is told to everybody."""
    capacity: int
    kept: int = 0
    """Places of cases that are paused, or may not be shown: nobody works on them, and nobody takes
    their places. Told to who coordinates the section, alone."""

    @property
    def told(self) -> "Load":
        """What others than its coordinators may know of it."""
        return Load(self.running, self.capacity)

    @property
    def free(self) -> int:
        """How many more it can take; never below nought, though a cut capacity may be overdrawn."""
        return max(0, self.capacity - self.running - self.kept)

    @property
    def over(self) -> int:
        """By how many it has taken on more than it can."""
        return max(0, self.running + self.kept - self.capacity)
