"""What the core needs of the world: a store, a clock, chance."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol

from core.domain.cases import Case, CaseFilter, CasePage
from core.domain.commitments import Load, Party
from core.domain.decisions import Decision
from core.domain.goals import Goal, Metric, Observation
from core.domain.people import Asker, Grant, Identity, Platform, Section
from core.domain.schedule import Slot
from core.domain.subscriptions import (
    Address,
    DigestKind,
    SendResult,
    Subscription,
    SubscriptionState,
)
from core.domain.values import Sight
from core.parts import View
from core.portfolio.ports import PortfolioStore
from core.ports_dialogues import DialogueStore
from core.ports_history import HistoryStore, LinkCodes, Workspaces
from core.request import Reply, Request


class StoreAwayError(Exception):
    """The database can't be reached, or is locked for too long. Nothing was done; try again."""


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

    def add(self, person: str, identity: Identity, at: datetime) -> None:
        """Put a person on record under a new opaque id. An identity that is there stays."""
        ...

    def settle(self, person: str, *, zone: str | None = None, language: str | None = None) -> None:
        """Keep what the person chose."""
        ...

    def grant(self, person: str, grant: Grant) -> None:
        """Give a role; one already held stays as it is."""
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


class AlreadyCommittedError(Exception):
    """The party has a running commitment to the case already."""


class GoalStore(Protocol):
    """Goals, and what was observed of their metrics."""

    def all(self) -> Sequence[Goal]:
        """Every goal, in the order of their keys."""
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
    """Who wants which digest."""

    def get(self, address: Address) -> Subscription | None:
        """The subscription of a conversation."""
        ...

    def put(self, subscription: Subscription) -> None:
        """Make or change the one of that conversation."""
        ...

    def set_state(self, address: Address, state: SubscriptionState) -> bool:
        """Stop, pause or resume it; False if there is none."""
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

    def answered(self, key: str) -> None:
        """The reply was sent: the request's text is erased; a stored reply stays for repeats."""
        ...

    def unanswered(self, now: datetime, patience: timedelta) -> Sequence[Request]:
        """Recorded requests that nobody answered for that long; each is given to one caller."""
        ...


class RepeatedError(Exception):
    """The same request is already done."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a digest says, computed once for all who get the same: facts as JSON, no words.

    `day` is the reader's own on which it is due, so that Friday's digest has Friday's numbers. A
    reader accepts its own `version` and the one before.
    """

    kind: DigestKind
    section: str
    day: date
    version: int
    payload: str


@dataclass(frozen=True, slots=True)
class Bucket:
    """All subscriptions that are due at the same local moment."""

    slot: Slot
    moment: datetime
    period: str
    """The local week: nobody gets two of the same."""
    day: date
    """The local day."""


@dataclass(frozen=True, slots=True)
class Posting:
    """One message that waits to be sent, claimed by this process."""

    id: str
    subscription: Subscription
    content: Content
    doubtful: bool
    """A former claim began to send it and never told the result."""
    held_until: datetime
    """The end of this claim's lease, by which its message knows the claim from a newer one."""


class Outbox(Protocol):
    """What is to be sent. A row is unique on conversation, kind and period, now and ever."""

    def begin_planning(self, now: datetime) -> datetime | None:
        """Hold the plan until the end of this unit of work; until when it was made before."""
        ...

    def slots(self) -> Sequence[Slot]:
        """The distinct slots of all active subscriptions."""
        ...

    def sections_due(self, bucket: Bucket) -> Sequence[str]:
        """The distinct sections (empty for none) whose content the bucket needs and lacks."""
        ...

    def keep(self, content: Content) -> None:
        """Keep a content; one of the same kind, section and day stays."""
        ...

    def fill(self, bucket: Bucket, now: datetime, new_id: str) -> int:
        """Put all that is due in one statement, each id made of `new_id` and the subscription's."""
        ...

    def claim(
        self, now: datetime, lease: timedelta, limit: int, platforms: Sequence[Platform]
    ) -> Sequence[Posting]:
        """Take messages that wait, oldest first; each is given to one caller until its lease ends.

        Only for the given platforms: another process may serve the others.

        A content of an unknown version is left for a newer process.
        """
        ...

    def sending(self, posting: Posting, until: datetime) -> Posting | None:
        """The first byte is about to be written: hold the message until then.

        None where it is not to be sent: its lease ended and somebody else has it, its reader
        stopped the digest meanwhile, or a newer one waits for them.
        """
        ...

    def record(self, posting: Posting, result: SendResult, at: datetime, *, final: bool) -> None:
        """Keep what became of it. What is not final waits: for a retry, or in doubt to be settled.

        Gone also pauses the subscription, or moves it. A claim that was lost to a newer one can't
        make the message wait: it is the newer one's.
        """
        ...


class Queries(Protocol):
    """Questions too long for a button."""

    def remember(self, key: str, query: str) -> None:
        """Keep a question under its key; one that is there stays."""
        ...

    def recall(self, key: str) -> str | None:
        """The question behind a key."""
        ...


class UnitOfWork(Protocol):
    """One transaction over everything."""

    cases: CaseStore
    sections: SectionStore
    people: PeopleStore
    commitments: CommitmentStore
    goals: GoalStore
    subscriptions: SubscriptionStore
    decisions: DecisionLog
    history: HistoryStore
    invitations: InvitationStore
    link_codes: LinkCodes
    workspaces: Workspaces
    inbox: Inbox
    outbox: Outbox
    queries: Queries
    dialogues: DialogueStore

    @property
    def portfolio(self) -> PortfolioStore:
        """The whole portfolio at once, for imports and exports."""
        ...


class Sender(Protocol):
    """One platform's way to send a message that nobody waits for at a prompt."""

    async def send(self, address: Address, view: View, posting: str) -> SendResult:
        """Render and send; `posting` is the delivery's opaque id. Failures are results."""
        ...

    async def was_sent(self, address: Address, posting: str) -> bool | None:
        """Whether the platform has that delivery; None where it can't be known."""
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
