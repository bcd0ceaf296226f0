"""What `vigil deliveries` prints: tables at the terminal, or one JSON object."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from rich.table import Table

from bots.cli.terminal import terminal
from storage.backlog import Backlog
from storage.deliveries import Sent
from storage.types import Result

_TO_THE_SECOND = "%Y-%m-%d %H:%M:%S"


def show(
    waiting: Backlog, done: Mapping[Result, int], found: Sequence[Sent], since: datetime
) -> None:
    """Print what waits, what became of the rest, and the list."""
    console = terminal()
    if waiting.waiting:
        console.print(_waiting(waiting))
    else:
        console.print("Nothing waits to be sent.")
    if done:
        console.print(_done(done, since))
    else:
        console.print(f"Nothing was sent or set aside since {since:{_TO_THE_SECOND}} UTC.")
    if found:
        console.print("Messages, the newest first, in UTC:")
        for one in found:
            console.print(_line(one), markup=False, soft_wrap=True)
        console.print("Send one again: vigil deliveries again ID")
    elif done:
        console.print("No such message to list.")


def _waiting(waiting: Backlog) -> Table:
    table = Table("platform", "urgency", "state", "messages", "oldest", title="Waits to be sent")
    for one in waiting.waiting:
        table.add_row(one.platform, one.urgency, one.state, str(one.messages), _age(one.age))
    return table


def _done(done: Mapping[Result, int], since: datetime) -> Table:
    table = Table("result", "messages", title=f"Done since {since:{_TO_THE_SECOND}} UTC")
    for result, messages in done.items():
        table.add_row(result.value, str(messages))
    return table


def _line(one: Sent) -> str:
    """A message in two lines: the id alone, to be copied, and what became of it."""
    thread = f" / {one.thread}" if one.thread else ""
    attempts = "1 attempt" if one.attempts == 1 else f"{one.attempts} attempts"
    facts = (
        f"{one.at:{_TO_THE_SECOND}}",
        one.result.value,
        one.kind,
        f"{one.platform.value} {one.conversation}{thread}",
        attempts,
        *([one.reason] if one.reason else []),
    )
    return f"{one.id}\n    {' · '.join(facts)}"


def _age(age: timedelta) -> str:
    """Without fractions of a second."""
    return str(timedelta(seconds=round(age.total_seconds())))


def as_one_object(waiting: Backlog, done: Mapping[Result, int], found: Sequence[Sent]) -> str:
    """The same for a program."""
    told = {
        "waiting": [
            {
                "platform": one.platform,
                "urgency": one.urgency,
                "state": one.state,
                "messages": one.messages,
                "oldest_seconds": round(one.age.total_seconds()),
            }
            for one in waiting.waiting
        ],
        "done": {result.value: messages for result, messages in done.items()},
        "messages": [
            {
                "id": one.id,
                "kind": one.kind,
                "platform": one.platform.value,
                "conversation": one.conversation,
                "thread": one.thread,
                "at": one.at.isoformat(),
                "attempts": one.attempts,
                "result": one.result.value,
                "reason": one.reason,
            }
            for one in found
        ],
    }
    return json.dumps(told, ensure_ascii=False)
