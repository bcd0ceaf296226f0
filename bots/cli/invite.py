"""`vigil invite`: a one-time code by which somebody takes up a role in chat."""

import re
from datetime import timedelta
from typing import Annotated, Final

import typer

from bots.cli.options import Database
from core.domain.people import Grant, Role

LONGEST_DAYS: Final = 90
"""A code that is longer on its way was lost on it."""
BOT_NAME: Final = re.compile(r"[A-Za-z0-9_]{4,32}")
"""Source: core.telegram.org/bots/features, "Deep linking", and the rules for usernames."""


def invite(
    role: Annotated[Role, typer.Option(help="The role to give.", show_default=False)],
    section: Annotated[
        str,
        typer.Option(help="The section of a coordinator or member, as SWE or Sweden."),
    ] = "",
    days: Annotated[
        int, typer.Option(min=1, max=LONGEST_DAYS, help="How many days the code can be used.")
    ] = 7,
    telegram_bot: Annotated[
        str,
        typer.Option(
            "--telegram-bot",
            metavar="NAME",
            help="The bot's name on Telegram: prints a link that takes the role up.",
        ),
    ] = "",
    database: Database = "",
) -> None:
    """Print a one-time code by which somebody takes up a role.

    Whoever sends it to the bot, in private, gets the role.
    """
    from bots.cli.sections import check_section, section_for  # noqa: PLC0415
    from bots.cli.session import fail, session  # noqa: PLC0415
    from core.i18n import Words  # noqa: PLC0415
    from core.usecases.link import invite as make_invitation  # noqa: PLC0415

    check_section(role, section)
    bot = telegram_bot.strip().removeprefix("@")
    if telegram_bot and not BOT_NAME.fullmatch(bot):
        fail("--telegram-bot is the bot's name as in t.me/NAME: letters, digits and _.")
    with session(database) as world, world.store.write() as uow:
        found = section_for(role, section, uow)
        grant = Grant(role, found.code if found else "")
        code, expires = make_invitation(
            uow, world.chance, grant, world.clock.now(), timedelta(days=days)
        )
    typer.echo(f"Code     {code}")
    typer.echo(f"Role     {role}{f' of Section {found.name}' if found else ''}")
    typer.echo(f"Expires  {Words().moment(expires)} UTC")
    typer.echo("")
    typer.echo("Give it to one person, by a way that you trust. They send the bot, in private:")
    if bot:
        typer.echo(f"  Telegram  https://t.me/{bot}?start={code}")
    typer.echo(f"  Telegram  /link {code}")
    typer.echo(f"  Slack     /vigil link {code}")
    typer.echo("It works once. It can't be shown again: if it is lost, make another.")
