"""Nominations: what becomes of them, and what nobody learns by them."""

from dataclasses import replace

import pytest

from core import intents
from core.answer import Answer
from core.domain.cases import Level
from core.domain.nominations import Nomination, NominationState
from core.domain.people import Grant, Role
from core.usecases import nominations
from core.usecases.feedback import FeedbackShown, Said
from core.usecases.feedback_wish import nominate
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_draft
from tests.contract.movement import (
    RULING,
    STEWARDS,
    SWEDEN,
    Movement,
    each,
    movement_of,
    number_of,
)


@pytest.fixture
def movement(store: SqlStore) -> Movement:
    return movement_of(store)


NOMINATED = {
    "name": "Tan Mei Lin",
    "country": "Malaysia",
    "concerns": "torture|unfair_trial",
    "circumstances": "She is held.",
    "source": "Her family",
}


def nomination_of(answer: Answer) -> Nomination:
    assert isinstance(answer, nominations.NominationShown), answer
    return answer.nomination


def test_a_nomination_becomes_a_draft_of_which_its_section_learns_nothing(
    movement: Movement,
) -> None:
    before = movement.send("anna", "nominate", "", **NOMINATED)
    assert isinstance(before, nominations.NominationShown)
    number = str(before.nomination.number)
    with movement.turn("anna") as turn:
        waiting = nominations.show_nomination(number, turn)
    told = movement.told()
    assert told == each(STEWARDS, "nominated")
    draft = movement.send("sten", "take_up", number, title="A teacher held", status="detained")
    assert isinstance(draft, nominations.NominationShown)
    case = movement.case(draft.nomination.case)
    assert (case.level, case.consent, case.safe_to_publicise) == (Level.DRAFT, frozenset(), False)
    assert [(p.name, p.withheld) for p in case.individuals] == [("Tan Mei Lin", True)]
    assert case.source == ""  # members read a case's; a nomination's is for the stewards
    with movement.turn("anna") as turn:
        assert nominations.show_nomination(number, turn) == waiting
        assert nominations.list_nominations(turn).lines == (waiting,)
    assert movement.told() == told
    again = movement.send("stella", "refuse", number, reason="No.")
    assert isinstance(again, nominations.NominationShown)
    assert again.nomination.state is NominationState.ACCEPTED


def test_a_case_that_came_of_a_nomination_is_named_once_it_is_published(movement: Movement) -> None:
    sent = movement.send("anna", "nominate", "", **NOMINATED)
    number = nomination_of(sent).ref
    with movement.store.write() as uow:
        uow.nominations.accept(nomination_of(sent).number, "MYS-0012", NOW)
    with movement.turn("anna") as turn:
        found = nominations.show_nomination(number, turn)
    assert isinstance(found, nominations.NominationShown)
    assert found.public == "MYS-0012"


def test_a_refused_nomination_is_questioned_once(movement: Movement) -> None:
    sent = movement.send("anna", "nominate", "", **NOMINATED)
    ref = nomination_of(sent).ref
    assert isinstance(movement.open("anna", "feedback", ref), nominations.NoSuchNomination)
    movement.send("sten", "refuse", ref, reason="We know too little.")
    assert each(SWEDEN, "nomination_refused") <= movement.told()
    assert isinstance(movement.open("mira", "feedback", ref), nominations.NoSuchNomination)
    asked = movement.shown("anna", "feedback", ref, question="What more do you need?")
    assert asked.feedback.person_name == "Tan Mei Lin"
    again = movement.open("ben", "feedback", ref)
    assert isinstance(again, FeedbackShown)
    assert again.said is Said.ALREADY_FILED
    with movement.turn("anna") as turn:
        found = nominate(intents.Nominate(ref), turn)
    assert isinstance(found, nominations.NominationShown)
    assert found.questioned == asked.feedback.ref
    with movement.store.write() as uow:
        uow.people.grant("sten", Grant(Role.BOARD))
    movement.up_to_appeal(number_of(asked), "stella")
    assert movement.shown("sten", "rule", number_of(asked), **RULING).said is Said.BARRED


@pytest.mark.parametrize("exists", [True, False])
def test_nominating_somebody_in_a_draft_reads_as_nominating_anybody(
    movement: Movement,
    exists: bool,  # noqa: FBT001
) -> None:
    name = a_draft().individuals[0].name if exists else "Nobody Known"
    sent = movement.send("anna", "nominate", "", **{**NOMINATED, "name": name})
    asked = movement.ask_of_person(name=name)
    assert isinstance(sent, nominations.NominationShown)
    assert replace(sent.nomination, number=0, name="") == replace(
        sent.nomination, number=0, name="", state=NominationState.WAITING, case=""
    )
    assert (sent.public, sent.questioned, asked.title, asked.feedback.draft) == ("", "", "", "")
