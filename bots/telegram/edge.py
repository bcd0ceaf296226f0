"""The adapter's edge: every update that came in ends here, handled or to be sent again.

Here all exceptions are caught. What an exception says may quote somebody: the log's own processor
(bots/logs.py) keeps its kind and place alone.
"""

import asyncio
from typing import Final
from weakref import WeakValueDictionary

import structlog
from telegram.error import TelegramError

from bots.course import Course
from bots.holding import Holding
from bots.postbook import PostBook
from bots.telegram.answering import Answering, HeldError
from bots.telegram.answers import Answers
from bots.telegram.door import Door
from bots.telegram.handlers import Handlers
from bots.telegram.inbound import Me, translate
from bots.telegram.late import LateAnswers
from bots.telegram.results import failure, may_be_taken_later
from bots.telegram.transport import NotWrittenError
from bots.telegram.updates import Raw, chat_of, id_of
from core.domain.people import Platform
from core.domain.subscriptions import Defect, Gone, Retry, SendResult, Unknown
from core.domain.whereabouts import Refused
from core.inbound import Inbound
from core.ports import StoreAwayError

log = structlog.get_logger()

AT_ONCE: Final = 32
"""Updates in work at a time; more would only wait for the core's threads."""


class Edge:
    """Takes updates: in order within a chat, several chats at once, and nothing raises."""

    def __init__(self, app: Door, answers: Answers, me: Me, inbound: Inbound | None = None) -> None:
        self._app = app
        self._answers = answers
        self._me = me
        self._posted = PostBook(app.posted)
        holding = Holding(app.hold)
        self._answering = Answering(app, answers, self._posted, holding)
        self._late = LateAnswers(app, self._answering, holding)
        self._handlers = Handlers(app, self._answering, answers, me, inbound)
        self._lanes: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._places = asyncio.Semaphore(AT_ONCE)

    async def settle(self) -> None:
        """Tell the core what was answered and shown last."""
        await self._answering.ended.close()
        await self._posted.close()

    async def catch_up(self, pause: float) -> None:
        """Send, every so many seconds, the answers that could not be sent at once."""
        await self._late.run(pause)

    async def take(self, update: Raw) -> bool:
        """Handle one update; False if it could not be answered and should come again."""
        async with self._lane(update), self._places:
            return await self._handled(update)

    def _lane(self, update: Raw) -> asyncio.Lock:
        return self._lanes.setdefault(chat_of(update) or 0, asyncio.Lock())

    async def _handled(self, update: Raw) -> bool:
        number = id_of(update)
        try:
            await self._handlers.on_update(update)
        except (NotWrittenError, StoreAwayError):
            log.warning("telegram_not_answered", update=number)
            return False
        except HeldError:
            log.info("telegram_answered_elsewhere", update=number)
            incoming = translate(update, self._me)
            return incoming is None or await self._late.leave(incoming)
        except TelegramError as error:
            result = failure(error)
            log.warning("telegram_answer_refused", update=number, result=repr(result))
            return await self._refused(update, result)
        except Exception:
            log.exception("telegram_failed", update=number)
            await self._apologise(update)
        return True

    async def _refused(self, update: Raw, result: SendResult) -> bool:
        """Telegram did not take the answer, or nobody knows; False if the update should come again.

        What it may take later is sent later; so is what tells of a change and may have been lost.
        """
        if isinstance(result, Gone) and result.wide:
            await self.refused(result.reason)
        incoming = translate(update, self._me)
        if incoming is None:
            return True
        if isinstance(result, Retry | Unknown) and self._answering.is_undone(incoming.request):
            return False
        owed = self._answering.is_owed(incoming.request)
        if may_be_taken_later(result) or (owed and isinstance(result, Unknown)):
            return await self._late.postpone(incoming)
        if isinstance(result, Defect):
            await self._apologise(update)
        if owed:
            await self._answering.end(incoming.request)
        return True

    async def refused(self, reason: str) -> None:
        """Telegram refuses our token: stop what is meant for it, and tell the admins."""
        try:
            await asyncio.to_thread(self._app.note, Refused(Platform.TELEGRAM, reason))
        except StoreAwayError:
            log.warning("telegram_refused_store_away")

    async def _apologise(self, update: Raw) -> None:
        """Tell the person that it is our fault, and under which number it stands in the log."""
        incoming = translate(update, self._me)
        if incoming is None:
            return
        try:
            reply = self._app.failed(incoming.request, str(id_of(update)))
            await self._answers.give(incoming, reply, Course())
        except Exception:
            log.exception("telegram_answer_lost", update=id_of(update))
