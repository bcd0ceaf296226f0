"""Claim what waits, send it, record what became of it."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import structlog

from core.domain.people import Platform
from core.domain.subscriptions import Defect, Delivered, Retry, SendResult, Unknown
from core.i18n import Words
from core.parts import View
from core.ports import Clock, Posting, Sender, Store, StoreAwayError
from core.usecases.digest import still_true
from core.usecases.digest_content import load
from core.views.digest import goals_digest

log = structlog.get_logger()

LEASE = timedelta(seconds=90)
"""Longer than any send with its timeout: what is not recorded by then was lost with its sender."""
BATCH = 50


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
            result, final = await self._result(posting)
        except StoreAwayError:
            raise
        except Exception:  # one of two catch-alls: a poison message is set aside, alone
            log.exception("delivery_failed", posting=posting.id)
            result, final = Defect("rendering failed"), True
        log.info("delivery", posting=posting.id, result=type(result).__name__)
        await asyncio.to_thread(self._record, posting, result, final)

    async def _result(self, posting: Posting) -> tuple[SendResult, bool]:
        """What became of it, and whether that is the last word."""
        address = posting.subscription.address
        sender = self._senders[address.platform]
        if posting.doubtful:
            sent = await sender.was_sent(address, posting.id)
            if sent:
                return Delivered(""), True
            if sent is None:
                return Unknown("its sending was interrupted and can't be looked up"), True
        view = await asyncio.to_thread(self._prepare, posting)
        result = await sender.send(address, view, posting.id)
        return result, not isinstance(result, Retry | Unknown)

    def _prepare(self, posting: Posting) -> View:
        """Check once more what may be said, mark the sending, and word it."""
        with self._store.write() as uow:
            digest = still_true(load(posting.content.payload), uow)
            uow.outbox.sending(posting.id)
        wanted = posting.subscription
        words = Words(wanted.language, wanted.slot.zone, wanted.address.platform)
        return goals_digest(digest, words)

    def _record(self, posting: Posting, result: SendResult, final: bool) -> None:  # noqa: FBT001
        with self._store.write() as uow:
            uow.outbox.record(posting, result, self._clock.now(), final=final)
