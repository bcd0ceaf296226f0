"""From what a persona types or presses to the reply, without a platform in between."""

from dataclasses import dataclass

import structlog

from bots.console.personas import Persona
from core.app import App
from core.domain.people import Platform
from core.domain.subscriptions import Address
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

    def say(self, seat: Seat, text: str, *, private: bool | None = None) -> Reply:
        """Type something. `private` False asks without beginning a conversation."""
        typed = text.strip()
        form = Form.COMMAND if typed.startswith("/") else Form.WORDS
        return self._ask(seat, typed.removeprefix("/"), form, private)

    def press(self, seat: Seat, token: str) -> Reply:
        """Press a button."""
        return self._ask(seat, token, Form.TOKEN, None)

    def _ask(self, seat: Seat, text: str, form: Form, private: bool | None) -> Reply:  # noqa: FBT001
        persona = seat.persona
        request = Request(
            f"console:{self._chance.new_id()}",
            Actor(persona.identity, persona.zone),
            seat.address,
            text,
            form,
            private=not seat.channel if private is None else private,
            audience=Audience.CONVERSATION if seat.channel else Audience.ASKER,
        )
        try:
            return self._app.handle(request)
        except Exception:
            # The adapter's edge: the person is told the id under which the log has the rest.
            incident = self._chance.new_id()[:8]
            log.exception("failed", incident=incident)
            return self._app.failed(request, incident)
