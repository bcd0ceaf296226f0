"""Small values that many rules share."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date of which only the year, or the year and the month, may be known."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> "PartialDate":
        """Read `2008`, `2008-12` or `2008-12-31`.

        Raises:
            ValueError: the text has another shape, or names a day that does not exist.
        """
        match = _PARTIAL.fullmatch(text)
        if match is None:
            raise ValueError(text)
        month, day = (int(part) if part else None for part in match.groups()[1:])
        if 0 in (month, day):
            raise ValueError(text)
        known = cls(int(match[1]), month, day)
        known.first_day  # noqa: B018  raises where there is no such day
        return known

    @classmethod
    def of(cls, day: date) -> "PartialDate":
        """Take a whole date."""
        return cls(day.year, day.month, day.day)

    @property
    def first_day(self) -> date:
        """The earliest day that it can mean, for ordering and for pace."""
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        parts = [f"{self.year:04}"]
        parts += [f"{part:02}" for part in (self.month, self.day) if part is not None]
        return "-".join(parts)


class Sight(StrEnum):
    """How much of the portfolio a reply may show.

    It is a condition of every query: a row outside the sight is never fetched, scored or counted.
    """

    PUBLIC = "public"
    """What any member may see: no drafts, nothing paused, nothing without consent for listing."""
    STAFF = "staff"
    """Everything, for a steward in a place that only the steward reads."""
