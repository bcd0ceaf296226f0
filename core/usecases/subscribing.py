"""Who gets which digest where and when: to look, to move, to mute, to stop."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from core.answer import Answer
from core.domain.notices import QuietHours
from core.domain.people import Role, Section
from core.domain.schedule import EVERY_DAY, Slot
from core.domain.subscriptions import DigestKind, Subscription, SubscriptionState
from core.intents import ChooseTime, MoveDigest, MuteDigest, SendDigest, ShowDigest, StopDigest
from core.understanding.slot import NotUnderstood, read_slot
from core.usecases.digest_kinds import SHARED, near_kind, offered
from core.usecases.digest_lines import LinesDigest
from core.usecases.digests import Digest, compose_now
from core.usecases.turn import Turn

LONGEST_MUTE = timedelta(days=366)
"""Further away it is meant to be off."""


class ZoneSource(StrEnum):
    """Where the zone of a first digest comes from; the answer says it."""

    CHOSEN = "chosen"
    PROFILE = "profile"
    SECTION = "section"
    FALLBACK = "fallback"


@dataclass(frozen=True, slots=True)
class DigestNow(Answer):
    """The digest, shown because somebody asked for it."""

    digest: Digest

    @property
    def personal(self) -> bool:
        """All but the goals and a section's is for one reader's eyes."""
        return isinstance(self.digest, LinesDigest) and self.digest.kind not in SHARED


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of digest that can come here, and how it stands."""

    kind: DigestKind
    subscription: Subscription | None = None
    following: datetime | None = None
    """When the next one comes; None if none does."""
    section: Section | None = None

    @property
    def active(self) -> bool:
        """Whether it comes here."""
        return self.following is not None


@dataclass(frozen=True, slots=True)
class DigestStatus(Answer):
    """What comes here and when next; the digest of the goals first."""

    offers: tuple[Offer, ...]
    private: bool
    quiet: QuietHours | None = None


@dataclass(frozen=True, slots=True)
class DigestMoved(Answer):
    """It comes at another time now, or for the first time."""

    subscription: Subscription
    section: Section | None
    following: datetime
    private: bool


@dataclass(frozen=True, slots=True)
class DigestStopped(Answer):
    """It comes here no more; without a kind, none of them does."""

    private: bool
    was_on: bool
    kind: DigestKind | None = None


@dataclass(frozen=True, slots=True)
class DigestTimes(Answer):
    """Times to choose from."""

    present: Slot
    private: bool
    kind: DigestKind = DigestKind.GOALS


@dataclass(frozen=True, slots=True)
class WhenUnclear(Answer):
    """A word of the time was not understood; nothing was changed."""

    problem: NotUnderstood
    present: Slot
    kind: DigestKind = DigestKind.GOALS
    kinds: tuple[DigestKind, ...] = ()
    """Those that can come here, where none was named."""
    near: DigestKind | None = None
    """The one of them that may have been meant."""


@dataclass(frozen=True, slots=True)
class DigestMuted(Answer):
    """These come again by themselves on that day; at once, if it is None."""

    until: date | None
    kinds: tuple[DigestKind, ...]


@dataclass(frozen=True, slots=True)
class MuteUnclear(Answer):
    """No day of the year ahead; nothing was changed."""

    typed: str
    kind: DigestKind | None = None


@dataclass(frozen=True, slots=True)
class NotOffered(Answer):
    """That digest can't come here: not in a shared conversation, or not to this person."""

    kind: DigestKind
    private: bool


@dataclass(frozen=True, slots=True)
class Welcome(Answer):
    """What a person is told with their first private answer."""

    subscription: Subscription
    following: datetime
    source: ZoneSource


SubscribingOutcome = (
    DigestNow
    | DigestStatus
    | DigestMoved
    | DigestStopped
    | DigestTimes
    | WhenUnclear
    | DigestMuted
    | MuteUnclear
    | NotOffered
)


def send_digest(wish: SendDigest, turn: Turn) -> DigestNow | NotOffered:
    """Show now what the digest of this conversation would say."""
    kind = _kind(wish.kind)
    if kind not in _offered(turn):
        return NotOffered(kind, turn.private)
    present = turn.uow.subscriptions.get(turn.address, kind) or _new(turn, kind)
    return DigestNow(compose_now(turn.uow, present, turn.today, turn.now))


def show_digest(wish: ShowDigest, turn: Turn) -> DigestStatus | NotOffered:
    """Tell what comes here and when next."""
    if wish.kind and DigestKind(wish.kind) not in _offered(turn):
        return NotOffered(DigestKind(wish.kind), turn.private)
    known = {one.kind: one for one in turn.uow.subscriptions.here(turn.address)}
    quiet = turn.uow.reach.quiet(turn.asker.person) if turn.private and turn.asker.person else None
    offers = tuple(_offer(kind, known.get(kind), turn) for kind in _offered(turn))
    return DigestStatus(offers, turn.private, quiet)


def _offer(kind: DigestKind, known: Subscription | None, turn: Turn) -> Offer:
    if known is None:
        return Offer(kind)
    active = known.state is SubscriptionState.ACTIVE
    section = turn.uow.sections.get(known.section) if known.section else None
    return Offer(kind, known, _following(known, turn) if active else None, section)


