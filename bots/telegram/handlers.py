"""What happens with an update: translate, handle, answer."""

import asyncio
import time

import structlog
from telegram.error import TelegramError

from bots.course import Course
from bots.telegram.answering import Answering
from bots.telegram.answers import Answers
from bots.telegram.door import Door
from bots.telegram.inbound import Incoming, Me, translate
from bots.telegram.membership import whereabouts_in
from bots.telegram.updates import Raw
from core.domain.whereabouts import Accepted, Refused, Whereabouts
from core.inbound import Inbound, Refusal

log = structlog.get_logger()


class Handlers:
    """The adapter's one listener a kind of update."""

    def __init__(
        self,
        app: Door,
        answering: Answering,
        answers: Answers,
        me: Me,
        inbound: Inbound | None = None,
    ) -> None:
        self._app = app
        self._answering = answering
        self._answers = answers
        self._me = me
        self._inbound = inbound

    async def on_update(self, update: Raw) -> None:
        """Answer an update, if it asks something of us."""
        match update:
            case {"callback_query": {"id": str(press)}}:
                self._answers.release(press)
        told = whereabouts_in(update)
        if told is not None:
            await self._note(told)
        incoming = translate(update, self._me)
        if incoming is not None:
            await self.on_request(incoming)

    async def on_request(self, incoming: Incoming) -> None:
        """Answer one request, unless it is too much."""
        started = time.perf_counter()
        refusal = self._inbound.refusal(incoming.request) if self._inbound else None
        if refusal is not None:
            await self._refuse(incoming, refusal)
            return
        reply = await self._answering.answer(incoming)
        if reply is None:
            return
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        log.info(
            "telegram_answered", key=incoming.request.key, intent=reply.intent, ms=milliseconds
        )

    async def _refuse(self, incoming: Incoming, refusal: Refusal) -> None:
        """Say that it is too much, if that has to be said; never twice, and never later."""
        log.info("telegram_too_many", key=incoming.request.key, told=refusal.reply is not None)
        if refusal.reply is None:
            return
        try:
            await self._answers.give(incoming, refusal.reply, Course())
        except TelegramError as error:
            log.info("telegram_too_many_not_told", error=type(error).__name__)

    async def _note(self, told: Whereabouts) -> None:
        """The bot was blocked, let in, put out, or its group renamed: noted by ids alone."""
        chat = "" if isinstance(told, Refused | Accepted) else told.address.conversation
        log.info("telegram_whereabouts", chat=chat, told=type(told).__name__)
        await asyncio.to_thread(self._app.note, told)
