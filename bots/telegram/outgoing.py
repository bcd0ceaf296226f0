"""Messages sent, edited and sent again where that repeats nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from telegram.error import BadRequest, TelegramError

from bots.telegram.api import Api, text_body
from bots.telegram.packing import TelegramMessage
from bots.telegram.results import HeldBackError, failure, is_unchanged, is_unparsed
from bots.telegram.transport import NotWrittenError
from core.domain.limits import Lane, Want
from core.domain.people import Platform
from core.domain.subscriptions import Retry
from core.ports_limits import Gate, Open

PATIENCE_SECONDS: Final = 20.0
"""How long an answer waits for the network; the person who asked has left by then."""
FLOOD_SECONDS: Final = 3.0
"""How long it waits for the rate limit: the updates of others wait with it."""
_FIRST_WAIT_SECONDS: Final = 0.05

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes: a chat, one of its topics, and the message that it replies to."""

    chat: int | str
    thread: int | None = None
    reply_to: int | None = None


@dataclass(frozen=True, slots=True)
class Pass:
    """How a message comes through the gate: in which lane, and how long it can wait, in seconds."""

    lane: Lane
    within: float


AT_ONCE: Final = Pass(Lane.ANSWER, FLOOD_SECONDS)
"""An answer, or the first message of one."""
CONTINUED: Final = Pass(Lane.ANSWER, PATIENCE_SECONDS)
"""A further message of an answer: a chat may have one a second, a group not even that."""
CONTINUED_DIGEST: Final = Pass(Lane.DIGEST, 10.0)
"""Of a delivery, which as a whole has to end before its lease does."""
BOOKED: Final = None
"""Its turn was booked, and is now."""


class Outgoing:
    """Writes to chats, through the gate. What Telegram can't parse is sent again as plain text."""

    def __init__(self, api: Api, gate: Gate | None = None) -> None:
        self._api = api
        self._gate = gate or Open()

    async def send(
        self,
        to: Destination,
        message: TelegramMessage,
        way: Pass | None = AT_ONCE,
        said: bytes | None = None,
    ) -> int:
        """Send one message; its id. `said` is its `text_body`, where many are sent the same.

        Raises:
            HeldBackError: its turn is too far away.
            TelegramError: it was not sent, or nobody knows.
        """
        place: dict[str, object] = {"chat_id": to.chat}
        if to.thread is not None:
            place["message_thread_id"] = to.thread
        if to.reply_to is not None:
            place["reply_parameters"] = {
                "message_id": to.reply_to,
                "allow_sending_without_reply": True,
            }
        return _message_id(await self._write("sendMessage", place, message, way, said))

    async def edit(
        self, chat: int, message_id: int, message: TelegramMessage, way: Pass | None = AT_ONCE
    ) -> None:
        """Make a message of ours say this; that it says so already is fine.

        Raises:
            HeldBackError: its turn is too far away; an edit counts as a message.
            TelegramError: it was not edited, or nobody knows.
        """
        place: dict[str, object] = {"chat_id": chat, "message_id": message_id}
        try:
            await self._write("editMessageText", place, message, way)
        except BadRequest as error:
            if not is_unchanged(error):
                raise

    async def delete(self, chat: int, message_id: int, way: Pass | None = AT_ONCE) -> None:
        """Delete a message of ours, which Telegram lets us do for 48 hours.

        Raises:
            HeldBackError: its turn is too far away.
            TelegramError: it was not deleted, or nobody knows.
        """
        await self._pass(chat, way)
        await self._api.call("deleteMessage", {"chat_id": chat, "message_id": message_id})

    async def introduce(self) -> None:
        """Ask who we are.

        Raises:
            TelegramError: our token is refused, or Telegram can't be reached.
        """
        await self._api.call("getMe", {})

    async def patiently(
        self, call: Callable[[], Awaitable[T]], seconds: float = PATIENCE_SECONDS
    ) -> T:
        """Repeat a call that certainly had no effect, as Telegram or the network asks, for a while.

        Raises:
            TelegramError: the last failure, or at once one that may have had its effect.
        """
        now = asyncio.get_running_loop().time
        start = now()
        end = start + seconds
        wait = _FIRST_WAIT_SECONDS
        while True:
            try:
                return await call()
            except TelegramError as error:
                result = failure(error)
                if not isinstance(result, Retry):
                    raise
                if result.wide:
                    await self._gate.pause(Platform.TELEGRAM, result.after)
                unwritten = isinstance(error, NotWrittenError)
                pause = wait if unwritten else result.after
                if now() + pause > (end if unwritten else min(end, start + FLOOD_SECONDS)):
                    raise
            await asyncio.sleep(pause)
            wait *= 2

    async def _pass(self, chat: object, way: Pass | None) -> None:
        if way is BOOKED:
            return
        wait = await self._gate.pass_through(
            Want(Platform.TELEGRAM, str(chat), way.lane, way.within)
        )
        if wait:
            raise HeldBackError(wait)

    async def _write(
        self,
        method: str,
        place: dict[str, object],
        message: TelegramMessage,
        way: Pass | None,
        said: bytes | None = None,
    ) -> object:
        """Call a method in its turn; as plain text, if it comes to that, in another."""
        chat = place["chat_id"]
        await self._pass(chat, way)
        try:
            return await self._api.call(method, place, said or text_body(message))
        except BadRequest as error:
            if not is_unparsed(error):
                raise
        await self._pass(chat, CONTINUED_DIGEST if way is BOOKED else CONTINUED)
        return await self._api.call(method, place, text_body(message, plain=True))


def _message_id(sent: object) -> int:
    match sent:
        case {"message_id": int(message_id)}:
            return message_id
        case _:
            raise TelegramError("The answer to a send holds no message")
