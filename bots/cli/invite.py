"""`vigil invite`: a one-time code by which somebody takes up a role in chat."""

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bots.cli.options import Database
from core.domain.people import SECTION_ROLES, Grant, Role

if TYPE_CHECKING:
    from core.domain.people import Section
    from core.ports import UnitOfWork

LONGEST_DAYS: Final = 90
"""A code that is longer on its way was lost on it."""


def invite(
    role: Annotated[Role, typer.Option(help="The role to give.", show_default=False)],
    section: Annotated[
        str,
        typer.Option(help="The section of a coordinator or member, as SWE or Sweden."),
    ] = "",
    days: Annotated[
        int, typer.Option(min=1, max=LONGEST_DAYS, help="How many days the code can be used.")
    ] = 7,
    database: Database = "",
) -> None:
    """Print a one-time code by which somebody takes up a role.

    Whoever sends it to the bot, in private, gets the role.
    """
    from bots.cli.session import fail, session  # noqa: PLC0415
    from core.i18n import Words  # noqa: PLC0415
    from core.usecases.link import invite as make_invitation  # noqa: PLC0415

    if (role in SECTION_ROLES) is not bool(section):
        needed = "needs a section: add --section SWE" if not section else "has no section"
        fail(f"The role {role} {needed}.")
    with session(database) as world, world.store.write() as uow:
        found = _find(section, uow) if section else None
        grant = Grant(role, found.code if found else "")
        code, expires = make_invitation(
            uow, world.chance, grant, world.clock.now(), timedelta(days=days)
        )
    typer.echo(f"Code     {code}")
    typer.echo(f"Role     {role}{f' of Section {found.name}' if found else ''}")
    typer.echo(f"Expires  {Words().moment(expires)} UTC")
    typer.echo("")
    typer.echo("Give it to one person, by a way that you trust. They send the bot, in private:")
    typer.echo(f"  Telegram  /link {code}")
    typer.echo(f"  Slack     /vigil link {code}")
    typer.echo("It works once. It can't be shown again: if it is lost, make another.")


def _find(typed: str, uow: "UnitOfWork") -> "Section":
    from bots.cli.session import fail  # noqa: PLC0415
    from core.understanding.sections import find_section  # noqa: PLC0415

    found = find_section(typed, uow.sections.all())
    if isinstance(found, tuple):
        near = ", ".join(f"{section.name} ({section.code})" for section in found)
        fail(f"No section is called “{typed}”." + (f" Did you mean {near}?" if near else ""))
    return found
