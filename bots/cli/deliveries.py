"""`vigil deliveries`: what waits, what became of the rest, and what needs somebody's eyes."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bots.cli.options import CANNOT_RUN, NOT_ANSWERED, Database

if TYPE_CHECKING:
    from storage.deliveries import Again
    from storage.types import Result

USUAL: Final = "7d"
MOST: Final = 100
_BACK: Final = re.compile(r"(\d{1,4})([dhm])")
_UNITS: Final = {"d": "days", "h": "hours", "m": "minutes"}

app = typer.Typer(rich_markup_mode=None)


@app.callback(invoke_without_command=True, short_help="See what became of the messages.")
def deliveries(  # noqa: PLR0913  options, each named by whoever types it
    context: typer.Context,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help="List every message, not only those that need eyes.")
    ] = False,
    result: Annotated[
        list[str] | None,
        typer.Option(
            "--result",
            metavar="RESULT",
            help="List those of this result: delivered, gone, unknown, defect, stopped, empty or "
            "hidden. Repeat it for more.",
            show_default=False,
        ),
    ] = None,
    since: Annotated[
        str,
        typer.Option(
            "--since", metavar="WHEN", help="From when on: 2010-05-14, or 7d, 12h, 30m ago."
        ),
    ] = USUAL,
    most: Annotated[
        int, typer.Option("--most", metavar="N", help="List so many at most.", min=1)
    ] = MOST,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    database: Database = "",
) -> None:
    """Show what waits to be sent, what became of the rest, and what needs somebody's eyes.

    Those are: unknown (it may have arrived or not), defect (our own fault), gone (the recipient
    takes nothing any more). Messages are told by their ids, their kind and their conversation's id:
    never a name, nor what they say. The id of a private conversation is, on Telegram, the person's.
    """
    if context.invoked_subcommand is not None:
        return
    from bots.cli.deliveries_told import as_one_object, show  # noqa: PLC0415
    from bots.cli.session import records  # noqa: PLC0415
    from bots.world import SystemClock  # noqa: PLC0415
    from storage import deliveries as done  # noqa: PLC0415
    from storage.backlog import backlog  # noqa: PLC0415

    wanted = _results(result or (), everything=everything)
    now = SystemClock().now()
    begin = _moment(since, now)
    with records(database) as store, store.read() as uow:
        waiting = backlog(uow.connection, now)
        counted = done.counts(uow.connection, begin)
        found = done.listed(uow.connection, wanted, begin, most)
    if as_json:
        typer.echo(as_one_object(waiting, counted, found))
        return
    show(waiting, counted, found, begin)
    if len(found) == most:
        typer.echo(f"The newest {most} are listed. There may be more: see --most.")


@app.command()
def again(
    ids: Annotated[
        list[str],
        typer.Argument(metavar="ID…", help="The messages, by their ids.", show_default=False),
    ],
    *,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask once more.")] = False,
    database: Database = "",
) -> None:
    """Send messages again that failed by our own fault, or of which nobody knows whether they came.

    The latter may come twice: for those it asks first. Ends with 1 if one of them can't be sent.
    """
    from bots.cli.session import records  # noqa: PLC0415
    from bots.world import SystemClock  # noqa: PLC0415
    from storage import deliveries as done  # noqa: PLC0415
    from storage.types import Result  # noqa: PLC0415

    with records(database) as store:
        with store.read() as uow:
            found = [done.find(uow.connection, one) for one in ids]
        doubtful = sum(one is not None and one.result is Result.UNKNOWN for one in found)
        if doubtful and not yes and not typer.confirm(_question(doubtful)):
            typer.echo("Nothing is sent again.")
            raise typer.Exit(CANNOT_RUN)
        with store.write() as uow:
            at = SystemClock().now()
            came = {one: done.send_again(uow.connection, one, at) for one in ids}
    for one, what in came.items():
        typer.echo(f"{one}: {_sentence(what)}")
    if any(what is not done.Again.WAITS for what in came.values()):
        raise typer.Exit(NOT_ANSWERED)


def _question(doubtful: int) -> str:
    return f"{doubtful} of them may have arrived, and would then come twice. Send again?"


def _sentence(came: "Again") -> str:
    from storage.deliveries import Again  # noqa: PLC0415

    return {
        Again.WAITS: "It waits to be sent again.",
        Again.NOT_THERE: "There is no such message among those that are done.",
        Again.NOT_MENDABLE: "It is neither unknown nor a defect; it is not sent again.",
        Again.UNWANTED: "Its digest was turned off or is paused; it is not sent again.",
        Again.OVERTAKEN: "A newer digest was made since; it is not sent again.",
        Again.ERASED: "What it said is kept no more; it can't be sent again.",
    }[came]


def _results(typed: Sequence[str], *, everything: bool) -> "tuple[Result, ...]":
    from bots.cli.session import fail  # noqa: PLC0415
    from storage.deliveries import EYES  # noqa: PLC0415
    from storage.types import Result  # noqa: PLC0415

    known = {result.value: result for result in Result}
    wrong = [word for word in typed if word not in known]
    if wrong:
        fail(f"--result: “{wrong[0]}” is none of {', '.join(known)}.")
    if typed:
        return tuple(known[word] for word in typed)
    return tuple(Result) if everything else EYES


def _moment(typed: str, now: datetime) -> datetime:
    """The moment that is meant by a date, or by so many days, hours or minutes ago."""
    from bots.cli.session import fail  # noqa: PLC0415

    back = _BACK.fullmatch(typed.strip().casefold())
    if back:
        return now - timedelta(**{_UNITS[back[2]]: int(back[1])})
    try:
        moment = datetime.fromisoformat(typed.strip())
    except ValueError:
        fail(f"--since: “{typed}” is no date as 2010-05-14, and no 7d, 12h or 30m.")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
