"""Goals over computed metrics: progress, pace, projection and health."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from core.domain.values import PartialDate


class Metric(StrEnum):
    """What can be measured. Each is computed from the portfolio, except the historical ones."""

    AVAILABLE_CASES = "available_cases"
    ACTIVE_CASES = "active_cases"
    INDIVIDUALS_ON_ACTIVE_CASES = "individuals_on_active_cases"
    ACTIVE_POC_CASES = "active_poc_cases"
    COUNTRIES_COVERED = "countries_covered"
    SECTIONS_WITH_COMMITMENT = "sections_with_commitment"
    ACTIVE_WITHOUT_SECTION = "active_without_section"
    CAPACITY_USED = "capacity_used"
    VERIFIED_90_DAYS = "verified_90_days"
    CASES_ACTIVATED_THIS_YEAR = "cases_activated_this_year"
    CASES_ACTIVATED_PER_YEAR = "cases_activated_per_year"
    """In the twelve months until today."""
    LIVING_POCS_CLOSED_UNRESOLVED = "living_pocs_closed_unresolved"
    """People: living, unreleased prisoners of conscience whose case was closed all the same."""
    FEEDBACK_IN_TIME = "feedback_in_time"
    """The share answered in time of what was submitted in the twelve months until today."""
    DAYS_TO_ANSWER = "days_to_answer"
    """The median of calendar days to an answer, of the same."""
    PORTFOLIO_SIZE = "portfolio_size"
    CASES_CREATED_PER_YEAR = "cases_created_per_year"


HISTORICAL = frozenset({Metric.PORTFOLIO_SIZE, Metric.CASES_CREATED_PER_YEAR})
"""Known from documents only, never computed. The second is a flow: created per year."""

OF_FEEDBACK = frozenset({Metric.FEEDBACK_IN_TIME, Metric.DAYS_TO_ANSWER})
"""They count feedback, and no cases."""


class ObservationKind(StrEnum):
    """Whether the bot measured a value, or somebody read it in a document."""

    MEASURED = "measured"
    HISTORICAL = "historical"


@dataclass(frozen=True, slots=True)
class Observation:
    """A metric's value on a date."""

    metric: Metric
    date: PartialDate
    value: float
    kind: ObservationKind
    source: str = ""
    note: str = ""


SHARES = frozenset({Metric.CAPACITY_USED, Metric.FEEDBACK_IN_TIME})
"""From 0 to 1; typed and shown in percent."""

RESERVED_KEYS = frozenset({"set", "revise", "change", "active"})
"""What `/goals` takes for something else than a goal."""


@dataclass(frozen=True, slots=True)
class Goal:
    """What was promised: a metric from a baseline to a target, with a date or without."""

    key: str
    title: str
    metric: Metric
    owner: str
    baseline: float
    baseline_date: PartialDate
    target: float
    start: PartialDate
    due: date | None = None
    baseline_note: str = ""

    @property
    def subject(self) -> str:
        """What the history calls it."""
        return goal_subject(self.key)

    @property
    def code(self) -> str:
        """What is promised, as the history has it."""
        return goal_code(self.target, self.due)


@dataclass(frozen=True, slots=True)
class Revision:
    """A promise that was given up for another one."""

    day: date
    target: float
    due: date | None
    reason: str = ""


def goal_subject(key: str) -> str:
    """What the history calls a goal."""
    return f"goal:{key}"


def goal_code(target: float, due: date | None) -> str:
    """A promise as the history has it: `500`, or `60:2011-12-31`."""
    return f"{target:g}:{due}" if due else f"{target:g}"


def revision(day: date, code: str, reason: str = "") -> Revision:
    """The promise of that code, which was given up on that day.

    Raises:
        ValueError: it is no such code.
    """
    target, _, due = code.partition(":")
    return Revision(day, float(target), date.fromisoformat(due) if due else None, reason)


class Health(StrEnum):
    """How a goal stands."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    BEHIND = "behind"
    OVERDUE = "overdue"
    NO_DATE = "no_date"
    NO_DATA = "no_data"
    NOT_STARTED = "not_started"


AT_RISK_FROM = 0.75
"""Below this share of the progress expected by now a goal is behind, not only at risk."""
PACE_WINDOW = timedelta(weeks=13)
"""Over how long the pace is taken: a quarter, so that one busy week does not promise a year."""
LAST_WEEK = range(4, 11)
"""How many days old an observation may be to stand for last week's."""
FURTHEST_PROJECTION = timedelta(days=365 * 50)
"""A date beyond this says nothing; "not at this pace" says more."""


