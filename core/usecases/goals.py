"""How the goals stand."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.answer import Answer
from core.domain.goals import (
    HISTORICAL,
    OF_FEEDBACK,
    Goal,
    GoalState,
    Metric,
    Observation,
    ObservationKind,
    Revision,
    revision,
    state,
)
from core.domain.people import Role
from core.domain.values import PartialDate
from core.intents import Goals
from core.ports import UnitOfWork
from core.usecases.feedback_figures import answered_in_time, median_days_to_answer
from core.usecases.turn import Turn

A_YEAR = timedelta(days=365)
"""Over how long feedback is looked back on."""


@dataclass(frozen=True, slots=True)
class GoalsFound(Answer):
    """Every goal asked for, and what is known of earlier years (one goal, or all of them)."""

    states: tuple[GoalState, ...]
    today: date
    history: tuple[Observation, ...] = ()
    """Cases created per year: a flow, told apart from the size of the portfolio."""
    revisions: tuple[Revision, ...] = ()
    """What was promised before, of one goal."""
    may_revise: bool = False


@dataclass(frozen=True, slots=True)
class NoSuchGoal(Answer):
    """No goal has that key; these have."""

    typed: str
    keys: tuple[str, ...]


def show_goals(wish: Goals, turn: Turn) -> GoalsFound | NoSuchGoal:
    """Compute each goal's metric now, and its progress, pace and health."""
    goals = turn.uow.goals.all()
    wanted = [goal for goal in goals if wish.goal in ("", goal.key)]
    if not wanted:
        return NoSuchGoal(wish.goal, tuple(goal.key for goal in goals))
    alone = len(wanted) == 1
    history = turn.uow.goals.observations(Metric.CASES_CREATED_PER_YEAR) if alone else ()
    return GoalsFound(
        tuple(goal_state(goal, turn.uow, turn.today) for goal in wanted),
        turn.today,
        tuple(history),
        revisions(wanted[0], turn.uow) if alone else (),
        may_revise=alone and Role.BOARD in turn.asker.roles,
    )


def revisions(goal: Goal, uow: UnitOfWork) -> tuple[Revision, ...]:
    """What was promised before, the latest first."""
    decided = reversed(uow.decisions.of(goal.subject))
    return tuple(revision(d.at.date(), d.before, d.reason) for d in decided if d.before)


def goal_state(goal: Goal, uow: UnitOfWork, today: date) -> GoalState:
    """A goal on a day, by its metric's value now."""
    now = measure(uow, goal.metric, today)
    return state(goal, now, uow.goals.observations(goal.metric), today)


def goal_states(uow: UnitOfWork, today: date) -> tuple[GoalState, ...]:
    """Every goal on a day."""
    return tuple(goal_state(goal, uow, today) for goal in uow.goals.all())


def measure(uow: UnitOfWork, metric: Metric, today: date) -> float | None:
    """A metric's value now, over what any member may see; None where nothing can be measured."""
    if metric in OF_FEEDBACK:
        since = today - A_YEAR
        if metric is Metric.FEEDBACK_IN_TIME:
            return answered_in_time(uow, since, today, today)
        return median_days_to_answer(uow, since, today)
    return None if metric in HISTORICAL else uow.goals.measure(metric, today)


def observe_all(uow: UnitOfWork, today: date) -> None:
    """Measure every metric that can be computed and keep it, so that history is not rewritten."""
    for metric in Metric:
        value = measure(uow, metric, today)
        if value is not None:
            when = PartialDate.of(today)
            uow.goals.observe(Observation(metric, when, value, ObservationKind.MEASURED))
