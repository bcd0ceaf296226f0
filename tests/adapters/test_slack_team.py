"""Whose workspace somebody is of: its own people alone are told apart by it."""

import pytest

from tests.adapters.slack_harness import StubApp, on_slack, until
from tests.doubles.loop import run
from tests.doubles.slack import SlackUser

OWN = SlackUser("U0OWN")
OTHERS = {
    "guest": SlackUser("U0GUEST", is_restricted=True),
    "guest of one channel": SlackUser("U0GUEST", is_ultra_restricted=True),
    "bot": SlackUser("U0BOT", is_bot=True),
    "of another organisation": SlackUser("U0OTHER", team_id="T0OTHER"),
    "gone": SlackUser("U0GONE", deleted=True),
}


async def team_of(user: SlackUser) -> tuple[str, bool]:
    app = StubApp()
    async with on_slack(app) as (slack, _):
        slack.add(user)
        await slack.command("/cases", "mine", user=user)
        await until(lambda: len(app.done) == 1)
    return app.handled[-1].actor.team, app.handled[-1].actor.anonymous


def test_ones_own_person_is_told_with_the_workspace() -> None:
    assert run(team_of(OWN)) == ("T0MOVEMENT", False)


@pytest.mark.parametrize("who", OTHERS)
def test_nobody_else_is(who: str) -> None:
    assert run(team_of(OTHERS[who])) == ("", True)
