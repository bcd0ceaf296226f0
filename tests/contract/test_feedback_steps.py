"""The steps of feedback over both databases: who is told, who sees and may do what."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bots.world import SystemChance
from core import intents
from core.domain.cases import Level
from core.domain.clocks import USUAL
from core.domain.decisions import DecisionKind
from core.domain.feedback import State
from core.domain.notices import NoticeKind
from core.domain.people import Grant, Role
from core.permissions import Refused
from core.ports_feedback import STORE_EYES
from core.usecases import feedback, feedback_figures
from core.usecases.case import CaseCard, NoSuchCase
from core.usecases.feedback import FeedbackShown, Move, Said
from core.usecases.feedback_clock import lapse_appeals
from core.usecases.forms import FormProblems, ProblemCode
from core.usecases.proposals import due_proposals
from storage.tables_messages import outbox
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_draft
from tests.contract.movement import (
    ANSWER,
    RULING,
    STEWARDS,
    SWEDEN,
    Movement,
    each,
    movement_of,
    number_of,
)
from tests.contract.races import race


@pytest.fixture
def movement(store: SqlStore) -> Movement:
    return movement_of(store)


def test_everyone_concerned_is_told_each_step_once(movement: Movement) -> None:
    number = number_of(movement.ask())
    expected = each(STEWARDS, "feedback_filed") | {("mira", "feedback_step")}
    assert movement.told() == expected
    with movement.turn("sten") as turn:
        feedback.acknowledge(intents.Acknowledge(number), turn)
    expected |= each(SWEDEN, "feedback_acknowledged")
    assert movement.told() == expected
    movement.shown("sten", "answer", number, **ANSWER)
    expected |= each(SWEDEN, "feedback_answered")
    assert movement.told() == expected
    movement.shown("mira", "comment", number, comment="We could help.")
    expected |= each(STEWARDS, "feedback_commented")
    assert movement.told() == expected
    movement.shown("anna", "appeal", number, reasons="No.")
    expected |= each({"bo", "berit"} | STEWARDS, "feedback_appealed")
    assert movement.told() == expected
    movement.shown("bo", "rule", number, verdict="upheld", reasons="So be it.")
    expected |= each({"berit"} | STEWARDS | SWEDEN, "feedback_ruled")  # bo has ruled himself
    assert movement.told() == expected
    with movement.store.read() as uow:
        steps = uow.decisions.of(f"feedback:{number}")
    told = [(d.after, d.person, d.role, d.section) for d in steps]
    assert told == [
        ("submitted", "anna", Role.COORDINATOR, "SWE"),
        ("acknowledged", "sten", Role.STEWARD, ""),
        ("answered:upheld", "sten", Role.STEWARD, ""),
        ("appealed", "anna", Role.COORDINATOR, "SWE"),
        ("ruled:upheld", "bo", Role.BOARD, ""),
    ]


def steps_told(movement: Movement, who: str) -> list[str]:
    """The steps of feedback on others' questions that somebody was told of."""
    asked = select(outbox.c.key).where(
        outbox.c.recipient == who, outbox.c.kind == NoticeKind.FEEDBACK_STEP
    )
    with movement.store.read() as uow:
        return sorted(key.partition(":")[2] for key in uow.connection.execute(asked).scalars())


def test_a_section_whose_case_was_closed_hears_each_step_that_is_asked_about_it(
    movement: Movement,
) -> None:
    movement.propose()
    movement.now = NOW + timedelta(days=29)
    assert due_proposals(movement.store, SystemChance(), movement.now) == 1
    with movement.store.read() as uow:
        (entry,) = (e for e in uow.decisions.of("MYS-0012") if e.kind is DecisionKind.LEVEL)
    number = number_of(movement.ask(decision=f"level:{entry.number}"))
    assert steps_told(movement, "mira") == ["submitted"]
    with movement.turn("sten") as turn:
        feedback.acknowledge(intents.Acknowledge(number), turn)
    movement.up_to_appeal(number)
    movement.shown("bo", "rule", number, **RULING)
    assert movement.case().level is Level.ACTIVE
    every = ["acknowledged", "answered", "appealed", "ruled", "submitted"]
    assert steps_told(movement, "mira") == every
    movement.ask(decision="inclusion:MYS-0012")
    assert len(steps_told(movement, "mira")) == 5, "it is active again, and not Mira's any more"


def test_about_somebody_unpublished_nobody_else_is_told(movement: Movement) -> None:
    movement.ask_of_person()
    assert movement.told() == each(STEWARDS, "feedback_filed")


def test_what_each_reader_may_do(movement: Movement) -> None:
    movement.ask()
    number = number_of(movement.look("anna"))
    by_reader = {
        who: getattr(movement.look(who), "moves", None)
        for who in ("anna", "mira", "sten", "bo", "ben")
    }
    assert by_reader == {
        "anna": frozenset(),
        "ben": frozenset(),
        "mira": frozenset(),
        "sten": {Move.ACKNOWLEDGE, Move.ANSWER},
        "bo": frozenset(),
    }
    movement.shown("sten", "answer", number, **ANSWER)
    assert movement.look("ben") == movement.look("anna")
    found = movement.look("ben")
    assert isinstance(found, FeedbackShown)
    assert found.moves == {Move.ACCEPT, Move.APPEAL, Move.COMMENT}
    other = movement.look("mira")
    assert isinstance(other, FeedbackShown)
    assert other.moves == {Move.COMMENT}


