"""The limit of what comes in, and what whoever is above it is told: once, and when to go on."""

from dataclasses import dataclass
from math import ceil

from core.i18n import Words
from core.ports import Clock
from core.request import NOTICE, Reply, Request
from core.usecases.crowding import Crowding
from core.views.refusals import too_many


@dataclass(frozen=True, slots=True)
class Refusal:
    """A request that is not to be recorded nor handled."""

    reply: Reply | None
    """What to say; None where it was said before."""


class Inbound:
    """Asked once for each request that comes in, before anything else is done with it."""

    def __init__(self, clock: Clock, limit: int) -> None:
        """So many requests a minute for each person and each conversation; 0 for no limit."""
        self._clock = clock
        self._crowding = Crowding(limit)

    def refusal(self, request: Request) -> Refusal | None:
        """None where the request may go on."""
        now = self._clock.now()
        found = self._crowding.note(request, now)
        if found is None:
            return None
        if found.told:
            return Refusal(None)
        words = Words(request.actor.language or "en", platform=request.address.platform)
        seconds = max(1, ceil((found.again - now).total_seconds()))
        view = too_many(self._crowding.limit, seconds, words, of_chat=found.of_chat)
        return Refusal(Reply(NOTICE, (view,), request.audience))
