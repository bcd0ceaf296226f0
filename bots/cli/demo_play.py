"""Plays the demo's script through the application, and prints what everyone sees."""

import asyncio
import time
from collections.abc import Iterable
from datetime import timedelta
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final, assert_never

from rich.console import Console
from rich.text import Text

from bots.cli.demo_script import Presses, Says, Step, WaitsForMonday
from bots.cli.session import fail
from bots.console.render import render
from bots.console.sender import ConsoleSender, zones_in
from bots.console.talk import Seat, Talk
from bots.world import SettableClock, World
from core.domain.people import Platform
from core.domain.schedule import Slot
from core.i18n import Words
from core.parts import Action
from core.portfolio.importing import Rejected, import_files
from core.request import Reply
from scheduler.delivery import Delivery
from scheduler.planner import plan
from storage.migrate import upgrade

DATABASE: Final = "vigil.db"
BROUGHT_IN_BEFORE: Final = timedelta(weeks=14)
"""Before the first weekly observation of the sample."""


def fresh_database(folder: Path) -> str:
    """Make the demo's empty database anew, in place of an older one; its address."""
    file = folder / DATABASE
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob(f"{DATABASE}*"):
            old.unlink()
    except OSError as error:
        fail(f"The folder {folder} can't be used: {error.strerror}. Choose one with --directory.")
    url = f"sqlite:///{file.resolve()}"
    upgrade(url)
    return url


def load_sample(world: World) -> None:
    """Bring the sample portfolio in, as `vigil import` would have on a day some months before.

    What is brought in is told as a change of the week in which it was.
    """
    then = world.clock.now() - BROUGHT_IN_BEFORE
    with as_file(files("storage") / "sample") as folder:
        outcome = import_files(world.store, sorted(folder.glob("*.csv")), then)
    if isinstance(outcome, Rejected):
        fail("The sample portfolio does not fit this version.", *map(str, outcome.problems))


class Play:
    """One performance."""

    def __init__(
        self, world: World, clock: SettableClock, out: Console, *, seconds_between: float = 0
    ) -> None:
        """Play in this world, whose clock is set on; a reader has so long between two steps."""
        self._world = world
        self._clock = clock
        self._out = out
        self._pause = seconds_between
        self._talk = Talk(world.app, world.chance)
        sender = ConsoleSender(out, clock, zones_in(world.store))
        self._delivery = Delivery(world.store, clock, {Platform.CONSOLE: sender})
        self._buttons: tuple[Action, ...] = ()

    def perform(self, script: Iterable[Step]) -> None:
        """Play every step in its order."""
        for step in script:
            self._play(step)
            time.sleep(self._pause)

    def _play(self, step: Step) -> None:
        if isinstance(step, WaitsForMonday):
            self._clock.set(Slot(zone=step.zone).following(self._clock.now()))
        moment = Words().moment(self._clock.now())
        self._out.rule(Text(f"{step.told} · {moment} UTC", "bold"), align="left", characters="═")
        match step:
            case Says(_, seat, text):
                self._enter(seat, text)
                self._show(self._talk.say(seat, text))
            case Presses(_, seat, label):
                action = next(button for button in self._buttons if button.label.startswith(label))
                self._enter(seat, f"[{action.label}]")
                self._show(self._talk.press(seat, action.token))
            case WaitsForMonday():
                plan(self._world.store, self._world.chance, self._clock.now())
                asyncio.run(self._delivery.drain())
            case _:
                assert_never(step)

    def _enter(self, seat: Seat, typed: str) -> None:
        """Show who types what."""
        who = f"{seat.persona.name} in {seat.channel}" if seat.channel else seat.persona.name
        self._out.print(Text(f"{who} > {typed}", "bold cyan"))
        self._out.print()

    def _show(self, reply: Reply) -> None:
        self._buttons = ()
        for view in reply.views:
            screen = render(view, first=len(self._buttons) + 1)
            self._buttons += screen.choices
            self._out.print(screen)
            self._out.print()
