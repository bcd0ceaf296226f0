"""What happens with an update: translate, handle, answer."""

import asyncio
import time

import structlog

from bots.telegram.answering import Answering
from bots.telegram.answers import Answers
from bots.telegram.door import Door
from bots.telegram.inbound import Incoming, Me, translate
from bots.telegram.membership import whereabouts_in
from bots.telegram.updates import Raw
from core.domain.whereabouts import Accepted, Refused, Whereabouts

log = structlog.get_logger()


class Handlers:
    """The adapter's one listener a kind of update."""

    def __init__(self, app: Door, answering: Answering, answers: Answers, me: Me) -> None:
        self._app = app
        self._answering = answering
        self._answers = answers
        self._me = me

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
        """Answer one request."""
        started = time.perf_counter()
        reply = await self._answering.answer(incoming)
        if reply is None:
            return
        milliseconds = round((time.perf_counter() - started) * 1000, 1)
        log.info(
            "telegram_answered", key=incoming.request.key, intent=reply.intent, ms=milliseconds
        )

    async def _note(self, told: Whereabouts) -> None:
        """The bot was blocked, let in, put out, or its group renamed: noted by ids alone."""
        chat = "" if isinstance(told, Refused | Accepted) else told.address.conversation
        log.info("telegram_whereabouts", chat=chat, told=type(told).__name__)
        await asyncio.to_thread(self._app.note, told)
