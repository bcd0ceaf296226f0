"""What the core needs of the store to tell what lies behind its numbers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from core.domain.cases import Outcome
from core.domain.goals import Metric
from core.domain.netchange import Entry, Period
from core.domain.pages import Page


@dataclass(frozen=True, slots=True)
class Behind:
    """A case behind a number, without its title, which may have a person's name."""

    key: str
    country: str


@dataclass(frozen=True, slots=True)
class BehindPage(Page[Behind]):
    """One page of the cases behind a number. Its `total` are those that any member may see."""

    hidden: int = 0
    """The rest, of which nothing but their number is told."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A case that was closed while a prisoner of conscience on it was living and unreleased."""

    key: str
    country: str
    day: date | None
    outcome: Outcome
    people: int
    """How many such people are on it."""


class FigureStore(Protocol):
    """What lies behind the numbers, as far as any member may see it."""

    def entries(self, until: date) -> Sequence[Entry]:
        """The decisions on which the net change rests, from the first to the end of that day."""
        ...

    def seen(self, keys: Iterable[str]) -> Sequence[Behind]:
        """Those of the cases that any member may see, each once, by key."""
        ...

    def behind(self, metric: Metric, today: date, page: int) -> BehindPage:
        """One page of the cases that a metric counts."""
        ...

    def closures(self, period: Period | None = None) -> Sequence[Closure]:
        """Cases that any member may see, closed unresolved with a living prisoner of conscience.

        In their order of closing; without a period all. Past cases from an archive are none: of
        them nobody knows.
        """
        ...

    def left_out(self, keys: Iterable[str]) -> int:
        """Of the cases of these keys, how many are closures like that which can't be shown."""
        ...

    def active_in(self, countries: Iterable[str]) -> dict[str, int]:
        """How many cases that any member may see are active in each country."""
        ...
