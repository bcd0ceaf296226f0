"""What the database holds, to see that nothing was half done."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update

from bots.world import World
from storage.columns import metadata
from storage.tables import cases
from storage.unit_of_work import SqlStore

NOTES = frozenset({"inbox", "queries", "link_codes", "posted", "private_addresses"})
"""What is kept of questions alone: where they were asked, which messages answer them, codes that
were asked for. Neither the portfolio nor what anybody holds or gets."""

Records = dict[str, Sequence[Any]]


def records(world: World) -> Records:
    """Every row of every table but the notes."""
    assert isinstance(world.store, SqlStore)
    with world.store.read() as uow:
        return {
            name: sorted(map(tuple, uow.connection.execute(select(table))), key=repr)
            for name, table in metadata.tables.items()
            if name not in NOTES
        }


def change_case(world: World, key: str, **values: object) -> None:
    """Change a case as staff would, while others talk."""
    assert isinstance(world.store, SqlStore)
    with world.store.write() as uow:
        uow.connection.execute(update(cases).where(cases.c.key == key).values(**values))


def section_load(world: World, code: str) -> int:
    """How many cases a section has taken on."""
    with world.store.read() as uow:
        return uow.sections.load(code).running
