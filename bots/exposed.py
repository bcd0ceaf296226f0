"""What is so at the moment of a scrape, beside what is counted."""

from collections.abc import Mapping
from dataclasses import dataclass

from storage.backlog import Backlog


@dataclass(frozen=True, slots=True)
class Gauges:
    """What can't be known now is None."""

    backlog: Backlog | None
    parts: Mapping[str, bool]
    """Whether each part of the process is well."""
    connections: int
    connections_in_use: int
    times_away: int
    polls: bool
