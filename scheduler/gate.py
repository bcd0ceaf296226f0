"""The gate before the platforms: all processes on one database keep the limits together."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

import structlog

from core.domain.limits import Want, part_key, whole_key
from core.domain.people import Platform
from core.ports import Store
from core.ports_limits import Turn
from scheduler.turns import Due, Turns

log = structlog.get_logger()

MISSED: Final = 0.05
"""Seconds by which a stalled machine may be late for a turn before it asks for another, once."""
LOOK_AGAIN: Final = 0.5
"""Who waited that long looks whether the platform was paused meanwhile, maybe by another."""

OPEN: Final = Turn(0.0)


class SharedGate:
    """Implements `core.ports_limits.Gate` over a store.

    A platform without a rate, or with 0, has no limits but the pauses that it asks for, and costs
    no transaction.
    """

    def __init__(
        self,
        store: Store,
        rates: Mapping[Platform, int],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Rates are messages a second of a whole bot or workspace. The clock is the loop's."""
        self._rates = {platform: rate for platform, rate in rates.items() if rate > 0}
        self._clock = clock
        self._pauses: dict[str, float] = {}
        """Until when, by key: known here at once, and also without a database."""
        self._turns = Turns(store, self._rates, clock)

    async def book(self, wants: Sequence[Want]) -> Sequence[Turn]:
        """For each message its turn, never earlier than the database's clock has it."""
        if not self._is_pausing() and not any(want.platform in self._rates for want in wants):
            return [OPEN] * len(wants)
        dues = await self._dues(wants)
        now = self._clock()
        return [Turn(max(0.0, due.at - now), due.booked) for due in dues]

    async def pass_through(self, want: Want) -> float:
        """Wait for one message's turn."""
        if not self._is_pausing() and want.platform not in self._rates:
            return 0.0
        end = self._clock() + want.within
        missed = False
        while True:
            within = max(0.0, end - self._clock())
            (due,) = await self._dues((replace(want, within=within),))
            left = due.at - self._clock()
            if not due.booked and due.at > end:
                return left
            await asyncio.sleep(max(left, 0.0))
            if not due.booked or await self._was_paused(want, left):
                continue
            if missed or self._clock() - due.at <= MISSED:
                return 0.0
            missed = True

    async def pause(self, platform: Platform, seconds: float, conversation: str = "") -> None:
        """Let nobody send there for so long."""
        key = part_key(platform, conversation) if conversation else whole_key(platform)
        log.warning("gate_paused", what=key, seconds=seconds)
        self._pauses[key] = max(self._clock() + seconds, self._pauses.get(key, 0.0))
        if platform in self._rates:
            await self._turns.pause(key, seconds)

    async def _dues(self, wants: Sequence[Want]) -> Sequence[Due]:
        """When each may be sent: by what is known here, else by what all know together."""
        now = self._clock()
        known = [self._known(want, now) for want in wants]
        asking = [want for want, due in zip(wants, known, strict=True) if due is None]
        given = iter(await self._turns.book(asking) if asking else ())
        return [next(given) if due is None else due for due in known]

    def _known(self, want: Want, now: float) -> Due | None:
        until = self._paused_until(want)
        if until > now:
            return Due(until, booked=False)
        return None if want.platform in self._rates else Due(now)

    def _is_pausing(self) -> bool:
        if self._pauses:
            now = self._clock()
            self._pauses = {key: until for key, until in self._pauses.items() if until > now}
        return bool(self._pauses)

    def _paused_until(self, want: Want) -> float:
        return max(self._pauses.get(want.whole, 0.0), self._pauses.get(want.part, 0.0))

    async def _was_paused(self, want: Want, waited: float) -> bool:
        """Whether a pause began while somebody waited."""
        if self._pauses and self._paused_until(want) > self._clock():
            return True
        shared = waited >= LOOK_AGAIN and want.platform in self._rates
        return shared and await self._turns.is_paused(want)
