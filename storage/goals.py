"""Goals, and what was observed of their metrics."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date

from sqlalchemy import Connection, bindparam, select, update

from core.domain.goals import Goal, Metric, Observation
from storage.metrics import STATEMENTS, metric_values
from storage.statements import insert_into
from storage.tables import goals, observations

_ALL = select(
    goals.c.key,
    goals.c.title,
    goals.c.metric,
    goals.c.owner,
    goals.c.baseline,
    goals.c.baseline_date,
    goals.c.target,
    goals.c.start,
    goals.c.due,
    goals.c.baseline_note,
).order_by(goals.c.key)
_GET = _ALL.where(goals.c.key == bindparam("wanted"))
_HOLD = _GET.with_for_update()
_ADD = insert_into(goals).on_conflict_do_nothing()
_REVISE = (
    update(goals)
    .where(goals.c.key == bindparam("wanted"))
    .values(target=bindparam("new_target"), due=bindparam("new_due"))
)
_OBSERVED = (
    select(
        observations.c.metric,
        observations.c.date,
        observations.c.value,
        observations.c.kind,
        observations.c.source,
        observations.c.note,
    )
    .where(observations.c.metric == bindparam("metric"))
    .order_by(observations.c.date, observations.c.id)
)
_OBSERVE = insert_into(observations).on_conflict_do_nothing()


class SqlGoals:
    """`GoalStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Goal]:
        """Every goal, in the order of their keys."""
        return [Goal(**row) for row in self._connection.execute(_ALL).mappings()]

    def get(self, key: str) -> Goal | None:
        """A goal by its key."""
        row = self._connection.execute(_GET, {"wanted": key}).mappings().one_or_none()
        return None if row is None else Goal(**row)

    def hold(self, key: str) -> Goal | None:
        """The same, kept from being revised by others until the end of this unit of work."""
        row = self._connection.execute(_HOLD, {"wanted": key}).mappings().one_or_none()
        return None if row is None else Goal(**row)

    def add(self, goal: Goal) -> bool:
        """Set a new one; False if that key is taken."""
        return self._connection.execute(_ADD, _row(goal)).rowcount > 0

    def revise(self, goal: Goal) -> None:
        """Give it that target and date. The caller holds it."""
        promise = {"wanted": goal.key, "new_target": goal.target, "new_due": goal.due}
        self._connection.execute(_REVISE, promise)

    def observations(self, metric: Metric) -> Sequence[Observation]:
        """All of one metric, oldest first."""
        rows = self._connection.execute(_OBSERVED, {"metric": metric})
        return [Observation(*row) for row in rows]

    def observe(self, observation: Observation) -> None:
        """Keep what was measured; one already kept for that metric and day stays."""
        self._connection.execute(
            _OBSERVE,
            {
                "metric": observation.metric,
                "date": observation.date,
                "value": observation.value,
                "kind": observation.kind,
                "source": observation.source,
                "note": observation.note,
            },
        )

    def measure(self, metric: Metric, today: date) -> float | None:
        """The metric's value now, over what any member may see; None for the historical ones.

        A share of nothing is None too: no section has said how much it can take.
        """
        statement = STATEMENTS.get(metric)
        if statement is None:
            return None
        value = self._connection.execute(statement, metric_values(today)).scalar_one()
        return None if value is None else float(value)


def _row(goal: Goal) -> dict[str, object]:
    return {field.name: getattr(goal, field.name) for field in fields(goal)}
