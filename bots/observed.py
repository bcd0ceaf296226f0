"""The parts that are counted and timed, around the real ones."""

import time
from collections.abc import Callable, Sequence
from datetime import datetime

from bots.meter import COMMANDS, DELIVERIES, LAG, WAITS, Meter
from core.app import App
from core.domain.limits import Want
from core.domain.people import Platform
from core.domain.subscriptions import Delivered, NotSent
from core.ports import Chance, Clock, Store
from core.ports_leases import SharedClock
from core.ports_limits import Gate, Turn
from core.ports_outbox import Outcome
from core.request import Reply, Request


class ObservedApp(App):
    """An application whose answers are timed."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        chance: Chance,
        meter: Meter,
        shared: SharedClock | None = None,
    ) -> None:
        """Time by this meter."""
        super().__init__(store, clock, chance, shared)
        self._meter = meter

    def handle(self, request: Request, *, recorded: bool = False) -> Reply:
        """Understand, permit, grant and word one wish."""
        started = time.perf_counter()
        reply = super().handle(request, recorded=recorded)
        took = time.perf_counter() - started
        self._meter.observe(COMMANDS, took, request.address.platform, reply.intent)
        return reply


def deliveries_counted(meter: Meter) -> Callable[[Outcome, datetime], None]:
    """What counts each result, and how long after its moment a digest was there."""

    def watch(outcome: Outcome, at: datetime) -> None:
        posting, result = outcome.posting, outcome.result
        became = result.value if isinstance(result, NotSent) else type(result).__name__.lower()
        platform = posting.address.platform
        meter.count(DELIVERIES, platform, posting.content.kind, became)
        digest = posting.subscription
        if isinstance(result, Delivered) and digest is not None:
            lag = at - digest.slot.latest(at)
            meter.observe(LAG, lag.total_seconds(), platform)

    return watch


class ObservedGate:
    """A gate whose waits are timed."""

    def __init__(self, gate: Gate, meter: Meter) -> None:
        """Time by this meter."""
        self._gate = gate
        self._meter = meter

    async def book(self, wants: Sequence[Want]) -> Sequence[Turn]:
        """For each message its turn; what was not booked asks again, and is not counted."""
        turns = await self._gate.book(wants)
        for want, turn in zip(wants, turns, strict=True):
            if turn.booked:
                self._meter.observe(WAITS, turn.wait, want.platform, want.lane)
        return turns

    async def pass_through(self, want: Want) -> float:
        """Wait for one answer's turn."""
        started = time.perf_counter()
        left = await self._gate.pass_through(want)
        took = time.perf_counter() - started + left
        self._meter.observe(WAITS, took, want.platform, want.lane)
        return left

    async def pause(self, platform: Platform, seconds: float, conversation: str = "") -> None:
        """Let nobody send there for so long."""
        await self._gate.pause(platform, seconds, conversation)
