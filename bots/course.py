"""How far an answer of several messages has come, so that it is continued and not begun again."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Protocol, TypeVar

from core.request import ShownMessage

_MARK_LENGTH: Final = 12
"""Of hexadecimal digits: enough to tell the messages of one answer apart."""

Keep = Callable[[Sequence[str]], Awaitable[None]]


class Message(Protocol):
    """A platform's message."""

    @property
    def whole(self) -> str:
        """All that its reader sees."""
        ...


AnyMessage = TypeVar("AnyMessage", bound=Message)


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
    count: int = 0
    """How many messages it is in all, as far as that is known."""

    def rest(self, messages: Sequence[AnyMessage]) -> list[AnyMessage]:
        """What is still to be sent.

        A look-up is made anew when it is continued: from where it differs it is said again.
        """
        same = 0
        for said, message in zip(self.said, messages, strict=False):
            if said != mark(message):
                break
            same += 1
        del self.said[same:]
        self.count = len(messages)
        return list(messages[same:])

    async def passed(self, message: Message, shown: ShownMessage | None = None) -> None:
        """A message was sent, and can be read again there."""
        self.said.append(mark(message))
        if shown is not None:
            self.shown.append(shown)
        if len(self.said) < self.count and self.keep is not None:
            await self.keep(tuple(self.said))


def mark(message: Message) -> str:
    """What tells a message from the others of its answer; nothing of it can be read from this."""
    return sha256(message.whole.encode(errors="surrogatepass")).hexdigest()[:_MARK_LENGTH]
