"""What the core needs of the world: a store, a clock, chance."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from core.domain.away import Away
from core.domain.cases import Case, CaseFilter, CasePage
from core.domain.clocks import Terms
from core.domain.commitments import Load, Party
from core.domain.decisions import Decision
from core.domain.goals import Goal, Metric, Observation
from core.domain.people import Asker, Grant, Identity, Meeting, Platform, Role, Section
from core.domain.subscriptions import (
    Address,
    DigestKind,
    Found,
    Gone,
    Retry,
    SendResult,
    Subscription,
    SubscriptionState,
)
from core.domain.values import Sight
from core.parts import View
from core.portfolio.ports import PortfolioStore
from core.ports_casework import CaseworkStore
from core.ports_dialogues import DialogueStore
from core.ports_erasure import ErasureStore
from core.ports_feedback import FeedbackStore, NominationStore
from core.ports_figures import FigureStore
from core.ports_history import HistoryStore, LinkCodes, PersonRecords, Workspaces
from core.ports_leases import LeaseStore
from core.ports_limits import LimitStore
from core.ports_notices import FollowStore, NoticeStore, PostedStore, ReachStore
from core.ports_outbox import Outbox
from core.ports_pauses import PauseStore, RefusalStore
from core.ports_plan import PlanStore
from core.ports_reports import ReportStore
from core.request import Progress, Reply, Request


class StoreAwayError(Exception):
    """The database can't be used now. Nothing was done; try again."""

    def __init__(self, why: Away = Away.UNREACHABLE) -> None:
        """Say why."""
        super().__init__(why)
        self.why = why

    @property
    def told(self) -> Mapping[str, str]:
        """What the log says of it."""
        return {"why": self.why.value, "remedy": self.why.remedy}


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """This moment, in UTC."""
        ...


class Chance(Protocol):
    """Where ids and codes come from."""

    def new_id(self) -> str:
        """An opaque id, unique and unguessable, of letters and digits."""
        ...

    def code(self) -> str:
        """A one-time code that a person can type: 12 characters without look-alikes."""
        ...


@dataclass(frozen=True, slots=True)
class Label:
    """What a case can be found by when its reference was mistyped."""

    key: str
    title: str
    names: tuple[str, ...]


class CaseStore(Protocol):
    """Cases, always within a sight."""

    def find(
        self, wanted: CaseFilter, party: "Parties", sight: Sight, today: date, page: int
    ) -> CasePage:
        """One page of the cases that match, the nearest open deadline first, with counts."""
        ...

    def get(self, key: str, sight: Sight) -> Case | None:
        """A whole case by its reference, in any letter case; None where there is none to see.

        Under `Sight.PUBLIC` a name comes back empty where it is withheld or not consented to.
        """
        ...

    def labels(self, sight: Sight) -> Sequence[Label]:
        """What each case is called, for "did you mean"."""
        ...

    def listed(self, keys: Iterable[str]) -> frozenset[str]:
        """Those of the keys that may be shown to any member now."""
        ...


@dataclass(frozen=True, slots=True)
class Parties:
    """For whom "mine" is asked: codes of sections and the id of a person."""

    sections: tuple[str, ...] = ()
    person: str = ""


class SectionStore(Protocol):
    """Sections."""

    def all(self) -> Sequence[Section]:
        """Every section, by name."""
        ...

    def get(self, code: str) -> Section | None:
        """A section by its code."""
        ...

    def lock(self, code: str) -> Load:
        """Hold the section's capacity until the end of this unit of work, and tell its load."""
        ...

    def load(self, code: str) -> Load:
        """How many cases it has taken on, of how many; without holding anything."""
        ...

    def set_capacity(self, code: str, capacity: int) -> None:
        """Let it take on that many. The caller holds its lock."""
        ...


