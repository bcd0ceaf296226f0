"""What was done on a case, as those who did it report it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from core.domain.cases import ActionKind

MOST: Final = 10_000
"""The most of a kind that one report can tell; a larger number is a slip of the finger."""
MOST_ALONE: Final = 100
"""The most in one report of somebody who is in no section, so that nobody can puff a number up."""
MOST_ALONE_A_DAY: Final = 500
"""The most that somebody who is in no section can report on a day (in UTC), over all cases."""
AGAIN_WITHIN: Final = timedelta(minutes=10)
"""The same report so soon after is asked about first (the design, section 3)."""
FURTHEST_BACK: Final = timedelta(days=366)
"""What was done earlier is not reported any more."""


@dataclass(frozen=True, slots=True)
class Report:
    """That somebody wrote twelve letters. Who it was stands in the store alone."""

    case: str
    """The case's key."""
    kind: ActionKind
    count: int
    day: date
    """When it was done."""
    at: datetime
    """When it was reported."""
    section: str = ""
    """The code of the section for which it was done; empty for people without one."""
    note: str = ""
    struck: bool = False
    """It does not count any more."""
    number: int = 0
    """Given when it is kept."""

    @property
    def subject(self) -> str:
        """What the history calls it."""
        return f"report:{self.number}"

    def is_same(self, other: "Report") -> bool:
        """Whether both tell of the same thing, whatever is noted beside it."""
        told = (self.case, self.kind, self.count, self.day, self.section)
        return told == (other.case, other.kind, other.count, other.day, other.section)


@dataclass(frozen=True, slots=True)
class Total:
    """How many of a kind are reported on a case; `alone` of them by people without a section."""

    kind: ActionKind
    count: int
    alone: int
