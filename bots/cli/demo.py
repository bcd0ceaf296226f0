"""`vigil demo`: the main job before one's eyes, on a database of its own."""

from pathlib import Path
from typing import Annotated, Final

import typer

DEFAULT_FOLDER: Final = Path(".demo")
INTRODUCTION: Final = (
    "This is Vigil with a sample portfolio: about 230 cases of invented people in real countries. "
    "The clock stands at Friday 14 May 2010, 12:00 UTC. Nothing is sent anywhere."
)


def demo(
    *,
    no_chat: Annotated[
        bool, typer.Option("--no-chat", help="End after the demo, also on a terminal.")
    ] = False,
    directory: Annotated[
        Path, typer.Option(help="Where the demo's database is made anew.")
    ] = DEFAULT_FOLDER,
) -> None:
    """Show Vigil at work, on a sample portfolio.

    A member asks, a coordinator commits a section, three weekly digests arrive. Then, on a
    terminal, go on yourself. Nothing is sent anywhere; no account is needed.
    """
    from bots.cli.demo_play import Play, fresh_database, load_sample  # noqa: PLC0415
    from bots.cli.demo_script import AISHA, SCRIPT, START  # noqa: PLC0415
    from bots.cli.session import session  # noqa: PLC0415
    from bots.cli.terminal import is_interactive, read_line, terminal  # noqa: PLC0415
    from bots.console.chat import Chat, converse  # noqa: PLC0415
    from bots.world import SettableClock  # noqa: PLC0415

    clock, out, stays = SettableClock(START), terminal(), is_interactive()
    url = fresh_database(directory)
    with session(url, clock) as world:
        load_sample(world)
        out.print(f"[dim]{INTRODUCTION}[/dim]\n")
        Play(world, clock, out, seconds_between=0.4 if stays else 0).perform(SCRIPT)
        if stays and not no_chat:
            out.rule("[bold]Your turn", align="left", characters="═")
            converse(Chat(world, out, AISHA), read_line)
        else:
            out.print(
                "[dim]On a terminal, `vigil demo` goes on as a chat, so that you can try it.[/dim]"
            )
