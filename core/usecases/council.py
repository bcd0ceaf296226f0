"""All that a council meeting is told: the goals, what changed, what was closed, how feedback went.

It says what any member may see, and counts the rest; nobody is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.domain.cases import Case, Level
from core.domain.commitments import Load
from core.domain.decisions import DecisionKind
from core.domain.goals import Goal, GoalState, Metric, Observation, ObservationKind, Revision, state
from core.domain.history import Head
from core.domain.netchange import Period
from core.domain.people import Section
from core.domain.values import Sight
from core.ports import UnitOfWork
from core.ports_figures import Closure
from core.understanding.fold import fold
from core.usecases.change import ChangeFound, change_of
from core.usecases.feedback_figures import answered_in_time, median_days_to_answer
from core.usecases.goals import goal_state, revisions

SHORTEST_NAME = 3
"""Letters of a word by which somebody could be known."""


@dataclass(frozen=True, slots=True)
class GoalTold:
    """A goal at the end of the period, and the way to there."""

    state: GoalState
    day: date
    """When it was measured: the last time in the period, or on the day of making."""
    observed: tuple[Observation, ...]
    """Measured until then, oldest first."""
    revised: tuple[Revision, ...]
    """Promises that were given up in the period."""


@dataclass(frozen=True, slots=True)
class ClosureTold:
    """A closure of a living prisoner of conscience's case; the reason as it was typed.

    It is empty where it names somebody who may not be named.
    """

    closure: Closure
    reason: str


@dataclass(frozen=True, slots=True)
class FeedbackTold:
    """What became of the feedback that was submitted in the period."""

    submitted: int
    answered: int
    in_time: float | None
    days: float | None


@dataclass(frozen=True, slots=True)
class SectionTold:
    """A section, and how much it has taken on."""

    section: Section
    load: Load


@dataclass(frozen=True, slots=True)
class CouncilReport:
    """The report of a period, made on a day."""

    period: Period
    made: date
    goals: tuple[GoalTold, ...]
    created: tuple[Observation, ...]
    """Cases created per year, a flow: never on one axis with the size of the portfolio."""
    change: ChangeFound
    closures: tuple[ClosureTold, ...]
    feedback: FeedbackTold
    sections: tuple[SectionTold, ...]
    """As they stand on the day of making."""
    head: Head | None
    """The history's last entry."""


def report(uow: UnitOfWork, period: Period, today: date) -> CouncilReport:
    """Compute it. What is past is taken from what was observed then; today's is measured."""
    sections = uow.sections.all()
    goals = (told_of(goal, uow, period, today) for goal in uow.goals.all())
    return CouncilReport(
        period,
        today,
        tuple(goal for goal in goals if goal is not None),
        tuple(uow.goals.observations(Metric.CASES_CREATED_PER_YEAR)),
        change_of(uow, period),
        tuple(_closure(one, uow) for one in uow.figures.closures(period)),
        _feedback(uow, period, today),
        tuple(SectionTold(section, uow.sections.load(section.code)) for section in sections),
        uow.history.head(),
    )


def told_of(goal: Goal, uow: UnitOfWork, period: Period, today: date) -> GoalTold | None:
    """A goal as it stood when the period ended; None if it was not set by then."""
    last = period.last
    given_up = revisions(goal, uow)
    promised = _as_promised(goal, given_up, last)
    if any(not d.before and d.at.date() > last for d in uow.decisions.of(goal.subject)):
        return None
    observed = tuple(o for o in uow.goals.observations(goal.metric) if o.date.first_day <= last)
    measured = tuple(o for o in observed if o.kind is ObservationKind.MEASURED)
    then = goal_state(promised, uow, today) if last >= today else _then(promised, measured, last)
    day = measured[-1].date.first_day if measured and last < today else today
    return GoalTold(then, day, measured, tuple(r for r in given_up if r.day in period))


def _then(goal: Goal, measured: Sequence[Observation], last: date) -> GoalState:
    """As it stood when it was measured last."""
    if not measured:
        return state(goal, None, (), last)
    latest = measured[-1]
    return state(goal, latest.value, measured, latest.date.first_day)


def _as_promised(goal: Goal, given_up: Sequence[Revision], day: date) -> Goal:
    """The promise of that day: what was given up later still held."""
    for old in given_up:
        if old.day > day:
            goal = replace(goal, target=old.target, due=old.due)
    return goal


def _closure(closure: Closure, uow: UnitOfWork) -> ClosureTold:
    reasons = [
        decision.reason
        for decision in uow.decisions.of(closure.key)
        if decision.kind is DecisionKind.LEVEL and decision.after.startswith(Level.CLOSED)
    ]
    reason = reasons[-1] if reasons else ""
    case = uow.cases.get(closure.key, Sight.STAFF)
    public = uow.cases.get(closure.key, Sight.PUBLIC)
    named = case is None or public is None or _names_anybody(reason, case, public)
    return ClosureTold(closure, "" if named else reason)


def _names_anybody(text: str, whole: Case, public: Case) -> bool:
    """Whether it has a part of a name that any member may not read."""
    shown = {person.number for person in public.individuals if person.name}
    hidden = (person for person in whole.individuals if person.number not in shown)
    parts = {
        part
        for person in hidden
        for name in (person.name, *person.aliases, person.native_name)
        for part in fold(name).split()
        if len(part) >= SHORTEST_NAME or not part.isascii()
    }
    folded = fold(text)
    return any(part in folded for part in parts)


def _feedback(uow: UnitOfWork, period: Period, today: date) -> FeedbackTold:
    days = uow.feedback.answers(period.first, period.last)
    return FeedbackTold(
        len(days),
        sum(answered is not None for _, answered in days),
        answered_in_time(uow, period.first, period.last, today),
        median_days_to_answer(uow, period.first, period.last),
    )
