"""Where a reply goes, and how it gets there."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final, assert_never

import structlog

from bots.course import Course
from bots.slack.inbound import Route, user_of
from bots.slack.modal import form_of, modal
from bots.slack.payload import word
from bots.slack.render import SlackMessage, render
from bots.slack.results import HELD_BACK, NO_ANSWER, failure
from bots.slack.web import SlackWeb
from core.domain.limits import Lane, Want
from core.domain.people import Platform
from core.domain.subscriptions import Address, Failure, Gone, Retry
from core.grammar import split_show_here
from core.parts import Action
from core.ports_limits import Gate, Open
from core.request import Audience, Form, Reply, Request, ShownMessage

log = structlog.get_logger()

URL_USES: Final = 5
"""Source: docs.slack.dev/interactivity/handling-user-interaction, "Message responses"."""
PATIENCE: Final = 30.0
"""Seconds that somebody waits for an answer that Slack's rate limit holds up."""
WITHIN: Final = 10.0
"""Seconds to wait for a turn; with all else this stays within the lease of an answer."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """For the asker's eyes, where they asked."""

    url: str
    channel: str
    user: str
    thread: str


@dataclass(frozen=True, slots=True)
class InPlace:
    """Instead of the message whose button was pressed."""

    url: str
    place: ShownMessage | None
    """That message, if it can be read again."""
    after: "Unseen | Posted"
    """Where what does not fit into that message goes, or all if that message is out of reach."""


@dataclass(frozen=True, slots=True)
class Shown:
    """For everybody, by the way that works where the bot was not invited."""

    url: str
    after: "Posted"


@dataclass(frozen=True, slots=True)
class Posted:
    """A plain message: to a channel or its thread, or to a person."""

    channel: str
    thread: str


Way = Unseen | InPlace | Shown | Posted


def way_of(request: Request, reply: Reply) -> Way:
    """How a reply reaches its audience, and no other.

    A command is answered to the asker alone, a mention in its thread, a direct message plainly, a
    button by editing its message or by a new one. What is for the asker alone never edits a
    message that others see.
    """
    route = Route.parse(request.reply_to)
    channel = request.address.conversation
    posted = Posted(channel, route.thread)
    unseen = Unseen(route.url, channel, user_of(request.actor), route.thread)
    private = request.private or reply.audience is Audience.ASKER
    if request.form is not Form.TOKEN:
        alone = route.hidden or (private and not request.private)
        return unseen if alone else posted
    shown, _ = split_show_here(request.text)
    if shown and not private:
        return Shown(route.url, posted)
    after = posted if request.private and not route.hidden else unseen
    mine = route.hidden or request.private
    if reply.replaces and (mine or reply.audience is Audience.CONVERSATION):
        place = None if route.hidden else _shown(channel, route.message)
        return InPlace(route.url, place, after)
    return after


def messages_of(reply: Reply, extra: Action | None) -> tuple[SlackMessage, ...]:
    """All messages of a reply; the extra button stands below the last."""
    *before, last = reply.views
    rendered = [message for view in before for message in render(view)]
    return (*rendered, *render(last, extra))


@dataclass(frozen=True, slots=True)
class _Url:
    """A response_url, how it is to be used, and where its first message can be read again."""

    url: str
    how: Mapping[str, object]
    shown: ShownMessage | None = None


