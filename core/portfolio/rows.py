"""A portfolio as rows: what the files say, and what is on record."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import TypeVar

from core.portfolio.columns import Key, Row

R = TypeVar("R", bound=Row)


class Rows:
    """Rows of every file by their keys. A later row of the same key replaces the earlier."""

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self._rows: dict[type[Row], dict[Key, Row]] = {}
        for row in rows:
            self.put(row)

    def put(self, row: Row) -> None:
        """Add a row, or replace the one of its key."""
        self._rows.setdefault(type(row), {})[row.key] = row

    def of(self, kind: type[R]) -> list[R]:
        """All rows of one file, in the order in which they came."""
        return [row for row in self._rows.get(kind, {}).values() if isinstance(row, kind)]

    def get(self, kind: type[R], *key: str | int) -> R | None:
        """The row of that key."""
        row = self._rows.get(kind, {}).get(key)
        return row if isinstance(row, kind) else None

    def keys(self, kind: type[Row]) -> Iterable[Key]:
        """The keys of one file's rows."""
        return self._rows.get(kind, {}).keys()

    def all(self) -> Iterator[Row]:
        """Every row, file by file."""
        return chain.from_iterable(rows.values() for rows in self._rows.values())

    def over(self, below: "Rows") -> "Rows":
        """These rows laid over others: what will be on record once they are kept."""
        return Rows(chain(below.all(), self.all()))


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the file as it was given, and the line on which the row begins."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Sheets:
    """What was read from files, with the place of each row.

    `broken` has the keys of rows that are there but hold errors, so that what refers to them is
    not blamed as well.
    """

    rows: Rows = field(default_factory=Rows)
    places: dict[tuple[type[Row], Key], Place] = field(default_factory=dict)
    broken: set[tuple[type[Row], Key]] = field(default_factory=set)
    given: set[type[Row]] = field(default_factory=set)

    def place(self, row: Row) -> Place:
        """Where the row stands."""
        return self.places[type(row), row.key]


def grouped(rows: Iterable[R], name: str) -> Mapping[str, list[R]]:
    """Rows by the text in one of their columns."""
    groups: dict[str, list[R]] = {}
    for row in rows:
        groups.setdefault(getattr(row, name), []).append(row)
    return groups
