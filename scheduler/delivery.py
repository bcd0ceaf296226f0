"""Claim what waits, send it, record what became of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from core.domain.people import Platform
from core.domain.subscriptions import (
    Defect,
    Delivered,
    Gone,
    NotSent,
    Retry,
    SendResult,
    Unknown,
    Work,
)
from core.parts import View
from core.ports import Clock, Sender, Store, StoreAwayError
from core.ports_outbox import Posting
from core.request import ShownMessage
from core.usecases.retraction import Told, conclude, keep_posted
from scheduler.preparing import Later, Ready, prepare

log = structlog.get_logger()

LEASE = timedelta(seconds=90)
"""Begun anew with each message. What is not recorded by then was lost with its sender."""
LONGEST_SEND = 60.0
"""Seconds for a message with all its parts and pauses; the rest of the lease is for its record."""
MOST_ATTEMPTS = 8
"""So often something is tried again that may or must not be lost; then it is set aside."""
BATCH = 50
"""How many are claimed at once. The lease of the last may end before its turn: then it is left."""


class Delivery:
    """Sends what waits in the outbox, through each platform's sender."""

    def __init__(self, store: Store, clock: Clock, senders: Mapping[Platform, Sender]) -> None:
        """Send for the platforms that have a sender here."""
        self._store = store
        self._clock = clock
        self._senders = senders
        self._finishing = False

    async def drain(self) -> int:
        """Send until nothing waits that can be sent now; how many messages were handled."""
        handled = 0
        while postings := await asyncio.to_thread(self._claim):
            for posting in postings:
                if self._finishing:
                    return handled
                await self._deliver(posting)
                handled += 1
        return handled

    def finish(self) -> None:
        """Begin no message any more; what is claimed already waits for its lease to end."""
        self._finishing = True

    def _claim(self) -> list[Posting]:
        with self._store.write() as uow:
            platforms = tuple(self._senders)
            return list(uow.outbox.claim(self._clock.now(), LEASE, BATCH, platforms))

    async def _deliver(self, posting: Posting) -> None:
        try:
            outcome = await self._outcome(posting)
        except StoreAwayError:
            raise
        except Exception:  # one of two catch-alls: a poison message is set aside, alone
            log.exception("delivery_failed", posting=posting.id)
            outcome = _Outcome(posting, Defect("rendering failed"), final=True)
        if outcome is None:
            log.info("delivery_left", posting=posting.id)
            return
        log.info("delivery", posting=posting.id, result=type(outcome.result).__name__)
        await asyncio.to_thread(self._record, outcome)

    async def _outcome(self, posting: Posting) -> "_Outcome | None":
        """What became of it; None where it was not to be sent by us, or not now."""
        sender = self._senders[posting.address.platform]
        if posting.doubtful and posting.work is not Work.RETRACTION:
            lost = await self._lost(posting, sender)
            if lost is not None:
                return _Outcome(posting, lost, final=True)
        prepared = await asyncio.to_thread(self._prepare, posting)
        if prepared is None:
            return None
        held, ready = prepared
        if isinstance(ready, NotSent):
            return _Outcome(held, ready, final=True)
        result = await _send(sender, held, ready.view)
        final = not isinstance(result, Retry | Unknown) or posting.attempts >= MOST_ATTEMPTS
        return _Outcome(held, result, final, ready)

    async def _lost(self, posting: Posting, sender: Sender) -> SendResult | None:
        """What became of a message whose sending was interrupted; None where it is to be sent."""
        sent = await sender.was_sent(posting.address, posting.id)
        if sent:
            return Delivered("")
        if sent is None and not (posting.again and posting.attempts < MOST_ATTEMPTS):
            return Unknown("its sending was interrupted and can't be looked up")
        return None

    def _prepare(self, posting: Posting) -> tuple[Posting, Ready | NotSent] | None:
        """Check once more what may be said and to whom, mark the sending, and word it."""
        now = self._clock.now()
        with self._store.write() as uow:
            held = uow.outbox.sending(posting, now + LEASE)
            if held is None:
                return None
            prepared = prepare(posting, uow, now)
            if isinstance(prepared, Later):
                uow.outbox.postpone(held, prepared.until)
                return None
            return held, prepared

    def _record(self, outcome: "_Outcome") -> None:
        now, posting, result = self._clock.now(), outcome.posting, outcome.result
        with self._store.write() as uow:
            uow.outbox.record(posting, result, now, final=outcome.final)
            if posting.work is Work.RETRACTION:
                conclude(uow, posting.content.subject, posting.content.day, now)
            elif isinstance(result, Delivered) and outcome.said and outcome.said.mentions.named:
                sent = result.message.split(",")
                messages = [ShownMessage(posting.address, message) for message in sent]
                told = Told(outcome.said.sight, outcome.said.mentions, messages)
                keep_posted(uow, [told], now)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a message, whether that is the last word, and what it said."""

    posting: Posting
    result: SendResult | NotSent
    final: bool
    said: Ready | None = None


async def _send(sender: Sender, posting: Posting, view: View) -> SendResult:
    """Send, or give up well within the lease: nobody else may begin while a request is out."""
    try:
        async with asyncio.timeout(LONGEST_SEND):
            if posting.work is not Work.RETRACTION:
                return await sender.send(posting.address, view, posting.id)
            if posting.message:
                return await sender.retract(posting.address, posting.message, view)
            return Gone("the platform gave no id")
    except TimeoutError:
        return Unknown("took too long")
