"""Nominations: a person is proposed for the portfolio."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from core.domain.cases import Concern


class NominationState(StrEnum):
    """What the stewards made of it. A nominator can't tell the first two apart."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    """There is a draft now."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Nomination:
    """Somebody whom a section proposes. What is told of them is for the stewards' eyes."""

    number: int
    section: str
    at: datetime
    name: str
    country: str
    concerns: tuple[Concern, ...]
    circumstances: str
    source: str
    contact: str = ""
    state: NominationState = NominationState.WAITING
    decided_at: datetime | None = None
    reason: str = ""
    """Why it was refused; the section can question that."""
    case: str = ""
    """The key of the draft that it became, or of the case that this is by now."""

    @property
    def ref(self) -> str:
        """What it is called, as `N-4`."""
        return f"N-{self.number}"

    @property
    def subject(self) -> str:
        """What the history calls it."""
        return f"nomination:{self.number}"
