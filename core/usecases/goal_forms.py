"""Set a goal, and revise one, by forms. The board promises, and every promise is kept on record."""

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from core.answer import Answer
from core.domain.decisions import Decision, DecisionKind
from core.domain.goals import (
    HISTORICAL,
    RESERVED_KEYS,
    SHARES,
    Goal,
    GoalState,
    Metric,
)
from core.domain.people import Role
from core.domain.values import PartialDate
from core.usecases.forms import (
    FieldKind,
    FieldSpec,
    FormOpened,
    Problem,
    ProblemCode,
    StaleForm,
    Values,
    problems,
)
from core.usecases.goals import NoSuchGoal, goal_state
from core.usecases.turn import Turn

SET: Final = "set_goal"
REVISE: Final = "revise_goal"
KEY_LENGTH: Final = 30
OWNER: Final = "International Secretariat"
_KEY: Final = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class GoalSet(Answer):
    """The goal as it stands now; `before` as it was, None where it is new."""

    state: GoalState
    before: Goal | None = None

    @property
    def changed(self) -> bool:
        """Whether the promise is another one than before."""
        return self.before is None or self.before.code != self.state.goal.code


class SetGoalForm:
    """`FormSpec` of a new goal. It has no ref."""

    def open(self, ref: str, turn: Turn) -> FormOpened:
        """Ask for all that makes a goal."""
        del ref
        today = turn.today.isoformat()
        metrics = tuple(metric for metric in Metric if metric not in HISTORICAL)
        return FormOpened(
            SET,
            "",
            (
                FieldSpec("key", FieldKind.LINE, most=KEY_LENGTH),
                FieldSpec("title", FieldKind.LINE, most=120),
                FieldSpec("metric", FieldKind.CHOICE, choices=metrics),
                FieldSpec("baseline", FieldKind.NUMBER),
                FieldSpec("baseline_date", FieldKind.PARTIAL_DATE, value=today),
                FieldSpec("target", FieldKind.NUMBER),
                FieldSpec("start", FieldKind.PARTIAL_DATE, value=today),
                FieldSpec("due", FieldKind.DATE, required=False),
                FieldSpec("owner", FieldKind.LINE, value=OWNER, most=120),
                FieldSpec("note", FieldKind.TEXT, required=False, most=300),
            ),
        )

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Set it, unless something wrong stands in a field."""
        del seen  # it was made from nothing
        goal = _goal(values)
        wrong = _wrong(goal, turn.today)
        if not wrong and not turn.uow.goals.add(goal):
            wrong = {"key": Problem(ProblemCode.TAKEN, goal.key)}
        if wrong:
            return problems(self.open(ref, turn), values, wrong)
        _record(None, goal, values["note"], turn)
        return GoalSet(goal_state(goal, turn.uow, turn.today))


def _goal(values: Values) -> Goal:
    metric = Metric(values["metric"])
    unit = 100 if metric in SHARES else 1
    return Goal(
        values["key"].casefold(),
        values["title"],
        metric,
        values["owner"],
        int(values["baseline"]) / unit,
        PartialDate.parse(values["baseline_date"]),
        int(values["target"]) / unit,
        PartialDate.parse(values["start"]),
        date.fromisoformat(values["due"]) if values["due"] else None,
        values["note"],
    )


def _wrong(goal: Goal, today: date) -> dict[str, Problem]:
    wrong: dict[str, Problem] = {}
    if not _KEY.fullmatch(goal.key):
        wrong["key"] = Problem(ProblemCode.NOT_A_KEY)
    elif goal.key in RESERVED_KEYS:
        wrong["key"] = Problem(ProblemCode.TAKEN, goal.key)
    if goal.baseline_date.first_day > today:
        wrong["baseline_date"] = Problem(ProblemCode.IN_THE_FUTURE)
    due = _wrong_due(goal.due, goal.start, today)
    return wrong | ({"due": due} if due else {})


def _wrong_due(due: date | None, start: PartialDate, today: date) -> Problem | None:
    if due is None:
        return None
    if due < today:
        return Problem(ProblemCode.IN_THE_PAST)
    first = start.first_day
    return Problem(ProblemCode.BEFORE, first.isoformat()) if due <= first else None


class ReviseGoalForm:
    """`FormSpec` of another target or date. Its ref is the goal's key."""

    def open(self, ref: str, turn: Turn) -> FormOpened | NoSuchGoal:
        """Ask for the new target and date, and why."""
        goal = turn.uow.goals.get(ref)
        if goal is None:
            return NoSuchGoal(ref, tuple(goal.key for goal in turn.uow.goals.all()))
        unit = 100 if goal.metric in SHARES else 1
        due = goal.due.isoformat() if goal.due else ""
        return FormOpened(
            REVISE,
            goal.key,
            (
                FieldSpec("target", FieldKind.NUMBER, value=f"{round(goal.target * unit)}"),
                FieldSpec("due", FieldKind.DATE, required=False, value=due),
                FieldSpec("reason", FieldKind.TEXT, most=1_000),
            ),
            seen=goal.code,
            subject=goal.title,
        )

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Revise it, unless somebody else did meanwhile; the old promise stays in the history."""
        goal = turn.uow.goals.hold(ref)
        opened = self.open(ref, turn)
        if goal is None or not isinstance(opened, FormOpened):
            return opened
        if seen and seen != goal.code:
            return StaleForm(REVISE, ref)
        unit = 100 if goal.metric in SHARES else 1
        due = date.fromisoformat(values["due"]) if values["due"] else None
        revised = replace(goal, target=int(values["target"]) / unit, due=due)
        wrong = _wrong_due(due, goal.start, turn.today) if due != goal.due else None
        if wrong:
            return problems(opened, values, {"due": wrong})
        if revised.code != goal.code:
            turn.uow.goals.revise(revised)
            _record(goal, revised, values["reason"], turn)
        return GoalSet(goal_state(revised, turn.uow, turn.today), goal)


def _record(before: Goal | None, after: Goal, reason: str, turn: Turn) -> None:
    turn.uow.decisions.append(
        Decision(
            DecisionKind.GOAL,
            after.subject,
            turn.now,
            before.code if before else "",
            after.code,
            reason,
            turn.asker.person or "",
            Role.BOARD,
        )
    )
