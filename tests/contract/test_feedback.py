"""Feedback and nominations as they are kept: each step once, also in a race, and who reads what."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest

from core.domain.cases import Concern
from core.domain.feedback import (
    Answered,
    Appeal,
    Comment,
    Contested,
    Feedback,
    Outline,
    Ruling,
    State,
    Target,
    Verdict,
)
from core.domain.nominations import Nomination, NominationState
from core.ports_feedback import STORE_EYES, AlreadyQuestionedError, Reader
from storage.unit_of_work import SqlStore, SqlUnitOfWork
from tests.contract.builders import HIDDEN, NOW, a_case, put
from tests.contract.races import race

ROUNDS = 5
RACERS = 4
CLOSED = Target(Contested.CLOSURE, "level:7", "MYS-0012", "MYS", 0, "MYS-0012", NOW.date())
PERSON = Target(Contested.EXCLUSION, "person:abc", country="MYS")
QUESTION = Feedback(0, "SWE", CLOSED, "Why was it closed?", NOW)
ABSENT = Feedback(0, "SWE", PERSON, "Why is she not in it?", NOW, person_name="Tan Mei Lin")
ANSWER = Answered(Verdict.CHANGED, "We were wrong.", "Reopen it", date(2010, 6, 1), NOW)
NOMINATION = Nomination(
    0, "SWE", NOW, "Tan Mei Lin", "MYS", (Concern.TORTURE,), "She is held.", "Her family", "x@y.org"
)
OTHERS = Reader(("MYS",))
OWN = Reader(("SWE",))
BOARD = Reader(everything=True)


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    put(store, a_case(), *HIDDEN)
    return store


def file(store: SqlStore, feedback: Feedback = QUESTION) -> int:
    with store.write() as uow:
        return uow.feedback.file(feedback).number


def at(state: State, store: SqlStore, feedback: Feedback = QUESTION) -> int:
    """Feedback that has come so far."""
    number = file(store, feedback)
    steps: list[tuple[State, Callable[[SqlUnitOfWork], bool]]] = [
        (State.ACKNOWLEDGED, lambda uow: uow.feedback.acknowledge(number, NOW)),
        (State.ANSWERED, lambda uow: uow.feedback.answer(number, ANSWER)),
        (State.APPEALED, lambda uow: uow.feedback.appeal(number, Appeal("No.", NOW))),
    ]
    for reached, step in steps:
        with store.write() as uow:
            assert step(uow)
        if reached is state:
            break
    return number


def get(store: SqlStore, number: int, reader: Reader = STORE_EYES) -> Feedback | Outline | None:
    with store.read() as uow:
        return uow.feedback.get(number, reader)


def test_all_that_came_of_it_comes_back(filled: SqlStore) -> None:
    number = at(State.APPEALED, filled)
    ruling = Ruling(Verdict.PARTLY, "Both are right.", NOW, None, ("consent", "safe"))
    comment = Comment("MYS", "We agree.", NOW)
    with filled.write() as uow:
        uow.feedback.comment(number, comment)
        assert uow.feedback.rule(number, ruling)
    assert get(filled, number) == replace(
        QUESTION,
        number=number,
        state=State.RULED,
        acknowledged_at=NOW,
        answered=ANSWER,
        appeal=Appeal("No.", NOW),
        ruling=ruling,
        comments=(comment,),
    )


def test_a_section_questions_a_decision_once(filled: SqlStore) -> None:
    number = file(filled)
    with pytest.raises(AlreadyQuestionedError), filled.write() as uow:
        uow.feedback.file(replace(QUESTION, question="Again?"))
    other = file(filled, replace(QUESTION, section="MYS"))
    assert other != number
    with filled.read() as uow:
        assert uow.feedback.of_decision("SWE", "level:7") == get(filled, number)
        assert uow.feedback.of_decision("SWE", "level:8") is None
        assert [f.number for f in uow.feedback.of_case("SWE", "mys-0012")] == [number]


def test_of_many_who_question_one_decision_for_a_section_one_does(filled: SqlStore) -> None:
    def ask(runner: int, target: Target) -> bool:
        try:
            file(filled, replace(QUESTION, target=target, question=f"{runner}?"))
        except AlreadyQuestionedError:
            return False
        return True

    for round_ in range(ROUNDS):
        target = replace(CLOSED, decision=f"level:{round_}")
        assert sum(race(RACERS, partial(ask, target=target))) == 1


@pytest.mark.parametrize(
    ("before", "step"),
    [
        (State.SUBMITTED, lambda uow, number: uow.feedback.acknowledge(number, NOW)),
        (State.ACKNOWLEDGED, lambda uow, number: uow.feedback.answer(number, ANSWER)),
        (State.ANSWERED, lambda uow, number: uow.feedback.appeal(number, Appeal("No.", NOW))),
        (State.ANSWERED, lambda uow, number: uow.feedback.accept(number, NOW)),
        (
            State.APPEALED,
            lambda uow, number: uow.feedback.rule(number, Ruling(Verdict.UPHELD, "No.", NOW)),
        ),
    ],
)
def test_each_step_is_taken_once(
    filled: SqlStore, before: State, step: Callable[[SqlUnitOfWork, int], bool]
) -> None:
    number = file(filled) if before is State.SUBMITTED else at(before, filled)

    def take(_runner: int) -> bool:
        with filled.write() as uow:
            return step(uow, number)

    assert sum(race(RACERS, take)) == 1
    assert not take(0)


def test_of_accepting_and_appealing_at_once_one_happens(filled: SqlStore) -> None:
    for round_ in range(ROUNDS):
        target = replace(CLOSED, decision=f"level:{round_}")
        number = at(State.ANSWERED, filled, replace(QUESTION, target=target))

        def step(runner: int, number: int = number) -> bool:
            with filled.write() as uow:
                if runner % 2:
                    return uow.feedback.accept(number, NOW, lapsed=True)
                return uow.feedback.appeal(number, Appeal("No.", NOW))

        assert sum(race(2, step)) == 1
        found = get(filled, number)
        assert isinstance(found, Feedback)
        assert (found.appeal is None) is (found.state is State.ACCEPTED)


def test_a_step_out_of_order_is_refused(filled: SqlStore) -> None:
    number = file(filled)
    with filled.write() as uow:
        assert not uow.feedback.accept(number, NOW)
        assert not uow.feedback.appeal(number, Appeal("No.", NOW))
        assert not uow.feedback.rule(number, Ruling(Verdict.UPHELD, "No.", NOW))
        assert uow.feedback.hold(number) is State.SUBMITTED
        assert uow.feedback.hold(number + 1) is None
        assert uow.feedback.answer(number, ANSWER), "an answer also acknowledges"
    assert get(filled, number + 1) is None


@pytest.mark.parametrize("reader", [OTHERS, OWN, BOARD, Reader()])
def test_everybody_reads_what_is_on_a_published_case(filled: SqlStore, reader: Reader) -> None:
    number = at(State.ANSWERED, filled)
    assert get(filled, number, reader) == get(filled, number)


HIDDEN_TARGETS = [
    PERSON,
    *(Target(Contested.LEVEL, "level:9", case.key, "MYS", 0, case.key) for case in HIDDEN),
]


@pytest.mark.parametrize("target", HIDDEN_TARGETS)
def test_others_read_country_dates_and_state_alone(filled: SqlStore, target: Target) -> None:
    number = at(State.ANSWERED, filled, replace(ABSENT, target=target))
    outline = Outline(number, "MYS", State.ANSWERED, NOW.date(), NOW.date())
    for reader in (OTHERS, Reader()):
        assert get(filled, number, reader) == outline
        with filled.read() as uow:
            assert uow.feedback.page(reader, 1).lines == (outline,)
    for reader in (OWN, BOARD, STORE_EYES):
        assert get(filled, number, reader) == get(filled, number)


def test_a_draft_is_read_by_stewards_and_by_the_board_in_an_appeal(filled: SqlStore) -> None:
    number = file(filled, ABSENT)
    draft = HIDDEN[0].key

    def seen(reader: Reader) -> str:
        found = get(filled, number, reader)
        assert isinstance(found, Feedback)
        return found.draft

    with filled.write() as uow:
        uow.feedback.answer(number, ANSWER, draft)
    assert [seen(r) for r in (STORE_EYES, BOARD, OWN)] == [draft, "", ""]
    with filled.write() as uow:
        uow.feedback.appeal(number, Appeal("No.", NOW))
    assert [seen(r) for r in (STORE_EYES, BOARD, OWN)] == [draft, draft, ""]
    with filled.write() as uow:
        uow.feedback.rule(number, Ruling(Verdict.UPHELD, "No.", NOW))
    assert [seen(r) for r in (STORE_EYES, BOARD, OWN)] == [draft, "", ""]


def test_what_is_under_way_is_listed_first(filled: SqlStore) -> None:
    ended = at(State.ANSWERED, filled)
    with filled.write() as uow:
        assert uow.feedback.accept(ended, NOW)
    numbers = [
        file(filled, replace(QUESTION, target=replace(CLOSED, decision=f"level:{n + 10}")))
        for n in range(9)
    ]
    with filled.read() as uow:
        first, last = (uow.feedback.page(OTHERS, page) for page in (1, 2))
        beyond = uow.feedback.page(OTHERS, 99)
    assert [line.number for line in (*first.lines, *last.lines)] == [*numbers, ended]
    assert (first.total, first.pages, beyond) == (10, 2, last)


def test_what_waits_by_state(filled: SqlStore) -> None:
    number = file(filled)
    with filled.write() as uow:
        assert [f.number for f in uow.feedback.waiting({State.SUBMITTED})] == [number]
        assert not uow.feedback.waiting({State.ANSWERED, State.APPEALED})


def test_feedback_on_a_proposal_is_found(filled: SqlStore) -> None:
    number = file(filled, replace(QUESTION, target=replace(CLOSED, decision="notice:p1")))
    with filled.read() as uow:
        assert [f.number for f in uow.feedback.on_proposal("p1")] == [number]
        assert not uow.feedback.on_proposal("p2")


def test_the_days_of_answers(filled: SqlStore) -> None:
    at(State.ANSWERED, filled)
    later = NOW + timedelta(days=3)
    file(filled, replace(ABSENT, at=later))
    today, then = NOW.date(), later.date()
    with filled.read() as uow:
        assert uow.feedback.answers(today, then) == [(today, today), (then, None)]
        assert uow.feedback.answers(today, today) == [(today, today)]
        assert uow.feedback.answers(then + timedelta(days=1), date.max - timedelta(days=2)) == []


def test_nominations_are_decided_once(filled: SqlStore) -> None:
    with filled.write() as uow:
        first, second = (uow.nominations.add(NOMINATION) for _ in range(2))
        assert [n.number for n in uow.nominations.waiting()] == [first.number, second.number]

    def decide(runner: int) -> bool:
        with filled.write() as uow:
            if runner % 2:
                return uow.nominations.refuse(first.number, "No.", NOW)
            return uow.nominations.accept(first.number, HIDDEN[0].key, NOW)

    assert sum(race(RACERS, decide)) == 1
    with filled.write() as uow:
        assert uow.nominations.refuse(second.number, "Not now.", NOW)
        assert not uow.nominations.waiting()
        assert uow.nominations.get(second.number) == replace(
            NOMINATION,
            number=second.number,
            state=NominationState.REFUSED,
            decided_at=NOW,
            reason="Not now.",
        )
        own = uow.nominations.of_sections(["SWE"])
        assert [n.number for n in own] == [second.number, first.number]
        assert not uow.nominations.of_sections(["MYS"])
        assert uow.nominations.get(second.number + 1) is None
