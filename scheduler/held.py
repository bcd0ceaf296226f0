"""What this process holds of one platform's messages, between their claim and their first byte."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from typing import Final

from core.domain.people import Platform
from core.domain.subscriptions import Urgency
from core.ports_limits import Turn
from core.ports_outbox import Posting
from scheduler.ledger import Wish

URGENT: Final = (Urgency.AT_ONCE, Urgency.SOON)
MOST_URGENT: Final = 64
"""So many that can't wait are held at most."""
FEWEST: Final = 16
MOST: Final = 512
"""How many digests are held: what can be sent in `HORIZON`, but so many at least and at most."""
AT_A_TIME: Final = 64
"""So many are claimed together at most: while more were, what is under way here would run dry. And
so many are marked: whoever is killed leaves in doubt what it marked, sent or not."""
HORIZON: Final = 2.0
"""Seconds. A message whose turn comes later is given back: another process may be sooner."""
MISSED: Final = 0.015
"""Seconds. After a turn so long ago nothing is sent any more: it would be too near to the next."""
REST: Final = 1.0
"""Seconds to claim nothing where nothing of what was claimed had a turn: the platform pauses."""


@dataclass(frozen=True, slots=True, order=True)
class Booked:
    """A message and its turn, by the event loop's clock."""

    due: float
    number: int
    posting: Posting = field(compare=False)
    exact: bool = field(compare=False)
    """That moment is its own. Otherwise nothing is limited, and it goes as soon as it can."""


class Held:
    """One platform's messages. Moments are seconds of the event loop's clock."""

    def __init__(self, platform: Platform, at_once: int) -> None:
        """Let so many be under way at once."""
        self.platform = platform
        self.free = at_once
        """How many more may be under way."""
        self._size = min(MOST, at_once)
        self._waiting: list[tuple[float, Posting]] = []
        self._booked: list[Booked] = []
        self._numbers = count()
        self._begun: deque[tuple[float, int]] = deque()
        self._held = {True: 0, False: 0}
        self._more = {True: True, False: True}
        """Both: of what is urgent, and of digests."""
        self._claims_from = 0.0
        self._paused_until = 0.0

    def look(self) -> None:
        """There may be something to claim."""
        self._more = {True: True, False: True}

    def is_paused(self, at: float) -> bool:
        """Whether nothing is sent at that moment."""
        return at < self._paused_until

    @property
    def is_empty(self) -> bool:
        """Whether nothing is held."""
        return not self._waiting and not self._booked

    def wishes(self, now: float) -> list[Wish]:
        """What to claim now: no digests while some that are here have no turn yet.

        Where digests are claimed it is looked for what is urgent, too.
        """
        if now < self._claims_from:
            return []
        urgent = MOST_URGENT - self._held[True]
        waiting = any(posting.urgency is Urgency.DIGEST for _, posting in self._waiting)
        digests = 0 if waiting else min(AT_A_TIME, self._size - self._held[False])
        wishes = []
        if self._more[False] and digests * 2 >= min(AT_A_TIME, self._size):
            wishes.append(Wish(self.platform, (Urgency.DIGEST,), digests))
        if urgent * 2 >= MOST_URGENT and (self._more[True] or wishes):
            wishes.insert(0, Wish(self.platform, URGENT, urgent))
        return wishes

    def looked(self, wish: Wish, found: int) -> None:
        """So many could be claimed: fewer than wished is all there is."""
        self._more[wish.urgencies == URGENT] = found == wish.most

    def wait(self, postings: Sequence[Posting], ask_at: float) -> None:
        """These are to ask for a turn at that moment."""
        for posting in postings:
            self._waiting.append((ask_at, posting))
            self._count(posting, 1)

    def asking(self, now: float) -> list[Posting]:
        """Take out those that are to ask for their turns now, the most urgent first."""
        asking = [posting for ask_at, posting in self._waiting if ask_at <= now]
        if asking:
            self._waiting = [one for one in self._waiting if one[0] > now]
        for posting in asking:
            self._count(posting, -1)
        return sorted(asking, key=lambda posting: posting.urgency)

    def answer(
        self, postings: Sequence[Posting], turns: Sequence[Turn], now: float
    ) -> list[tuple[Posting, float]]:
        """Keep what the gate answered. Those to be given back, each for so many seconds."""
        back = []
        for posting, turn in zip(postings, turns, strict=True):
            if now < self._paused_until:
                back.append((posting, self._paused_until - now))
            elif turn.booked:
                due = Booked(now + turn.wait, next(self._numbers), posting, turn.wait > 0)
                heappush(self._booked, due)
                self._count(posting, 1)
            elif turn.wait <= HORIZON:
                self.wait([posting], now + max(turn.wait, MISSED))
            else:
                back.append((posting, turn.wait))
        if len(back) == len(postings):
            self._claims_from = max(self._claims_from, now + REST)
        self._adapt(is_limited=any(turn.wait > 0 for turn in turns), now=now)
        return back

    def due(self, until: float, now: float) -> list[Booked]:
        """Take out those whose turn comes until then, as many as may be under way and marked."""
        due: list[Booked] = []
        most = min(self.free, AT_A_TIME)
        while self._booked and self._booked[0].due <= until and len(due) < most:
            first = heappop(self._booked)
            self._count(first.posting, -1)
            if first.exact and first.due + MISSED < now:
                self.wait([first.posting], now)
            else:
                due.append(first)
                self.free -= 1
        if due:
            self._begun.append((now, len(due)))
        return due

    def next_moment(self, now: float, lead: float) -> float:
        """When there is something to do next, if nothing happens before."""
        moments = [ask_at for ask_at, _ in self._waiting]
        if self._booked and self.free:
            moments.append(self._booked[0].due - lead)
        if self._claims_from > now:
            moments.append(self._claims_from)
        return min(moments, default=float("inf"))

    def pause(self, until: float) -> list[Posting]:
        """Send and claim nothing until then. What is held, to be given back."""
        self._paused_until = max(self._paused_until, until)
        self._claims_from = max(self._claims_from, until)
        return self.clear()

    def clear(self) -> list[Posting]:
        """Take everything out."""
        postings = [posting for _, posting in self._waiting]
        postings += [booked.posting for booked in self._booked]
        self._waiting, self._booked = [], []
        self._held = {True: 0, False: 0}
        return postings

    def _count(self, posting: Posting, change: int) -> None:
        self._held[posting.urgency is not Urgency.DIGEST] += change

    def _adapt(self, *, is_limited: bool, now: float) -> None:
        """Hold what can be sent in a short while: without limits as much as there is room for."""
        if not is_limited:
            self._size = min(MOST, self._size * 2)
            return
        while self._begun and self._begun[0][0] < now - HORIZON:
            self._begun.popleft()
        lately = sum(number for _, number in self._begun)
        self._size = min(MOST, max(FEWEST, lately))
