"""Answers that Telegram's rate limit kept back: put on record, and sent when it lets us.

Meanwhile the update is confirmed, so that one flooded chat holds no other up. What was asked is
handled again then: a change is not done twice but answered with the reply that was stored with it.
An answer of several messages comes again as a whole.
"""

import asyncio
from dataclasses import replace
from functools import partial

import structlog
from telegram.error import TelegramError

from bots.postbook import PostBook
from bots.telegram.answers import Answers
from bots.telegram.handlers import Door
from bots.telegram.inbound import Incoming, Route
from bots.telegram.results import failure
from core.domain.people import Platform
from core.domain.subscriptions import Retry
from core.ports import StoreAwayError
from core.request import Request

log = structlog.get_logger()


class LateAnswers:
    """Keeps what could not be answered, and answers it again and again until it is taken."""

    def __init__(self, app: Door, answers: Answers, posted: PostBook) -> None:
        self._app = app
        self._answers = answers
        self._posted = posted

    async def postpone(self, incoming: Incoming) -> None:
        """Put a request on record, with the way back to where it came from."""
        request = replace(incoming.request, reply_to=str(incoming.route))
        try:
            await asyncio.to_thread(self._app.postpone, request)
        except StoreAwayError:
            log.warning("telegram_answer_lost", key=request.key, result="store away")

    async def run(self, pause: float) -> None:
        """Answer, every so many seconds, what is on record."""
        while True:
            await asyncio.sleep(pause)
            try:
                await self.answer_all()
            except StoreAwayError:
                log.warning("telegram_late_store_away")
            except Exception:  # the edge: the next look is not to fall out because of this one
                log.exception("telegram_late_failed")

    async def answer_all(self) -> None:
        """Answer what is on record now.

        Raises:
            StoreAwayError: the records are away.
        """
        waiting = await asyncio.to_thread(self._app.unanswered, Platform.TELEGRAM)
        for request in waiting:
            if await self._is_over(request):
                await asyncio.to_thread(self._app.answered, request)

    async def _is_over(self, request: Request) -> bool:
        """Whether it was answered, or never will be."""
        try:
            reply = await asyncio.to_thread(partial(self._app.handle, request, recorded=True))
            if reply.put_off:
                return False
            incoming = Incoming(request, Route.parse(request.reply_to))
            self._posted.note(request, reply, await self._answers.give(incoming, reply))
        except TelegramError as error:
            result = failure(error)
            log.warning("telegram_late_answer", key=request.key, result=repr(result))
            return not isinstance(result, Retry)
        except Exception:  # the edge: the others are answered all the same
            log.exception("telegram_answer_lost", key=request.key)
        return True