class PeopleStore(Protocol):
    """People, their identities in chat, and their roles."""

    def find(self, identity: Identity) -> Asker | None:
        """The person behind an identity, with roles; None if not on record."""
        ...

    def meet(self, identity: Identity, address: Address, now: datetime) -> Meeting:
        """The same of somebody who speaks there, with what else every answer asks for."""
        ...

    def add(self, person: str, identity: Identity, at: datetime) -> None:
        """Put a person on record under a new opaque id. An identity that is there stays."""
        ...

    def settle(self, person: str, *, zone: str | None = None, language: str | None = None) -> None:
        """Keep what the person chose."""
        ...

    def grants(self, person: str) -> frozenset[Grant]:
        """The roles that a person holds now."""
        ...

    def grants_of(self, persons: Collection[str]) -> Mapping[str, frozenset[Grant]]:
        """The roles that each of several people holds now, in one statement."""
        ...

    def holders(self, role: Role) -> frozenset[str]:
        """The ids of the people who hold that role anywhere."""
        ...

    def grant(self, person: str, grant: Grant) -> None:
        """Give a role; one already held stays as it is."""
        ...

    def revoke(self, person: str, grant: Grant) -> bool:
        """Take a role away; False if it was not held."""
        ...

    def identities(self, person: str) -> Sequence[Identity]:
        """By whom the person is known in chat."""
        ...


class CommitmentStore(Protocol):
    """Who has taken which case on."""

    def is_running(self, key: str, party: Party) -> bool:
        """Whether the party is committed to the case now."""
        ...

    def start(self, key: str, party: Party, at: datetime) -> None:
        """Start one. The caller holds the section's capacity.

        Raises:
            AlreadyCommittedError: the party has a running commitment to the case.
        """
        ...

    def end(self, key: str, party: Party, at: datetime, reason: str) -> bool:
        """End the running one; False if there is none."""
        ...

    def left_by(self, key: str) -> Sequence[str]:
        """Codes of the sections whose commitment a case ended when it left active work last."""
        ...


class AlreadyCommittedError(Exception):
    """The party has a running commitment to the case already."""


class GoalStore(Protocol):
    """Goals, and what was observed of their metrics."""

    def all(self) -> Sequence[Goal]:
        """Every goal, in the order of their keys."""
        ...

    def get(self, key: str) -> Goal | None:
        """A goal by its key."""
        ...

    def hold(self, key: str) -> Goal | None:
        """The same, kept from being revised by others until the end of this unit of work."""
        ...

    def add(self, goal: Goal) -> bool:
        """Set a new one; False if that key is taken."""
        ...

    def revise(self, goal: Goal) -> None:
        """Give it that target and date. The caller holds it."""
        ...

    def observations(self, metric: Metric) -> Sequence[Observation]:
        """All of one metric, oldest first."""
        ...

    def observe(self, observation: Observation) -> None:
        """Keep what was measured; one already kept for that metric and day stays."""
        ...

    def measure(self, metric: Metric, today: date) -> float | None:
        """The metric's value now, over what any member may see; None for the historical ones."""
        ...


class SubscriptionStore(Protocol):
    """Who wants which digest. A conversation has one subscription of a kind at most."""

    def get(self, address: Address, kind: DigestKind = DigestKind.GOALS) -> Subscription | None:
        """A conversation's subscription to that kind."""
        ...

    def here(self, address: Address) -> Sequence[Subscription]:
        """All of a conversation, in whatever state."""
        ...

    def had(self, address: Address, kind: DigestKind) -> Collection[str]:
        """The latest periods whose digest was planned, the newest first."""
        ...

    def put(self, subscription: Subscription) -> None:
        """Make or change the one of that conversation and kind."""
        ...

    def set_state(
        self, address: Address, state: SubscriptionState, kind: DigestKind = DigestKind.GOALS
    ) -> bool:
        """Stop, pause or resume it; False if there is none."""
        ...

    def move_zone(self, person: str, zone: str) -> int:
        """Let all that a person gets come by the clocks of that zone; how many."""
        ...


class DecisionLog(Protocol):
    """The history. There is no way to change or remove an entry."""

    def append(self, *entries: Decision) -> None:
        """Add entries, in their order."""
        ...

    def of(self, subject: str) -> Sequence[Decision]:
        """All about one subject, oldest first."""
        ...


@dataclass(frozen=True, slots=True)
class Invitation:
    """A role that waits to be taken up. Only the code's digest is kept."""

    digest: str
    grant: Grant
    expires: datetime


class InvitationStore(Protocol):
    """Roles that wait to be taken up."""

    def add(self, invitation: Invitation) -> None:
        """Keep one."""
        ...

    def take(self, digest: str, now: datetime) -> Invitation | None:
        """Use one up: exactly one caller gets it; None if unknown, used, void or expired."""
        ...

    def void(self, digest: str, now: datetime) -> None:
        """Make one unusable (its code was shown where others read)."""
        ...


