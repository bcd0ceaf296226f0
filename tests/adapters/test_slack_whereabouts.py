"""What Slack tells of where the app is, and a token that is refused."""

from dataclasses import replace
from typing import Any

import pytest

from core.domain.people import Platform
from core.domain.subscriptions import Address
from core.domain.whereabouts import LetIn, Refused, Whereabouts
from tests.adapters.slack_harness import QUICK, StubApp, on_slack, says, until
from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble


def told_by(kind: str, **fields: Any) -> list[Whereabouts]:
    async def scenario() -> list[Whereabouts]:
        app = StubApp(lambda _: says("hello"))
        async with on_slack(app) as (slack, _):
            ack = await slack.event(kind, fields=fields)
            assert ack.status == 200
        return app.noted

    return run(scenario())


def test_an_app_that_was_put_into_a_channel() -> None:
    bot = SlackDouble().world.identity.bot_user_id
    told = told_by("member_joined_channel", user=bot, channel="C0SWEDEN")
    assert told == [LetIn(Address(Platform.SLACK, "C0SWEDEN"))]
    assert told_by("member_joined_channel", user="U0MEMBER", channel="C0SWEDEN") == []


def test_an_installation_that_ended() -> None:
    assert told_by("app_uninstalled") == [Refused(Platform.SLACK, "app_uninstalled")]
    revoked = told_by("tokens_revoked", tokens={"oauth": [], "bot": ["U0VIGIL"]})
    assert revoked == [Refused(Platform.SLACK, "tokens_revoked")]


def test_a_token_of_a_person_is_none_of_ours() -> None:
    assert told_by("tokens_revoked", tokens={"oauth": ["U0MEMBER"], "bot": []}) == []


def test_what_could_not_be_noted_is_not_acknowledged() -> None:
    async def scenario() -> None:
        app = StubApp(lambda _: says("hello"))
        async with on_slack(app) as (slack, _):
            app.is_away = True
            ack = await slack.event("app_uninstalled")
            assert ack.status != 200
            app.is_away = False

    run(scenario())


def test_a_token_that_is_refused_at_the_start_is_noted_and_the_rest_starts() -> None:
    async def scenario() -> None:
        app = StubApp(lambda _: says("hello"))
        slack = SlackDouble()
        slack.fail_next("auth.test", "invalid_auth")
        async with on_slack(app, slack=slack):
            assert app.noted == [Refused(Platform.SLACK, "invalid_auth")]

    run(scenario())


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive"])
def test_an_answer_that_is_refused_is_given_once_the_token_is_taken_again(code: str) -> None:
    async def scenario() -> None:
        app = StubApp(lambda _: says("hello"))
        async with on_slack(app, paces=replace(QUICK, recovery=0.05)) as (slack, _):
            slack.fail_next("chat.postMessage", code)
            await slack.event("message.im", "hi")
            await until(lambda: bool(app.noted))
            assert app.noted == [Refused(Platform.SLACK, code)]
            assert app.done == []
            app.waiting = list(app.recorded.values())
            await until(lambda: bool(app.done))
            assert len(slack.messages[slack.im_of(slack.member).id]) == 1

    run(scenario())


@pytest.mark.parametrize(
    ("answer", "taken"), [(None, True), ("token_revoked", False), (500, None), (429, None)]
)
def test_whether_it_takes_our_token(answer: str | int | None, taken: bool | None) -> None:  # noqa: FBT001  a row of the table
    async def scenario() -> None:
        app = StubApp(lambda _: says("hello"))
        async with on_slack(app) as (slack, adapter):
            if answer is not None:
                slack.fail_next("auth.test", answer)
            assert await adapter.sender.accepted() is taken

    run(scenario())
