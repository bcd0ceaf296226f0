"""From a request to its answer, told once: also where it is repeated, interrupted or put off."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from functools import partial
from typing import Final, TypeVar

import structlog

from bots.course import Course, Keep
from bots.ended import Ended
from bots.holding import Holding
from bots.postbook import PostBook
from bots.telegram.answers import Answers
from bots.telegram.desk import Desk
from bots.telegram.door import Door
from bots.telegram.inbound import Incoming
from core.ports import StoreAwayError
from core.request import NOTICE, Reply, Request

log = structlog.get_logger()

_MOST_KEPT: Final = 1000
"""So many unfinished answers are remembered."""

T = TypeVar("T")


class HeldError(Exception):
    """Another process is answering this: Telegram gave it the same update."""


class Answering:
    """Handles requests and sends their answers.

    A change is answered until its answer is on record as sent, and never after that. What was sent
    of an answer of several messages is not sent again: the records know it of changes and of what
    was postponed, this process of the others.
    """

    def __init__(self, app: Door, answers: Answers, posted: PostBook, holding: Holding) -> None:
        self._app = app
        self._holding = holding
        self._desk = Desk(app.handle)
        self._answers = answers
        self._posted = posted
        self._courses: OrderedDict[str, Course] = OrderedDict()
        self.ended = Ended(app.answered, holding)

    async def answer(self, incoming: Incoming) -> Reply | None:
        """Answer what came in; the reply, None if it was answered before.

        Raises:
            TelegramError: it, or the rest of it, was not sent, or nobody knows.
            HeldError: another process may be about to send it.
            StoreAwayError: how far its answer has come can't be told, or was not to be known.
        """
        if incoming.request.key in self.ended:
            await self._end_or_fail(incoming.request)
            return None
        with self._holding.of(incoming.request.key):
            reply = await self._desk.answer(incoming.request)
            return await self._tell(incoming, reply, on_record=reply.repeat)

    async def answer_late(self, incoming: Incoming) -> None:
        """Answer what is on record; nothing is said while the records are away.

        Raises:
            TelegramError, StoreAwayError: as `answer`.
        """
        request = incoming.request
        if request.key in self.ended:
            await self._end_or_fail(request)
            return
        reply = await asyncio.to_thread(partial(self._app.handle, request, recorded=True))
        if not reply.put_off:
            await self._tell(incoming, reply, on_record=True, late=True)

    def is_owed(self, request: Request) -> bool:
        """Whether the answer that was not sent tells of a change: rather twice than never."""
        course = self._courses.get(request.key)
        return course is not None and course.owed

    def is_undone(self, request: Request) -> bool:
        """Whether nothing was done, and that could not be said either."""
        course = self._courses.get(request.key)
        return course is not None and course.undone

    async def postpone(self, request: Request) -> None:
        """Put a request on record whose answer, or the rest of it, is to be sent later.

        Raises:
            StoreAwayError: it is not on record.
        """
        said = self._courses[request.key].said if request.key in self._courses else ()
        await asyncio.to_thread(self._app.postpone, request, tuple(said))
        self._courses.pop(request.key, None)

    async def leave(self, request: Request) -> None:
        """Let whoever is at it answer, and somebody else if they die.

        Raises:
            StoreAwayError: that is not on record.
        """
        await asyncio.to_thread(self._app.leave, request)

    async def end(self, request: Request) -> None:
        """Tell the records that the answer was sent, or never will be; now, or when they are back.

        Meanwhile this process does not answer it again.
        """
        self._courses.pop(request.key, None)
        await self.ended.note(request)

    async def _tell(
        self, incoming: Incoming, reply: Reply, *, on_record: bool, late: bool = False
    ) -> Reply | None:
        request = incoming.request
        course = await self._course(request, on_record=on_record, late=late)
        if course is None:
            if late:
                await self._end_or_fail(request)
            return None
        course.owed = reply.stored
        course.undone = reply.intent == NOTICE
        if reply.stored or on_record:
            course.keep = self._keeper(request)
        try:
            await self._answers.give(incoming, reply, course)
        except BaseException:
            _remember(self._courses, request.key, course)
            raise
        finally:
            self._posted.note(request, reply, course.shown)
            course.shown = []
        self._courses.pop(request.key, None)
        if reply.stored or on_record:
            await self._end_or_fail(request)
        return reply

    async def _end_or_fail(self, request: Request) -> None:
        self._courses.pop(request.key, None)
        if not await self.ended.note(request):
            raise StoreAwayError

    async def _course(self, request: Request, *, on_record: bool, late: bool) -> Course | None:
        """How far an answer has come; None if to its end. What is late was given to us alone."""
        ours = self._courses.get(request.key)
        here = ours or Course()
        if not on_record:
            return here
        progress = await asyncio.to_thread(self._app.progress, request)
        if ours is None and progress.held and not late:
            raise HeldError
        if progress.answered:
            self._courses.pop(request.key, None)
            log.info("telegram_answered_before", key=request.key)
            return None
        return here if len(here.said) > len(progress.said) else Course(list(progress.said))

    def _keeper(self, request: Request) -> Keep:
        async def keep(said: Sequence[str]) -> None:
            try:
                await asyncio.to_thread(self._app.said, request, said)
            except StoreAwayError:  # only a crash before the end would now repeat what was said
                log.warning("telegram_said_store_away", key=request.key)

        return keep


def _remember(kept: OrderedDict[str, T], key: str, value: T) -> None:
    kept[key] = value
    if len(kept) > _MOST_KEPT:
        kept.popitem(last=False)