@pytest.mark.parametrize("who", ["mira", "max", "ada"])
def test_a_step_of_another_section_is_not_taken(movement: Movement, who: str) -> None:
    number = number_of(movement.ask())
    movement.shown("sten", "answer", number, **ANSWER)
    with movement.turn(who) as turn:
        outcome = feedback.accept(intents.AcceptAnswer(number), turn)
    assert isinstance(outcome, Refused)
    appealed = movement.open(who, "appeal", number)
    assert isinstance(appealed, Refused) or (
        isinstance(appealed, FeedbackShown) and appealed.said is Said.TOO_LATE
    )


def test_an_answer_needs_all_three_and_a_day_to_come(movement: Movement) -> None:
    number = number_of(movement.ask())
    for field in ANSWER:
        incomplete = {**ANSWER, field: ""}
        problems = movement.send("sten", "answer", number, **incomplete)
        assert isinstance(problems, FormProblems)
        assert {key: p.code for key, p in problems.problems.items()} == {field: ProblemCode.MISSING}
    late = movement.send("sten", "answer", number, **{**ANSWER, "next_date": "2010-05-13"})
    assert isinstance(late, FormProblems)
    assert late.problems["next_date"].code is ProblemCode.IN_THE_PAST
    assert getattr(movement.look("sten"), "moves", None) == {Move.ACKNOWLEDGE, Move.ANSWER}


def test_an_answer_lapses_in_its_time_or_is_appealed(movement: Movement) -> None:
    number = number_of(movement.ask())
    movement.shown("sten", "answer", number, **ANSWER)
    due = USUAL.calendar.due(NOW.date(), USUAL.appeal)
    movement.now = datetime.combine(due, NOW.timetz())
    assert lapse_appeals(movement.store, SystemChance(), movement.now) == 0
    movement.now += timedelta(days=1)

    def step(runner: int) -> object:
        if runner == 0:
            return movement.send("anna", "appeal", number, reasons="No.")
        return lapse_appeals(movement.store, SystemChance(), movement.now)

    race(3, step)
    with movement.store.read() as uow:
        found = uow.feedback.get(int(number), STORE_EYES)
        steps = [d.after for d in uow.decisions.of(f"feedback:{number}")]
    assert steps[-1] == getattr(found, "state", "")
    assert len(steps) == 3
    assert steps[-1] in {State.ACCEPTED, State.APPEALED}


def test_the_board_sees_a_draft_in_an_appeal_before_it_alone(movement: Movement) -> None:
    number = number_of(movement.ask_of_person())
    wrong = movement.send("sten", "answer", number, **ANSWER, draft="draft-zzzzzzzzzzzz")
    assert isinstance(wrong, FormProblems)
    assert wrong.problems["draft"].code is ProblemCode.NOT_KNOWN
    movement.shown("sten", "answer", number, **ANSWER, draft=a_draft().key)

    def draft_seen(who: str) -> bool:
        with movement.turn(who) as turn:
            return isinstance(feedback.see_draft(intents.SeeDraft(number), turn), CaseCard)

    assert not draft_seen("bo")
    movement.shown("anna", "appeal", number, reasons="No.")
    assert [draft_seen(who) for who in ("bo", "anna", "mira")] == [True, False, False]
    with movement.turn("bo") as turn:
        assert turn.uow.cases.get(a_draft().key, turn.sight) is None
    movement.shown("bo", "rule", number, verdict="upheld", reasons="So.")
    assert not draft_seen("bo")


def test_feedback_on_a_case_that_can_not_be_seen_is_on_no_case(movement: Movement) -> None:
    for ref in (a_draft().key, "MYS-9999"):
        outcome = movement.open("anna", "feedback", ref)
        assert outcome == NoSuchCase(ref)
    with movement.store.write() as uow:
        uow.people.grant("anna", Grant(Role.STEWARD))
    assert isinstance(movement.open("anna", "feedback", a_draft().key), NoSuchCase)


def test_a_country_has_to_be_one(movement: Movement) -> None:
    for country in ("Atlantis", "Congo", "Asia"):
        for form in ("feedback", "nominate"):
            values = {
                "name": "Tan",
                "country": country,
                "question": "Why?",
                "concerns": "torture",
                "circumstances": "Held.",
                "source": "Family",
            }
            problems = movement.send("anna", form, "", **values)
            assert isinstance(problems, FormProblems)
            assert problems.problems["country"].code is ProblemCode.NOT_KNOWN


def test_the_figures(movement: Movement) -> None:
    today = NOW.date()
    first = number_of(movement.ask())
    with movement.store.read() as uow:
        (line,) = feedback_figures.waiting_for_stewards(uow, today)
        assert (line.case, line.section, line.state) == ("MYS-0012", "SWE", State.SUBMITTED)
        assert feedback_figures.median_days_to_answer(uow, today, today) is None
        assert feedback_figures.answered_in_time(uow, today, today, today) is None
    movement.now = NOW + timedelta(days=6)
    movement.shown("sten", "answer", first, **ANSWER)
    with movement.store.read() as uow:
        assert feedback_figures.waiting_for_stewards(uow, today) == ()
        assert [a.ref for a in feedback_figures.answers_to("SWE", uow, today)] == [f"F-{first}"]
        assert feedback_figures.answers_to("MYS", uow, today) == ()
        assert feedback_figures.median_days_to_answer(uow, today, today) == 6.0
        assert feedback_figures.answered_in_time(uow, today, today, today) == 1.0
    movement.shown("anna", "appeal", first, reasons="No.")
    with movement.store.read() as uow:
        assert [a.ref for a in feedback_figures.waiting_for_board(uow, today)] == [f"F-{first}"]
        assert feedback_figures.nominations_waiting(uow) == 0
