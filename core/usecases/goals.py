"""How the goals stand."""

from dataclasses import dataclass
from datetime import date

from core.answer import Answer
from core.domain.goals import (
    HISTORICAL,
    GoalState,
    Metric,
    Observation,
    ObservationKind,
    state,
)
from core.domain.values import PartialDate
from core.intents import Goals
from core.ports import GoalStore
from core.usecases.turn import Turn


@dataclass(frozen=True, slots=True)
class GoalsFound(Answer):
    """Every goal asked for, and what is known of earlier years (one goal, or all of them)."""

    states: tuple[GoalState, ...]
    today: date
    history: tuple[Observation, ...] = ()
    """Cases created per year: a flow, told apart from the size of the portfolio."""


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
    keys = {goal.key for goal in wanted}
    states = tuple(s for s in goal_states(turn.uow.goals, turn.today) if s.goal.key in keys)
    return GoalsFound(states, turn.today, tuple(history))


def goal_states(store: GoalStore, today: date) -> tuple[GoalState, ...]:
    """Every goal on a day."""
    return tuple(
        state(goal, store.measure(goal.metric, today), store.observations(goal.metric), today)
        for goal in store.all()
    )


def observe_all(store: GoalStore, today: date) -> None:
    """Measure every metric that can be computed and keep it, so that history is not rewritten."""
    for metric in Metric:
        value = None if metric in HISTORICAL else store.measure(metric, today)
        if value is not None:
            when = PartialDate.of(today)
            store.observe(Observation(metric, when, value, ObservationKind.MEASURED))
