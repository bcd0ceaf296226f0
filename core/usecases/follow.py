"""Follow a case: be told of what changes on it, at once or gathered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.answer import Personal
from core.domain.follows import Pace
from core.domain.subscriptions import Address, DigestKind
from core.intents import Follow
from core.request import Understood
from core.usecases.case import NoSuchCase, no_such_case
from core.usecases.subscribing import subscribe
from core.usecases.turn import Turn

GATHERED = {Pace.DAILY: DigestKind.CHANGES, Pace.WEEKLY: DigestKind.CASES}
"""In which digest a follower reads what they don't want to hear at once."""
PACES: Mapping[str, Pace | None] = {
    "": Pace.AT_ONCE,
    "at once": Pace.AT_ONCE,
    "now": Pace.AT_ONCE,
    "daily": Pace.DAILY,
    "weekly": Pace.WEEKLY,
    "off": None,
    "stop": None,
}
"""What can be typed behind the case."""


@dataclass(frozen=True, slots=True)
class Following(Personal):
    """The asker is told of changes on the case, at that pace."""

    ref: str
    pace: Pace
    reachable: bool = True
    """Whether there is a private conversation in which they can be told."""
    gathered: bool = True
    """Whether the digest comes in which they are to read of it; at once it needs none."""

    @property
    def understood(self) -> Mapping[str, Understood]:
        """The reference and the pace."""
        return {"ref": self.ref, "pace": self.pace}


@dataclass(frozen=True, slots=True)
class Unfollowed(Personal):
    """The asker is told nothing more of the case; perhaps they were not before."""

    ref: str
    was_following: bool


@dataclass(frozen=True, slots=True)
class PaceUnclear(Personal):
    """No pace goes by that word; nothing was changed."""

    ref: str
    typed: str


@dataclass(frozen=True, slots=True)
class Followed(Personal):
    """What the asker follows, as far as it may be shown."""

    cases: Sequence[tuple[str, Pace]]


FollowOutcome = Following | Unfollowed | PaceUnclear | Followed | NoSuchCase


def follow(wish: Follow, turn: Turn) -> FollowOutcome:
    """Follow a case, change the pace, or follow it no more; without a case tell what is followed.

    A case may be left also when it can't be shown any more.
    """
    person = turn.asker.person or ""
    if not wish.ref:
        return _followed(turn, person)
    typed = " ".join(wish.pace.casefold().split())
    if typed not in PACES:
        return PaceUnclear(wish.ref, wish.pace)
    case = turn.uow.cases.get(wish.ref, turn.sight)
    before = turn.uow.follows.pace(person, wish.ref)
    if case is None and before is None:
        return no_such_case(wish.ref, turn)
    pace = PACES[typed]
    ref = case.key if case else wish.ref.upper()
    if pace is not None and case is None:
        return no_such_case(wish.ref, turn)
    turn.uow.follows.follow(person, ref, pace, turn.now)
    if pace is None:
        return Unfollowed(ref, before is not None)
    return _following(ref, pace, turn, person)


def _following(ref: str, pace: Pace, turn: Turn, person: str) -> Following:
    reach = turn.uow.reach.of(person)
    if not reach:
        return Following(ref, pace, reachable=False)
    kind = GATHERED.get(pace)
    if kind is None:
        return Following(ref, pace)
    there = _in_private(turn, reach[0].address)
    return Following(ref, pace, gathered=subscribe(there, kind))


def _in_private(turn: Turn, address: Address) -> Turn:
    """The same turn, as if it was taken where the person can be told something alone."""
    return turn if turn.private else replace(turn, address=address, private=True)


def _followed(turn: Turn, person: str) -> Followed:
    followed = turn.uow.follows.all_of(person)
    listed = turn.uow.cases.listed(followed)
    return Followed(tuple((key, pace) for key, pace in followed.items() if key in listed))
