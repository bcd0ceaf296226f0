"""Messages sent, edited and sent again where that repeats nothing."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from telegram.error import BadRequest, TelegramError

from bots.telegram.api import Api, text_parameters
from bots.telegram.packing import TelegramMessage
from bots.telegram.results import failure, is_unchanged, is_unparsed
from bots.telegram.transport import NotWrittenError
from core.domain.subscriptions import Retry

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


class Outgoing:
    """Writes to chats. What Telegram can't parse is sent once more as plain text."""

    def __init__(self, api: Api) -> None:
        self._api = api

    async def send(self, to: Destination, message: TelegramMessage) -> int:
        """Send one message; its id.

        Raises:
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
        return _message_id(await self._write("sendMessage", place, message))

    async def edit(self, chat: int, message_id: int, message: TelegramMessage) -> None:
        """Make a message of ours say this; that it says so already is fine.

        Raises:
            TelegramError: it was not edited, or nobody knows.
        """
        place: dict[str, object] = {"chat_id": chat, "message_id": message_id}
        try:
            await self._write("editMessageText", place, message)
        except BadRequest as error:
            if not is_unchanged(error):
                raise

    async def delete(self, chat: int, message_id: int) -> None:
        """Delete a message of ours, which Telegram lets us do for 48 hours.

        Raises:
            TelegramError: it was not deleted, or nobody knows.
        """
        await self._api.call("deleteMessage", {"chat_id": chat, "message_id": message_id})

    async def _write(
        self, method: str, place: dict[str, object], message: TelegramMessage
    ) -> object:
        try:
            return await self._api.call(method, place | text_parameters(message))
        except BadRequest as error:
            if not is_unparsed(error):
                raise
        return await self._api.call(method, place | text_parameters(message, plain=True))


async def patiently(call: Callable[[], Awaitable[T]], seconds: float = PATIENCE_SECONDS) -> T:
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
            unwritten = isinstance(error, NotWrittenError)
            pause = wait if unwritten else result.after
            if now() + pause > (end if unwritten else min(end, start + FLOOD_SECONDS)):
                raise
        await asyncio.sleep(pause)
        wait *= 2


def _message_id(sent: object) -> int:
    match sent:
        case {"message_id": int(message_id)}:
            return message_id
        case _:
            raise TelegramError("The answer to a send holds no message")
