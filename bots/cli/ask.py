"""`vigil ask`: one question, one answer; or a question a line, an answer a line."""

import json
import sys
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bots.cli.options import NOT_ANSWERED, As, Database

if TYPE_CHECKING:
    from core.request import Reply

STREAM: Final = "-"

UNANSWERED: Final = frozenset(
    {
        "away",
        "cant_join",
        "failed",
        "forgotten_question",
        "long_question",
        "name_the_case",
        "no_such_case",
        "no_such_code",
        "no_such_goal",
        "no_such_section",
        "not_active",
        "not_committed",
        "not_understood",
        "nothing_found",
        "refused",
        "say_why",
        "section_full",
        "task_unclear",
        "void_code",
        "when_unclear",
        "where_to_act",
        "which_case",
        "which_one",
        "which_section",
    }
)
"""The views that say that nothing was found or done, or ask back."""


def ask(
    text: Annotated[
        str, typer.Argument(help="What you would write in chat. - reads a question a line.")
    ],
    as_: As = "member",
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Answer with a JSON object a line.")
    ] = False,
    database: Database = "",
) -> None:
    """Ask one question and print the answer.

    Exit status: 0 answered; 1 not understood, refused or nothing of that name; 2 can't run.
    A stream of questions (-) is always read to its end, and ends with 0.

    --json prints intent, understood (countries as ISO 3166 alpha-3 codes), text and actions.
    """
    from bots.cli.session import persona_for, session  # noqa: PLC0415
    from bots.console.talk import Seat, Talk  # noqa: PLC0415
    from bots.console.text import as_typed  # noqa: PLC0415

    with session(database) as world:
        talk, seat = Talk(world.app, world.chance), Seat(persona_for(as_, world))
        if text == STREAM:
            for line in sys.stdin.buffer:
                # Bytes that are no UTF-8 make a strange question, but no end of the stream.
                _print(talk.ask(seat, line.decode("utf-8", "replace")), as_json=as_json)
            return
        reply = talk.ask(seat, as_typed(text))
        _print(reply, as_json=as_json)
    if any(view.name in UNANSWERED for view in reply.views):
        raise typer.Exit(NOT_ANSWERED)


def _print(reply: "Reply", *, as_json: bool) -> None:
    from bots.cli.terminal import terminal  # noqa: PLC0415
    from bots.console.render import render  # noqa: PLC0415

    if as_json:
        typer.echo(_json_of(reply))
    else:
        for view in reply.views:
            terminal().print(render(view, first=None))
            typer.echo()
    sys.stdout.flush()


def _json_of(reply: "Reply") -> str:
    from bots.console.render import render  # noqa: PLC0415

    screens = [render(view, first=None) for view in reply.views]
    answer = {
        "intent": reply.intent,
        "understood": dict(reply.understood),
        "text": "\n\n".join(screen.plain for screen in screens),
        "actions": [
            {"label": choice.label, "token": choice.token}
            for screen in screens
            for choice in screen.choices
        ],
    }
    return json.dumps(answer, ensure_ascii=False)
