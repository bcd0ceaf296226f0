"""Feedback in the stewards', the board's and the sections' digests, as it is when they are sent."""

from datetime import timedelta

import pytest

from core.domain.subscriptions import DigestKind
from core.usecases.digest_lines import Line, LinesDigest, SourceName
from core.usecases.digests import compose, still_true
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW
from tests.contract.movement import ANSWER, Movement, movement_of, number_of

OF_FEEDBACK = {
    SourceName.FEEDBACK_WAITING,
    SourceName.NOMINATIONS,
    SourceName.APPEALS_WAITING,
    SourceName.ANSWERS_RECEIVED,
}


@pytest.fixture
def movement(store: SqlStore) -> Movement:
    return movement_of(store)


def digest(movement: Movement, kind: DigestKind, days: int = 0, section: str = "") -> LinesDigest:
    until = NOW + timedelta(days=days)
    with movement.store.read() as uow:
        made = compose(uow, kind, section, day=until.date(), after=NOW, until=until)
    assert isinstance(made, LinesDigest)
    return made


def lines(movement: Movement, kind: DigestKind, days: int = 0, section: str = "") -> list[Line]:
    made = digest(movement, kind, days, section)
    return [line for line in made.lines if line.source in OF_FEEDBACK]


def test_what_waits_is_told_with_its_clock_to_whoever_acts_next(movement: Movement) -> None:
    number = number_of(movement.ask())
    by_day = {
        days: lines(movement, DigestKind.STEWARDS, days)[0].facts["timing"] for days in (7, 8, 15)
    }
    assert by_day == {7: "in_time", 8: "overdue", 15: "long_overdue"}
    assert lines(movement, DigestKind.BOARD) == lines(movement, DigestKind.SECTION) == []

    movement.shown("sten", "answer", number, **ANSWER)
    assert lines(movement, DigestKind.STEWARDS) == []
    (answered,) = lines(movement, DigestKind.SECTION, section="SWE")
    assert (answered.case, answered.facts["due"]) == ("MYS-0012", "2010-06-11")
    assert lines(movement, DigestKind.SECTION, section="MYS") == []

    movement.shown("anna", "appeal", number, reasons="No.")
    (appealed,) = lines(movement, DigestKind.BOARD)
    assert appealed.facts["due"] == "2010-07-09"
    assert appealed.facts["section"] == "Sweden"


def test_a_line_that_is_no_longer_true_is_not_sent(movement: Movement) -> None:
    number = number_of(movement.ask())
    waiting = digest(movement, DigestKind.STEWARDS)
    movement.shown("sten", "answer", number, **ANSWER)
    with movement.store.read() as uow:
        now = still_true(uow, waiting)
    told = now.lines if isinstance(now, LinesDigest) else ()
    assert not [line for line in told if line.source in OF_FEEDBACK]


def test_of_somebody_unpublished_a_section_s_digest_says_nothing(movement: Movement) -> None:
    number = number_of(movement.ask_of_person())
    movement.shown("sten", "answer", number, **ANSWER)
    assert lines(movement, DigestKind.SECTION, section="SWE") == []


def test_nominations_are_counted(movement: Movement) -> None:
    values = {
        "name": "Tan Mei Lin",
        "country": "Malaysia",
        "concerns": "torture",
        "circumstances": "She is held.",
        "source": "Her family",
    }
    movement.send("anna", "nominate", "", **values)
    (line,) = lines(movement, DigestKind.STEWARDS)
    assert (line.source, line.facts) == (SourceName.NOMINATIONS, {"number": 1})
