"""How much a person, and a conversation, may ask in a minute. Kept in memory, by each process."""

from collections import Counter, OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeVar

from core.domain.people import Identity
from core.request import Audience, Form, Request

MINUTE: Final = timedelta(minutes=1)
MOST_KEPT: Final = 10_000
"""People and conversations each; beyond that, who has been silent for longest is forgotten."""
MOST_TOLD: Final = 100
"""So many people of one conversation are told, each for themselves, that it is too much."""

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class TooMany:
    """A request that is above a limit."""

    again: datetime
    """When to go on."""
    of_chat: bool
    """The conversation as a whole asked too much, not the person."""
    told: bool
    """Whoever would read it has been told before."""


@dataclass(frozen=True, slots=True)
class _Asked:
    at: datetime
    by: Identity
    key: str


@dataclass(slots=True)
class _Log:
    """What was asked within the last minute and was not too much."""

    asked: deque[_Asked] = field(default_factory=deque)
    told: set[Identity | None] = field(default_factory=set)

    def up_to(self, now: datetime) -> "_Log":
        """Without what is over, or what a clock that was set back since has put ahead."""
        while self.asked and not now - MINUTE < self.asked[0].at <= now:
            self.asked.popleft()
        return self

    def full_until(self, limit: int, share: int) -> datetime | None:
        """When there is room again; None if there is. Nobody fills more than their share."""
        left = Counter(one.by for one in self.asked)
        weight = sum(min(count, share) for count in left.values())
        until = None
        for one in self.asked:
            if weight < limit:
                break
            weight -= left[one.by] <= share
            left[one.by] -= 1
            until = one.at + MINUTE
        return until


class Crowding:
    """Counts what comes in. One person can't use up what a conversation may ask: half at most."""

    def __init__(self, limit: int) -> None:
        """So many requests a minute for each person and each conversation; 0 for no limit."""
        self.limit = limit
        self._people: OrderedDict[Identity, _Log] = OrderedDict()
        self._chats: OrderedDict[tuple[str, str], _Log] = OrderedDict()

    def note(self, request: Request, now: datetime) -> TooMany | None:
        """Count a request; why it is not to be answered, if it is too much.

        What the platform repeats is no new request. A form that was filled in is never refused.
        """
        if not self.limit:
            return None
        asked = _Asked(now, request.actor.identity, request.key)
        mine, chat = self._logs(request, now)
        if any(one.key == request.key for one in mine.asked):
            return None
        if request.form is not Form.FIELDS:
            refused = self._refused(request, mine, chat)
            if refused is not None:
                return refused
        for log in filter(None, (mine, chat)):
            log.asked.append(asked)
            log.told.clear()
        return None

    def _logs(self, request: Request, now: datetime) -> tuple[_Log, _Log | None]:
        """The person's, and that of the conversation if it is shared."""
        mine = _kept(self._people, request.actor.identity).up_to(now)
        if request.private:
            return mine, None
        place = request.address.platform.value, request.address.conversation
        return mine, _kept(self._chats, place).up_to(now)

    def _refused(self, request: Request, mine: _Log, chat: _Log | None) -> TooMany | None:
        until = mine.full_until(self.limit, self.limit)
        if until is not None:
            return TooMany(until, of_chat=False, told=_told(mine, None))
        until = chat.full_until(self.limit, max(1, self.limit // 2)) if chat else None
        if chat is None or until is None:
            return None
        alone = request.audience is Audience.ASKER
        who = request.actor.identity if alone else None
        return TooMany(until, of_chat=True, told=_told(chat, who))


def _told(log: _Log, who: Identity | None) -> bool:
    """Whether they were told before; from now on they were."""
    if who in log.told or len(log.told) >= MOST_TOLD:
        return True
    log.told.add(who)
    return False


def _kept(logs: OrderedDict[K, _Log], key: K) -> _Log:
    log = logs.setdefault(key, _Log())
    logs.move_to_end(key)
    if len(logs) > MOST_KEPT:
        logs.popitem(last=False)
    return log
