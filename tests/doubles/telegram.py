"""A double of Telegram's Bot API, on real HTTP over loopback.

It is at least as strict as the real server: whatever only a mistake in the bot can cause is
answered with an error and kept in `violations`.
"""

import asyncio
import itertools
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Final, Self, TypeVar

from aiohttp import web

from tests.doubles.telegram_api import METHODS
from tests.doubles.telegram_checks import ApiError, bad_request, read_params
from tests.doubles.telegram_faults import Fault, FaultKind, Faults
from tests.doubles.telegram_html import Json, utf16_length
from tests.doubles.telegram_methods import member_json
from tests.doubles.telegram_records import (
    Call,
    CallbackAnswer,
    Chat,
    Incoming,
    MemberStatus,
    Sent,
    User,
    WebhookAttempt,
)
from tests.doubles.telegram_state import BOT, State
from tests.doubles.telegram_updates import UpdateQueue

__all__ = ["BOT", "Chat", "Incoming", "Sent", "TelegramDouble", "User"]

T = TypeVar("T")

TOKEN: Final = "4242:double-token"

_NOTABLE: Final = re.compile(
    r"(?<!\S)(?P<bot_command>/[A-Za-z0-9_]+(?:@\w+)?)|(?P<mention>@\w{4,})"
)
_ANONYMOUS_ADMIN: Final = User(1087968824, "Group", username="GroupAnonymousBot", is_bot=True)
_CHANNEL_BOT: Final = User(136817688, "Channel", username="Channel_Bot", is_bot=True)


