"""Kinds of cells for numbers, dates and places."""

import math
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import available_timezones

from core.domain.geography import countries
from core.domain.values import PartialDate
from core.portfolio.kinds import BadCellError, Kind, nearest

LARGEST = 2**31 - 1
"""What a whole number in PostgreSQL holds."""
CODE_LENGTH = 3
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_PARTIAL = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?Z")


@dataclass(frozen=True, slots=True)
class Whole(Kind[int]):
    """A whole number within bounds."""

    least: int = 0
    most: int = LARGEST

    @property
    def allowed(self) -> str:
        """As for every kind."""
        if self.most == LARGEST:
            return f"a whole number from {self.least}"
        return f"a whole number from {self.least} to {self.most}"

    def read(self, cell: str) -> int:
        """As for every kind."""
        digits = cell.strip()
        fits = digits.isascii() and digits.isdigit() and len(digits) <= len(str(LARGEST))
        if not fits or not self.least <= int(digits) <= self.most:
            raise BadCellError(self.allowed)
        return int(digits)

    def write(self, value: int) -> str:
        """As for every kind."""
        return str(value)

    def rank(self, value: int) -> str:
        """As for every kind: 2 comes before 10."""
        return f"{value:010}"


@dataclass(frozen=True, slots=True)
class Number(Kind[float]):
    """A number with a point, if need be."""

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return "a number, such as 138 or 0.5"

    def read(self, cell: str) -> float:
        """As for every kind."""
        digits = cell.strip()
        value = float(digits) if _NUMBER.fullmatch(digits) else math.inf
        if not math.isfinite(value):
            raise BadCellError(self.allowed)
        return value + 0.0  # so that -0 is 0

    def write(self, value: float) -> str:
        """As for every kind."""
        return repr(value + 0.0).removesuffix(".0")  # -0 is 0


@dataclass(frozen=True, slots=True)
class Day(Kind[date]):
    """A whole date."""

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return "a date, such as 2010-05-14"

    def read(self, cell: str) -> date:
        """As for every kind."""
        text = cell.strip()
        try:
            if _DAY.fullmatch(text):
                return date.fromisoformat(text)
        except ValueError:
            pass
        raise BadCellError(self.allowed)

    def write(self, value: date) -> str:
        """As for every kind."""
        return value.isoformat()


@dataclass(frozen=True, slots=True)
class Partial(Kind[PartialDate]):
    """A date of which only the year, or the year and the month, may be known."""

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return "a date, a month or a year, such as 2010-05-14, 2010-05 or 2010"

    def read(self, cell: str) -> PartialDate:
        """As for every kind."""
        text = cell.strip()
        try:
            if _PARTIAL.fullmatch(text):
                return PartialDate.parse(text)
        except ValueError:
            pass
        raise BadCellError(self.allowed)

    def write(self, value: PartialDate) -> str:
        """As for every kind."""
        return str(value)


@dataclass(frozen=True, slots=True)
class Moment(Kind[datetime]):
    """A moment in UTC; a date alone is its midnight."""

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return "a date or a moment in UTC, such as 2010-05-14 or 2010-05-14T12:00:00Z"

    def read(self, cell: str) -> datetime:
        """As for every kind."""
        text = cell.strip()
        try:
            if _DAY.fullmatch(text) or _MOMENT.fullmatch(text):
                return datetime.fromisoformat(text.removesuffix("Z")).replace(tzinfo=UTC)
        except ValueError:
            pass
        raise BadCellError(self.allowed)

    def write(self, value: datetime) -> str:
        """As for every kind."""
        text = value.astimezone(UTC).replace(tzinfo=None).isoformat()
        return text.removesuffix("T00:00:00") if text.endswith("T00:00:00") else f"{text}Z"


@dataclass(frozen=True, slots=True)
class CountryCode(Kind[str]):
    """A country by its ISO 3166 alpha-3 code; a name is answered with its code."""

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return "a country's three-letter code (ISO 3166), such as MYS"

    def read(self, cell: str) -> str:
        """As for every kind."""
        code = cell.strip()
        if code not in countries():
            raise BadCellError(self.allowed, lambda: _nearest_country(code))
        return code

    def write(self, value: str) -> str:
        """As for every kind."""
        return value


def _nearest_country(typed: str) -> str:
    if typed.upper() in countries() or len(typed) <= CODE_LENGTH:
        return nearest(typed, countries())
    return _names().get(nearest(typed, _names()), "")


@cache
def _names() -> dict[str, str]:
    return {name: country.code for country in countries().values() for name in country.variants}


@dataclass(frozen=True, slots=True)
class Zone(Kind[str]):
    """A time zone by its IANA name."""

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return "a time zone's IANA name, such as Asia/Kuala_Lumpur"

    def read(self, cell: str) -> str:
        """As for every kind."""
        name = cell.strip()
        if name not in _zones():
            raise BadCellError(self.allowed, lambda: nearest(name, _zones()))
        return name

    def write(self, value: str) -> str:
        """As for every kind."""
        return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())
