"""`vigil audit`: whether the history is as it was written."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from bots.cli.options import Database

if TYPE_CHECKING:
    from core.domain.audit import Audit, Finding

NOT_SOUND: Final = 1
"""The exit status when the history is not as it was written."""
MOST_NAMED: Final = 100
"""How many findings of a kind are named; the number of all is always said."""

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Check the history.")


@app.callback()
def _group() -> None:
    """Keep `verify` a command of its own, though it is the only one."""


@app.command()
def verify(
    last: Annotated[
        str,
        typer.Option(
            "--last",
            metavar="HASH",
            help="A hash that was printed earlier: its entry must still be there.",
        ),
    ] = "",
    database: Database = "",
) -> None:
    """Walk the history's hashes, and say which entries were changed, removed, put in or erased.

    Ends with 1 if something is wrong. Entries whose texts were rightly erased are no fault.
    """
    from bots.cli.session import session  # noqa: PLC0415
    from core.domain.audit import audit  # noqa: PLC0415

    with session(database) as world, world.store.read() as uow:
        found = audit(uow.history.records(), uow.history.head(), last.strip().lower())
    _tell(found)
    lost = bool(last) and found.known is None
    if last and found.known is not None:
        typer.echo(f"The hash given is that of entry {found.known}: nothing up to it is cut off.")
    if lost:
        typer.echo("No entry has the hash given: what it stood for was removed or rewritten.")
    if lost or not found.is_sound:
        raise typer.Exit(NOT_SOUND)


def _tell(found: "Audit") -> None:
    from core.domain.audit import Trouble  # noqa: PLC0415

    for trouble in Trouble:
        findings = found.of(trouble)
        if findings:
            named = ", ".join(map(_named, findings[:MOST_NAMED]))
            more = len(findings) - MOST_NAMED
            typer.echo(
                f"{trouble.capitalize():<9} {named}" + (f" … and {more} more" if more > 0 else "")
            )
    if found.head is None:
        typer.echo("Missing   the number and hash of the last entry")
        return
    sound = "The history is sound" if found.is_sound else "The history was tampered with"
    typer.echo(f"{sound}: {found.head.number} entries.")
    typer.echo(f"Last hash {found.head.hash}")


def _named(finding: "Finding") -> str:
    return f"{finding.number} ({finding.part})" if finding.part else str(finding.number)
