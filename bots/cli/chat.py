"""`vigil chat`: a conversation at the terminal."""

from bots.cli.options import As, Database


def chat(as_: As = "member", database: Database = "") -> None:
    """Talk to the bot here, at the terminal.

    A number presses a button, /as coordinator Sweden makes you somebody else, /quit ends.
    """
    from bots.cli.session import persona_for, session  # noqa: PLC0415
    from bots.cli.terminal import read_line, terminal  # noqa: PLC0415
    from bots.console.chat import Chat, converse  # noqa: PLC0415

    with session(database) as world:
        converse(Chat(world, terminal(), persona_for(as_, world)), read_line)
