"""How far an answer of several messages has come, so that it is continued and not begun again."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from bots.telegram.packing import TelegramMessage
from core.request import ShownMessage

_MARK_LENGTH: Final = 12
"""Of hexadecimal digits: enough to tell the messages of one answer apart."""

Keep = Callable[[Sequence[str]], Awaitable[None]]


@dataclass(slots=True)
class Course:
    """What was sent of an answer, in order."""

    said: list[str] = field(default_factory=list)
    """The marks of its messages that were sent, also before and by others."""
    shown: list[ShownMessage] = field(default_factory=list)
    """Those that were sent just now, as far as others can read them again."""
    owed: bool = False
    """It tells of a change: rather twice than never."""
    undone: bool = False
    """It says that nothing was done: what was asked for is on no record."""
    keep: Keep | None = None
    """Puts the marks on record, between two messages."""

    def rest(self, messages: Sequence[TelegramMessage]) -> list[TelegramMessage]:
        """What is still to be sent.

        A look-up is made anew when it is continued: from where it differs it is said again.
        """
        same = 0
        for said, message in zip(self.said, messages, strict=False):
            if said != mark(message):
                break
            same += 1
        del self.said[same:]
        return list(messages[same:])

    async def passed(self, message: TelegramMessage, shown: ShownMessage, *, more: bool) -> None:
        """A message was sent; is there more to come?"""
        self.said.append(mark(message))
        self.shown.append(shown)
        if more and self.keep is not None:
            await self.keep(tuple(self.said))


def mark(message: TelegramMessage) -> str:
    """What tells a message from the others of its answer; nothing of it can be read from this."""
    whole = f"{message.html}\n{message.keyboard}"
    return sha256(whole.encode(errors="surrogatepass")).hexdigest()[:_MARK_LENGTH]
