"""What happens with an update: translate, handle, answer."""

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol

import structlog

from bots.postbook import PostBook
from bots.telegram.answers import Answers
from bots.telegram.desk import Desk
from bots.telegram.inbound import Incoming, Me, translate
from bots.telegram.updates import Raw
from core.domain.people import Platform
from core.request import Reply, Request, Sent

log = structlog.get_logger()


class Door(Protocol):
    """What the adapter needs of `core.app.App`."""

    def handle(self, request: Request, *, recorded: bool = False) -> Reply:
        """Understand, permit, grant and word one wish; see `postpone` for `recorded`."""
        ...

    def answered(self, request: Request) -> None:
        """A stored reply was sent."""
        ...

    def postpone(self, request: Request) -> None:
        """Keep a request to be handled and answered again. Raises StoreAwayError."""
        ...

    def unanswered(self, platform: Platform) -> Sequence[Request]:
        """Kept, and not answered by anybody. Raises StoreAwayError."""
        ...

    def posted(self, sent: Sequence[Sent]) -> None:
        """Keep which messages show which replies. Raises StoreAwayError."""
        ...

    def failed(self, request: Request, incident: str) -> Reply:
        """What to say when the fault is ours."""
        ...


class Handlers:
    """The adapter's one listener a kind of update."""

    def __init__(self, app: Door, answers: Answers, me: Me, posted: PostBook) -> None:
        self._app = app
        self._posted = posted
        self._desk = Desk(app.handle)
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
        reply = await self._desk.answer(incoming.request)
        self._posted.note(incoming.request, reply, await self._answers.give(incoming, reply))
        if reply.stored:
            await asyncio.to_thread(self._app.answered, incoming.request)
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
