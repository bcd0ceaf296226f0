from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.goals import (
    Goal,
    Health,
    Metric,
    Observation,
    ObservationKind,
    health,
    is_met,
    progress,
    projection,
    state,
)
from core.domain.values import PartialDate

TODAY = date(2010, 5, 14)
GOAL = Goal(
    "available",
    "500 cases available for action",
    Metric.AVAILABLE_CASES,
    "Secretariat",
    138,
    PartialDate(2008, 12),
    500,
    PartialDate(2008, 12),
)
FEWER = replace(GOAL, key="fewer", baseline=80, target=20)


def measured(day: date, value: float) -> Observation:
    return Observation(Metric.AVAILABLE_CASES, PartialDate.of(day), value, ObservationKind.MEASURED)


def test_progress_goes_from_the_baseline_to_the_target() -> None:
    assert progress(GOAL, 138) == 0
    assert progress(GOAL, 319) == 0.5
    assert progress(GOAL, 100) is not None
    assert progress(GOAL, 100) == pytest.approx(-0.105, abs=0.001)


def test_progress_works_for_a_goal_that_goes_down() -> None:
    assert progress(FEWER, 50) == 0.5
    assert is_met(FEWER, 20)
    assert not is_met(FEWER, 21)


def test_a_target_that_equals_the_baseline_is_met_or_missed_without_a_share() -> None:
    keep = replace(GOAL, target=138)
    assert progress(keep, 120) is None
    assert is_met(keep, 138)
    assert not is_met(keep, 137)


@pytest.mark.parametrize(
    ("goal", "now", "today", "expected"),
    [
        (GOAL, 151, TODAY, Health.NO_DATE),
        (GOAL, None, TODAY, Health.NO_DATA),
        (GOAL, 500, TODAY, Health.ACHIEVED),
        (GOAL, 151, date(2008, 11, 30), Health.NOT_STARTED),
        (replace(GOAL, due=date(2010, 5, 13)), 151, TODAY, Health.OVERDUE),
        (replace(GOAL, due=date(2011, 12, 31)), 151, TODAY, Health.BEHIND),
        (replace(GOAL, due=date(2011, 12, 31)), 309, TODAY, Health.ON_TRACK),
        (replace(GOAL, due=date(2011, 12, 31)), 307, TODAY, Health.AT_RISK),
    ],
)
def test_health(goal: Goal, now: float | None, today: date, expected: Health) -> None:
    assert health(goal, now, today) is expected


def test_projection_at_this_pace() -> None:
    assert projection(GOAL, 151, 2.4, TODAY) == TODAY + timedelta(weeks=349 / 2.4)
    assert projection(GOAL, 151, -1, TODAY) is None
    assert projection(GOAL, 151, 0, TODAY) is None
    assert projection(GOAL, 151, 0.001, TODAY) is None


def test_the_state_of_a_goal_is_taken_from_measured_observations_only() -> None:
    monday = date(2010, 5, 10)
    seen = [measured(monday - timedelta(weeks=n), 149 - n) for n in range(12)]
    old = Observation(
        Metric.AVAILABLE_CASES, PartialDate(2008, 12), 138, ObservationKind.HISTORICAL
    )
    found = state(GOAL, 151, [old, *seen], TODAY)
    assert found.change == 2
    assert found.pace == pytest.approx((151 - 138) / ((TODAY - date(2010, 2, 22)).days / 7))
    assert found.health is Health.NO_DATE
    assert found.needed_pace is None


def test_a_due_date_says_what_pace_it_needs() -> None:
    due = replace(GOAL, due=TODAY + timedelta(weeks=10))
    assert state(due, 400, [], TODAY).needed_pace == 10


@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.integers(-1000, 1000))
def test_a_goal_is_met_exactly_when_its_progress_is_whole(
    baseline: int, target: int, now: int
) -> None:
    goal = replace(GOAL, baseline=baseline, target=target)
    done = progress(goal, now)
    if done is not None:
        assert is_met(goal, now) == (done >= 1)
