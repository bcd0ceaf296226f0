"""How often a platform lets us send, and whose turn is when.

Pure: what was given away before comes in, what is given away now goes out. All moments and
durations here are microseconds by the clock that all senders share.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from core.domain.grid import FARTHEST, SECOND, SPACED, Grid
from core.domain.people import Platform

PATIENCE: Final = 20.0
"""Seconds that an answer can wait for its turn: whoever asked has left by then."""
AHEAD: Final = 300_000
"""How far ahead digests are given turns: an answer never waits longer behind them."""
READY: Final = 30_000
"""What a digest's sender needs between learning its turn and writing the first byte."""


class Lane(StrEnum):
    """Who waits for a message. Answers go ahead; digests keep at least a fifth of a limit."""

    ANSWER = "answer"
    """Somebody asked for it just now, or it is a notice that can't wait."""
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Want:
    """One message, edit or part of a message that is to be sent to a conversation."""

    platform: Platform
    conversation: str
    lane: Lane = Lane.DIGEST
    within: float = PATIENCE
    """Seconds; a turn that is farther away is not wanted. Digests get none that is very far."""

    @property
    def whole(self) -> str:
        """The key of what the whole bot or workspace has been given."""
        return whole_key(self.platform)

    @property
    def part(self) -> str:
        """The key of what the conversation has been given."""
        return part_key(self.platform, self.conversation)


def whole_key(platform: Platform) -> str:
    """The key under which the whole bot or workspace stands."""
    return platform.value


def part_key(platform: Platform, conversation: str) -> str:
    """The key under which a conversation stands."""
    return f"{platform.value}:{conversation}"


@dataclass(frozen=True, slots=True)
class Rule:
    """At most so many messages in any window of that length."""

    most: int
    window: int


_ONE_A_SECOND: Final = Rule(1, SPACED)
_TWENTY_A_MINUTE: Final = Rule(20, 60 * SECOND + AHEAD)


def rules_of(want: Want) -> tuple[Rule, ...]:
    """What holds for a conversation.

    Telegram: core.telegram.org/bots/faq, "My bot is hitting limits": one message a second in a
    chat, 20 a minute in a group, whose id is negative. Slack: docs.slack.dev/apis/web-api/
    rate-limits, "Posting messages": one a second in a channel.
    """
    if want.platform is Platform.TELEGRAM and want.conversation.startswith("-"):
        return (_ONE_A_SECOND, _TWENTY_A_MINUTE)
    return (_ONE_A_SECOND,)


@dataclass(frozen=True, slots=True)
class Standing:
    """What is on record of a whole bot or of one conversation."""

    state: str = ""
    paused_until: int = 0


NOTHING: Final = Standing()


@dataclass(frozen=True, slots=True)
class Held:
    """What is on record by key, held until it is changed, and the moment at which it is so."""

    now: int
    standings: Mapping[str, Standing] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """A message's turn, or where it was not given one, when to ask again."""

    at: int
    booked: bool


@dataclass(frozen=True, slots=True)
class Booking:
    """A place for each want, and what is to be put on record, by key."""

    places: Sequence[Place]
    states: Mapping[str, str]


def book(wants: Sequence[Want], held: Held, rates: Mapping[Platform, int]) -> Booking:
    """Give turns: to answers first, each as soon as the bot and its conversation may have it.

    Each platform needs a rate, in messages a second.
    """
    book = _Book(held, rates)
    order = sorted(range(len(wants)), key=lambda i: wants[i].lane is Lane.DIGEST)
    places = {i: book.place(wants[i]) for i in order}
    return Booking([places[i] for i in range(len(wants))], book.states())


class _Book:
    """What is given away, while turns are being given."""

    def __init__(self, held: Held, rates: Mapping[Platform, int]) -> None:
        self._held = held
        self._rates = rates
        self._grids: dict[str, Grid] = {}
        self._given: dict[str, tuple[int, ...]] = {}

    def place(self, want: Want) -> Place:
        """One want's turn, which is nobody else's then."""
        now, grid, given = self._held.now, self._grid(want), self._times(want)
        earliest = max(
            self._standing(want.whole).paused_until,
            self._standing(want.part).paused_until,
            _next_allowed(given, rules_of(want)),
        )
        if want.lane is Lane.ANSWER:
            slot, latest = grid.first_unkept(max(earliest, now)), now + _micros(want.within)
        else:
            slot = grid.first_free(max(earliest, now + READY))
            latest = now + min(_micros(want.within), AHEAD + grid.interval)
        at = grid.moment(slot)
        if at > latest:
            return Place(at if want.lane is Lane.ANSWER else _again(at, now), booked=False)
        self._grids[want.whole] = grid.take(slot)
        self._given[want.part] = (*given, at)
        return Place(at, booked=True)

    def states(self) -> Mapping[str, str]:
        """What is to be put on record."""
        given = {key: ",".join(f"{at:x}" for at in times) for key, times in self._given.items()}
        return {key: grid.write() for key, grid in self._grids.items()} | given

    def _standing(self, key: str) -> Standing:
        return self._held.standings.get(key, NOTHING)

    def _grid(self, want: Want) -> Grid:
        grid = self._grids.get(want.whole)
        if grid is None:
            state = self._standing(want.whole).state
            grid = Grid.read(state, self._rates[want.platform], self._held.now)
        return grid

    def _times(self, want: Want) -> tuple[int, ...]:
        """When the conversation has or had a message, as far as that still counts."""
        times = self._given.get(want.part)
        if times is None:
            times = _read(self._standing(want.part).state)
        longest = max(rule.window for rule in rules_of(want))
        now = self._held.now
        return tuple(at for at in times if now - longest < at <= now + FARTHEST + longest)


def _next_allowed(given: Sequence[int], rules: Iterable[Rule]) -> int:
    return max(
        (given[-rule.most] + rule.window for rule in rules if len(given) >= rule.most), default=0
    )


def _again(at: int, now: int) -> int:
    """When to ask again for a digest: once its moment has come near enough, and not too late."""
    return max(now + AHEAD // 4, at - AHEAD)


def _read(state: str) -> tuple[int, ...]:
    try:
        return tuple(int(word, 16) for word in state.split(",")) if state else ()
    except ValueError:
        return ()


def _micros(seconds: float) -> int:
    return round(seconds * SECOND)
