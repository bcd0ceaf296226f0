"""A reply brought to the person or the conversation that it is for."""

import asyncio
from dataclasses import replace
from functools import partial

import structlog
from telegram.error import BadRequest, TelegramError

from bots.course import Course
from bots.telegram.api import Api
from bots.telegram.inbound import Incoming, Me
from bots.telegram.keyboard import Button
from bots.telegram.outgoing import AT_ONCE, CONTINUED, Destination, Outgoing, Pass
from bots.telegram.packing import TelegramMessage
from bots.telegram.render import render
from bots.telegram.results import failure
from core.domain.people import Platform
from core.domain.subscriptions import Address, Gone
from core.i18n import Words
from core.request import Audience, Reply, ShownMessage
from core.views.privately import start_first, start_label

log = structlog.get_logger()


class Answers:
    """Sends replies. A person's own content never goes to a shared chat."""

    def __init__(self, api: Api, outgoing: Outgoing, me: Me) -> None:
        self._api = api
        self._outgoing = outgoing
        self._me = me
        self._releases: set[asyncio.Task[None]] = set()

    def release(self, query: str) -> None:
        """Let a pressed button go, at once and beside the work: until then it shows as busy."""
        task = asyncio.create_task(self._release(query))
        self._releases.add(task)
        task.add_done_callback(self._releases.discard)

    async def settle(self) -> None:
        """Wait for the buttons that are being let go."""
        await asyncio.gather(*self._releases)

    async def give(self, incoming: Incoming, reply: Reply, course: Course) -> None:
        """Send a reply where it belongs, or edit the pressed button's message into it.

        `course` says where to go on, and how far it came.

        Raises:
            TelegramError: it, or the rest of it, was not sent, or nobody knows.
        """
        messages = [message for view in reply.views for message in render(view)]
        rest = course.rest(messages)
        shared = not incoming.request.private
        if shared and reply.audience is Audience.ASKER:
            await self._give_privately(incoming, rest, course)
            return
        route = incoming.route
        there = Destination(route.chat, route.thread, route.reply_to)
        way = AT_ONCE
        if reply.replaces and route.pressed is not None and len(rest) == len(messages):
            rest = await self._replace(route.chat, route.pressed, messages, course)
            way = AT_ONCE if len(rest) == len(messages) else CONTINUED
        await self._send(there, rest, course, way)

    async def _give_privately(
        self, incoming: Incoming, messages: list[TelegramMessage], course: Course
    ) -> None:
        route = incoming.route
        if route.person is not None:
            try:
                await self._send(Destination(route.person), messages, course)
            except TelegramError as error:
                if not isinstance(failure(error), Gone):
                    raise
            else:
                return
        notice = self._start_first(incoming.request.actor.language)
        await self._send(Destination(route.chat, route.thread, route.reply_to), notice, Course())

    def _start_first(self, language: str) -> list[TelegramMessage]:
        words = Words(language or "en", platform=Platform.TELEGRAM)
        button = Button(start_label(words), self._me.hello_link, "url")
        return [replace(m, keyboard=((button,),)) for m in render(start_first(words))]

    async def _send(
        self,
        to: Destination,
        messages: list[TelegramMessage],
        course: Course,
        way: Pass = AT_ONCE,
    ) -> None:
        for message in messages:
            send = partial(self._outgoing.send, to, message, way)
            sent = await self._outgoing.patiently(send)
            await course.passed(message, _shown(to.chat, sent))
            way = CONTINUED

    async def _replace(
        self, chat: int, pressed: int, messages: list[TelegramMessage], course: Course
    ) -> list[TelegramMessage]:
        """Edit the pressed message into the first; what is still to be sent."""
        first, *others = messages
        try:
            await self._outgoing.patiently(partial(self._outgoing.edit, chat, pressed, first))
        except BadRequest:
            return messages  # it was deleted, or is too old
        await course.passed(first, _shown(chat, pressed))
        return others

    async def _release(self, query: str) -> None:
        try:
            await self._api.call("answerCallbackQuery", {"callback_query_id": query})
        except TelegramError as error:
            log.info("telegram_press_not_released", error=type(error).__name__)


def _shown(chat: int | str, message_id: int) -> ShownMessage:
    """A message as the core knows it: Telegram numbers them by chat, whatever the topic."""
    return ShownMessage(Address(Platform.TELEGRAM, str(chat)), str(message_id))
