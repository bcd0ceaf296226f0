"""What the core needs of a store for the stewards' work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from core.domain.cases import Case, Level
from core.domain.decisions import Decision
from core.domain.levels import Research
from core.domain.pages import Page
from core.domain.proposals import Proposal


class Tray(StrEnum):
    """What lies on the stewards' desk, each a list of cases."""

    REVIEWS = "reviews"
    """Active or dormant, with a review date that has come."""
    PROPOSALS = "proposals"
    """With a running proposal about a protected person."""
    UNVERIFIED = "unverified"
    """Active, and not verified in the last 90 days."""
    UNCOMMITTED = "uncommitted"
    """Active, without a section."""
    IDLE = "idle"
    """Active and shown to members, without an open action."""
    DRAFTS = "drafts"
    PAUSED = "paused"
    UNSHOWN = "unshown"
    """Active and not paused, but without consent for listing, or not safe to publicise."""


@dataclass(frozen=True, slots=True)
class TrayLine:
    """A case in a tray. `day` is the review's, the last verification's or the notice's end."""

    key: str
    title: str
    country: str
    level: Level
    day: date | None = None


@dataclass(frozen=True, slots=True)
class TrayPage(Page[TrayLine]):
    """One page of a tray."""


@dataclass(frozen=True, slots=True)
class ProposedCase:
    """A running proposal with what it is told by."""

    proposal: Proposal
    title: str
    country: str


class ProposalStore(Protocol):
    """What is proposed about protected persons. Of a case or a person one runs at a time."""

    def propose(self, proposal: Proposal) -> bool:
        """Keep one; False if one about the same case or person is running."""
        ...

    def proposal(self, proposal_id: str) -> Proposal | None:
        """One by its id, whatever became of it."""
        ...

    def running(self, key: str) -> Sequence[Proposal]:
        """Those that are running on a case, the earliest first."""
        ...

    def due(self, today: date) -> Sequence[str]:
        """The ids of those that take effect now, the earliest first."""
        ...

    def suspend(self, proposal_id: str) -> bool:
        """Let it wait for the end of feedback; False if it was not open."""
        ...

    def resume(self, proposal_id: str) -> bool:
        """Let it take effect when its notice is over; False if it was not suspended."""
        ...

    def lapse(self, proposal_id: str, at: datetime) -> bool:
        """It will not take effect; False if it was not running."""
        ...

    def effect(self, proposal_id: str, at: datetime) -> bool:
        """It has taken effect; False if it was not running."""
        ...

    def proposed(self, section: str = "") -> Sequence[ProposedCase]:
        """Those that run on cases that members may see, of one section's cases or of all."""
        ...


class CaseworkStore(ProposalStore, Protocol):
    """Changing cases, one at a time and never over somebody else's change."""

    def hold(self, key: str) -> int:
        """Keep everybody else from changing a case until the end; its version.

        Raises:
            KeyError: there is no such case.
        """
        ...

    def put(self, case: Case, seen: int) -> bool:
        """Write a whole case, with all that it is found by; False if it changed since that version.

        `case.key` names the one that is meant.
        """
        ...

    def add(self, case: Case) -> None:
        """Write a new draft, whose key is unguessable."""
        ...

    def give_reference(self, case: Case) -> str:
        """Name a draft by the next free number of its country; the reference. The case is held."""
        ...

    def end_commitments(self, key: str, at: datetime, reason: str) -> int:
        """End all that run on a case; how many."""
        ...

    def research(self, team: str) -> Research:
        """A research team's load."""
        ...

    def hold_research(self, team: str) -> Research:
        """The same, kept from changing until the end of this unit of work."""
        ...

    def set_research(self, team: str, capacity: int) -> None:
        """Let the team sustain that many active cases."""
        ...

    def teams(self) -> Sequence[Research]:
        """Every research team that has a case or a capacity, by name."""
        ...

    def history(self, case: Case) -> Sequence[Decision]:
        """All decisions on a case and the people on it, also as a draft, oldest first."""
        ...

    def counts(self, today: date) -> Mapping[Tray, int]:
        """How many cases lie in each tray."""
        ...

    def tray(self, tray: Tray, today: date, page: int) -> TrayPage:
        """One page of a tray, the oldest day first."""
        ...
