"""The clocks of feedback: working days, and how late something is. Computed, never stored."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

WEEKEND: Final = frozenset({5, 6})
"""Saturday and Sunday, as `date.weekday` counts."""
LONG: Final = 2
"""Long overdue is what has taken more than so many times its time."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked: all but the weekends and the holidays."""

    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether that day counts."""
        return day.weekday() not in WEEKEND and day not in self.holidays

    def due(self, start: date, working_days: int) -> date:
        """The last day in time: so many working days after the day of the start, which is none."""
        day, left = start, working_days
        while left > 0:
            day += timedelta(days=1)
            left -= self.is_working(day)
        return day


class Timing(StrEnum):
    """How a step stands to its clock."""

    IN_TIME = "in_time"
    OVERDUE = "overdue"
    LONG_OVERDUE = "long_overdue"
    """More than twice the time has gone."""


@dataclass(frozen=True, slots=True)
class Due:
    """Until when a step is in time, and how it stands today."""

    day: date
    timing: Timing


@dataclass(frozen=True, slots=True)
class Terms:
    """How many working days each step of feedback may take, and which days are worked.

    The usual numbers are those of the design: to acknowledge 5, to answer 20 (both from the
    submission), to appeal 20 from the answer, to rule 40 from the appeal.

    Raises:
        ValueError: a step has less than one day.
    """

    acknowledge: int = 5
    answer: int = 20
    appeal: int = 20
    rule: int = 40
    calendar: Calendar = field(default_factory=Calendar)
    notice: int = 28
    """For how many days, all of them, a proposal about a protected person can be questioned."""

    def __post_init__(self) -> None:
        if min(self.acknowledge, self.answer, self.appeal, self.rule, self.notice) < 1:
            raise ValueError(self)

    def due(self, start: date, working_days: int, today: date) -> Due:
        """A clock that began on one day, as it stands on another."""
        day = self.calendar.due(start, working_days)
        if today <= day:
            return Due(day, Timing.IN_TIME)
        late = today > self.calendar.due(start, LONG * working_days)
        return Due(day, Timing.LONG_OVERDUE if late else Timing.OVERDUE)


USUAL: Final = Terms()
"""The numbers of the design, without holidays."""


def holidays_of(text: str) -> frozenset[date]:
    """Read `2010-12-24, 2010-12-27`.

    Raises:
        ValueError: one of them is no date in that form.
    """
    return frozenset(_days(text.split(",")))


def _days(parts: Iterable[str]) -> Iterable[date]:
    return (date.fromisoformat(part.strip()) for part in parts if part.strip())
