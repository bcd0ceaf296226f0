"""`vigil report`: what a council meeting is told."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bots.cli.options import Database

if TYPE_CHECKING:
    from core.document import Document

DAY: Final = ["%Y-%m-%d"]
MARKDOWN: Final = "report.md"
PAGE: Final = "report.html"

From = Annotated[
    datetime, typer.Option("--from", formats=DAY, metavar="DAY", help="The first day, in UTC.")
]
Until = Annotated[
    datetime, typer.Option("--to", formats=DAY, metavar="DAY", help="The last day, in UTC.")
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="DIR",
        help="Write report.md, report.html and the charts there; else Markdown is printed.",
        show_default=False,
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace an earlier report in the folder.")]


def report(
    first: From,
    last: Until,
    *,
    out: Out = None,
    force: Force = False,
    database: Database = "",
) -> None:
    """Make the report for a council meeting.

    It tells goals, net change, closures, feedback and capacity. It says what any member may see
    and counts the rest; nobody is named.
    """
    from bots.cli.session import fail, session  # noqa: PLC0415
    from core.domain.netchange import Period  # noqa: PLC0415
    from core.i18n import Words  # noqa: PLC0415
    from core.usecases import council  # noqa: PLC0415
    from core.views.council import council_report  # noqa: PLC0415

    with session(database) as world:
        today = world.clock.now().date()
        if not first.date() <= last.date() <= today:
            fail("--from must not be after --to, and --to not after today.")
        period = Period(first.date(), last.date())
        with world.store.read() as uow:
            document = council_report(council.report(uow, period, today), Words())
    if out is None:
        from bots.council.markdown import to_markdown  # noqa: PLC0415

        typer.echo(to_markdown(document, charts=False), nl=False)
    else:
        _write(document, out, force=force)


def _write(document: "Document", folder: Path, *, force: bool) -> None:
    from bots.cli.session import fail  # noqa: PLC0415
    from bots.council.charts import draw  # noqa: PLC0415
    from bots.council.markdown import to_markdown  # noqa: PLC0415
    from bots.council.page import to_page  # noqa: PLC0415

    files = {MARKDOWN: to_markdown(document, charts=True), PAGE: to_page(document)}
    files |= {f"{chart.key}.svg": f"{draw(chart)}\n" for chart in document.charts}
    try:
        if not force and any((folder / name).exists() for name in files):
            fail(f"There is a report in {folder}. Name another folder, or add --force.")
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        fail(f"{folder} can't be written: {error.strerror}.")
    typer.echo(f"The report is in {folder}: {PAGE}, {MARKDOWN} and {len(files) - 2} charts.")
