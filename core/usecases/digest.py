"""The weekly digest: what it says, and who gets it when."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from core.answer import Answer
from core.domain.cases import CaseFilter, CaseLine
from core.domain.commitments import Load
from core.domain.goals import GoalState
from core.domain.people import Role, Section
from core.domain.schedule import Slot
from core.domain.subscriptions import Subscription, SubscriptionState
from core.domain.values import Sight
from core.intents import ChooseTime, MoveDigest, SendDigest, ShowDigest, StopDigest
from core.ports import Parties, UnitOfWork
from core.understanding.slot import NotUnderstood, read_slot
from core.usecases.goals import goal_states
from core.usecases.turn import Turn

EXAMPLES_SHOWN = 3
"""How many of the cases without a section a digest names; the number opens to all of them."""


class ZoneSource(StrEnum):
    """Where the zone of a first digest comes from; the answer says it."""

    CHOSEN = "chosen"
    PROFILE = "profile"
    SECTION = "section"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class CaseMention:
    """A case as a digest names it: without its title, which may have a person's name."""

    key: str
    country: str


@dataclass(frozen=True, slots=True)
class SectionNumbers:
    """A section's own numbers."""

    code: str
    name: str
    load: Load
    open_actions: int
    nearest_deadline: date | None


@dataclass(frozen=True, slots=True)
class GoalsDigest:
    """What the weekly digest says: facts only, the same for all who read it."""

    day: date
    states: tuple[GoalState, ...]
    available: int
    without_section: int
    examples: tuple[CaseMention, ...]
    section: SectionNumbers | None = None


@dataclass(frozen=True, slots=True)
class DigestNow(Answer):
    """The digest, shown because somebody asked for it."""

    digest: GoalsDigest


@dataclass(frozen=True, slots=True)
class DigestStatus(Answer):
    """What comes here and when next; no subscription means that nothing does."""

    subscription: Subscription | None
    section: Section | None
    following: datetime | None
    private: bool


@dataclass(frozen=True, slots=True)
class DigestMoved(Answer):
    """It comes at another time now, or for the first time."""

    subscription: Subscription
    section: Section | None
    following: datetime
    private: bool


@dataclass(frozen=True, slots=True)
class DigestStopped(Answer):
    """No digest comes here any more."""

    private: bool
    was_on: bool


@dataclass(frozen=True, slots=True)
class DigestTimes(Answer):
    """Times to choose from."""

    present: Slot
    private: bool


@dataclass(frozen=True, slots=True)
class WhenUnclear(Answer):
    """A word of the time was not understood; nothing was changed."""

    problem: NotUnderstood
    present: Slot


@dataclass(frozen=True, slots=True)
class Welcome(Answer):
    """What a person is told with their first private answer."""

    subscription: Subscription
    following: datetime
    source: ZoneSource


def compose(uow: UnitOfWork, section: str, today: date) -> GoalsDigest:
    """Compute what the digest of a section (empty: of the whole movement) says on a day."""
    waiting, examples = _without_section(uow, today)
    available = uow.cases.find(CaseFilter(available=True), Parties(), Sight.PUBLIC, today, page=1)
    return GoalsDigest(
        today,
        goal_states(uow.goals, today),
        available.total,
        waiting,
        examples,
        _section_numbers(uow, section, today) if section else None,
    )


def _without_section(uow: UnitOfWork, today: date) -> tuple[int, tuple[CaseMention, ...]]:
    """How many active cases wait for a section, and the first of them."""
    wanted = CaseFilter(uncommitted=True)
    page = uow.cases.find(wanted, Parties(), Sight.PUBLIC, today, page=1)
    first = page.lines[:EXAMPLES_SHOWN]
    return page.total, tuple(CaseMention(line.key, line.country) for line in first)


def _section_numbers(uow: UnitOfWork, code: str, today: date) -> SectionNumbers | None:
    section = uow.sections.get(code)
    if section is None:
        return None
    lines = _lines(uow, CaseFilter(sections=(code,)), today)
    actions = [action for line in lines for action in line.open_actions]
    deadlines = [action.deadline for action in actions if action.deadline]
    load = uow.sections.load(code)
    return SectionNumbers(code, section.name, load, len(actions), min(deadlines, default=None))


