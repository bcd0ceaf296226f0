"""A command's work over the database: opened, checked, and every mistake said in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from bots.cli.options import CANNOT_RUN
from bots.console.personas import NoPersona, NoSection, Persona, explain, find_persona, take_roles
from bots.database import NotReadyError, check_database, open_store, open_world
from bots.logs import configure
from bots.settings import PREFIX, Settings, database_problems, read_settings
from bots.world import World
from core.i18n import Words
from core.ports import Clock, StoreAwayError
from storage.unit_of_work import SqlStore


def fail(*lines: str) -> NoReturn:
    """Say what is wrong and end.

    Raises:
        typer.Exit: always, with the status for what can't run.
    """
    for line in lines:
        typer.echo(line, err=True)
    raise typer.Exit(CANNOT_RUN)


def settings_for(database: str = "") -> Settings:
    """The settings, with the database of the command line, if one is named there."""
    settings, wrong = read_settings()
    if database:
        settings = settings.model_copy(update={"database_url": database})
    wrong = [*wrong, *database_problems(settings.database_url)]
    if wrong:
        named = "--database" if database else f"{PREFIX}DATABASE_URL"
        fail(*(line.replace(f"{PREFIX}DATABASE_URL", named) for line in wrong))
    return settings


@contextmanager
def mistakes_told() -> Iterator[None]:
    """End with a sentence where the database can't be used."""
    try:
        yield
    except NotReadyError as error:
        fail(str(error))
    except StoreAwayError as error:
        fail(error.why.remedy)


@contextmanager
def session(database: str, clock: Clock | None = None) -> Iterator[World]:
    """The world over a database that is ready, for one command."""
    configure("ERROR")
    url = settings_for(database).database_url
    with mistakes_told():
        check_database(url)
        with open_world(url, clock) as world:
            yield world


@contextmanager
def records(database: str) -> Iterator[SqlStore]:
    """The records themselves, of a database that is ready, for one command of whoever runs it."""
    configure("ERROR")
    url = settings_for(database).database_url
    with mistakes_told():
        check_database(url)
        with open_store(url) as store:
            yield store


def persona_for(typed: str, world: World) -> Persona:
    """The persona of that name, whose roles are on record then."""
    with world.store.read() as uow:
        persona = find_persona(typed, uow)
    if isinstance(persona, NoPersona | NoSection):
        fail(f"--as: {explain(persona, Words())}")
    take_roles(persona, world.store, world.chance, world.clock.now())
    return persona
