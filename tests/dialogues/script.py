"""Dialogues as one reads them: what is typed or pressed, and what must stand in the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from bots.world import SettableClock, World
from core.domain.people import Platform

PRIVATE = ""
"""Where only the bot reads along."""
CHANNEL = "section-sweden"
"""Where others read along."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the movement. `zone` is that of their profile, on platforms that have one."""

    name: str
    number: int
    zone: str = "UTC"


ANNA = Member("anna", 101, "Europe/Stockholm")
BILAL = Member("bilal", 102, "Asia/Kuala_Lumpur")
CARLA = Member("carla", 103)


@dataclass(frozen=True, slots=True)
class Heard:
    """One message as somebody sees it."""

    text: str
    buttons: tuple[str, ...]
    """Their labels."""
    public: bool
    """All who are in the conversation can read it."""
    edited: bool = False
    """It stands in the place of an earlier one."""
    handle: object = None
    """The platform's own message."""


class ChatBot(Protocol):
    """Vigil on a platform, and the people who talk with it."""

    platform: Platform
    world: World
    clock: SettableClock

    async def say(self, who: Member, text: str, where: str) -> list[Heard]:
        """Type something; with a slash a command, else words (in a channel: to the bot)."""
        ...

    async def press(self, who: Member, message: Heard, label: str) -> list[Heard]:
        """Press a button of a message."""
        ...

    async def forge(self, who: Member, token: str, where: str) -> list[Heard]:
        """Press a button that the bot never made."""
        ...

    async def again(self) -> list[Heard]:
        """Let the platform deliver once more what it delivered last."""
        ...


class Absent(str):
    """What must not stand in the answer."""

    __slots__ = ()


Line = tuple[str, ...]
"""What is typed, or `[Label]` for a button of the answer before, then what the answer says."""


async def talk(
    bot: ChatBot, lines: Sequence[Line], who: Member = ANNA, where: str = PRIVATE
) -> list[Heard]:
    """Play a dialogue; the last answer."""
    heard: list[Heard] = []
    for said, *expected in lines:
        heard = await _heard(bot, said, heard, who, where)
        text = together(heard)
        for words in expected:
            wanted = not isinstance(words, Absent)
            assert (words in text) is wanted, f"{said!r}, {words!r} in:\n{text}"
    return heard


async def _heard(
    bot: ChatBot, said: str, before: Sequence[Heard], who: Member, where: str
) -> list[Heard]:
    if not (said.startswith("[") and said.endswith("]")):
        return await bot.say(who, said, where)
    label = said[1:-1]
    with_it = [message for message in before if label in message.buttons]
    assert with_it, f"no button {label!r} among {[m.buttons for m in before]}"
    return await bot.press(who, with_it[-1], label)


def together(heard: Sequence[Heard]) -> str:
    """All that was said, with the buttons below each message."""
    lines = [[m.text, *(f"[{label}]" for label in m.buttons)] for m in heard]
    return "\n".join(line for message in lines for line in message)
