"""What happens with an update: translate, handle, answer."""

import time

import structlog

from bots.telegram.answering import Answering
from bots.telegram.answers import Answers
from bots.telegram.inbound import Incoming, Me, translate
from bots.telegram.updates import Raw

log = structlog.get_logger()


class Handlers:
    """The adapter's one listener a kind of update."""

    def __init__(self, answering: Answering, answers: Answers, me: Me) -> None:
        self._answering = answering
        self._answers = answers
        self._me = me

    async def on_update(self, update: Raw) -> None:
        """Answer an update, if it asks something of us."""
        match update:
            case {"callback_query": {"id": str(press)}}:
                self._answers.release(press)
            case {"my_chat_member": dict(change)}:
                on_membership(change)
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


def on_membership(change: Raw) -> None:
    """The bot was blocked, unblocked, added or removed: noted by ids alone."""
    match change:
        case {
            "chat": {"id": int(chat)},
            "old_chat_member": {"status": str(before)},
            "new_chat_member": {"status": str(after)},
        }:
            log.info("telegram_membership", chat=chat, before=before, after=after)
