"""`vigil import` and `vigil export`: the portfolio as CSV files."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bots.cli.options import Database

if TYPE_CHECKING:
    from core.domain.decisions import Decision
    from core.portfolio.changes import Changes
    from core.portfolio.importing import Rejected

NOT_IMPORTED: Final = 1
"""The exit status when the files hold errors, so that nothing was kept."""

Files = Annotated[
    list[Path],
    typer.Argument(
        metavar="FILE…",
        help="CSV files: sections, people, cases, individuals, actions, commitments, goals, "
        "observations; any of them, in any order.",
        show_default=False,
    ),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help="Only say what would change, with every decision."),
]
AsArchive = Annotated[
    bool,
    typer.Option(
        "--as-archive",
        help="Allow past cases without consent: dormant, or closed with the outcome unknown.",
    ),
]
Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The folder to write to.", show_default=False)
]
Public = Annotated[bool, typer.Option("--public", help="Leave out all that a member may not see.")]
Force = Annotated[
    bool, typer.Option("--force", help="Replace the files of an earlier export in the folder.")
]


def import_(
    files: Files,
    *,
    dry_run: DryRun = False,
    as_archive: AsArchive = False,
    database: Database = "",
) -> None:
    """Bring the portfolio in from CSV files: all of it, or nothing.

    A key that is on record is updated; nothing is removed. Try --dry-run first.
    """
    from bots.cli.session import session  # noqa: PLC0415
    from core.portfolio.importing import Rejected, import_files  # noqa: PLC0415

    with session(database) as world:
        now = world.clock.now()
        outcome = import_files(world.store, files, now, as_archive=as_archive, dry_run=dry_run)
    if isinstance(outcome, Rejected):
        _tell_problems(outcome)
        raise typer.Exit(NOT_IMPORTED)
    _tell_changes(outcome.changes, dry_run=dry_run)


def _tell_problems(rejected: "Rejected") -> None:
    for problem in rejected.problems:
        typer.echo(str(problem), err=True)
    more = rejected.count - len(rejected.problems)
    if more:
        typer.echo(f"… and {more} more.", err=True)
    typer.echo("Nothing was imported. Mend this and try again.", err=True)


def _tell_changes(changes: "Changes", *, dry_run: bool) -> None:
    width = max(len(count.file) for count in changes.counts)
    for count in changes.counts:
        told = f"{count.new} new, {count.changed} changed, {count.unchanged} unchanged"
        typer.echo(f"{count.file.ljust(width)}  {told}")
    for note in changes.notes:
        typer.echo(f"Note: {note}")
    decisions = len(changes.decisions)
    if dry_run:
        typer.echo(f"Decisions that would be recorded: {decisions}")
        for decision in changes.decisions:
            typer.echo(f"  {_told(decision)}")
        typer.echo("This was a dry run: nothing was imported.")
    else:
        typer.echo(f"Imported. Decisions recorded: {decisions}.")


def _told(decision: "Decision") -> str:
    section = f" of {decision.section}" if decision.section else ""
    before = decision.before or "new"
    return f"{decision.subject}: {decision.kind} {before} → {decision.after}{section}"


def export(
    folder: Folder, *, public: Public = False, force: Force = False, database: Database = ""
) -> None:
    """Write the portfolio as CSV files that `vigil import` reads back.

    The files hold drafts and names: they are readable by you alone. With --public they hold only
    what any member may see. They are no backup: messages and history are not in them.
    """
    from bots.cli.session import fail, session  # noqa: PLC0415
    from core.portfolio.writing import TargetInTheWayError, export_files  # noqa: PLC0415

    with session(database) as world:
        try:
            counts = export_files(world.store, folder, public=public, replace=force)
        except TargetInTheWayError:
            fail(f"There are files in {folder}. Name another folder, or add --force.")
        except OSError as error:
            fail(f"{folder} can't be written: {error.strerror}.")
    width = max(map(len, counts))
    for file, rows in counts.items():
        typer.echo(f"{file.ljust(width)}  {rows} rows")
    who = "What any member may see" if public else "The whole portfolio, drafts included,"
    typer.echo(f"{who} is in {folder}.")
