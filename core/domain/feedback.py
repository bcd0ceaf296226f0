"""Feedback on decisions: what can be questioned, which step follows which, and whose it is. Pure.

The steps: submitted, acknowledged, answered, then accepted, or appealed and ruled on.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from core.domain.cases import Level
from core.domain.clocks import Due, Terms
from core.domain.decisions import Decision


class Contested(StrEnum):
    """What kind of decision is questioned."""

    INCLUSION = "inclusion"
    EXCLUSION = "exclusion"
    """Also of a person who is not in the portfolio, and a nomination that was refused."""
    LEVEL = "level"
    CLOSURE = "closure"
    """Also one that is only proposed."""
    POC = "poc"
    """The designation as a prisoner of conscience, given or withdrawn."""


class State(StrEnum):
    """How far feedback has come."""

    SUBMITTED = "submitted"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    ACCEPTED = "accepted"
    """By the section, or because it did not appeal in time."""
    APPEALED = "appealed"
    RULED = "ruled"


FOLLOWS: Final[Mapping[State, frozenset[State]]] = {
    State.SUBMITTED: frozenset(),
    State.ACKNOWLEDGED: frozenset({State.SUBMITTED}),
    State.ANSWERED: frozenset({State.SUBMITTED, State.ACKNOWLEDGED}),
    State.ACCEPTED: frozenset({State.ANSWERED}),
    State.APPEALED: frozenset({State.ANSWERED}),
    State.RULED: frozenset({State.APPEALED}),
}
"""After which states each may come. An answer also acknowledges."""

UNANSWERED: Final = frozenset({State.SUBMITTED, State.ACKNOWLEDGED})
ENDED: Final = frozenset({State.ACCEPTED, State.RULED})
"""Nothing more follows, and a proposal does not wait for it any longer."""


class Verdict(StrEnum):
    """What an answer or a ruling says of the contested decision."""

    UPHELD = "upheld"
    CHANGED = "changed"
    PARTLY = "partly"
    """Changed in part: what was proposed can't take effect as it was."""


@dataclass(frozen=True, slots=True)
class Target:
    """The decision that is questioned.

    `decision` tells it from every other, so that a section questions it once: `level:17` by its
    number in the history, `inclusion:MYS-0012`, `notice:<proposal>`, `nomination:4`,
    `person:<digest>`.
    """

    kind: Contested
    decision: str
    case: str = ""
    """The case's reference; empty for a person who is not in a published case."""
    country: str = ""
    """ISO 3166 alpha-3."""
    number: int = 0
    """The decision's place in the history; 0 where none is on record."""
    subject: str = ""
    """Under which it stands in the history."""
    at: date | None = None
    before: str = ""
    after: str = ""
    """A level, or the code that the history has."""

    @property
    def proposal(self) -> str:
        """The id of the proposal that is questioned before it takes effect; else empty."""
        kind, _, ref = self.decision.partition(":")
        return ref if kind == "notice" else ""

    @property
    def nomination(self) -> int | None:
        """The number of the nomination whose refusal is questioned."""
        kind, _, ref = self.decision.partition(":")
        return int(ref) if kind == "nomination" else None


@dataclass(frozen=True, slots=True)
class Answered:
    """What the stewards say: all three are required, so none has a default."""

    verdict: Verdict
    reasons: str
    next_step: str
    next_date: date
    at: datetime


@dataclass(frozen=True, slots=True)
class Appeal:
    """Why the section is not satisfied."""

    reasons: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ruling:
    """What the board says, which is final."""

    verdict: Verdict
    reasons: str
    at: datetime
    level: Level | None = None
    """The level that it gives the case."""
    missing: tuple[str, ...] = ()
    """Why the level could not be given: codes of what the case lacks."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What a section says of an answer. It changes nothing by itself."""

    section: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Feedback:
    """One section's question about one decision, with all that came of it.

    It is the section's: which person wrote, answered and ruled stands in the history alone.
    """

    number: int
    section: str
    target: Target
    question: str
    at: datetime
    state: State = State.SUBMITTED
    person_name: str = ""
    """Whom it is about, where that person is not in a published case."""
    draft: str = ""
    """The draft that is about the same person, as the stewards know: for them and the board."""
    acknowledged_at: datetime | None = None
    answered: Answered | None = None
    accepted_at: datetime | None = None
    lapsed: bool = False
    """It counts as accepted because the time to appeal went by."""
    appeal: Appeal | None = None
    ruling: Ruling | None = None
    comments: tuple[Comment, ...] = ()

    @property
    def ref(self) -> str:
        """What it is called, as `F-12`."""
        return f"F-{self.number}"

    @property
    def subject(self) -> str:
        """What the history calls it."""
        return f"feedback:{self.number}"

    def due(self, terms: Terms, today: date) -> Due | None:
        """The clock that runs now; None where nothing more follows."""
        submitted = self.at.date()
        match self.state:
            case State.SUBMITTED:
                return terms.due(submitted, terms.acknowledge, today)
            case State.ACKNOWLEDGED:
                return terms.due(submitted, terms.answer, today)
            case State.ANSWERED if self.answered:
                return terms.due(self.answered.at.date(), terms.appeal, today)
            case State.APPEALED if self.appeal:
                return terms.due(self.appeal.at.date(), terms.rule, today)
            case _:
                return None

    def may_follow(self, state: State) -> bool:
        """Whether that step may come next."""
        return self.state in FOLLOWS[state]


@dataclass(frozen=True, slots=True)
class Outline:
    """All that others may know of feedback about somebody who is not in a published case."""

    number: int
    country: str
    state: State
    submitted: date
    answered: date | None = None
    ended: date | None = None

    @property
    def ref(self) -> str:
        """What it is called, as `F-12`."""
        return f"F-{self.number}"


def has_lapsed(feedback: Feedback, terms: Terms, today: date) -> bool:
    """Whether the time to appeal has gone by, so that the answer counts as accepted."""
    if feedback.state is not State.ANSWERED or feedback.answered is None:
        return False
    return today > terms.calendar.due(feedback.answered.at.date(), terms.appeal)


def changes(verdict: Verdict) -> bool:
    """Whether a verdict takes the contested decision back, wholly or in part."""
    return verdict is not Verdict.UPHELD


TOOK_PART: Final = frozenset({State.SUBMITTED, State.ANSWERED, State.APPEALED})
"""Whoever took one of these steps does not rule on it."""


def barred_from_ruling(steps: Iterable[Decision], contested: Iterable[Decision]) -> frozenset[str]:
    """Who took the contested decision, and who asked, answered or appealed.

    The design bars the first; nobody else who spoke in the matter judges it either.
    """
    spoke = {step.person for step in steps if step.after.partition(":")[0] in TOOK_PART}
    return frozenset({*spoke, *(decision.person for decision in contested)} - {""})


def share_in_time(
    answers: Iterable[tuple[date, date | None]], terms: Terms, today: date
) -> float | None:
    """Of what is answered or overdue, the share that was answered in time; None of nothing.

    Each is the day of submission and that of the answer. What can still be answered in time does
    not count yet.
    """
    settled = [
        answered is not None and answered <= due
        for submitted, answered in answers
        for due in (terms.calendar.due(submitted, terms.answer),)
        if answered is not None or today > due
    ]
    return sum(settled) / len(settled) if settled else None
