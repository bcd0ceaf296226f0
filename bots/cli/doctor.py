"""`vigil doctor`: is everything as it should be, and what to do where it is not."""

import json
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from bots.cli.options import Database

if TYPE_CHECKING:
    from bots.doctor.finding import Finding

NOT_WELL = 1
"""The exit status when something does not work."""


def doctor(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
    database: Database = "",
) -> None:
    """Check settings, database, clock, tokens and addresses.

    Each line begins with ✓ (fine), ! (somebody should know) or ✗ (does not work), and says what
    to do. Ends with 1 if anything does not work. Nothing is changed, and no secret is printed.
    """
    import asyncio  # noqa: PLC0415

    from bots.doctor.examination import examination  # noqa: PLC0415
    from bots.logs import configure  # noqa: PLC0415
    from bots.settings import read_settings  # noqa: PLC0415
    from bots.world import SystemClock  # noqa: PLC0415

    configure("ERROR")
    settings, misread = read_settings()
    if database:
        settings = settings.model_copy(update={"database_url": database})
    found = examination(settings, misread, SystemClock())
    if asyncio.run(_told(found, as_json=as_json)):
        raise typer.Exit(NOT_WELL)


async def _told(found: "AsyncIterator[Finding]", *, as_json: bool) -> bool:
    """Print each as soon as it is known; whether anything does not work."""
    from bots.doctor.finding import Level  # noqa: PLC0415

    is_wrong = False
    async for one in found:
        is_wrong = is_wrong or one.level is Level.WRONG
        told = {"level": one.level, "about": one.about, "says": one.says, "do": one.do}
        typer.echo(json.dumps(told, ensure_ascii=False) if as_json else one.line)
    return is_wrong
