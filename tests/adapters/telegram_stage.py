"""The whole Telegram adapter before the double, with a core that says what a test wants."""

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace

from aiohttp import web

from bots.telegram.app import TelegramBot
from bots.telegram.door import Door
from core.domain.people import Platform
from core.domain.whereabouts import Whereabouts
from core.inbound import Inbound
from core.parts import Action, Item, Items, Paragraph, View
from core.ports import StoreAwayError
from core.ports_limits import Gate
from core.request import NOTICE, Audience, Progress, Reply, Request, Sent
from tests.doubles.telegram import Chat, TelegramDouble, User

ADA = User(7, "Ada", username="ada", language_code="sv")
BEN = User(8, "Ben")
GROUP = Chat(-1001234567890, "supergroup", "Section Sweden")
SECRET = "s3cret_of-the-webhook"
MENU = (("cases", "Look for cases"), ("help", "What I can do"))


def said(text: str, *, audience: Audience = Audience.CONVERSATION, stored: bool = False) -> Reply:
    view = View("said", text, (), (Action("Again", "cases", "1:again"),))
    return Reply("Said", (view,), audience, stored=stored)


def page(number: int) -> Reply:
    item = Item(f"Case {number}", (), Action(f"Open {number}", "case", str(number)))
    turn = Action("Next", "cases", f"{number + 1}:Malaysia")
    view = View("cases", f"Page {number}", (Items((item,)),), (turn,))
    return Reply("Cases", (view,), Audience.CONVERSATION, replaces=number > 1)


LONG = View("long", "Long", (Paragraph("word and word " * 1400),))

REPLIES: Mapping[str, Reply] = {
    "cases Malaysia": page(1),
    "cases:2:Malaysia": page(2),
    "cases:3:Malaysia": page(2),  # the last one again
    "digest": said("Your own digest", audience=Audience.ASKER),
    "commit MYS-0012": said("Section Sweden, 7 of 10", stored=True),
    "cases:1:again": Reply("Cases", (LONG,), Audience.CONVERSATION, replaces=True),
    "long": Reply("Long", (LONG,), Audience.CONVERSATION),
    "away": Reply(NOTICE, (View("away", "Please try again"),), Audience.CONVERSATION),
    "act MYS-0012": Reply("Act", (LONG,), Audience.CONVERSATION, stored=True),
}


@dataclass
class StubDoor:
    """Answers from a table, else repeats what was said; keeps replies as the core does."""

    requests: list[Request] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    shown: list[Sent] = field(default_factory=list)
    postponed: list[Request] = field(default_factory=list)
    marks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    held: list[str] = field(default_factory=list)
    done: dict[str, Reply] = field(default_factory=dict)
    noted: list[Whereabouts] = field(default_factory=list)
    working: int = 0
    most_working: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    broken: bool = False
    elsewhere: bool = False
    """Another process is answering whatever comes again."""
    forgetful: bool = False
    """That an answer was sent can't be kept, as if the process died first."""
    replies: dict[str, Reply] = field(default_factory=lambda: dict(REPLIES))

    def handle(self, request: Request, *, recorded: bool = False) -> Reply:
        assert recorded is (request in self.postponed)
        with self.lock:
            self.requests.append(request)
            self.working += 1
            self.most_working = max(self.most_working, self.working)
        try:
            return self._reply(request)
        finally:
            with self.lock:
                self.working -= 1

    def answered(self, request: Request) -> None:
        if self.forgetful:
            raise StoreAwayError
        self.sent.append(request.key)

    def progress(self, request: Request) -> Progress:
        said = self.marks.get(request.key, ())
        return Progress(request.key in self.sent, said, held=self.elsewhere)

    def leave(self, request: Request) -> None:
        self.postponed.append(request)

    def said(self, request: Request, marks: Sequence[str]) -> None:
        self.marks[request.key] = tuple(marks)

    def postpone(self, request: Request, marks: Sequence[str] = ()) -> None:
        self.marks[request.key] = tuple(marks)
        self.postponed.append(request)

    def hold(self, keys: Sequence[str]) -> None:
        self.held += keys

    def unanswered(self, platform: Platform) -> Sequence[Request]:
        assert platform is Platform.TELEGRAM
        return [request for request in self.postponed if request.key not in self.sent]

    def posted(self, sent: Sequence[Sent]) -> None:
        self.shown += sent

    def note(self, told: Whereabouts) -> None:
        self.noted.append(told)

    def failed(self, request: Request, incident: str) -> Reply:
        return said(f"My fault: {incident}, {request.form}")

    def _reply(self, request: Request) -> Reply:
        if self.broken:
            raise RuntimeError(f"secret {request.text}")
        if request.text.startswith("slow"):
            time.sleep(0.05)
        reply = self.replies.get(request.text) or said(f"You said: {request.text}")
        if not reply.stored:
            return reply
        repeat = request.key in self.done
        return replace(self.done.setdefault(request.key, reply), repeat=repeat)

    @property
    def texts(self) -> list[str]:
        return [request.text for request in self.requests]


@asynccontextmanager
async def polling(
    telegram: TelegramDouble,
    door: Door,
    gate: Gate | None = None,
    inbound: Inbound | None = None,
) -> AsyncIterator[TelegramBot]:
    """The adapter polling the double."""
    async with TelegramBot(
        door,
        telegram.token,
        api_url=api_url(telegram),
        commands=MENU,
        poll_seconds=5,
        late_seconds=0.05,
        gate=gate,
        inbound=inbound,
    ) as bot:
        await bot.ready()
        yield bot


@asynccontextmanager
async def listening(telegram: TelegramDouble, door: Door) -> AsyncIterator[str]:
    """The adapter behind a webhook; the URL that the double posts to."""
    place = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{place.getsockname()[1]}"
    bot = TelegramBot(
        door,
        telegram.token,
        api_url=api_url(telegram),
        public_url=url,
        webhook_secret=SECRET,
        commands=MENU,
    )
    server = web.Application()
    bot.add_routes(server)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, place).start()
    try:
        async with bot:
            await bot.ready()
            yield f"{url}/telegram"
    finally:
        await telegram.updates.set_webhook(None, drop_pending=False)
        await runner.cleanup()


async def polled(telegram: TelegramDouble) -> None:
    """Wait until the adapter waits for updates."""
    while not any(c.method == "getUpdates" for c in telegram.calls):  # noqa: ASYNC110  no event for it
        await asyncio.sleep(0.005)


def api_url(telegram: TelegramDouble) -> str:
    return telegram.base_url.removesuffix("/bot")
