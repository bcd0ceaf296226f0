"""A proposal that is questioned waits for the end of all feedback, or lapses."""

from datetime import timedelta

import pytest

from bots.world import SystemChance
from core import intents
from core.domain.cases import Level
from core.domain.proposals import ProposalState
from core.usecases import feedback
from core.usecases.feedback_forms import QuestionOpened
from core.usecases.proposals import due_proposals
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW
from tests.contract.movement import (
    ANSWER,
    Movement,
    movement_of,
    number_of,
)
from tests.contract.races import race


@pytest.fixture
def movement(store: SqlStore) -> Movement:
    return movement_of(store)


def test_a_proposal_waits_for_every_feedback_of_its_notice(movement: Movement) -> None:
    proposal = movement.propose()
    first = number_of(movement.ask(decision=f"notice:{proposal}"))
    second = number_of(movement.ask("mira", decision=f"notice:{proposal}"))
    assert movement.state_of(proposal) is ProposalState.SUSPENDED
    for number in (first, second):
        movement.shown("sten", "answer", number, **ANSWER)
    with movement.turn("anna") as turn:
        feedback.accept(intents.AcceptAnswer(first), turn)
    assert movement.state_of(proposal) is ProposalState.SUSPENDED
    movement.shown("mira", "appeal", second, reasons="No.")
    movement.shown("bo", "rule", second, verdict="upheld", reasons="So.")
    assert movement.state_of(proposal) is ProposalState.OPEN
    movement.now = NOW + timedelta(days=29)
    assert due_proposals(movement.store, SystemChance(), movement.now) == 1
    assert movement.case().level is Level.CLOSED


@pytest.mark.parametrize("verdict", ["changed", "partly"])
def test_an_answer_that_changes_a_proposal_lets_it_lapse(movement: Movement, verdict: str) -> None:
    proposal = movement.propose()
    number = number_of(movement.ask(decision=f"notice:{proposal}"))
    movement.shown("sten", "answer", number, **{**ANSWER, "verdict": verdict})
    assert movement.state_of(proposal) is ProposalState.LAPSED
    movement.now = NOW + timedelta(days=60)
    assert due_proposals(movement.store, SystemChance(), movement.now) == 0


def test_after_the_notice_a_proposal_is_not_suspended(movement: Movement) -> None:
    proposal = movement.propose()
    movement.now = NOW + timedelta(days=29)
    opened = movement.open("anna", "feedback", "MYS-0012")
    assert isinstance(opened, QuestionOpened)
    assert not any(target.proposal for target in opened.targets)
    assert movement.state_of(proposal) is ProposalState.OPEN


def test_a_closure_that_was_questioned_as_a_proposal_is_not_questioned_again(
    movement: Movement,
) -> None:
    proposal = movement.propose()
    number = number_of(movement.ask(decision=f"notice:{proposal}"))
    movement.shown("sten", "answer", number, **ANSWER)
    with movement.turn("anna") as turn:
        feedback.accept(intents.AcceptAnswer(number), turn)
    movement.now = NOW + timedelta(days=29)
    due_proposals(movement.store, SystemChance(), movement.now)
    ours, theirs = (movement.open(who, "feedback", "MYS-0012") for who in ("anna", "mira"))
    assert isinstance(ours, QuestionOpened)
    assert isinstance(theirs, QuestionOpened)
    assert {t.kind for t in theirs.targets} - {t.kind for t in ours.targets} == {"closure"}


def test_filing_and_ending_at_once_never_lets_a_questioned_proposal_go_on(
    movement: Movement,
) -> None:
    proposal = movement.propose()
    first = number_of(movement.ask(decision=f"notice:{proposal}"))
    movement.shown("sten", "answer", first, **ANSWER)

    def step(runner: int) -> object:
        if runner:
            return movement.ask("mira", decision=f"notice:{proposal}")
        with movement.turn("anna") as turn:
            return feedback.accept(intents.AcceptAnswer(first), turn)

    race(2, step)
    assert movement.state_of(proposal) is ProposalState.SUSPENDED
