"""`vigil slack`: what Slack has to be told."""

import json

import typer

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Set Slack up.")


@app.callback()
def _group() -> None:
    """Keep `manifest` a command of its own, though it is the only one."""


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
