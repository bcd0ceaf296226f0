"""Both platforms' doubles behind one address, in a thread that nothing here stops.

Each process of ours reaches them under a path of its own, `/p/NAME/…`, by which its requests are
told apart. Every request with a message meets its fault and is written into the journal.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from threading import Event, Thread
from types import TracebackType
from typing import Final, Self
from weakref import WeakKeyDictionary

from aiohttp import web

from tests.crash.faults import Schedule
from tests.crash.journal import HUNG_UP_WITHIN, KEEPING, Fault, Sending
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_records import SlackChannel, SlackUser
from tests.doubles.slack_web import WebApi, _arguments, _token
from tests.doubles.telegram import Chat, TelegramDouble, User, _raw_params
from tests.doubles.telegram_checks import ApiError

TELEGRAM: Final = "telegram"
SLACK: Final = "slack"
_START_WITHIN: Final = 30.0
_SENDS: Final = {TELEGRAM: "sendMessage", SLACK: "chat.postMessage"}
_LOOKS: Final = frozenset({"conversations.history", "conversations.replies", "conversations.open"})


@dataclass(frozen=True, slots=True)
class Patience:
    """The timeouts of ours, in seconds: what is silent or late outlasts them by a little."""

    telegram: float = 5.0
    slack: float = 10.0

    def over(self, platform: str) -> float:
        """After so long nobody waits for an answer any more."""
        return (self.telegram if platform == TELEGRAM else self.slack) * 1.2 + 0.2


def place_of(platform: str, conversation: object) -> str:
    """A conversation, as the journal names it."""
    return f"{platform} {conversation}"


def telegram_digest(text: str) -> str:
    """What tells a Telegram message from others."""
    return sha256(text.encode()).hexdigest()[:16]


def slack_digest(text: str, blocks: Sequence[object]) -> str:
    """What tells a Slack message from others: all of it."""
    return sha256(json.dumps([text, blocks]).encode()).hexdigest()[:16]


class FarSide:
    """Use as `with FarSide(schedule, patience) as far_side`."""

    def __init__(self, schedule: Schedule, patience: Patience) -> None:
        self.sendings: list[Sending] = []
        self._last: WeakKeyDictionary[asyncio.Transport, int] = WeakKeyDictionary()
        """The number of the last message on each connection."""
        self.arrived = 0
        """Messages that somebody tried to send."""
        self.serving: set[str] = set()
        """Processes that have tried to send one."""
        self.schedule = schedule
        self._patience = patience
        self.telegram = TelegramDouble()
        self.slack = SlackDouble()
        self._closed_books: set[str] = set()
        self.port = 0
        self._ready = Event()
        self._thread = Thread(target=lambda: asyncio.run(self._serve()), name="far side")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._owners: WeakKeyDictionary[asyncio.Transport, str] = WeakKeyDictionary()
        """Which process each connection is of, as far as that is known."""
        self._unnamed: list[tuple[int, asyncio.Transport]] = []
        """The messages that came first on their connection, under nobody's path."""
        self._stop = asyncio.Event()

    def __enter__(self) -> Self:
        self._thread.start()
        if not self._ready.wait(_START_WITHIN):
            raise TimeoutError
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._loop is not None
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def settings(self, process: str) -> dict[str, str]:
        """What makes a process of ours come here, under its own name."""
        root = f"http://127.0.0.1:{self.port}/p/{process}"
        return {
            "telegram_token": self.telegram.token,
            "telegram_api_url": root,
            "slack_bot_token": self.slack.bot_token,
            "slack_signing_secret": self.slack.signing_secret,
            "slack_api_url": f"{root}/api/",
        }

    def meet(self, platform: str, number: int) -> str:
        """Let somebody be there whom the bot can write to; their private conversation's id."""
        if platform == TELEGRAM:
            user = User(number)
            self.telegram.state.meet(user, user.private_chat())
            return str(number)
        user_id = f"U{number:08}"
        self.slack.add(SlackUser(user_id))
        return user_id

    def open_channel(self, number: int, *, readable: bool) -> str:
        """A Slack channel, whose history the app may read or not."""
        channel = f"C{number:08}"
        self.slack.add(SlackChannel(channel))
        if not readable:
            self._closed_books.add(channel)
        return channel

    def open_group(self, number: int) -> str:
        """A Telegram group with the bot in it."""
        chat = Chat(-1_000_000_000 - number, "supergroup", "Group")
        self.telegram.add_chat(chat)
        return str(chat.id)

    @property
    def violations(self) -> Sequence[object]:
        """What no well-behaved bot would have sent."""
        return [*self.telegram.violations, *self.slack.violations]

    def heard(self) -> Sequence[Sending]:
        """Every message, by whom its connection turned out to be."""
        heard = list(self.sendings)
        for number, transport in self._unnamed:
            heard[number] = replace(heard[number], process=self._owners.get(transport, ""))
        return heard

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        world, faults = self.slack.world, self.slack._faults
        self._api = WebApi(world, faults, self._stop, self.slack._new_socket_url)
        app = web.Application(client_max_size=4 * 1024**2)
        self.add_routes(app)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        self.port = runner.addresses[0][1]
        self.slack._origin = f"http://127.0.0.1:{self.port}"
        self._ready.set()
        await self._stop.wait()
        await self.close()
        await runner.cleanup()

    def add_routes(self, app: web.Application) -> None:
        """What there is to be called."""
        app.router.add_route("*", "/p/{process}/bot{token}/{method}", self._on_telegram)
        app.router.add_route("*", "/p/{process}/api/{method}", self._on_slack)

    async def close(self) -> None:
        """What is to be ended before the server."""

    def tag_of_telegram(self, text: str) -> str:
        """By what a message is known in the journal."""
        return telegram_digest(text)

    def tag_of_slack(self, text: str, blocks: Sequence[object]) -> str:
        """By what a message is known in the journal."""
        return slack_digest(text, blocks)

    def on_kept(self, sending: Sending) -> None:
        """Somebody can read a message now."""

    async def _on_telegram(self, request: web.Request) -> web.StreamResponse:
        double = self.telegram
        try:
            name, raw = double._method(request), await _raw_params(request)
        except ApiError as error:
            return double._refuse(request, error)

        async def act() -> web.Response:
            try:
                result = await double._call(name, raw, None)
            except ApiError as error:
                return double._refuse(request, error)
            if name == _SENDS[TELEGRAM]:  # else a long run would keep all that was ever said
                for kept in (double.state.calls, double.state.sent):
                    kept.clear()
                double.state.messages.clear()
                double.state.own.clear()
            return web.json_response({"ok": True, "result": result})

        if name != _SENDS[TELEGRAM]:
            return await act()
        place = place_of(TELEGRAM, raw["chat_id"])
        tag = self.tag_of_telegram(str(raw["text"]))
        seen = self.seen(request, place, tag)
        return await self._through(request, TELEGRAM, seen, act)

    async def _on_slack(self, request: web.Request) -> web.StreamResponse:
        name, args = request.match_info["method"], await _arguments(request)
        token = _token(request, args)

        async def act() -> web.Response:
            response = self._api._answer(name, args, token)
            if name == _SENDS[SLACK] and _took(response):  # as above; for the history ids suffice
                self._thin_out(json.loads(response.text or "")["channel"])
            return response

        if name in _LOOKS:
            return await self._look(request, args, act)
        if name != _SENDS[SLACK]:
            return await act()
        tag = self.tag_of_slack(args.get("text", ""), args.get("blocks", []))
        posting = args.get("metadata", {}).get("event_payload", {}).get("id", "")
        place = place_of(SLACK, args.get("channel"))
        seen = replace(self.seen(request, place, tag), posting=str(posting))
        return await self._through(request, SLACK, seen, act)

    def seen(self, request: web.Request, place: str, tag: str) -> Sending:
        """A request with a message, before anything happened to it."""
        return Sending(self._process(request), place, tag, time.time())

    def _process(self, request: web.Request) -> str:
        """Who calls: their path says it, or what came before on their connection."""
        name, transport = request.match_info.get("process", ""), request.transport
        if transport is None:
            return name
        if name:
            self._owners[transport] = name
        return self._owners.get(transport, "")

    async def _look(
        self,
        request: web.Request,
        args: Mapping[str, object],
        act: Callable[[], Awaitable[web.Response]],
    ) -> web.StreamResponse:
        """A look into the history: refused where the books are closed, and hindered elsewhere."""
        if args.get("channel") in self._closed_books:
            return web.json_response({"ok": False, "error": "missing_scope"})
        match self.schedule.next("slack history"):
            case "429":
                return _flooded(SLACK)
            case "500":
                return web.Response(status=500)
            case "reset before" | "reset after":
                return _reset(request)
            case _:
                return await act()

    async def _through(
        self,
        request: web.Request,
        platform: str,
        seen: Sending,
        act: Callable[[], Awaitable[web.Response]],
    ) -> web.StreamResponse:
        """Let a message meet its fault, and write down what became of it."""
        self.arrived += 1
        self.serving.add(seen.process)
        fault = self.schedule.next(platform)
        if fault == "late":
            await asyncio.sleep(self._patience.over(platform))
        response, kept_at = None, None
        if fault in KEEPING:
            response = await act()
            kept_at = time.time() if _took(response) else None
            if kept_at is not None:
                self.on_kept(replace(seen, kept_at=kept_at))
        if fault == "silent":
            self._note(replace(seen, fault=fault, kept_at=kept_at))
            await asyncio.sleep(self._patience.over(platform))
            return _reset(request)
        answer = response if response is not None and not fault else _spoilt(request, fault)
        answered_at = None if fault.startswith("reset") else time.time()
        number = self._note(replace(seen, fault=fault, kept_at=kept_at, answered_at=answered_at))
        if not seen.process and request.transport is not None:
            self._unnamed.append((number, request.transport))
        if not fault and request.transport is not None:
            self._heed(request.transport, number)
        elif not fault:
            self._hung_up(number)
        return answer

    def _thin_out(self, channel: str) -> None:
        said = self.slack.world.messages[channel]
        said[-1] = replace(said[-1], text="…", blocks=())
        self.slack.world.calls.clear()

    def _note(self, sending: Sending) -> int:
        self.sendings.append(sending)
        return len(self.sendings) - 1

    def _heed(self, transport: asyncio.Transport, number: int) -> None:
        """Look a moment later whether the sender still wants to hear from us."""
        self._last[transport] = number

        def look() -> None:
            if self._last.get(transport) == number and transport.is_closing():
                self._hung_up(number)

        asyncio.get_running_loop().call_later(HUNG_UP_WITHIN, look)

    def _hung_up(self, number: int) -> None:
        self.sendings[number] = replace(self.sendings[number], fault="hung up")


def _spoilt(request: web.Request, fault: Fault) -> web.Response:
    """The answer, or none, that a fault makes of it."""
    match fault:
        case "429":
            return _flooded(TELEGRAM if "/bot" in request.path else SLACK)
        case "500" | "500 kept":
            return web.Response(status=500, text="<html>Server Error</html>")
        case _:
            return _reset(request)


def _flooded(platform: str) -> web.Response:
    if platform == SLACK:
        body: dict[str, object] = {"ok": False, "error": "ratelimited"}
        return web.json_response(body, status=429, headers={"Retry-After": "1"})
    body = {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    return web.json_response(body, status=429)


def _took(response: web.Response) -> bool:
    """Whether the double took the message; Slack says no with 200."""
    text = response.text or ""
    is_ok = '"ok": true' in text or text == "ok"
    return response.status == web.HTTPOk.status_code and is_ok


def _reset(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
