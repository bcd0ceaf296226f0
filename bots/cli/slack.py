"""`vigil slack`: what Slack has to be told."""

import json
import re
from typing import Annotated, Final

import typer

from bots.cli.options import Database

TEAM: Final = re.compile(r"[TE][A-Z0-9]{2,}")

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Set Slack up.")


@app.command()
def manifest() -> None:
    """Print the app manifest to paste into Slack.

    At api.slack.com/apps: Create New App, From a manifest, JSON. With an app-level token, or
    without a public address, it is for Socket Mode; else for HTTP at VIGIL_PUBLIC_URL.
    """
    from bots.cli.session import settings_for  # noqa: PLC0415
    from bots.settings import is_set  # noqa: PLC0415
    from bots.slack.app import EVENTS_PATH  # noqa: PLC0415
    from bots.slack.manifest import manifest as made  # noqa: PLC0415

    settings = settings_for()
    over_http = settings.public_url and not is_set(settings.slack_app_token)
    address = settings.public_url.rstrip("/") + EVENTS_PATH if over_http else None
    typer.echo(json.dumps(made(address), indent=2))


@app.command()
def section(
    team: Annotated[
        str, typer.Argument(metavar="TEAM_ID", help="The workspace, as T0123.", show_default=False)
    ],
    name: Annotated[
        str,
        typer.Argument(
            metavar="SECTION", help="Its section, as SWE or Sweden, or none.", show_default=False
        ),
    ],
    database: Database = "",
) -> None:
    """Let a workspace belong to a section: its own people are members from their first message.

    Guests, bots and people of other organisations never are. With none, it belongs to nobody.
    """
    from bots.cli.sections import named_section  # noqa: PLC0415
    from bots.cli.session import fail, session  # noqa: PLC0415

    if not TEAM.fullmatch(team):
        fail("A workspace is known by its id, as T0123: see its address in a browser.")
    with session(database) as world, world.store.write() as uow:
        found = None if name == "none" else named_section(name, uow)
        uow.workspaces.assign(team, found.code if found else None)
    told = f"Section {found.name}" if found else "no section"
    typer.echo(f"The workspace {team} belongs to {told} now.")
