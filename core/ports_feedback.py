"""What the core needs of the store for feedback and nominations."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Protocol

from core.domain.feedback import (
    Answered,
    Appeal,
    Comment,
    Feedback,
    Outline,
    Ruling,
    State,
)
from core.domain.nominations import Nomination
from core.domain.pages import Page


class AlreadyQuestionedError(Exception):
    """The section has questioned that decision before."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose eyes feedback is fetched for.

    Everybody reads what is on published cases; of the rest an outline: country, dates and state.
    """

    sections: tuple[str, ...] = ()
    """The codes of those whose own feedback is read whole."""
    everything: bool = False
    """The stewards and the board."""
    drafts: bool = False
    """The stewards, who see drafts always; the board does in an appeal."""


STORE_EYES: Final = Reader(everything=True, drafts=True)
"""For what is done by the rules themselves and shown to nobody."""


@dataclass(frozen=True, slots=True)
class FeedbackPage(Page[Feedback | Outline]):
    """One page of feedback: what is under way first, the oldest before the newer."""


class FeedbackStore(Protocol):
    """Feedback and its steps. Each step is taken once: of two who race, one is told False."""

    def file(self, feedback: Feedback) -> Feedback:
        """Keep it; its number is filled in.

        Raises:
            AlreadyQuestionedError: the section has questioned that decision before.
        """
        ...

    def get(self, number: int, reader: Reader) -> Feedback | Outline | None:
        """One, with all that came of it."""
        ...

    def page(self, reader: Reader, page: int) -> FeedbackPage:
        """All feedback, without comments."""
        ...

    def of_decision(self, section: str, decision: str) -> Feedback | None:
        """What the section said of that decision."""
        ...

    def waiting(self, states: Collection[State]) -> Sequence[Feedback]:
        """All in these states, the oldest first, for whoever has to act on it."""
        ...

    def on_proposal(self, proposal: str) -> Sequence[Feedback]:
        """What was filed while that proposal could be questioned."""
        ...

    def of_case(self, section: str, key: str) -> Sequence[Feedback]:
        """What the section said of decisions on a case, the oldest first."""
        ...

    def hold(self, number: int) -> State | None:
        """Keep others from taking a step until the end of this unit of work; its state."""
        ...

    def acknowledge(self, number: int, at: datetime) -> bool:
        """The stewards have seen it."""
        ...

    def answer(self, number: int, answer: Answered, draft: str = "") -> bool:
        """The stewards' answer; also the draft on the same person, if they name one."""
        ...

    def comment(self, number: int, comment: Comment) -> None:
        """Add what a section says of the answer."""
        ...

    def accept(self, number: int, at: datetime, *, lapsed: bool = False) -> bool:
        """The section is satisfied, or its time to appeal went by."""
        ...

    def appeal(self, number: int, appeal: Appeal) -> bool:
        """The one appeal."""
        ...

    def rule(self, number: int, ruling: Ruling) -> bool:
        """The ruling, which ends it."""
        ...

    def answers(self, since: date, until: date) -> Sequence[tuple[date, date | None]]:
        """Of what was submitted on these days (both included): that day, and that of the answer."""
        ...


class NominationStore(Protocol):
    """Nominations."""

    def add(self, nomination: Nomination) -> Nomination:
        """Keep one; its number is filled in."""
        ...

    def get(self, number: int) -> Nomination | None:
        """One of them."""
        ...

    def of_sections(self, sections: Collection[str]) -> Sequence[Nomination]:
        """All of these sections, the newest first."""
        ...

    def waiting(self) -> Sequence[Nomination]:
        """All that the stewards have not decided, the oldest first."""
        ...

    def of_case(self, case: str) -> Sequence[Nomination]:
        """Those that became this case."""
        ...

    def accept(self, number: int, case: str, at: datetime) -> bool:
        """It became that draft; False if it was decided before."""
        ...

    def refuse(self, number: int, reason: str, at: datetime) -> bool:
        """It is refused; False if it was decided before."""
        ...
