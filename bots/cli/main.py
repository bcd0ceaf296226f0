"""The command `vigil`. A command's own imports stand inside it, so that `--help` is quick."""

import sys

import typer

from bots.cli import (
    ask,
    audit,
    chat,
    db,
    deliveries,
    demo,
    doctor,
    forget,
    grant,
    invite,
    portfolio,
    report,
    slack,
)
from bots.cli import run as running

app = typer.Typer(
    name="vigil",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="Vigil works a movement's portfolio of individuals at risk, in chat.\n\n"
    "New here? `vigil demo` shows it with a sample portfolio; no account is needed.\n\n"
    "Your own: `vigil db upgrade`, `vigil import FILE…`, `vigil chat`; then set the tokens of "
    "Slack or Telegram and `vigil run`.",
)

app.command()(demo.demo)
app.command()(chat.chat)
app.command()(ask.ask)
app.command("import")(portfolio.import_)
app.command()(portfolio.export)
app.command()(report.report)
app.command()(invite.invite)
app.command()(grant.grant)
app.command()(grant.revoke)
app.command()(forget.forget)
app.command()(running.run)
app.command()(doctor.doctor)
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(db.app, name="db")
app.add_typer(audit.app, name="audit")
app.add_typer(slack.app, name="slack")


def run() -> None:
    """Run the command. Output that a terminal can't show is replaced, and never raises."""
    for stream in (sys.stdout, sys.stderr, sys.stdin):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    app()