class Inbox(Protocol):
    """What came in and what was answered, so that a repeat is answered and not done again."""

    def record(self, request: Request, at: datetime) -> bool:
        """Keep a request before it is acknowledged; False if it was kept before."""
        ...

    def reply_to(self, key: str) -> Reply | None:
        """The stored reply to that request, if it was done before."""
        ...

    def done(self, key: str, reply: Reply, at: datetime) -> None:
        """Keep the reply with the change itself, in one transaction.

        Raises:
            RepeatedError: another process did the same request meanwhile; nothing is kept.
        """
        ...

    def forget(self, key: str) -> None:
        """The request came to nothing, and may come again: a form with something wrong in it."""
        ...

    def answered(self, key: str, at: datetime) -> None:
        """The reply was sent: the request's text is erased; a stored reply stays for repeats."""
        ...

    def progress(self, key: str, now: datetime, patience: timedelta) -> Progress:
        """How far its answer has come; nothing of one that is not on record was sent.

        Whoever did it, or put it on record, so lately is taken to be at it.
        """
        ...

    def keep_said(self, key: str, said: Sequence[str]) -> None:
        """Some messages of its answer were sent; nothing happens if it is not on record."""
        ...

    def postpone(self, request: Request, at: datetime, said: Sequence[str] = ()) -> None:
        """Keep a request again, done or not, because its answer, or the rest, was not sent."""
        ...

    def leave(self, request: Request, at: datetime) -> None:
        """Keep a request that somebody else may be answering, in case they don't."""
        ...

    def unanswered(
        self, platform: Platform, now: datetime, patience: timedelta
    ) -> Sequence[Request]:
        """Recorded requests that nobody answered for that long; each is given to one caller."""
        ...

    def hold(self, keys: Sequence[str], until: datetime) -> None:
        """Somebody is about to answer these: they are given to nobody else before then."""
        ...


class RepeatedError(Exception):
    """The same request is already done."""


class Queries(Protocol):
    """Questions too long for a button."""

    def remember(self, key: str, query: str, at: datetime) -> None:
        """Keep a question under its key, from the last moment at which it is shown."""
        ...

    def recall(self, key: str) -> str | None:
        """The question behind a key."""
        ...


class UnitOfWork(Protocol):
    """One transaction over everything, and the clocks by which feedback is counted here."""

    terms: Terms
    cases: CaseStore
    sections: SectionStore
    people: PeopleStore
    commitments: CommitmentStore
    goals: GoalStore
    subscriptions: SubscriptionStore
    pauses: PauseStore
    refusals: RefusalStore
    decisions: DecisionLog
    casework: CaseworkStore
    history: HistoryStore
    invitations: InvitationStore
    link_codes: LinkCodes
    workspaces: Workspaces
    persons: PersonRecords
    inbox: Inbox
    outbox: Outbox
    plan: PlanStore
    erasure: ErasureStore
    queries: Queries
    dialogues: DialogueStore
    feedback: FeedbackStore
    nominations: NominationStore
    reports: ReportStore
    figures: FigureStore
    notices: NoticeStore
    reach: ReachStore
    follows: FollowStore
    posted: PostedStore
    leases: LeaseStore
    limits: LimitStore

    @property
    def portfolio(self) -> PortfolioStore:
        """The whole portfolio at once, for imports and exports."""
        ...


class Sender(Protocol):
    """One platform's way to send a message that nobody waits for at a prompt."""

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        """Render and send; `posting` is the delivery's opaque id. Failures are results.

        `begun` are the ids of those of its messages that were sent before, with commas: it goes on
        after them, and a Retry tells how far it came.
        """
        ...

    async def was_sent(self, address: Address, posting: str) -> Found | Retry | Gone | None:
        """What the platform has of that delivery; None where it can never be known.

        Retry where it can't be asked now, and Gone where it refuses our token: it is as much in
        doubt as before, and asked for later.
        """
        ...

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:
        """Let a message of ours say something else, or delete it.

        Delivered once its former content is there no more, Gone where the platform does not let us.
        """
        ...


class Store(Protocol):
    """Where units of work come from.

    Raises:
        StoreAwayError: from either, and from anything done inside, when the database is away.
    """

    def read(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work that only looks."""
        ...

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """A unit of work that commits at its end, or on an exception undoes everything."""
        ...
