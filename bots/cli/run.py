"""`vigil run`: the bot on every platform that is configured."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Final

import typer

from bots.cli.options import Database
from bots.only import Only

COLOURS: Final = ("click", "rich")


@contextmanager
def without_colours() -> Iterator[None]:
    """Let structlog and httpx find nothing for the colours and the program of their own.

    They take both where they are installed, and to import them takes a tenth of a start. A module
    that is None counts as not installed: docs.python.org/3/reference/import.html, "The module
    cache".
    """
    absent = [name for name in COLOURS if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None, as documented
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


@without_colours()
def run(
    only: Annotated[
        str,
        typer.Option(
            "--only",
            metavar="bots|scheduler",
            help="Only take in and answer (bots), or only plan and deliver (scheduler).",
            show_default=False,
        ),
    ] = "",
    database: Database = "",
) -> None:
    """Serve Slack and Telegram until stopped.

    Which of them, the environment says: settings begin with VIGIL_, and all that is wrong with
    them is listed at once. On one PostgreSQL any number may run, also with --only.

    SIGTERM or Ctrl-C ends it within 10 seconds, and a second one at once; nothing is lost.
    """
    from bots.runtime import prepare_to_serve  # noqa: PLC0415

    prepare_to_serve()
    import asyncio  # noqa: PLC0415

    from bots import main  # noqa: PLC0415
    from bots.cli.session import fail, mistakes_told  # noqa: PLC0415
    from bots.logs import configure  # noqa: PLC0415
    from bots.settings import problems, read_settings  # noqa: PLC0415

    if only and only not in set(Only):
        fail(f"--only: “{only}” is neither bots nor scheduler. Leave it out to do both.")
    part = Only(only) if only else None
    settings, wrong = read_settings()
    if database:
        settings = settings.model_copy(update={"database_url": database})
    wrong = [*wrong, *problems(settings, part)]
    if wrong:
        fail("Vigil can't start. Please mend:", *(f"  - {line}" for line in wrong))
    configure(settings.log_level)
    with mistakes_told():
        asyncio.run(main.run(settings, part))
    typer.echo("Stopped.", err=True)
