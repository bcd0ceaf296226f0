"""From what a persona types or presses to the reply, without a platform in between."""

from dataclasses import dataclass

import structlog

from bots.console.personas import Persona
from core.app import App
from core.domain.people import Platform
from core.domain.subscriptions import Address
from core.grammar import parse
from core.intents import CHANGES
from core.ports import Chance
from core.request import Actor, Audience, Form, Reply, Request

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a persona speaks: alone with the bot, or in a channel that others read."""

    persona: Persona
    channel: str = ""

    @property
    def address(self) -> Address:
        """The conversation."""
        return Address(Platform.CONSOLE, self.channel or self.persona.name)


class Talk:
    """Asks the core in a persona's name."""

    def __init__(self, app: App, chance: Chance) -> None:
        """Talk to this application; each request has a key of its own."""
        self._app = app
        self._chance = chance

    def say(self, seat: Seat, text: str) -> Reply:
        """Type something into a conversation."""
        return self._request(seat, *_typed(text), private=not seat.channel)

    def press(self, seat: Seat, token: str) -> Reply:
        """Press a button."""
        return self._request(seat, token, Form.TOKEN, private=not seat.channel)

    def ask(self, seat: Seat, text: str) -> Reply:
        """Ask one thing outside of any conversation, so that to look something up writes nothing.

        A private conversation would begin with a welcome and a weekly digest.
        """
        typed, form = _typed(text)
        changes = isinstance(parse(typed, form), CHANGES)
        return self._request(seat, typed, form, private=changes)

    def _request(self, seat: Seat, text: str, form: Form, *, private: bool) -> Reply:
        persona = seat.persona
        request = Request(
            f"console:{self._chance.new_id()}",
            Actor(persona.identity, persona.zone),
            seat.address,
            text,
            form,
            private=private,
            audience=Audience.CONVERSATION if seat.channel else Audience.ASKER,
        )
        try:
            return self._app.handle(request)
        except Exception:
            # The adapter's edge: the person is told the id under which the log has the rest.
            incident = self._chance.new_id()[:8]
            log.exception("failed", incident=incident)
            return self._app.failed(request, incident)


def _typed(text: str) -> tuple[str, Form]:
    """What was typed, without its slash, and how it is meant."""
    line = text.strip()
    command = line.startswith("/")
    return line.removeprefix("/"), Form.COMMAND if command else Form.WORDS
