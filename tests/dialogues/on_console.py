"""The console: personas at a terminal, alone with the bot or in a channel."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bots.console.personas import Persona
from bots.console.render import render
from bots.console.talk import Seat, Talk
from bots.world import SettableClock, World
from core.domain.people import Platform
from core.parts import Action
from core.request import Audience, Reply
from tests.dialogues.script import Heard, Member


@dataclass(slots=True)
class ConsoleBot:
    """People at a terminal."""

    world: World
    clock: SettableClock
    platform: Platform = Platform.CONSOLE
    seats: dict[int, Seat] = field(default_factory=dict)

    async def say(self, who: Member, text: str, where: str) -> list[Heard]:
        return self._heard(self._talk.say(_seat(who, where), text), _seat(who, where))

    async def press(self, who: Member, message: Heard, label: str) -> list[Heard]:
        assert isinstance(message.handle, tuple)
        seat, choices = message.handle
        token = next(choice.token for choice in choices if choice.label == label)
        own = _seat(who, seat.channel)
        return self._heard(self._talk.press(own, token), own)

    async def forge(self, who: Member, token: str, where: str) -> list[Heard]:
        seat = _seat(who, where)
        return self._heard(self._talk.press(seat, token), seat)

    async def again(self) -> list[Heard]:
        raise AssertionError("a terminal repeats nothing")

    @property
    def _talk(self) -> Talk:
        return Talk(self.world.app, self.world.chance)

    def _heard(self, reply: Reply, seat: Seat) -> list[Heard]:
        public = bool(seat.channel) and reply.audience is Audience.CONVERSATION
        heard = []
        for view in reply.views:
            screen = render(view)
            choices: tuple[Action, ...] = screen.choices
            labels = tuple(choice.label for choice in choices)
            heard.append(Heard(screen.plain, labels, public, reply.replaces, (seat, choices)))
        return heard


def _seat(who: Member, where: str) -> Seat:
    return Seat(Persona(who.name, zone=who.zone), f"#{where}" if where else "")


@asynccontextmanager
async def console_bot(world: World, clock: SettableClock) -> AsyncIterator[ConsoleBot]:
    """Vigil at a terminal."""
    yield ConsoleBot(world, clock)