def _lines(uow: UnitOfWork, wanted: CaseFilter, today: date) -> list[CaseLine]:
    page = uow.cases.find(wanted, Parties(), Sight.PUBLIC, today, page=1)
    rest = (
        uow.cases.find(wanted, Parties(), Sight.PUBLIC, today, page=number)
        for number in range(2, page.pages + 1)
    )
    return [line for part in (page, *rest) for line in part.lines]


def still_true(digest: GoalsDigest, uow: UnitOfWork) -> GoalsDigest:
    """The digest with all that rests on single cases looked up anew, just before it is sent.

    Since it was planned a case may have been paused, closed or taken on. The goals keep the
    numbers of their day, which are on record.
    """
    waiting, examples = _without_section(uow, digest.day)
    section = _section_numbers(uow, digest.section.code, digest.day) if digest.section else None
    return replace(digest, without_section=waiting, examples=examples, section=section)


def send_digest(_wish: SendDigest, turn: Turn) -> DigestNow:
    """Show now what the digest of this conversation would say."""
    return DigestNow(compose(turn.uow, _section_here(turn), turn.today))


def show_digest(_wish: ShowDigest, turn: Turn) -> DigestStatus:
    """Tell what comes here and when next."""
    subscription = turn.uow.subscriptions.get(turn.address)
    active = subscription is not None and subscription.state is SubscriptionState.ACTIVE
    return DigestStatus(
        subscription,
        turn.uow.sections.get(subscription.section) if subscription else None,
        subscription.following(turn.now) if subscription and active else None,
        turn.private,
    )


def move_digest(wish: MoveDigest, turn: Turn) -> DigestMoved | WhenUnclear:
    """Make the digest come here, at the time that was typed."""
    present = turn.uow.subscriptions.get(turn.address)
    slot = present.slot if present else Slot(zone=turn.zone)
    wanted = read_slot(wish.when, slot)
    if isinstance(wanted, NotUnderstood):
        return WhenUnclear(wanted, slot)
    subscription = replace(
        present or _new(turn, slot),
        slot=wanted,
        since=turn.now,
        state=SubscriptionState.ACTIVE,
    )
    turn.uow.subscriptions.put(subscription)
    if turn.private and turn.asker.person and wanted.zone != slot.zone:
        turn.uow.people.settle(turn.asker.person, zone=wanted.zone)
    section = turn.uow.sections.get(subscription.section)
    return DigestMoved(subscription, section, subscription.following(turn.now), turn.private)


def stop_digest(_wish: StopDigest, turn: Turn) -> DigestStopped:
    """Send no digest here."""
    present = turn.uow.subscriptions.get(turn.address)
    was_on = present is not None and present.state is SubscriptionState.ACTIVE
    if was_on:
        turn.uow.subscriptions.set_state(turn.address, SubscriptionState.OFF)
    return DigestStopped(turn.private, was_on)


def choose_time(_wish: ChooseTime, turn: Turn) -> DigestTimes:
    """Offer times to choose from."""
    present = turn.uow.subscriptions.get(turn.address)
    return DigestTimes(present.slot if present else Slot(zone=turn.zone), turn.private)


def welcome(turn: Turn, source: ZoneSource) -> Welcome:
    """Subscribe a person who speaks in private for the first time."""
    subscription = _new(turn, Slot(zone=turn.zone))
    turn.uow.subscriptions.put(subscription)
    return Welcome(subscription, subscription.following(turn.now), source)


def _new(turn: Turn, slot: Slot) -> Subscription:
    return Subscription(
        turn.address,
        slot,
        turn.now,
        person=(turn.asker.person or "") if turn.private else "",
        section="" if turn.private else _section_here(turn),
        language=turn.asker.language or "en",
    )


def _section_here(turn: Turn) -> str:
    """A channel's digest has its section's numbers; a person's has none."""
    present = turn.uow.subscriptions.get(turn.address)
    if present is not None:
        return present.section
    own = turn.asker.sections(Role.COORDINATOR)
    return own[0] if own and not turn.private else ""
