"""The Slack adapter between the Slack double and an application that says what a test tells it."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace

from aiohttp import web

from bots.slack.app import EVENTS_PATH, Access, Slack, running
from bots.slack.exchange import Application, Paces
from bots.slack.socket import Watch
from core.domain.people import Platform
from core.domain.whereabouts import Whereabouts
from core.inbound import Inbound
from core.parts import Action, Paragraph, View
from core.ports import StoreAwayError
from core.ports_limits import Gate
from core.request import NOTICE, Audience, Form, Progress, Reply, Request, Sent
from tests.doubles.slack import SlackDouble

QUICK = Paces(record=0.3, recovery=60.0, shutdown=5.0)
WATCHFUL = Watch(ping=0.2, look=0.1)


def view(title: str, *lines: str, actions: tuple[Action, ...] = ()) -> View:
    return View("test", title, tuple(Paragraph(line) for line in lines), actions)


def says(
    title: str,
    *lines: str,
    audience: Audience = Audience.CONVERSATION,
    actions: tuple[Action, ...] = (),
    show_here: Action | None = None,
    replaces: bool = False,
) -> Reply:
    """A reply of one view."""
    return Reply(
        "Test",
        (view(title, *lines, actions=actions),),
        audience,
        show_here=show_here,
        replaces=replaces,
    )


def echo(request: Request) -> Reply:
    """Say what was understood, to whom the request expects it."""
    return says(f"{request.form}: {request.text}", audience=request.audience)


@dataclass
class StubApp:
    """An application with the interface of `core.app.App`."""

    reply: Callable[[Request], Reply] = echo
    seconds: float = 0.0
    record_seconds: float = 0.0
    is_away: bool = False
    recorded: dict[str, Request] = field(default_factory=dict)
    handled: list[Request] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    shown: list[Sent] = field(default_factory=list)
    noted: list[Whereabouts] = field(default_factory=list)
    waiting: list[Request] = field(default_factory=list)
    held: list[str] = field(default_factory=list)
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def record(self, request: Request) -> bool:
        time.sleep(self.record_seconds)
        if self.is_away:
            raise StoreAwayError
        return self.recorded.setdefault(request.key, request) is request

    def handle(self, request: Request, *, recorded: bool) -> Reply:
        assert recorded
        time.sleep(self.seconds)
        self.handled.append(request)
        return self.reply(request)

    def answered(self, request: Request) -> None:
        if self.is_away:
            raise StoreAwayError
        self.done.append(request.key)

    def progress(self, request: Request) -> Progress:
        return Progress(request.key in self.done, self.marks.get(request.key, ()))

    def said(self, request: Request, marks: Sequence[str]) -> None:
        self.marks[request.key] = tuple(marks)

    def hold(self, keys: Sequence[str]) -> None:
        self.held += keys

    def posted(self, sent: Sequence[Sent]) -> None:
        self.shown += sent

    def unanswered(self, platform: Platform) -> Sequence[Request]:
        assert platform is Platform.SLACK
        claimed, self.waiting = self.waiting, []
        return claimed

    def away(self, request: Request) -> Reply:
        return _notice(request, "Please try again in a minute.")

    def note(self, told: Whereabouts) -> None:
        if self.is_away:
            raise StoreAwayError
        self.noted.append(told)

    def failed(self, request: Request, incident: str) -> Reply:
        return _notice(request, f"Something went wrong: {incident}")


def put_off(request: Request) -> Reply:
    """What the application says of what it has on record while the records are away."""
    return replace(_notice(request, "I will answer later."), put_off=True)


def _notice(request: Request, text: str) -> Reply:
    told = View("notice", text, (Paragraph(text),)) if request.form is Form.FIELDS else view(text)
    in_form = request.form is Form.FIELDS
    return Reply(NOTICE, (told,), request.audience, in_form=in_form)


@asynccontextmanager
async def on_slack(
    app: Application,
    *,
    socket: bool = False,
    paces: Paces = QUICK,
    slack: SlackDouble | None = None,
    gate: Gate | None = None,
    inbound: Inbound | None = None,
) -> AsyncIterator[tuple[SlackDouble, Slack]]:
    """The adapter on a double, over HTTP or Socket Mode; what it did wrong fails the test."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(slack or SlackDouble())
        access = Access(
            slack.bot_token,
            "" if socket else slack.signing_secret,
            slack.app_token if socket else "",
            slack.base_url,
        )
        adapter = await stack.enter_async_context(
            running(app, access, paces, WATCHFUL, gate=gate, inbound=inbound)
        )
        if socket:
            await slack.connected()
        else:
            slack.request_url = await stack.enter_async_context(_served(adapter))
        yield slack, adapter
    assert slack.violations == []
    assert slack.pings == []


@asynccontextmanager
async def _served(adapter: Slack) -> AsyncIterator[str]:
    application = web.Application()
    application.add_routes(adapter.routes())
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}{EVENTS_PATH}"
    finally:
        await runner.cleanup()


async def until(condition: Callable[[], bool], seconds: float = 5.0) -> None:
    """Wait for something that no message tells of; TimeoutError if it does not come."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event
            await asyncio.sleep(0.01)
