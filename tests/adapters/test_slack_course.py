"""An answer of several messages goes on where it stopped, whoever goes on with it."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

import pytest

from core.domain.people import Platform
from core.parts import Action
from core.ports import StoreAwayError
from core.request import Form, Reply, Request
from tests.adapters.slack_harness import QUICK, StubApp, on_slack, says, until
from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_text import plain

COUNT = 20
LINES = [f"Line {number} of a long answer. " + "It is long. " * 60 for number in range(COUNT)]
EACH = [f"Line {number} of" for number in range(COUNT)]
LINE = re.compile(r"Line \d+ of")
MORE = Action("More", "cases", "2:")


def long_answer(request: Request) -> Reply:
    """Pages are as long, and replace the page before; `short` is what has the button to them."""
    if request.text == "short":
        return says("Page 1", audience=request.audience, actions=(MORE,))
    return says("Page 2", *LINES, audience=request.audience, replaces=request.form is Form.TOKEN)


@dataclass
class Interrupted(StubApp):
    """After the first message of several `interrupt` is called; the recovery gets what is left."""

    interrupt: Callable[[], None] = lambda: None
    kept: list[Sequence[str]] = field(default_factory=list)

    def said(self, request: Request, marks: Sequence[str]) -> None:
        super().said(request, marks)
        self.kept.append(tuple(marks))
        if len(self.kept) == 1:
            self.interrupt()

    def unanswered(self, platform: Platform) -> Sequence[Request]:
        assert platform is Platform.SLACK
        return [one for one in self.recorded.values() if one.key not in self.done]


class Forgetful(Interrupted):
    """The records are away between two messages."""

    def said(self, request: Request, marks: Sequence[str]) -> None:
        super().said(request, marks)
        raise StoreAwayError


def lines_on(slack: SlackDouble) -> list[str]:
    """Which lines somebody can read, in order."""
    posted = [message for channel in slack.messages.values() for message in channel]
    return LINE.findall("\n".join(map(plain, [*slack.ephemerals, *posted])))


async def by_command(slack: SlackDouble) -> None:
    await slack.command("/cases")


async def by_message(slack: SlackDouble) -> None:
    await slack.event("message.im", "cases")


async def by_button(slack: SlackDouble) -> None:
    await slack.event("message.im", "short")
    await slack.press(await slack.wait_for_message(), "More")


@pytest.mark.parametrize(
    ("ask", "fails"),
    [
        (by_command, "response_url"),
        (by_message, "chat.postMessage"),
        (by_button, "chat.postMessage"),
    ],
)
def test_what_was_said_of_an_interrupted_answer_is_not_said_again(
    ask: Callable[[SlackDouble], Awaitable[None]], fails: str
) -> None:
    async def scenario() -> None:
        app = Interrupted(long_answer)
        async with on_slack(app, paces=replace(QUICK, recovery=0.05)) as (slack, _):
            app.interrupt = lambda: slack.fail_next(fails, 500)
            await ask(slack)
            await until(lambda: app.kept != [])
            request = list(app.recorded.values())[-1]
            await until(lambda: request.key in app.done)
            assert lines_on(slack) == EACH
        assert [one.key for one in app.handled].count(request.key) == 2

    run(scenario())


def test_records_that_are_away_between_two_messages_hold_nothing_up() -> None:
    async def scenario() -> None:
        app = Forgetful(long_answer)
        async with on_slack(app) as (slack, _):
            await by_command(slack)
            await until(lambda: len(app.done) == 1)
            assert lines_on(slack) == EACH

    run(scenario())
