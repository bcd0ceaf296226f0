"""What a ruling does, and who may rule."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bots.world import SystemChance
from core.domain.cases import Level
from core.domain.decisions import Decision, DecisionKind
from core.domain.people import Grant, Role
from core.usecases.feedback import FeedbackShown, Said
from core.usecases.forms import FormProblems, ProblemCode
from core.usecases.proposals import due_proposals
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, put
from tests.contract.movement import (
    CLOSED,
    RULING,
    STEWARDS,
    Movement,
    each,
    movement_of,
    number_of,
)
from tests.contract.races import race


@pytest.fixture
def movement(store: SqlStore) -> Movement:
    return movement_of(store)


def test_a_ruling_that_lacks_consent_is_recorded_and_told(movement: Movement) -> None:
    put(movement.store, replace(CLOSED, key="MYS-0013", consent=frozenset(), archive=True))
    asked = movement.shown(
        "anna", "feedback", "MYS-0013", decision="inclusion:MYS-0013", question="Why?"
    )
    number = number_of(asked)
    movement.up_to_appeal(number)
    ruled = movement.shown("bo", "rule", number, **RULING)
    assert ruled.moved is None
    assert ruled.feedback.ruling is not None
    assert ruled.feedback.ruling.missing == ("consent",)
    assert movement.case("MYS-0013").level is Level.CLOSED
    assert each(STEWARDS, "ruling_lacks") <= movement.told()


def test_a_ruling_reopens_a_case_beyond_its_team_s_capacity(movement: Movement) -> None:
    put(movement.store, replace(CLOSED, key="MYS-0013"))
    with movement.store.write() as uow:
        uow.casework.set_research("Asia", 1)
    asked = movement.shown(
        "anna", "feedback", "MYS-0013", decision="inclusion:MYS-0013", question="Why?"
    )
    movement.up_to_appeal(number_of(asked))
    ruled = movement.shown("bo", "rule", number_of(asked), **RULING)
    assert ruled.moved is Level.ACTIVE
    assert movement.case("MYS-0013").level is Level.ACTIVE
    with movement.store.read() as uow:
        moved = uow.decisions.of("MYS-0013")[0]
    assert (moved.kind, moved.person, moved.role) == (DecisionKind.LEVEL, "bo", Role.BOARD)


def test_a_level_is_not_changed_by_a_decision_that_is_upheld(movement: Movement) -> None:
    number = number_of(movement.ask())
    movement.up_to_appeal(number)
    upheld = {"verdict": "upheld", "reasons": "So.", "level": "closed", "outcome": "capacity"}
    ruled = movement.shown("bo", "rule", number, **upheld)
    assert (ruled.moved, ruled.feedback.ruling and ruled.feedback.ruling.level) == (None, None)
    assert movement.case().level is Level.ACTIVE


def test_closing_by_a_ruling_needs_an_outcome_and_is_proposed(movement: Movement) -> None:
    number = number_of(movement.ask())
    movement.up_to_appeal(number)
    closing = {"verdict": "changed", "reasons": "Close it.", "level": "closed"}
    problems = movement.send("bo", "rule", number, **closing)
    assert isinstance(problems, FormProblems)
    assert problems.problems["outcome"].code is ProblemCode.MISSING
    dormant = movement.send("bo", "rule", number, **{**closing, "level": "dormant"})
    assert isinstance(dormant, FormProblems)
    assert list(dormant.problems) == ["review"]
    ruled = movement.shown("bo", "rule", number, **closing, outcome="capacity")
    assert ruled.moved is None
    assert movement.case().level is Level.ACTIVE
    with movement.store.read() as uow:
        assert [p.to for p in uow.casework.running("MYS-0012")] == [Level.CLOSED]
    movement.now = NOW + timedelta(days=29)
    assert due_proposals(movement.store, SystemChance(), movement.now) == 1
    assert movement.case().level is Level.CLOSED
    with movement.store.read() as uow:
        entries = [e for e in uow.decisions.of("MYS-0012") if e.kind is DecisionKind.LEVEL]
    assert [(e.person, e.role) for e in entries] == [("bo", Role.BOARD)]


def test_of_two_who_rule_at_once_one_does(movement: Movement) -> None:
    number = number_of(movement.ask())
    movement.up_to_appeal(number)

    def rule(runner: int) -> Said:
        who = ("bo", "berit")[runner]
        return movement.shown(who, "rule", number, verdict="upheld", reasons="So.").said

    assert sorted(race(2, rule)) == [Said.RULED, Said.TOO_LATE]


def test_who_took_part_does_not_rule(movement: Movement) -> None:
    with movement.store.write() as uow:
        for who in ("sten", "anna", "stella"):
            uow.people.grant(who, Grant(Role.BOARD))
        decision = Decision(
            DecisionKind.LEVEL, "MYS-0012", NOW, "dormant", "active", person="bo", role=Role.STEWARD
        )
        uow.decisions.append(decision)
    with movement.store.read() as uow:
        (entry,) = uow.decisions.of("MYS-0012")
    number = number_of(movement.ask(decision=f"level:{entry.number}"))
    movement.up_to_appeal(number)
    for who in ("sten", "anna", "bo"):
        barred = movement.send(who, "rule", number, verdict="upheld", reasons="So.")
        assert isinstance(barred, FeedbackShown)
        assert barred.said is Said.BARRED
    assert ("bo", "feedback_appealed") not in movement.told()
    assert not each({"ada"}, "nobody_to_rule") <= movement.told()
    assert (
        movement.shown("berit", "rule", number, verdict="upheld", reasons="So.").said is Said.RULED
    )


def test_the_admin_is_told_when_nobody_is_free_to_rule(movement: Movement) -> None:
    with movement.store.write() as uow:
        for who in ("bo", "berit"):
            uow.people.revoke(who, Grant(Role.BOARD))
        uow.people.grant("sten", Grant(Role.BOARD))
    number = number_of(movement.ask())
    movement.up_to_appeal(number)
    assert each({"ada"}, "nobody_to_rule") <= movement.told()
