"""Claim what waits, send it, record what became of it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import structlog

from core.domain.people import Platform
from core.domain.subscriptions import Address, Defect, Delivered, Retry, SendResult, Unknown
from core.i18n import Words
from core.parts import View
from core.ports import Clock, Posting, Sender, Store, StoreAwayError
from core.usecases.digest import still_true
from core.usecases.digest_content import load
from core.views.digest import goals_digest

log = structlog.get_logger()

LEASE = timedelta(seconds=90)
"""Begun anew with each message. What is not recorded by then was lost with its sender."""
LONGEST_SEND = 60.0
"""Seconds for a message with all its parts and pauses; the rest of the lease is for its record."""
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
        """What became of it; None where it was not to be sent by us any more."""
        address = posting.subscription.address
        sender = self._senders[address.platform]
        if posting.doubtful:
            sent = await sender.was_sent(address, posting.id)
            if sent:
                return _Outcome(posting, Delivered(""), final=True)
            if sent is None:
                lost = Unknown("its sending was interrupted and can't be looked up")
                return _Outcome(posting, lost, final=True)
        prepared = await asyncio.to_thread(self._prepare, posting)
        if prepared is None:
            return None
        held, view = prepared
        result = await _send(sender, address, view, posting.id)
        return _Outcome(held, result, final=not isinstance(result, Retry | Unknown))

    def _prepare(self, posting: Posting) -> tuple[Posting, View] | None:
        """Check once more what may be said and to whom, mark the sending, and word it."""
        with self._store.write() as uow:
            held = uow.outbox.sending(posting, self._clock.now() + LEASE)
            if held is None:
                return None
            digest = still_true(load(posting.content.payload), uow)
        wanted = posting.subscription
        words = Words(wanted.language, wanted.slot.zone, wanted.address.platform)
        return held, goals_digest(digest, words)

    def _record(self, outcome: "_Outcome") -> None:
        with self._store.write() as uow:
            now = self._clock.now()
            uow.outbox.record(outcome.posting, outcome.result, now, final=outcome.final)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of a message, and whether that is the last word."""

    posting: Posting
    result: SendResult
    final: bool


async def _send(sender: Sender, address: Address, view: View, posting: str) -> SendResult:
    """Send, or give up well within the lease: nobody else may begin while a request is out."""
    try:
        async with asyncio.timeout(LONGEST_SEND):
            return await sender.send(address, view, posting)
    except TimeoutError:
        return Unknown("took too long")
