"""`vigil run`: the bot on every platform that is configured."""

import typer

from bots.cli.options import Database


def run(database: Database = "") -> None:
    """Serve Slack and Telegram until stopped.

    Which of them, the environment says: settings begin with VIGIL_, and all that is wrong with
    them is listed at once. SIGTERM or Ctrl-C ends it within 10 seconds; nothing is lost.
    """
    from bots.memory import look_rarely  # noqa: PLC0415

    look_rarely()
    import asyncio  # noqa: PLC0415

    from bots import main  # noqa: PLC0415
    from bots.cli.session import fail, mistakes_told  # noqa: PLC0415
    from bots.logs import configure  # noqa: PLC0415
    from bots.settings import problems, read_settings  # noqa: PLC0415

    settings, wrong = read_settings()
    if database:
        settings = settings.model_copy(update={"database_url": database})
    wrong = [*wrong, *problems(settings)]
    if wrong:
        fail("Vigil can't start. Please mend:", *(f"  - {line}" for line in wrong))
    configure(settings.log_level)
    with mistakes_told():
        asyncio.run(main.run(settings))
    typer.echo("Stopped.", err=True)
