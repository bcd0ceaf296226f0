"""Options that several commands share."""

from typing import Annotated, Final

import typer

Database = Annotated[
    str,
    typer.Option(
        "--database",
        metavar="URL",
        help="The database, as sqlite:///vigil.db or postgresql://user:password@host/name. "
        "Without it, VIGIL_DATABASE_URL; without that, the file vigil.db here.",
        show_default=False,
    ),
]
As = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="WHO",
        help="Who asks: member, member:MYS, coordinator:SWE, steward, board or admin.",
    ),
]

NOT_ANSWERED: Final = 1
"""The exit status when a question was not understood, refused, or led to nothing."""
CANNOT_RUN: Final = 2
"""The exit status when the command can't run as it was typed or configured."""
