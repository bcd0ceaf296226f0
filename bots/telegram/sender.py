"""Telegram as a way to send what nobody waits for at a prompt: digests and notices."""

from collections.abc import Sequence
from dataclasses import replace

from telegram.error import BadRequest, TelegramError

from bots.rendered import Rendered
from bots.telegram.api import text_body
from bots.telegram.outgoing import BOOKED, CONTINUED, CONTINUED_DIGEST, Destination, Outgoing
from bots.telegram.packing import TelegramMessage
from bots.telegram.render import render
from bots.telegram.results import TOKEN_REFUSED, failure, is_missing
from core.domain.subscriptions import Address, Delivered, Found, Gone, SendResult
from core.parts import View


class TelegramSender:
    """Implements `core.ports.Sender`.

    A view of several messages of which the first went out, and the next did not, is continued there
    when it is sent again.
    """

    def __init__(self, outgoing: Outgoing) -> None:
        self._outgoing = outgoing
        self._rendered = Rendered(_letters)

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        """Render and send; failures are results. Delivered names the messages, with commas."""
        del posting  # Telegram has no key
        thread = int(address.thread) if address.thread else None
        to = Destination(int(address.conversation), thread)
        sent, way = begun.split(",") if begun else [], BOOKED
        for message, said in self._rendered.of(view)[len(sent) :]:
            try:
                sent.append(str(await self._outgoing.send(to, message, way, said)))
                way = CONTINUED_DIGEST
            except TelegramError as error:
                return replace(failure(error), begun=",".join(sent))
        return Delivered(",".join(sent))

    async def was_sent(self, address: Address, posting: str) -> Found | None:
        """Never known: Telegram has no key and no history to look it up by."""
        del address, posting
        return None

    async def accepted(self) -> bool | None:
        """Whether Telegram takes our token now; None where it can't be reached."""
        try:
            await self._outgoing.introduce()
        except TelegramError as error:
            return False if failure(error) == TOKEN_REFUSED else None
        return True

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:
        """Edit a message of ours, whatever its age; delete it where that is not possible."""
        chat, message_id = int(address.conversation), int(message)
        try:
            await self._outgoing.edit(chat, message_id, self._rendered.of(instead)[0][0], BOOKED)
        except BadRequest as error:
            if is_missing(error):
                return Delivered(message)
        except TelegramError as error:
            return failure(error)
        else:
            return Delivered(message)
        try:
            await self._outgoing.delete(chat, message_id, CONTINUED)
        except BadRequest as error:
            return Delivered(message) if is_missing(error) else Gone(type(error).__name__)
        except TelegramError as error:
            return failure(error)
        return Delivered(message)


def _letters(view: View) -> Sequence[tuple[TelegramMessage, bytes]]:
    return [(message, text_body(message)) for message in render(view)]
