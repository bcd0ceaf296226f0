"""`vigil db`: the database itself."""

import typer

from bots.cli.options import Database

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Look after the database.")


@app.callback()
def _group() -> None:
    """Keep `upgrade` a command of its own, though it is the only one."""


@app.command()
def upgrade(database: Database = "") -> None:
    """Make the database, or bring it to this version. Repeating it does no harm."""
    from sqlalchemy.engine import make_url  # noqa: PLC0415

    from bots.cli.session import mistakes_told, settings_for  # noqa: PLC0415
    from bots.logs import configure  # noqa: PLC0415
    from storage import migrate  # noqa: PLC0415

    configure("ERROR")
    url = make_url(settings_for(database).database_url)
    with mistakes_told():
        migrate.upgrade(url.render_as_string(hide_password=False))
    typer.echo(f"The database {url.render_as_string()} is ready.")
