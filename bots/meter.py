"""What this process counts and times, in plain numbers.

The library that writes them down for Prometheus takes a tenth of a start to import, and so is
imported when somebody asks (`bots.exposition`). No label ever holds an id or a name: each has a
small closed set of values.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import Final

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """A counter; with bounds a histogram of seconds."""

    name: str
    help: str
    labels: Labels = ()
    bounds: tuple[float, ...] = ()


DELIVERIES: Final = Measure(
    "vigil_deliveries",
    "Messages of the outbox that were tried, by what became of them.",
    ("platform", "kind", "result"),
)
LAG: Final = Measure(
    "vigil_digest_lag_seconds",
    "From the moment for which a digest was planned until the platform had it.",
    ("platform",),
    (5, 30, 60, 300, 900, 1800, 3600, 7200, 14400, 43200),
)
COMMANDS: Final = Measure(
    "vigil_command_seconds",
    "From a request to the reply that is to be sent, without the ways to and from the platform.",
    ("platform", "intent"),
    (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5),
)
WAITS: Final = Measure(
    "vigil_rate_limit_wait_seconds",
    "How long messages wait for their turn within a platform's limits.",
    ("platform", "lane"),
    (0.01, 0.05, 0.1, 0.5, 1, 2, 5, 10, 30, 60),
)
MEASURES: Final = (DELIVERIES, LAG, COMMANDS, WAITS)


@dataclass(slots=True)
class Tally:
    """How often, how much in all, and how many up to each bound; the last has no bound."""

    buckets: list[int]
    total: float = 0.0


@dataclass(slots=True)
class Meter:
    """The numbers since this process began. Any thread may count."""

    _tallies: dict[tuple[str, Labels], Tally] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, measure: Measure, *labels: str) -> None:
        """One more."""
        self.observe(measure, 1.0, *labels)

    def observe(self, measure: Measure, seconds: float, *labels: str) -> None:
        """One more, that took so long."""
        with self._lock:
            tally = self._tallies.get((measure.name, labels))
            if tally is None:
                tally = Tally([0] * (len(measure.bounds) + 1))
                self._tallies[measure.name, labels] = tally
            tally.buckets[bisect_left(measure.bounds, seconds)] += 1
            tally.total += seconds

    def of(self, measure: Measure) -> Iterator[tuple[Labels, Tally]]:
        """What was counted of that, by its labels."""
        with self._lock:
            found = [
                (labels, Tally(list(tally.buckets), tally.total))
                for (name, labels), tally in self._tallies.items()
                if name == measure.name
            ]
        yield from sorted(found, key=lambda one: one[0])
