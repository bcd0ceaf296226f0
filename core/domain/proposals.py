"""Proposals about protected persons: nothing happens before the notice is over. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from core.domain.cases import Level, Outcome

NOTICE: Final = timedelta(days=28)
"""For how long the committed sections may question what is proposed, unless configured."""


class ProposalState(StrEnum):
    """What has become of a proposal."""

    OPEN = "open"
    SUSPENDED = "suspended"
    """Feedback filed within the notice waits for its end."""
    EFFECTIVE = "effective"
    LAPSED = "lapsed"


RUNNING: Final = frozenset({ProposalState.OPEN, ProposalState.SUSPENDED})


@dataclass(frozen=True, slots=True)
class Proposal:
    """That a case leaves active work, or that a person's designation is withdrawn."""

    id: str
    case: str
    """The case's key."""
    reason: str
    proposed_by: str
    """The opaque id of a person."""
    proposed_at: datetime
    notice_ends: date
    """The last day on which it can be questioned; it takes effect on the day after."""
    to: Level | None = None
    outcome: Outcome | None = None
    review: date | None = None
    """When a case that is to be dormant will be looked at again."""
    individual: int = 0
    """The number of the person whose designation is to be withdrawn; 0 for the case's level."""
    state: ProposalState = ProposalState.OPEN
    settled_at: datetime | None = None

    @property
    def running(self) -> bool:
        """Whether it may still take effect."""
        return self.state in RUNNING

    @property
    def subject(self) -> str:
        """What the history calls the thing that it is about."""
        return f"{self.case}/{self.individual}" if self.individual else self.case

    @property
    def code(self) -> str:
        """What it asks for, as the history says it."""
        if self.to is None:
            return "no"
        return ":".join(filter(None, (self.to, self.outcome)))

    def is_due(self, today: date) -> bool:
        """Whether it takes effect now: nobody waits for an answer, and the notice is over."""
        return self.state is ProposalState.OPEN and today > self.notice_ends

    def can_be_questioned(self, today: date) -> bool:
        """Whether feedback filed on that day suspends it."""
        return self.running and today <= self.notice_ends
