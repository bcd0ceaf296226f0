"""The digest of the goals: what it says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.domain.cases import CaseFilter
from core.domain.commitments import Load
from core.domain.goals import GoalState
from core.domain.netchange import Cause, Period, net_change
from core.domain.values import Sight
from core.ports import Parties, UnitOfWork
from core.usecases.change import counts
from core.usecases.digest_sources import all_lines
from core.usecases.goals import goal_states

EXAMPLES_SHOWN = 3
"""How many of the cases without a section a digest names; the number opens to all of them."""


@dataclass(frozen=True, slots=True)
class CaseMention:
    """A case as a digest names it: without its title, which may have a person's name."""

    key: str
    country: str


@dataclass(frozen=True, slots=True)
class SectionNumbers:
    """A section's own numbers."""

    code: str
    name: str
    load: Load
    open_actions: int
    nearest_deadline: date | None


@dataclass(frozen=True, slots=True)
class WeekChange:
    """The net change of the active cases in seven days, by cause."""

    period: Period
    difference: int
    causes: Mapping[Cause, int]


@dataclass(frozen=True, slots=True)
class GoalsDigest:
    """What the digest of the goals says: facts only, the same for all who read it."""

    day: date
    states: tuple[GoalState, ...]
    available: int
    without_section: int
    examples: tuple[CaseMention, ...]
    section: SectionNumbers | None = None
    change: WeekChange | None = None
    """None in what was planned before digests told of it."""


def compose(uow: UnitOfWork, section: str, today: date) -> GoalsDigest:
    """Compute what the digest of a section (empty: of the whole movement) says on a day."""
    waiting, examples = _without_section(uow, today)
    available = uow.cases.find(CaseFilter(available=True), Parties(), Sight.PUBLIC, today, page=1)
    return GoalsDigest(
        today,
        goal_states(uow, today),
        available.total,
        waiting,
        examples,
        _section_numbers(uow, section, today) if section else None,
        _week_change(uow, today),
    )


def _week_change(uow: UnitOfWork, today: date) -> WeekChange:
    """Every step of the last seven days, so that closing can't hide behind opening."""
    period = Period.week_to(today)
    net = net_change(uow.figures.entries(period.last), period)
    return WeekChange(period, net.after - net.before, counts(net))


def _without_section(uow: UnitOfWork, today: date) -> tuple[int, tuple[CaseMention, ...]]:
    """How many active cases wait for a section, and the first of them."""
    wanted = CaseFilter(uncommitted=True)
    page = uow.cases.find(wanted, Parties(), Sight.PUBLIC, today, page=1)
    first = page.lines[:EXAMPLES_SHOWN]
    return page.total, tuple(CaseMention(line.key, line.country) for line in first)


def _section_numbers(uow: UnitOfWork, code: str, today: date) -> SectionNumbers | None:
    section = uow.sections.get(code)
    if section is None:
        return None
    lines = all_lines(uow, CaseFilter(sections=(code,)), Parties(), today)
    actions = [action for line in lines for action in line.open_actions]
    deadlines = [action.deadline for action in actions if action.deadline]
    load = uow.sections.load(code).told
    return SectionNumbers(code, section.name, load, len(actions), min(deadlines, default=None))


def still_true(digest: GoalsDigest, uow: UnitOfWork) -> GoalsDigest:
    """The digest with all that rests on single cases looked up anew, just before it is sent.

    Since it was planned a case may have been paused, closed or taken on. The goals keep the
    numbers of their day, which are on record.
    """
    waiting, examples = _without_section(uow, digest.day)
    section = _section_numbers(uow, digest.section.code, digest.day) if digest.section else None
    return replace(digest, without_section=waiting, examples=examples, section=section)
