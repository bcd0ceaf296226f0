"""A conversation at a terminal: words are asked, numbers press buttons, `/as` changes who asks."""

import re
from collections.abc import Callable
from typing import Final

from rich.console import Console
from rich.text import Text

from bots.console.personas import NoPersona, NoSection, Persona, explain, find_persona, take_roles
from bots.console.render import render
from bots.console.talk import Seat, Talk
from bots.console.text import as_typed, safe_lines
from bots.world import World
from core.i18n import Words
from core.parts import Action, View
from core.ports import StoreAwayError
from core.request import Reply
from core.views import refusals

_NUMBER: Final = re.compile(r"\[?([0-9]{1,4})\]?")
_IN_BRACKETS: Final = re.compile(r"\[([0-9]{1,4})\]")
"""What alone presses a button while a question is open that a bare number can answer."""
_LEAVE: Final = frozenset({"/quit", "/exit", "/q"})
_WORDS: Final = Words()


class Chat:
    """One conversation. It ends when `hear` answers False."""

    def __init__(self, world: World, out: Console, persona: Persona) -> None:
        """Talk as this persona, whose roles are on record, and print to that console."""
        self._world = world
        self._talk = Talk(world.app, world.chance)
        self._out = out
        self._seat = Seat(persona)
        self._choices: tuple[Action, ...] = ()
        self._asking = False

    @property
    def prompt(self) -> str:
        """Who speaks next."""
        return f"{self._seat.persona.name} > "

    def greet(self) -> None:
        """Say what can be typed that no platform has."""
        hint = _WORDS(
            "Ask as you would in chat. A number presses a button. {change} makes you somebody "
            "else ({others}), {leave} ends.",
            change="/as coordinator Sweden",
            others="/as member, /as steward, /as board",
            leave="/quit",
        )
        self._out.print(Text(hint, "dim"))

    def hear(self, line: str) -> bool:
        """Take one line; False if it ends the conversation."""
        typed = as_typed(line).strip()
        first, _, rest = typed.partition(" ")
        if first.casefold() in _LEAVE:
            return False
        number = (_IN_BRACKETS if self._asking else _NUMBER).fullmatch(typed)
        if number:
            self._press(int(number[1]))
        elif first.casefold() == "/as":
            self._become(rest)
        elif typed:
            self.show(self._talk.say(self._seat, typed))
        return True

    def show(self, reply: Reply) -> None:
        """Print a reply; its buttons are those that numbers press from now on."""
        self._choices = ()
        self._asking = any(view.typed for view in reply.views)
        for view in reply.views:
            self._show(view)
        if self._asking:
            hint = _WORDS(
                "Write the answer. To press a button, write its number as {example}.",
                example="[1]",
            )
            self._out.print(Text(hint, "dim"))

    def _show(self, view: View) -> None:
        screen = render(view, first=len(self._choices) + 1)
        self._choices += screen.choices
        self._out.print(screen)
        self._out.print()

    def _press(self, number: int) -> None:
        if not 1 <= number <= len(self._choices):
            self._tell(_no_button(number, len(self._choices)))
            return
        self.show(self._talk.press(self._seat, self._choices[number - 1].token))

    def _become(self, typed: str) -> None:
        world = self._world
        try:
            with world.store.read() as uow:
                persona = find_persona(typed, uow)
            if isinstance(persona, NoPersona | NoSection):
                self._tell(explain(persona, _WORDS))
                return
            take_roles(persona, world.store, world.chance, world.clock.now())
        except StoreAwayError:
            self._show(refusals.away(_WORDS))
            return
        self._seat, self._choices, self._asking = Seat(persona), (), False
        self._tell(_WORDS("You are {name} now.", name=persona.name))

    def _tell(self, text: str) -> None:
        for row in safe_lines(text):
            self._out.print(Text(row, "yellow"))


def _no_button(number: int, last: int) -> str:
    if not last:
        return _WORDS("There is no button to press: the last answer had none.")
    return _WORDS.plural(
        "There is no button {number}: the last answer has only {n}.",
        "There is no button {number}: the last answer has 1 to {n}.",
        last,
        number=number,
    )


def converse(chat: Chat, read: Callable[[str], str]) -> None:
    """Talk until one side leaves. `read` asks for a line, and raises EOFError at the end."""
    chat.greet()
    try:
        while chat.hear(read(chat.prompt)):
            pass
    except (EOFError, KeyboardInterrupt):
        return
