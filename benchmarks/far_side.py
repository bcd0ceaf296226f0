"""Telegram's and Slack's servers, as cheap as they can be, in a process of their own.

`/control/feed` lets updates wait for one bot and answers when all of them were answered, with the
seconds that it took and the last text. `/control/polled` answers at the bot's next getUpdates.
`/control/arrivals` answers when each message came that a bot sent without being fed.
"""

import asyncio
import json
import time
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import parse_qsl

from benchmarks.processes import until_parent_leaves
from benchmarks.raw_http import Connection, Headers, listen

BATCH: Final = 100
"""The most updates that getUpdates gives (core.telegram.org/bots/api, getUpdates)."""
_ME: Final = {"id": 1, "is_bot": True, "first_name": "Bot", "username": "benchmark_bot"}
_DATE: Final = 1_273_838_400

Values = Mapping[str, object]


@dataclass(slots=True)
class Mailbox:
    """What waits for one bot, and what became of it."""

    waiting: deque[Values] = field(default_factory=deque)
    newest: int = 0
    polling: Connection | None = None
    """Asked for updates when there were none."""
    asked: Connection | None = None
    """Wants to know when the bot polls."""
    feeding: Connection | None = None
    """Wants to know when all is answered."""
    messages: int = 0
    arrivals: list[float] = field(default_factory=list)
    missing: int = 0
    started: float = 0.0

    def feed(self, feeding: Connection, order: Values) -> None:
        count, chats = _number(order["count"]), _number(order["chats"])
        for number in range(count):
            self.newest += 1
            self.waiting.append(_update(self.newest, 1 + number % chats, str(order["text"])))
        self.feeding, self.missing, self.started = feeding, count, time.perf_counter()
        if self.polling is not None:
            polling, self.polling = self.polling, None
            self.give(polling)

    def poll(self, connection: Connection, offset: int, seconds: int) -> None:
        if self.asked is not None:
            self.asked.answer(b"{}")
            self.asked = None
        while self.waiting and _number(self.waiting[0]["update_id"]) < offset:
            self.waiting.popleft()
        if self.waiting or not seconds:
            self.give(connection)
        else:
            self.polling = connection
            asyncio.get_running_loop().call_later(seconds, self.give_up, connection)

    def give_up(self, connection: Connection) -> None:
        """Answer a poll to which nothing came in time."""
        if self.polling is connection:
            self.polling = None
            self.give(connection)

    def give(self, connection: Connection) -> None:
        _succeed(connection, [self.waiting[i] for i in range(min(BATCH, len(self.waiting)))])

    def sent(self, text: object) -> None:
        if self.feeding is None:
            self.arrivals.append(time.perf_counter())
        self.missing -= 1
        if self.missing == 0 and self.feeding is not None:
            seconds = time.perf_counter() - self.started
            self.feeding.answer(json.dumps({"seconds": seconds, "text": text}).encode())
            self.feeding = None


class FarSide:
    """Every method that the bots under test call."""

    def __init__(self) -> None:
        self._mailboxes: defaultdict[str, Mailbox] = defaultdict(Mailbox)
        self._last = b"{}"
        """What was sent last, to any of them."""
        self._slack: Mapping[str, Values] = {
            "chat.postMessage": {"ok": True, "channel": "C1", "ts": "1273838400.000100"},
            "auth.test": {"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "B1"},
            "users.info": {
                "ok": True,
                "user": {"id": "U1", "team_id": "T1", "tz": "Europe/Stockholm", "locale": "en-GB"},
            },
        }

    def serve(self, connection: Connection, path: bytes, headers: Headers, body: bytes) -> None:
        where = path.decode().partition("?")[0].strip("/").split("/")
        match where:
            case ["control", "feed"]:
                order = json.loads(body)
                self._mailboxes[order["token"]].feed(connection, order)
            case ["control", "arrivals"]:
                times = self._mailboxes[json.loads(body)["token"]].arrivals
                connection.answer(json.dumps({"times": times}).encode())
            case ["control", "polled"]:
                self._mailboxes[json.loads(body)["token"]].asked = connection
            case ["control", "last"]:
                connection.answer(self._last)
            case ["api", method]:
                self._last = body
                connection.answer(json.dumps(self._slack.get(method, {"ok": True})).encode())
            case [bot, method] if bot.startswith("bot"):
                self._last = body
                values = _values(headers, body)
                self._bot_api(connection, self._mailboxes[bot.removeprefix("bot")], method, values)
            case _:
                connection.answer(b"ok")

    def _bot_api(
        self, connection: Connection, mailbox: Mailbox, method: str, values: Values
    ) -> None:
        match method:
            case "getUpdates":
                seconds = _number(values.get("timeout", 0))
                mailbox.poll(connection, _number(values.get("offset", 0)), seconds)
            case "sendMessage":
                chat = {"id": _number(values["chat_id"]), "type": "private"}
                text = values["text"]
                mailbox.messages += 1
                number = mailbox.messages
                sent = {"message_id": number, "date": _DATE, "chat": chat, "text": text}
                _succeed(connection, sent)
                mailbox.sent(text)
            case "getMe":
                _succeed(connection, _ME)
            case _:
                _succeed(connection, True)  # noqa: FBT003  the result is this very value


def _values(headers: Headers, body: bytes) -> Values:
    """The parameters, in either of the forms in which the library sends them."""
    if any(name == b"content-type" and b"json" in value for name, value in headers):
        values: Values = json.loads(body)
        return values
    return dict(parse_qsl(body.decode()))


def _number(value: object) -> int:
    return int(str(value))


def _update(number: int, person: int, text: str) -> Values:
    user = {"id": person, "is_bot": False, "first_name": "Reader", "language_code": "en"}
    command = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
    message = {
        "message_id": number,
        "date": _DATE,
        "chat": {"id": person, "type": "private", "first_name": "Reader"},
        "from": user,
        "text": text,
        "entities": [command],
    }
    return {"update_id": number, "message": message}


def _succeed(connection: Connection, result: object) -> None:
    connection.answer(json.dumps({"ok": True, "result": result}).encode())


async def _main() -> None:
    server, port = await listen(FarSide().serve)
    async with server:
        await until_parent_leaves(f"http://127.0.0.1:{port}")


if __name__ == "__main__":
    asyncio.run(_main())
