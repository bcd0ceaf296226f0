"""`vigil forget`: erase a person of a case."""

from typing import TYPE_CHECKING, Annotated, assert_never

import typer

from bots.cli.options import CANNOT_RUN, NOT_ANSWERED, Database

if TYPE_CHECKING:
    from core.usecases.forget import Forgotten


def forget(
    case: Annotated[
        str, typer.Argument(metavar="CASE", help="The case, as MYS-0012.", show_default=False)
    ],
    number: Annotated[
        int,
        typer.Argument(metavar="NUMBER", help="The person's number on it.", show_default=False),
    ],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask once more.")] = False,
    database: Database = "",
) -> None:
    """Erase who a person of a case is, for good.

    Names, source, and what the history says by name.

    It can't be undone. What was decided stays, and `vigil audit verify` finds it sound.
    """
    from bots.cli.session import session  # noqa: PLC0415
    from core.usecases import forget as forgetting  # noqa: PLC0415

    if not yes and not typer.confirm(f"Erase person {number} of {case} for good?"):
        typer.echo("Nothing was erased.")
        raise typer.Exit(CANNOT_RUN)
    with session(database) as world, world.store.write() as uow:
        outcome = forgetting.forget(uow, case, number, world.clock.now())
    match outcome:
        case forgetting.NobodyThere():
            typer.echo(f"There is no person {number} on a case {case}.", err=True)
            raise typer.Exit(NOT_ANSWERED)
        case forgetting.AlreadyForgotten(key, _):
            typer.echo(f"Person {number} of {key} has no name: there is nothing to erase.")
        case forgetting.Forgotten():
            _tell(outcome)
        case _:
            assert_never(outcome)


def _tell(done: "Forgotten") -> None:
    typer.echo(f"Person {done.number} of {done.key} is erased.")
    typer.echo(f"Reasons in the history that named them, erased as well: {done.reasons}.")
    if done.still_named:
        typer.echo(
            f"These texts of the case have a part of a name yet: {', '.join(done.still_named)}."
        )
        typer.echo("A steward edits them in chat, or an import replaces them.")
