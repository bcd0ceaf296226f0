"""A small world for the console's tests: two sections, three cases, a clock that stands."""

import io
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from rich.console import Console

from bots.console.chat import Chat, converse
from bots.console.personas import MEMBER, Persona
from bots.database import open_world
from bots.world import SettableClock, World
from core.domain.cases import Action, ActionKind, Case, ConsentScope, Individual, Level, Status
from core.domain.people import Section
from storage.portfolio import put_cases, put_sections
from storage.unit_of_work import SqlStore

NOW = datetime(2010, 5, 14, 12, tzinfo=UTC)
HOSTILE = "\x1b[31mred\x1b[0m \x1b]0;title\x07 \x9b1m <b> [bold]x[/bold] \u202eabc שלום"
SECTIONS = (
    Section("MYS", "Malaysia", "MYS", ("ms", "en"), "Asia/Kuala_Lumpur", 6),
    Section("SWE", "Sweden", "SWE", ("sv", "en"), "Europe/Stockholm", 2),
)


def _case(key: str, title: str, summary: str = "Held without trial.") -> Case:
    return Case(
        key,
        title,
        "MYS",
        Level.ACTIVE,
        summary,
        consent=frozenset({ConsentScope.LISTING, ConsentScope.NAMES}),
        safe_to_publicise=True,
        individuals=(
            Individual(1, "Azman Peridot", withheld=False, poc=True, status=Status.DETAINED),
        ),
        actions=(Action(1, ActionKind.LETTER, "Ask for release.", "Minister", date(2010, 5, 31)),),
    )


CASES = (
    _case("MYS-0012", "Two trade unionists"),
    _case("MYS-0013", "A printer"),
    _case("MYS-0014", "A hostile file", HOSTILE),
)


def furnish(url: str) -> None:
    """Put the sections and cases into an empty database."""
    with open_world(url) as world:
        store = world.store
        assert isinstance(store, SqlStore)
        with store.write() as uow:
            put_sections(uow.connection, SECTIONS)
            put_cases(uow.connection, CASES)


@dataclass
class Stage:
    """A world, and what a person at its terminal sees."""

    world: World
    clock: SettableClock

    def plays(self, *lines: str, persona: Persona = MEMBER, colour: bool = False) -> str:
        """Everything printed in a conversation of these lines."""
        out = io.StringIO()
        colours: Literal["standard"] | None = "standard" if colour else None
        console = Console(file=out, width=100, force_terminal=colour, color_system=colours)
        converse(Chat(self.world, console, persona), _reader(lines))
        return out.getvalue()


def _reader(lines: Iterable[str]) -> Callable[[str], str]:
    waiting = iter(lines)

    def read(_prompt: str) -> str:
        line = next(waiting, None)
        if line is None:
            raise EOFError
        return line

    return read


@contextmanager
def stage(url: str) -> Iterator[Stage]:
    """A furnished world over an empty, migrated database."""
    furnish(url)
    clock = SettableClock(NOW)
    with open_world(url, clock) as world:
        yield Stage(world, clock)
