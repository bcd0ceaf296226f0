"""Feedback in digests and metrics."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from core.domain.clocks import Due, Terms
from core.domain.feedback import UNANSWERED, Contested, Feedback, State, share_in_time
from core.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class FeedbackLine:
    """Feedback as a line of a digest: no text, no name."""

    ref: str
    section: str
    kind: Contested
    state: State
    country: str
    case: str
    """Empty for a person who is not in a published case."""
    due: Due | None


def waiting_for_stewards(uow: UnitOfWork, today: date) -> tuple[FeedbackLine, ...]:
    """What waits to be acknowledged or answered, the oldest first, with its clock."""
    return tuple(_lines(uow, UNANSWERED, today))


def waiting_for_board(uow: UnitOfWork, today: date) -> tuple[FeedbackLine, ...]:
    """The appeals that wait for a ruling, the oldest first, with their clock."""
    return tuple(_lines(uow, {State.APPEALED}, today))


def answers_to(section: str, uow: UnitOfWork, today: date) -> tuple[FeedbackLine, ...]:
    """The answers that a section has, and may still accept or appeal against, with that clock."""
    lines = _lines(uow, {State.ANSWERED}, today)
    return tuple(line for line in lines if line.section == section)


def nominations_waiting(uow: UnitOfWork) -> int:
    """How many nominations the stewards have not decided."""
    return len(uow.nominations.waiting())


def answered_in_time(uow: UnitOfWork, since: date, until: date, today: date) -> float | None:
    """The share that was answered in time, from 0 to 1; None where nothing was to be answered.

    It is of the feedback of these days, both included.
    """
    return share_in_time(uow.feedback.answers(since, until), uow.terms, today)


def median_days_to_answer(uow: UnitOfWork, since: date, until: date) -> float | None:
    """Of the feedback of these days, the median of calendar days to the answer; None of none."""
    days = [
        (answered - submitted) / timedelta(days=1)
        for submitted, answered in uow.feedback.answers(since, until)
        if answered is not None
    ]
    return median(days) if days else None


def _lines(uow: UnitOfWork, states: Collection[State], today: date) -> Iterator[FeedbackLine]:
    for feedback in uow.feedback.waiting(states):
        yield _line(feedback, uow.terms, today)


def _line(feedback: Feedback, terms: Terms, today: date) -> FeedbackLine:
    target = feedback.target
    return FeedbackLine(
        feedback.ref,
        feedback.section,
        target.kind,
        feedback.state,
        target.country,
        target.case,
        feedback.due(terms, today),
    )