class Answers:
    """Sends replies: messages through the gate, response_urls and modals beside it."""

    def __init__(self, web: SlackWeb, gate: Gate | None = None) -> None:
        self._web = web
        self._gate = gate or Open()

    async def send(self, request: Request, reply: Reply, course: Course) -> Failure | None:
        """Send a reply to whoever may read it; None once all of it was taken.

        `course` says where to go on, and how far it came. A form opens as a modal. Where nothing
        may open one any more, its message has a button.
        """
        if await self._opened(request, reply):
            return None
        way = way_of(request, reply)
        alone = isinstance(way, Unseen | InPlace) and not request.private
        messages = messages_of(reply, reply.show_here if alone else None)
        rest = course.rest(messages)
        if isinstance(way, InPlace) and len(rest) < len(messages):
            way = way.after
        return await self._go(way, rest, course) if rest else None

    async def _opened(self, request: Request, reply: Reply) -> bool:
        trigger, found = Route.parse(request.reply_to).trigger, form_of(reply.views)
        if not trigger or found is None:
            return False
        view = modal(*found, request)
        problem = await self._web.attempt("views.open", trigger_id=trigger, view=view)
        if problem is not None:
            log.info("slack_modal_not_opened", key=request.key, reason=problem.reason)
        return problem is None

    async def _go(
        self, way: Way, messages: Sequence[SlackMessage], course: Course
    ) -> Failure | None:
        match way:
            case Posted():
                return await self._post(way, messages, course)
            case Unseen() if not way.url:
                return await self._whisper(messages, way, course)
            case Unseen():
                how = {"response_type": "ephemeral", "replace_original": False}
                urls = _Url(way.url, how | _thread(way.thread))
                done = await self._respond(urls, messages, course)
                return await self._rest(done, messages, Posted(way.user, ""), course)
            case Shown():
                how = {"response_type": "in_channel", "replace_original": False}
                urls = _Url(way.url, how | _thread(way.after.thread), _shown(way.after.channel, ""))
                done = await self._respond(urls, messages, course)
                return await self._rest(done, messages, way.after, course)
            case InPlace():
                urls = _Url(way.url, {"replace_original": True}, way.place)
                done = await self._respond(urls, messages[:1], course)
                return await self._rest(done, messages, way.after, course)
            case _:
                assert_never(way)

    async def _rest(
        self, done: int | Failure, messages: Sequence[SlackMessage], way: Way, course: Course
    ) -> Failure | None:
        """Send by another way what the response_url took no more."""
        if not isinstance(done, int):
            return done
        return await self._go(way, messages[done:], course) if messages[done:] else None

    async def _respond(
        self, to: _Url, messages: Sequence[SlackMessage], course: Course
    ) -> int | Failure:
        """Use a response_url as long as it is good: how many messages it took, or what failed."""
        for done, message in enumerate(messages):
            if not to.url or done == URL_USES:
                return done
            body = {**to.how, **_body(message)}
            problem = await _patiently(partial(self._web.respond, to.url, body))
            if isinstance(problem, Gone):
                return done
            if problem is not None:
                return problem
            await course.passed(message, None if done else to.shown)
        return len(messages)

    async def _post(
        self, way: Posted, messages: Sequence[SlackMessage], course: Course
    ) -> Failure | None:
        place = {"channel": way.channel, "unfurl_links": False, "unfurl_media": False}

        async def attempt(message: SlackMessage) -> Failure | None:
            body = {**place, **_thread(way.thread), **_body(message)}
            try:
                answer = await self._web.call("chat.postMessage", **body)
            except NO_ANSWER as error:
                return failure(error)
            await course.passed(message, _shown(way.channel, word(answer, "ts")))
            return None

        for message in messages:
            problem = await _patiently(
                partial(self._in_turn, way.channel, partial(attempt, message))
            )
            if problem is not None:
                return problem
        return None

    async def _in_turn(
        self, channel: str, send: Callable[[], Awaitable[Failure | None]]
    ) -> Failure | None:
        """Send a message when its turn has come, and let everybody wait if Slack says so."""
        wait = await self._gate.pass_through(Want(Platform.SLACK, channel, Lane.ANSWER, WITHIN))
        if wait:
            return Retry(wait, HELD_BACK)
        problem = await send()
        if isinstance(problem, Retry) and problem.wide:
            await self._gate.pause(Platform.SLACK, problem.after)
        return problem

    async def _whisper(
        self, messages: Sequence[SlackMessage], way: Unseen, course: Course
    ) -> Failure | None:
        """For one person, who can't read it again once they have left."""
        place = {"channel": way.channel, "user": way.user, **_thread(way.thread)}
        for message in messages:
            body = {**place, **_body(message)}
            send = partial(self._web.attempt, "chat.postEphemeral", **body)
            problem = await _patiently(partial(self._in_turn, way.channel, send))
            if problem is not None:
                return problem
            await course.passed(message)
        return None


async def _patiently(send: Callable[[], Awaitable[Failure | None]]) -> Failure | None:
    """Send again what was certainly not sent, as long as somebody would still wait for it."""
    waited = 0.0
    while isinstance(problem := await send(), Retry):
        waited += problem.after
        if waited > PATIENCE or problem.reason == HELD_BACK:
            break
        await asyncio.sleep(problem.after)
    return problem


def _body(message: SlackMessage) -> dict[str, object]:
    return {"text": message.text, "blocks": list(message.blocks)}


def _shown(channel: str, ts: str) -> ShownMessage:
    return ShownMessage(Address(Platform.SLACK, channel), ts)


def _thread(ts: str) -> dict[str, object]:
    return {"thread_ts": ts} if ts else {}