class TelegramDouble:
    """Use as `async with TelegramDouble() as telegram`.

    `base_url` goes to `telegram.Bot(token, base_url=...)`. `sent`, `edits` and the other lists
    hold what the bot did, oldest first. Seconds between resends to a webhook double from
    `first_backoff` to `last_backoff`.
    """

    def __init__(
        self,
        *,
        token: str = TOKEN,
        first_backoff: float = 0.02,
        last_backoff: float = 0.2,
    ) -> None:
        self.token = token
        self.base_url = ""
        self.updates = UpdateQueue(first_backoff=first_backoff, last_backoff=last_backoff)
        self.state = State(self.updates)
        self._faults = Faults()
        self._query_ids = itertools.count(900000)
        self._changed = asyncio.Condition()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application()
        app.router.add_route("*", "/bot{token}/{method}", self._answer)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.base_url = f"http://{host}:{port}/bot"
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.updates.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def sent(self) -> list[Sent]:
        return self.state.sent

    @property
    def edits(self) -> list[Sent]:
        return self.state.edits

    @property
    def deleted(self) -> list[tuple[int, int]]:
        """Chat id and message id of each deletion."""
        return self.state.deleted

    @property
    def callback_answers(self) -> list[CallbackAnswer]:
        return self.state.callback_answers

    @property
    def calls(self) -> list[Call]:
        """Every request that arrived with a known method and parameters."""
        return self.state.calls

    @property
    def violations(self) -> list[str]:
        return self.state.violations

    @property
    def webhook_attempts(self) -> list[WebhookAttempt]:
        return self.updates.attempts

    # What a test does as the people in the chats.

    def add_chat(self, chat: Chat, *threads: int) -> None:
        """Let the bot be in a chat in which nobody spoke yet; with the topics of a forum."""
        self.state.chats[chat.id] = chat
        self.state.threads.update((chat.id, thread) for thread in threads)

    def block(self, user: User) -> None:
        """The person blocks the bot: every later send is answered with 403."""
        self.state.blocked.add(user.id)

    def current(self, message: Sent) -> Sent:
        """The message as it stands after edits."""
        return self.state.own[message.chat_id, message.message_id]

    async def send_text(
        self,
        user: User,
        text: str,
        chat: Chat | None = None,
        *,
        thread: int | None = None,
        reply_to: Incoming | Sent | None = None,
    ) -> Incoming:
        """A person writes, in private unless a chat is given."""
        place = chat or user.private_chat()
        self.state.meet(user, place)
        content = _content(text)
        if thread is not None:
            self.state.threads.add((place.id, thread))
            content |= {"message_thread_id": thread, "is_topic_message": True}
        if reply_to is not None:
            replied = self.state.messages[reply_to.chat_id, reply_to.message_id]
            content["reply_to_message"] = replied
        message = self.state.write(place, {"from": user.to_json()}, content)
        return await self.state.deliver_message("message", message)

    async def send_as_chat(self, sender_chat: Chat, text: str, chat: Chat) -> Incoming:
        """A message without a person: an anonymous admin, a linked channel, or a channel post."""
        self.add_chat(chat)
        author: Json = {"sender_chat": sender_chat.to_json()}
        if chat.chat_type == "channel":
            message = self.state.write(chat, author, _content(text))
            return await self.state.deliver_message("channel_post", message)
        stand_in = _ANONYMOUS_ADMIN if sender_chat == chat else _CHANNEL_BOT
        author["from"] = stand_in.to_json()
        return await self.state.deliver_message(
            "message", self.state.write(chat, author, _content(text))
        )

    async def press(self, message: Sent, button_text_or_data: str, *, user: User) -> Incoming:
        """A person presses a button that the message has now; its `query_id` can be answered."""
        button = self.current(message).button(button_text_or_data)
        if button.data is None:
            raise AssertionError(f"the button {button.text!r} calls nothing back")
        self.state.users[user.id] = user
        query_id = str(next(self._query_ids))
        self.state.open_queries.add(query_id)
        query = {
            "id": query_id,
            "from": user.to_json(),
            "message": self.state.messages[message.chat_id, message.message_id],
            "chat_instance": str(message.chat_id),
            "data": button.data,
        }
        update_id = await self.updates.add("callback_query", query)
        return Incoming(update_id, message.chat_id, message.message_id, query_id)

    async def change_bot_membership(
        self, user: User, chat: Chat, status: MemberStatus
    ) -> int | None:
        """A person adds, promotes, removes or (in private, "kicked") blocks the bot."""
        self.state.users[user.id] = user
        before = self.state.members.get((chat.id, BOT.id), "left")
        self.state.members[chat.id, BOT.id] = status
        self.state.chats[chat.id] = chat
        change = {
            "chat": chat.to_json(),
            "from": user.to_json(),
            "date": 0,
            "old_chat_member": member_json(BOT, before),
            "new_chat_member": member_json(BOT, status),
        }
        return await self.updates.add("my_chat_member", change)

    def fail_next(
        self,
        method: str,
        kind: FaultKind,
        times: int = 1,
        *,
        after: int = 0,
        retry_after: int = 1,
        seconds: float = 1.0,
        migrate_to_chat_id: int = -1009876543210,
    ) -> None:
        """Order what happens to the next requests for a method, after some that pass."""
        fault = Fault(kind, retry_after, seconds, migrate_to_chat_id)
        self._faults.order(method, fault, times, after)

    # What a test waits for.

    async def wait_for_reply(
        self,
        chat_id: int,
        *,
        after: Incoming | Sent | None = None,
        timeout: float = 5.0,  # noqa: ASYNC109 - a test's patience
    ) -> Sent:
        """The bot's first message in the chat, or the first after the one given."""
        last = 0 if after is None else after.message_id

        def find() -> Sent | None:
            replies = (s for s in self.sent if s.chat_id == chat_id and s.message_id > last)
            return next(replies, None)

        return await self._wait(find, f"no reply in chat {chat_id}", timeout)

    async def wait_for_edit(
        self,
        message: Sent,
        *,
        after: int = 0,
        timeout: float = 5.0,  # noqa: ASYNC109 - a test's patience
    ) -> Sent:
        """The message after its next edit; `after` edits of it are passed over."""
        key = (message.chat_id, message.message_id)

        def find() -> Sent | None:
            edits = [e for e in self.edits if (e.chat_id, e.message_id) == key]
            return edits[after] if len(edits) > after else None

        return await self._wait(find, f"message {key} was not edited", timeout)

    async def wait_for_answer(
        self,
        press: Incoming,
        *,
        timeout: float = 5.0,  # noqa: ASYNC109 - a test's patience
    ) -> CallbackAnswer:
        """The bot's answer to a press."""

        def find() -> CallbackAnswer | None:
            answers = (a for a in self.callback_answers if a.query_id == press.query_id)
            return next(answers, None)

        return await self._wait(find, "the press was not answered", timeout)

    async def _wait(self, find: Callable[[], T | None], complaint: str, seconds: float) -> T:
        async with self._changed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait_for(lambda: find() is not None), seconds)
        found = find()
        if found is None:
            raise AssertionError(f"{complaint}; sent: {self.sent}; refused: {self.violations}")
        return found

    # The server's side.

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        try:
            name = self._method(request)
            raw = await _raw_params(request)
            fault = self._faults.take(name) or Fault("delay", seconds=0)
            if fault.kind == "reset_before":
                return _reset(request)
            if fault.kind == "delay":
                await asyncio.sleep(fault.seconds)
            result = await self._call(name, raw, fault.error())
        except ApiError as error:
            return self._refuse(request, error)
        if fault.kind == "reset_after":
            return _reset(request)
        return web.json_response({"ok": True, "result": result})

    def _method(self, request: web.Request) -> str:
        if request.match_info["token"] != self.token:
            raise ApiError(401, "Unauthorized")
        name = request.match_info["method"]
        if name not in METHODS:
            raise ApiError(404, "Not Found: method not found", defect=True)
        return name

    async def _call(self, name: str, raw: Mapping[str, object], ordered: ApiError | None) -> object:
        method = METHODS[name]
        params = read_params(raw, method.required, method.optional)
        self.calls.append(Call(name, params))
        if ordered is not None:
            raise ordered
        result = await method.handle(self.state, params)
        async with self._changed:
            self._changed.notify_all()
        return result

    def _refuse(self, request: web.Request, error: ApiError) -> web.Response:
        if error.defect:
            self.violations.append(f"{request.match_info['method']}: {error.description}")
        answer: Json = {
            "ok": False,
            "error_code": error.code,
            "description": error.description,
        }
        if error.parameters:
            answer["parameters"] = dict(error.parameters)
        return web.json_response(answer, status=error.code)


def _reset(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _raw_params(request: web.Request) -> Mapping[str, object]:
    raw: dict[str, object] = dict(request.query)
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.read() or b"{}")
        except ValueError:
            raise bad_request("can't parse request JSON object") from None
        if not isinstance(body, dict):
            raise bad_request("request must be a JSON object")
        return raw | body
    for name, value in (await request.post()).items():
        if not isinstance(value, str):
            raise bad_request(f"parameter {name} takes no file")
        raw[name] = value
    return raw


def _content(text: str) -> Json:
    entities = [
        {
            "type": found.lastgroup,
            "offset": utf16_length(text[: found.start()]),
            "length": utf16_length(found[0]),
        }
        for found in _NOTABLE.finditer(text)
    ]
    return {"text": text, "entities": entities} if entities else {"text": text}