@dataclass(frozen=True, slots=True)
class GoalState:
    """A goal on a day. `progress` is None where the target equals the baseline."""

    goal: Goal
    now: float | None
    progress: float | None
    health: Health
    change: float | None = None
    """Since the observation of a week ago; None if there is none."""
    pace: float | None = None
    """Change a week over the last quarter; None with fewer than two observations."""
    reached_on: date | None = None
    """When the target is reached at this pace; None if never, or without a pace."""
    needed_pace: float | None = None
    """Change a week needed to meet the due date; None without one."""


def progress(goal: Goal, now: float) -> float | None:
    """(now - baseline) / (target - baseline), also for goals that go down."""
    span = goal.target - goal.baseline
    return None if span == 0 else (now - goal.baseline) / span


def is_met(goal: Goal, now: float) -> bool:
    """Whether the target is reached or passed, in the direction of the goal."""
    rising = goal.target >= goal.baseline
    return now >= goal.target if rising else now <= goal.target


def pace(observations: Sequence[Observation], now: float, today: date) -> float | None:
    """The change a week, from the oldest observation in the window until now."""
    window = [o for o in observations if today - PACE_WINDOW <= o.date.first_day < today]
    if not window:
        return None
    oldest = min(window, key=lambda o: o.date)
    weeks = (today - oldest.date.first_day).days / 7
    return (now - oldest.value) / weeks


def change_since_last_week(
    observations: Sequence[Observation], now: float, today: date
) -> float | None:
    """Now against the latest observation of the days around a week ago; None without one."""
    recent = [o for o in observations if (today - o.date.first_day).days in LAST_WEEK]
    return now - max(recent, key=lambda o: o.date).value if recent else None


def projection(goal: Goal, now: float, a_week: float | None, today: date) -> date | None:
    """When the target is reached at this pace; None if never, or too far off to mean anything."""
    if a_week is None or a_week == 0:
        return None
    weeks = (goal.target - now) / a_week
    if weeks < 0 or timedelta(weeks=weeks) > FURTHEST_PROJECTION:
        return None
    return today + timedelta(weeks=weeks)


def health(goal: Goal, now: float | None, today: date) -> Health:
    """How the goal stands: met first, then by its dates, then by the progress due by now."""
    if today < goal.start.first_day:
        return Health.NOT_STARTED
    if now is None:
        return Health.NO_DATA
    if is_met(goal, now):
        return Health.ACHIEVED
    if goal.due is None:
        return Health.NO_DATE
    if today > goal.due:
        return Health.OVERDUE
    return _against_schedule(goal, now, goal.due, today)


def _against_schedule(goal: Goal, now: float, due: date, today: date) -> Health:
    start = goal.start.first_day
    expected = (today - start).days / max(1, (due - start).days)
    done = progress(goal, now)
    if done is None or expected == 0:
        return Health.ON_TRACK if done is None or done >= 0 else Health.AT_RISK
    share = done / expected
    if share >= 1:
        return Health.ON_TRACK
    return Health.AT_RISK if share >= AT_RISK_FROM else Health.BEHIND


def state(
    goal: Goal, now: float | None, observations: Sequence[Observation], today: date
) -> GoalState:
    """All that a digest says of a goal, from its metric's value now and the observations of it."""
    condition = health(goal, now, today)
    if now is None:
        return GoalState(goal, None, None, condition)
    measured = [o for o in observations if o.kind is ObservationKind.MEASURED]
    a_week = pace(measured, now, today)
    return GoalState(
        goal,
        now,
        progress(goal, now),
        condition,
        change=change_since_last_week(measured, now, today),
        pace=a_week,
        reached_on=None if is_met(goal, now) else projection(goal, now, a_week, today),
        needed_pace=_needed(goal, now, today),
    )


def _needed(goal: Goal, now: float, today: date) -> float | None:
    if goal.due is None or goal.due <= today:
        return None
    return (goal.target - now) / ((goal.due - today).days / 7)
