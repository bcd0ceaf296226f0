"""Goals, observations, and what each metric counts."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.domain.cases import Level, Outcome, Status
from core.domain.commitments import Party
from core.domain.feedback import Answered, Contested, Feedback, Target, Verdict
from core.domain.goals import HISTORICAL, OF_FEEDBACK, Goal, Metric, Observation, ObservationKind
from core.domain.values import PartialDate
from core.usecases.goals import measure
from storage.portfolio import put_goals
from storage.unit_of_work import SqlStore
from tests.contract.builders import (
    HIDDEN,
    NOW,
    TODAY,
    a_case,
    an_action,
    an_individual,
    put,
    put_person,
)

FREED = an_individual(2, status=Status.RELEASED)
CASES = (
    a_case("AAA-0001", country="MYS", verified=TODAY - timedelta(days=90)),
    a_case("BBB-0001", country="IRN", individuals=(FREED,), verified=date(2010, 2, 12)),
    a_case("CCC-0001", country="IRN", actions=(), individuals=(an_individual(), FREED)),
    a_case("DDD-0001", country="CUB", actions=(an_action(1, date(2010, 5, 13)),), individuals=()),
    a_case("EEE-0001", level=Level.DORMANT, country="PER", opened=date(2010, 1, 1), verified=TODAY),
    a_case("FFF-0001", level=Level.CLOSED, country="PER", opened=date(2009, 12, 31)),
    a_case(
        "FFF-0002",
        level=Level.CLOSED,
        country="PER",
        outcome=Outcome.CAPACITY,
        closed=date(2010, 2, 1),
        individuals=(an_individual(), an_individual(2), an_individual(3, status=Status.DIED)),
    ),
    a_case(
        "FFF-0003",
        level=Level.CLOSED,
        country="PER",
        outcome=Outcome.MERGED,
        closed=date(2010, 2, 1),
    ),
    a_case("GGG-0001", archive=True, consent=frozenset(), country="CHL", opened=TODAY),
)
FEEDBACK = ((300, 3), (200, 50), (100, None), (100, 2), (1, None), (400, 1))
"""How many days ago, and after how many it was answered: in time, late, or still to come."""
EXPECTED = {
    Metric.AVAILABLE_CASES: 2,
    Metric.ACTIVE_CASES: 5,
    Metric.INDIVIDUALS_ON_ACTIVE_CASES: 5,
    Metric.ACTIVE_POC_CASES: 3,
    Metric.COUNTRIES_COVERED: 4,
    Metric.SECTIONS_WITH_COMMITMENT: 1,
    Metric.ACTIVE_WITHOUT_SECTION: 4,
    Metric.CAPACITY_USED: 2 / 13,
    Metric.VERIFIED_90_DAYS: 1,
    Metric.CASES_ACTIVATED_THIS_YEAR: 2,
    Metric.CASES_ACTIVATED_PER_YEAR: 3,
    Metric.LIVING_POCS_CLOSED_UNRESOLVED: 2,
    Metric.FEEDBACK_IN_TIME: 0.5,
    Metric.DAYS_TO_ANSWER: 3,
    Metric.PORTFOLIO_SIZE: None,
    Metric.CASES_CREATED_PER_YEAR: None,
}


def test_every_metric_is_expected_here() -> None:
    assert set(EXPECTED) == set(Metric)


@pytest.mark.parametrize("hidden", [(), HIDDEN], ids=["alone", "beside hidden cases"])
def test_metrics_count_what_any_member_may_see(store: SqlStore, hidden: tuple[object, ...]) -> None:
    put(store, *CASES, *(HIDDEN if hidden else ()))
    put_person(store)
    with store.write() as uow:
        uow.commitments.start("AAA-0001", Party("SWE"), NOW)
        uow.commitments.start("EEE-0001", Party("SWE"), NOW)
        uow.commitments.start("BBB-0001", Party("MYS"), NOW)
        uow.commitments.end("BBB-0001", Party("MYS"), NOW, "")
        uow.commitments.start("CCC-0001", Party(person="p1"), NOW)
        for number, (days, answered) in enumerate(FEEDBACK):
            target = Target(Contested.EXCLUSION, f"person:{number}")
            at = NOW - timedelta(days=days)
            filed = uow.feedback.file(Feedback(0, "SWE", target, "Why?", at))
            if answered is not None:
                when = at + timedelta(days=answered)
                told = Answered(Verdict.UPHELD, "Because.", "A visit", TODAY, when)
                uow.feedback.answer(filed.number, told)
    with store.read() as uow:
        measured = {metric: measure(uow, metric, TODAY) for metric in Metric}
    assert measured == {
        metric: value if value is None else pytest.approx(value)
        for metric, value in EXPECTED.items()
    }


def test_a_hidden_case_lends_its_section_to_no_count(store: SqlStore) -> None:
    put(store, *HIDDEN)
    with store.write() as uow:
        uow.commitments.start("MYS-0090", Party("SWE"), NOW)
    with store.read() as uow:
        assert uow.goals.measure(Metric.SECTIONS_WITH_COMMITMENT, TODAY) == 0


def test_an_empty_portfolio_measures_nought(store: SqlStore) -> None:
    shares = {Metric.CAPACITY_USED, *OF_FEEDBACK}
    with store.read() as uow:
        for metric in set(Metric) - HISTORICAL - shares:
            assert measure(uow, metric, TODAY) == 0
        for metric in HISTORICAL | shares:
            assert measure(uow, metric, TODAY) is None


def test_goals_come_back_in_the_order_of_their_keys(store: SqlStore) -> None:
    available = Goal(
        "available",
        "Cases available for action",
        Metric.AVAILABLE_CASES,
        "Secretariat",
        138,
        PartialDate(2008, 12),
        500,
        PartialDate(2009),
        baseline_note="about 200 individuals",
    )
    verified = Goal(
        "verified",
        "Cases verified",
        Metric.VERIFIED_90_DAYS,
        "Research",
        0,
        PartialDate(2010, 1, 1),
        100,
        PartialDate(2010, 1, 1),
        date(2011, 1, 1),
    )
    with store.write() as uow:
        put_goals(uow.connection, [verified, available])
    with store.read() as uow:
        assert uow.goals.all() == [available, verified]


def test_a_goal_is_set_once_and_revised(store: SqlStore) -> None:
    goal = Goal(
        "verified",
        "Cases verified",
        Metric.VERIFIED_90_DAYS,
        "Research",
        0,
        PartialDate(2010, 1, 1),
        100,
        PartialDate(2010, 1, 1),
        baseline_note="counted by hand",
    )
    with store.write() as uow:
        assert uow.goals.add(goal)
        assert not uow.goals.add(replace(goal, title="Another"))
        assert uow.goals.get("verified") == uow.goals.hold("verified") == goal
        assert uow.goals.get("none") is None
        assert uow.goals.hold("none") is None
    revised = replace(goal, target=120.5, due=date(2011, 1, 1))
    with store.write() as uow:
        uow.goals.revise(replace(revised, title="A title is not revised"))
    with store.read() as uow:
        assert uow.goals.all() == [revised]


def test_the_first_observation_of_a_day_stays(store: SqlStore) -> None:
    def seen(day: PartialDate, value: float, **more: str) -> Observation:
        return Observation(Metric.AVAILABLE_CASES, day, value, ObservationKind.MEASURED, **more)

    first = seen(PartialDate(2010, 5, 10), 140, note="counted at night")
    later = seen(PartialDate(2010, 5, 17), 141)
    early = Observation(
        Metric.AVAILABLE_CASES, PartialDate(2008, 12), 138, ObservationKind.HISTORICAL, "Resolution"
    )
    with store.write() as uow:
        for observation in (later, first, early, seen(PartialDate(2010, 5, 10), 999)):
            uow.goals.observe(observation)
    with store.read() as uow:
        assert uow.goals.observations(Metric.AVAILABLE_CASES) == [early, first, later]
        assert uow.goals.observations(Metric.ACTIVE_CASES) == []
