"""One message on its way: sent, given up in time, or looked up where its sending is in doubt."""

import asyncio
from dataclasses import replace
from typing import Final

import structlog

from core.domain.subscriptions import (
    Defect,
    Delivered,
    Gone,
    Retry,
    SendResult,
    Unknown,
    Work,
)
from core.ports import Sender
from core.ports_outbox import Outcome, Posting
from scheduler.ledger import Sent
from scheduler.preparing import Ready

log = structlog.get_logger()

LONGEST_SEND = 60.0
"""Seconds for a message with all its parts and pauses; the rest of the lease is for its record."""
MOST_ATTEMPTS: Final = 8
"""So often something is tried again that may or must not be lost; then it is set aside."""
LOOK_UPS: Final = 4
"""How many messages in doubt are looked up at once: platforms limit that, too."""
INSTALLATION_AWAY: Final = 30.0
"""Seconds without a message to a platform that takes none of ours at all. Nobody has to end this
pause in all processes: soon after the token is taken again it ends by itself, and the few messages
that were tried meanwhile rest for longer."""
REFUSED: Final = 300.0
"""Seconds until a platform that refuses our token is asked again for a message in doubt."""
STUMBLES: Final = 8
"""So many messages in a row that could not be sent just now: it is not their own fault."""


class Courier:
    """Hands one platform its messages."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender
        self._look_ups = asyncio.Semaphore(LOOK_UPS)
        self._stumbled = 0
        self._under_way: dict[asyncio.Task[None], float] = {}
        self._given_up: set[asyncio.Task[None]] = set()

    async def send(self, posting: Posting, ready: Ready) -> Sent:
        """Send a message that is marked; what became of it."""
        try:
            result = await self._hand_over(posting, ready)
        except Exception:  # as in the ledger: a poison message is set aside, alone
            log.exception("delivery_failed", posting=posting.id)
            result = Defect("rendering failed")
        log.info("delivery", posting=posting.id, result=type(result).__name__)
        final = not isinstance(result, Retry | Unknown) or posting.attempts >= MOST_ATTEMPTS
        return Sent(Outcome(posting, result, final), ready)

    async def settle(self, posting: Posting) -> Sent | Posting | Retry | Gone:
        """What became of a message whose sending was interrupted, or what is to be sent of it.

        Retry where the platform can't be asked now, Gone where it refuses our token: it stays in
        doubt.
        """
        async with self._look_ups:
            try:
                found = await self._sender.was_sent(posting.address, posting.id)
            except Exception:  # as above: what can't be looked up is not known
                log.exception("delivery_look_up_failed", posting=posting.id)
                found = None
        if isinstance(found, Retry | Gone):
            log.warning("delivery_look_up_put_off", posting=posting.id, reason=found.reason)
            return found
        result: SendResult
        if found is None:
            if posting.again and posting.attempts < MOST_ATTEMPTS:
                return posting
            result = Unknown("its sending was interrupted and can't be looked up")
        else:
            begun = found.messages or posting.message
            posting = replace(posting, found=found, message=begun)
            if not found.whole:
                return posting
            result = Delivered(found.messages)
        log.info("delivery", posting=posting.id, result=type(result).__name__)
        return Sent(Outcome(posting, result))

    def pause_after(self, sent: Sent) -> tuple[float, bool]:
        """For how many seconds nothing is to be sent, and whether that holds for everybody."""
        result = sent.outcome.result
        self._stumbled = self._stumbled + 1 if isinstance(result, Retry) else 0
        if isinstance(result, Retry) and result.wide:
            return result.after, True
        if isinstance(result, Gone) and result.wide:
            return INSTALLATION_AWAY, True
        if isinstance(result, Retry) and self._stumbled >= STUMBLES:
            return result.after, False
        return 0.0, False

    def give_up(self, now: float) -> None:
        """Wait no longer for what is under way for too long, well within its lease.

        Nobody else may begin a message while a request is out. One look at all of them, again and
        again, costs less than a timer for each.
        """
        for task, since in self._under_way.items():
            if now - since > LONGEST_SEND:
                self._given_up.add(task)
                task.cancel()

    async def _hand_over(self, posting: Posting, ready: Ready) -> SendResult:
        task: asyncio.Task[None] | None = asyncio.current_task()
        assert task is not None  # noqa: S101  for the type
        self._under_way[task] = asyncio.get_running_loop().time()
        try:
            if posting.work is not Work.RETRACTION:
                return await self._sender.send(
                    posting.address, ready.view, posting.id, posting.message
                )
            if posting.message:
                return await self._sender.retract(posting.address, posting.message, ready.view)
            return Gone("the platform gave no id")
        except asyncio.CancelledError:
            if task not in self._given_up:
                raise
            task.uncancel()
            return Unknown("took too long")
        finally:
            del self._under_way[task]
            self._given_up.discard(task)