def move_digest(wish: MoveDigest, turn: Turn) -> DigestMoved | WhenUnclear | NotOffered:
    """Make the digest come here, at the time that was typed."""
    kind = _kind(wish.kind)
    if kind not in _offered(turn):
        return NotOffered(kind, turn.private)
    present = turn.uow.subscriptions.get(turn.address, kind)
    slot = present.slot if present else _slot(turn, kind)
    wanted = read_slot(wish.when, slot) if wish.when else slot
    if isinstance(wanted, NotUnderstood):
        kinds = () if wish.kind else _offered(turn)
        return WhenUnclear(wanted, slot, kind, kinds, near_kind(wanted.word, kinds))
    subscription = replace(
        present or _new(turn, kind),
        slot=wanted,
        since=_since(present, wanted, turn.now),
        state=SubscriptionState.ACTIVE,
        muted_until=None,
    )
    turn.uow.subscriptions.put(subscription)
    if turn.asker.person and not turn.private:
        turn.uow.pauses.own(subscription, turn.asker.person)
    if turn.private and turn.asker.person and wanted.zone != slot.zone:
        turn.uow.people.settle(turn.asker.person, zone=wanted.zone)
    section = turn.uow.sections.get(subscription.section)
    return DigestMoved(subscription, section, _following(subscription, turn), turn.private)


def _since(present: Subscription | None, wanted: Slot, now: datetime) -> datetime:
    """From when on it comes. With another zone alone nothing begins anew: no period is left out."""
    comes = present and present.state is SubscriptionState.ACTIVE and not present.muted_until
    if present and comes and replace(present.slot, zone=wanted.zone) == wanted != present.slot:
        return present.since
    return now


def _following(subscription: Subscription, turn: Turn) -> datetime:
    had = turn.uow.subscriptions.had(subscription.address, subscription.kind)
    return subscription.following(turn.now, had)


def stop_digest(wish: StopDigest, turn: Turn) -> DigestStopped:
    """Send a digest here no more; all of them, if none is named."""
    kind = DigestKind(wish.kind) if wish.kind else None
    running = [
        one
        for one in turn.uow.subscriptions.here(turn.address)
        if one.state is SubscriptionState.ACTIVE and kind in (None, one.kind)
    ]
    for one in running:
        turn.uow.subscriptions.set_state(turn.address, SubscriptionState.OFF, one.kind)
    return DigestStopped(turn.private, bool(running), kind)


def mute_digest(wish: MuteDigest, turn: Turn) -> DigestMuted | MuteUnclear:
    """Send a digest here, or all of them, from that day on only."""
    kind = DigestKind(wish.kind) if wish.kind else None
    until = _day(wish.until)
    if until is None and wish.until.casefold() != "off":
        return MuteUnclear(wish.until, kind)
    if until is not None and not turn.today < until <= turn.today + LONGEST_MUTE:
        return MuteUnclear(wish.until, kind)
    here: Sequence[Subscription] = [
        one for one in turn.uow.subscriptions.here(turn.address) if kind in (None, one.kind)
    ]
    for one in here:
        since = turn.now if until is None and one.muted_until else one.since
        turn.uow.subscriptions.put(replace(one, muted_until=until, since=since))
    active = [one.kind for one in here if one.state is SubscriptionState.ACTIVE]
    return DigestMuted(until, tuple(active))


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def choose_time(wish: ChooseTime, turn: Turn) -> DigestTimes | NotOffered:
    """Offer times to choose from."""
    kind = _kind(wish.kind)
    if kind not in _offered(turn):
        return NotOffered(kind, turn.private)
    present = turn.uow.subscriptions.get(turn.address, kind)
    return DigestTimes(present.slot if present else _slot(turn, kind), turn.private, kind)


def welcome(turn: Turn, source: ZoneSource) -> Welcome:
    """Subscribe a person who speaks in private for the first time."""
    subscription = _new(turn, DigestKind.GOALS)
    turn.uow.subscriptions.put(subscription)
    return Welcome(subscription, subscription.following(turn.now), source)


def subscribe(turn: Turn, kind: DigestKind) -> bool:
    """Let a personal digest come here if it never came nor was turned off; whether it comes now."""
    known = turn.uow.subscriptions.get(turn.address, kind)
    if known is None:
        turn.uow.subscriptions.put(_new(turn, kind))
        return True
    return known.state is SubscriptionState.ACTIVE


def _kind(typed: str) -> DigestKind:
    return DigestKind(typed) if typed else DigestKind.GOALS


def _offered(turn: Turn) -> tuple[DigestKind, ...]:
    return offered(turn.asker.grants, private=turn.private, known=bool(turn.asker.person))


def _slot(turn: Turn, kind: DigestKind) -> Slot:
    """Mondays at nine; what comes from day to day, every day then."""
    if kind is DigestKind.CHANGES:
        return Slot(EVERY_DAY, zone=turn.zone)
    return Slot(zone=turn.zone)


def _new(turn: Turn, kind: DigestKind) -> Subscription:
    return Subscription(
        turn.address,
        _slot(turn, kind),
        turn.now,
        person=(turn.asker.person or "") if turn.private else "",
        section=_section(turn, kind),
        language=turn.asker.language or "en",
        kind=kind,
    )


def _section(turn: Turn, kind: DigestKind) -> str:
    """A channel's digest has its section's numbers; a person's of the goals has none."""
    if turn.private and kind is not DigestKind.SECTION:
        return ""
    own = turn.asker.sections(Role.COORDINATOR) or (turn.asker.sections() if turn.private else ())
    return own[0] if own else ""
