"""Answers that could not be sent at once: put on record, and sent when Telegram lets us.

Meanwhile the update is confirmed, so that one flooded chat holds no other up. What was asked is
handled again then: a change is not done twice but answered with the reply that was stored with it.
An answer of several messages goes on where it stopped.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import structlog
from telegram.error import TelegramError

from bots.holding import Holding
from bots.telegram.answering import Answering
from bots.telegram.door import Door
from bots.telegram.inbound import Incoming, Route
from bots.telegram.results import failure, may_be_taken_later
from core.domain.people import Platform
from core.domain.subscriptions import Unknown
from core.ports import StoreAwayError
from core.request import Request

log = structlog.get_logger()

_GRACE_SECONDS: Final = 8.0
"""For the answers under way when there are to be no more."""
MOST_UNKNOWN: Final = 5
"""So often an answer is sent again of which nobody knows whether it arrived."""


class LateAnswers:
    """Keeps what could not be answered, and answers it again and again until it is taken."""

    def __init__(self, app: Door, answering: Answering, holding: Holding) -> None:
        self._app = app
        self._answering = answering
        self._holding = holding
        self._unknown: Counter[str] = Counter()
        self._finishing = False

    async def postpone(self, incoming: Incoming) -> bool:
        """Put a request on record, with the way back to where it came from; False if it isn't."""
        request = replace(incoming.request, reply_to=str(incoming.route))
        try:
            await self._answering.postpone(request)
        except StoreAwayError:
            log.warning("telegram_late_store_away", key=request.key)
            return False
        return True

    async def leave(self, incoming: Incoming) -> bool:
        """Put on record what another process is answering, in case it dies; False if it isn't."""
        request = replace(incoming.request, reply_to=str(incoming.route))
        try:
            await self._answering.leave(request)
        except StoreAwayError:
            log.warning("telegram_late_store_away", key=request.key)
            return False
        return True

    async def run(self, pause: float) -> None:
        """Answer, every so many seconds, what is on record; when cancelled, end what is begun."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._holding.run())
            tasks.create_task(self._answering.ended.run())
            tasks.create_task(self._look_every(pause))

    async def _look_every(self, pause: float) -> None:
        while True:
            await asyncio.sleep(pause)
            work = asyncio.ensure_future(self._look())
            try:
                await asyncio.shield(work)
            except asyncio.CancelledError:
                self._finishing = True
                await asyncio.wait((work,), timeout=_GRACE_SECONDS)
                work.cancel()
                raise

    async def _look(self) -> None:
        try:
            await self.answer_all()
        except StoreAwayError:
            log.warning("telegram_late_store_away")
        except Exception:  # the edge: the next look is not to fall out because of this one
            log.exception("telegram_late_failed")

    async def answer_all(self) -> None:
        """Answer what is on record now, in order within a chat, several chats at once.

        Raises:
            StoreAwayError: the records are away.
        """
        waiting = await asyncio.to_thread(self._app.unanswered, Platform.TELEGRAM)
        lanes: dict[str, list[Request]] = {}
        for request in waiting:
            lanes.setdefault(request.address.conversation, []).append(request)
        with self._holding.of(*(request.key for request in waiting)):
            await asyncio.gather(*map(self._answer_in_order, lanes.values()))

    async def _answer_in_order(self, requests: Sequence[Request]) -> None:
        for request in requests:
            if self._finishing or not await self._is_over(request):
                return

    async def _is_over(self, request: Request) -> bool:
        """Answer one; False if it, and those after it, are to wait."""
        try:
            await self._answering.answer_late(Incoming(request, Route.parse(request.reply_to)))
        except StoreAwayError:
            return False
        except TelegramError as error:
            return await self._is_given_up(request, error)
        except Exception:  # the edge: the others are answered all the same
            log.exception("telegram_answer_lost", key=request.key)
            await self._answering.end(request)
        self._unknown.pop(request.key, None)
        return True

    async def _is_given_up(self, request: Request, error: TelegramError) -> bool:
        result = failure(error)
        log.warning("telegram_late_answer", key=request.key, result=repr(result))
        if may_be_taken_later(result):
            return False
        if isinstance(result, Unknown) and self._answering.is_owed(request):
            self._unknown[request.key] += 1
            if self._unknown[request.key] < MOST_UNKNOWN:
                return False
        await self._answering.end(request)
        self._unknown.pop(request.key, None)
        return True
