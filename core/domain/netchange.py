"""How the number of active cases changed between two days, split by cause. Pure.

It is read from the history alone, which nobody can rewrite. A case is in active work while it is
active and not paused.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from core.domain.cases import Level, Outcome
from core.domain.decisions import DecisionKind
from core.domain.levels import RESOLVED, RESOLVED_ON_RECORD


class Cause(StrEnum):
    """Why the number of active cases became larger or smaller."""

    OPENED = "opened"
    """Active for the first time."""
    REACTIVATED = "reactivated"
    """Active again, after it was dormant or closed."""
    RESUMED = "resumed"
    """Not paused any more; also where a paused case left active work."""
    BROUGHT_IN = "brought_in"
    """Active already when it was brought in from earlier records: nobody opened it then."""
    CLOSED_RESOLVED = "closed_resolved"
    CLOSED_UNRESOLVED = "closed_unresolved"
    MADE_DORMANT = "made_dormant"
    PAUSED = "paused"


GAINS: Final = frozenset({Cause.OPENED, Cause.REACTIVATED, Cause.RESUMED, Cause.BROUGHT_IN})
"""The causes by which there are more. By all others there are fewer."""

KINDS: Final = frozenset({DecisionKind.LEVEL, DecisionKind.PAUSE, DecisionKind.PROPOSAL})
"""The decisions that it rests on."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What is needed of a decision. The codes are those of the history, as `closed:released`."""

    kind: DecisionKind
    case: str
    at: datetime
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Step:
    """One case more, or one fewer."""

    case: str
    day: date
    cause: Cause

    @property
    def amount(self) -> int:
        """One more or one fewer."""
        return 1 if self.cause in GAINS else -1


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of one day to the end of another, in UTC.

    Raises:
        ValueError: the last day is before the first.
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(self)

    @classmethod
    def week_to(cls, day: date) -> "Period":
        """The seven days that end with that one."""
        return cls(day - timedelta(days=6), day)

    @classmethod
    def year_to(cls, day: date) -> "Period":
        """From the first of January."""
        return cls(day.replace(month=1, day=1), day)

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __str__(self) -> str:
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True)
class NetChange:
    """The active cases at both ends of a period, and which steps led from one to the other."""

    period: Period
    before: int
    """When the first day began."""
    after: int
    """When the last day ended."""
    cases: Mapping[Cause, tuple[str, ...]]
    """The cases of each cause, one as often as it happened to it; no cause without one."""

    def count(self, cause: Cause) -> int:
        """How many steps had that cause."""
        return len(self.cases.get(cause, ()))


@dataclass(slots=True)
class _Case:
    """Where a case stands while the history is read."""

    active: bool = False
    paused: bool = False
    proposed: set[str] = field(default_factory=set)
    """The moves that are proposed, by their codes."""


def steps(entries: Iterable[Entry]) -> Iterator[Step]:
    """Read the history, which is given whole and in its order."""
    standing: defaultdict[str, _Case] = defaultdict(_Case)
    for entry in entries:
        case = standing[entry.case]
        for cause in _causes(entry, case):
            yield Step(entry.case, entry.at.date(), cause)


def _causes(entry: Entry, case: _Case) -> Iterator[Cause]:
    if entry.kind is DecisionKind.PROPOSAL:
        _note(entry, case)
    elif entry.kind is DecisionKind.PAUSE:
        paused = entry.after == "yes"
        if case.active and paused is not case.paused:
            yield Cause.PAUSED if paused else Cause.RESUMED
        case.paused = paused
    else:
        yield from _level_causes(entry, case)


def _note(entry: Entry, case: _Case) -> None:
    if entry.after == "proposed":
        case.proposed.add(entry.before)
    else:
        case.proposed.discard(entry.before)


def _level_causes(entry: Entry, case: _Case) -> Iterator[Cause]:
    active = entry.after.partition(":")[0] == Level.ACTIVE
    if active is case.active:
        return
    yield _entering(entry.before) if active else _leaving(entry.after, case)
    if case.paused:
        yield Cause.PAUSED if active else Cause.RESUMED
    case.active = active


def _entering(before: str) -> Cause:
    if not before:
        return Cause.BROUGHT_IN
    return Cause.OPENED if before == Level.DRAFT else Cause.REACTIVATED


def _leaving(after: str, case: _Case) -> Cause:
    """What was only proposed, and took effect, had no record that resolves it."""
    level, _, outcome = after.partition(":")
    if level != Level.CLOSED:
        return Cause.MADE_DORMANT
    settled = RESOLVED if after in case.proposed else RESOLVED | RESOLVED_ON_RECORD
    resolved = outcome in set(Outcome) and Outcome(outcome) in settled
    return Cause.CLOSED_RESOLVED if resolved else Cause.CLOSED_UNRESOLVED


def net_change(entries: Iterable[Entry], period: Period) -> NetChange:
    """The active cases at both ends of the period, and what lies between."""
    before = after = 0
    cases: defaultdict[Cause, list[str]] = defaultdict(list)
    for step in steps(entries):
        if step.day > period.last:
            continue
        after += step.amount
        if step.day < period.first:
            before += step.amount
        else:
            cases[step.cause].append(step.case)
    told = {cause: tuple(cases[cause]) for cause in Cause if cause in cases}
    return NetChange(period, before, after, told)
