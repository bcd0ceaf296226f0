"""Claim what waits, send it at its turn, record what became of it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

import structlog

from core.domain.limits import Lane, Want
from core.domain.people import Platform
from core.domain.subscriptions import Gone, Retry, Urgency, Work
from core.ports import Clock, Sender, Store, StoreAwayError
from core.ports_limits import Gate, Open
from core.ports_outbox import Outcome, Posting
from scheduler.clocks import LeaseClock
from scheduler.courier import INSTALLATION_AWAY, REFUSED, Courier
from scheduler.held import MISSED, Booked, Held
from scheduler.ledger import LEASE, Done, Ledger, Orders, Rest, Sent, Wish
from scheduler.preparing import Ready

__all__ = ["LEASE", "Delivery"]

log = structlog.get_logger()

AT_ONCE: Final = 128
"""How many messages of a platform may be under way at once: enough for a thousand a second, as in
Telegram's paid broadcasts, where each takes a tenth of a second."""
POLL = 3.0
"""Seconds between two looks at the outbox where no hint came: what waits for a moment of its own
(a retry, the end of a pause, a lease that ended) is heard of by nobody."""
AWAY: Final = 1.0
"""Seconds to wait for a database that is away."""
GATHER: Final = 0.002
"""Seconds that results wait for those of others, while most of many are still under way: to write
one down takes as long as to write thirty."""
MANY: Final = 8
"""Of fewer that are under way each is recorded by itself, as soon as its result is there."""
SHORTEST_LEAD: Final = 0.003
LONGEST_LEAD: Final = 0.1
"""Seconds before its turn at which a message is marked: a little longer than that takes lately."""
MOST_TURNS: Final = 3
"""So many turns a message misses in a row before others go first."""
SOON: Final = 0.3
"""Seconds that a message which missed its turn may still be marked until it has another."""

Watch = Callable[[Outcome, datetime], None]


