"""`vigil grant` and `vigil revoke`: a role for somebody whose number on a platform is known."""

from typing import TYPE_CHECKING, Annotated

import typer

from bots.cli.options import Database
from core.domain.people import Grant, Identity, Platform, Role

if TYPE_CHECKING:
    from core.ports import UnitOfWork

GivenRole = Annotated[Role, typer.Option("--role", help="The role.", show_default=False)]
On = Annotated[
    Platform, typer.Option("--platform", help="Where the person talks.", show_default=False)
]
Known = Annotated[
    str,
    typer.Option(
        "--identity",
        metavar="ID",
        help="Telegram's number of the person, or Slack's TEAM:USER, as T0123:U0456.",
        show_default=False,
    ),
]
Within = Annotated[
    str,
    typer.Option("--section", help="The section of a coordinator or member, as SWE or Sweden."),
]


def grant(
    role: GivenRole, platform: On, identity: Known, section: Within = "", database: Database = ""
) -> None:
    """Give somebody a role without a code.

    So the first administrator comes to theirs. Repeating it changes nothing. It is recorded
    in the history.
    """
    from bots.cli.session import session  # noqa: PLC0415
    from core.usecases.link import give_role  # noqa: PLC0415

    who = _identity(platform, identity)
    with session(database) as world, world.store.write() as uow:
        given = _grant(role, section, uow)
        now = world.clock.now()
        uow.people.add(world.chance.new_id(), who, now)
        known = uow.people.find(who)
        held = known is not None and given in known.grants
        if known is not None and known.person is not None and not held:
            give_role(uow, known.person, given, now, "command line")
    typer.echo(f"{_named(who)} {'was' if held else 'is now'} {_role(given)}.")


def revoke(
    role: GivenRole, platform: On, identity: Known, section: Within = "", database: Database = ""
) -> None:
    """Take a role away. Repeating it changes nothing. It is recorded in the history."""
    from bots.cli.session import session  # noqa: PLC0415
    from core.usecases.link import take_role  # noqa: PLC0415

    who = _identity(platform, identity)
    with session(database) as world, world.store.write() as uow:
        taken = _grant(role, section, uow)
        known = uow.people.find(who)
        person = known.person if known else None
        done = person is not None and take_role(
            uow, person, taken, world.clock.now(), "command line"
        )
    typer.echo(f"{_named(who)} is {'no longer' if done else 'not'} {_role(taken)}.")


def _identity(platform: Platform, typed: str) -> Identity:
    from bots.cli.session import fail  # noqa: PLC0415

    key = typed.strip()
    if platform is Platform.TELEGRAM and not (key.isascii() and key.isdigit()):
        fail("On Telegram a person is known by a number, as 12345.")
    team, colon, user = key.partition(":")
    if platform is Platform.SLACK and not (team and colon and user):
        fail("On Slack a person is known by workspace and user, as T0123:U0456.")
    if not key:
        fail("Name the person: --identity.")
    return Identity(platform, key)


def _grant(role: Role, section: str, uow: "UnitOfWork") -> Grant:
    from bots.cli.sections import section_for  # noqa: PLC0415

    found = section_for(role, section, uow)
    return Grant(role, found.code if found else "")


def _named(who: Identity) -> str:
    return f"{who.key} on {who.platform.capitalize()}"


def _role(grant: Grant) -> str:
    return f"{grant.role} of {grant.section}" if grant.section else grant.role