class Delivery:
    """Sends what waits in the outbox, through each platform's sender.

    A message is held by a lease from its claim on, asks the gate for its turn, and is marked as
    being sent only right before its first byte: only then can it be in doubt.
    """

    def __init__(
        self,
        store: Store,
        clock: Clock,
        senders: Mapping[Platform, Sender],
        gate: Gate | None = None,
        *,
        at_once: int = AT_ONCE,
    ) -> None:
        """Send for the platforms that have a sender here; without a gate nothing is limited."""
        self._clock = LeaseClock(store, clock)
        self._gate = gate or Open()
        self._watch: Watch | None = None
        self._ledger = Ledger(store)
        self._couriers = {platform: Courier(sender) for platform, sender in senders.items()}
        self._held = {platform: Held(platform, at_once) for platform in senders}
        self._results: list[Sent] = []
        self._rest: list[Rest] = []
        self._under_way: set[str] = set()
        self._written_at = clock.now()
        self._tasks: set[asyncio.Task[None]] = set()
        self._settling: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._finishing = False
        self._lead = SHORTEST_LEAD
        self._looked = 0.0
        self._handled = 0

    def watched_by(self, watch: Watch) -> None:
        """From now on let it know of each result that is on record."""
        self._watch = watch

    async def drain(self) -> int:
        """Send until nothing waits that can be sent now; how many messages were handled.

        Raises:
            StoreAwayError: the database went away; what was sent is recorded by the next call.
        """
        self._changed = asyncio.Event()
        start, before = self._handled, -1
        while before != self._handled:
            before = self._handled
            self._look()
            await self._until_idle()
        return self._handled - start

    async def run(self, wake: asyncio.Event) -> None:
        """Send whatever comes to wait, until `finish`; look at once whenever woken."""
        self._changed = asyncio.Event()
        waking = asyncio.create_task(self._heed(wake))
        try:
            while not self._finishing:
                self._look()
                await self._survive(self._until_idle())
                if not self._finishing:
                    await self._wait(POLL)
            while self._results or self._tasks:
                await self._survive(self._until_idle())
        finally:
            waking.cancel()

    def finish(self) -> None:
        """Begin no message any more: what is under way is recorded, what is held given back."""
        self._finishing = True
        for task in self._settling:
            task.cancel()
        self._changed.set()

    async def _heed(self, wake: asyncio.Event) -> None:
        while True:
            await wake.wait()
            wake.clear()
            self._look()

    async def _survive(self, work: Awaitable[None]) -> None:
        try:
            await work
        except StoreAwayError as error:
            log.warning("store_away", **error.told)
        except Exception:  # the service must not end by what one round of it met
            log.exception("delivery_round_failed")
        else:
            return
        await asyncio.sleep(AWAY)

    def _look(self) -> None:
        self._looked = asyncio.get_running_loop().time()
        for held in self._held.values():
            held.look()
        self._changed.set()

    async def _until_idle(self) -> None:
        """Do what there is to do, until nothing is held or under way."""
        while True:
            if self._more_to_come():
                await asyncio.sleep(GATHER)
            self._changed.clear()
            self._keep_time()
            self._book()
            orders, begin = self._orders()
            if orders:
                await self._carry_out(orders, begin)
            elif not self._tasks and (self._finishing or self._is_idle()):
                return
            else:
                await self._wait()

    def _more_to_come(self) -> bool:
        """Whether most of many that are under way have no result yet."""
        waiting = len(self._under_way) - len(self._results)
        return waiting > max(MANY, len(self._results))

    def _keep_time(self) -> None:
        """Look whether anything waits, where nobody said so for long, and give up what hangs."""
        now = asyncio.get_running_loop().time()
        if now > self._looked + POLL:
            self._look()
        for courier in self._couriers.values():
            courier.give_up(now)

    def _is_idle(self) -> bool:
        return all(held.is_empty for held in self._held.values())

    async def _wait(self, most: float = 1.0) -> None:
        """Wait until something happened, or is due."""
        now = asyncio.get_running_loop().time()
        if not self._finishing:
            moments = [held.next_moment(now, self._lead) for held in self._held.values()]
            most = max(0.0, min([now + most, *moments]) - now)
        with suppress(TimeoutError):
            async with asyncio.timeout(most):
                await self._changed.wait()

    def _book(self) -> None:
        """Let what is held ask for its turns."""
        now = asyncio.get_running_loop().time()
        for held in self._held.values():
            asking = [] if self._finishing else held.asking(now)
            if asking:
                self._start(self._ask(held, asking))

    async def _ask(self, held: Held, asking: Sequence[Posting]) -> None:
        turns = await self._gate.book([_want(posting) for posting in asking])
        back = held.answer(asking, turns, asyncio.get_running_loop().time())
        self._put_off(back)

    def _put_off(self, back: Sequence[tuple[Posting, float]]) -> None:
        now = self._clock.now()
        self._rest += [Rest(posting, now + timedelta(seconds=wait)) for posting, wait in back]

    def _orders(self) -> tuple[Orders, Mapping[str, tuple[Held, Booked]]]:
        """What there is to write now, and the turns of those that begin."""
        now = asyncio.get_running_loop().time()
        begin: dict[str, tuple[Held, Booked]] = {}
        wishes: list[Wish] = []
        for held in self._held.values():
            if self._finishing:
                self._rest += [Rest(posting) for posting in held.clear()]
                continue
            for booked in held.due(now + self._lead, now):
                begin[booked.posting.id] = held, booked
            wishes += held.wishes(now)
        record, self._results = self._results, []
        rest, self._rest = self._rest, []
        beginning = [booked.posting for _, booked in begin.values()]
        return Orders(record, rest, beginning, wishes), begin

    async def _carry_out(self, orders: Orders, begin: Mapping[str, tuple[Held, Booked]]) -> None:
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            done = await asyncio.to_thread(self._write, orders)
        except BaseException:
            self._take_back(orders, begin)
            raise
        took = loop.time() - started
        self._lead = min(LONGEST_LEAD, max(SHORTEST_LEAD, took * 1.5, self._lead * 0.9))
        for sent in orders.record:
            self._under_way.discard(sent.outcome.posting.id)
            if self._watch is not None:
                self._watch(sent.outcome, self._written_at)
        self._under_way.difference_update(rest.posting.id for rest in orders.rest)
        self._take(orders, done)
        begun = dict.fromkeys(begin)
        for posting, ready in done.begun:
            del begun[posting.id]
            held, booked = begin[posting.id]
            self._under_way.add(posting.id)
            self._start(self._send(held, booked, posting, ready))
        for left in begun:
            begin[left][0].free += 1

    def _write(self, orders: Orders) -> Done:
        self._clock.check()
        self._written_at = self._clock.now()
        return self._ledger.carry_out(orders, self._written_at)

    def _take_back(self, orders: Orders, begin: Mapping[str, tuple[Held, Booked]]) -> None:
        """Nobody knows what was written: record again, and let go what may have been marked."""
        self._results = [*orders.record, *self._results]
        self._rest += orders.rest
        for held, booked in begin.values():
            held.free += 1
            self._rest.append(Rest(booked.posting))
            self._rest.append(Rest(replace(booked.posting, held_until=self._written_at + LEASE)))

    def _take(self, orders: Orders, done: Done) -> None:
        """Hold what was claimed, and look up what is in doubt: others need not wait for that."""
        now = asyncio.get_running_loop().time()
        for wish, claimed in zip(orders.claim, done.claimed, strict=True):
            held = self._held[wish.platform]
            held.looked(wish, len(claimed))
            self._handled += len(claimed)
            for posting in claimed:
                if posting.id in self._under_way:
                    continue  # its lease ended by a clock that was set: it is not in doubt to us
                if posting.doubtful and posting.work is not Work.RETRACTION:
                    self._settling.add(self._start(self._settle(held, posting)))
                else:
                    held.wait([posting], now)

    async def _settle(self, held: Held, posting: Posting) -> None:
        try:
            settled = await self._couriers[held.platform].settle(posting)
        except asyncio.CancelledError:
            self._rest.append(Rest(posting))
            return
        match settled:
            case Posting():
                held.wait([settled], asyncio.get_running_loop().time())
            case Retry(after):  # in doubt as before: its attempts are not counted
                self._put_off([(posting, after)])
            case Gone(reason):
                later = self._clock.now() + timedelta(seconds=REFUSED)
                self._rest.append(Rest(posting, later, reason))
                await self._pause(held, INSTALLATION_AWAY, for_all=True)
            case Sent():
                self._results.append(settled)
            case _:
                assert_never(settled)

    async def _send(self, held: Held, booked: Booked, posting: Posting, ready: Ready) -> None:
        """Write a message at its turn. It may be under way for long, and others with it."""
        try:
            if booked.exact and not await self._at_its_turn(booked):
                self._rest.append(Rest(posting))
                return
            courier = self._couriers[held.platform]
            sent = await courier.send(posting, ready)
        finally:
            held.free += 1
        self._results.append(sent)
        seconds, for_all = courier.pause_after(sent)
        if seconds:
            await self._pause(held, seconds, for_all=for_all)

    async def _at_its_turn(self, booked: Booked) -> bool:
        """Wait for the turn, or for another where it was missed; False where that is far away."""
        loop = asyncio.get_running_loop()
        due = booked.due
        for _ in range(MOST_TURNS):
            if due > loop.time():
                await asyncio.sleep(due - loop.time())
            if self._finishing:
                return False
            if loop.time() <= due + MISSED:
                return True
            [turn] = await self._gate.book([_want(booked.posting)])
            if not turn.booked or turn.wait > SOON:
                return False
            due = loop.time() + turn.wait
        return False

    async def _pause(self, held: Held, seconds: float, *, for_all: bool) -> None:
        """Send nothing more there for a while, and tell the other processes."""
        until = asyncio.get_running_loop().time() + seconds
        is_news = not held.is_paused(until - 1.0)
        self._put_off([(posting, seconds) for posting in held.pause(until)])
        if for_all and is_news:
            await self._gate.pause(held.platform, seconds)

    def _start(self, work: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._settling.discard(task)
        self._changed.set()
        if not task.cancelled() and task.exception() is not None:
            log.error("delivery_task_failed", exc_info=task.exception())


def _want(posting: Posting) -> Want:
    lane = Lane.DIGEST if posting.urgency is Urgency.DIGEST else Lane.ANSWER
    return Want(posting.address.platform, posting.address.conversation, lane)
