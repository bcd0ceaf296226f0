"""Logs carry ids: no word that somebody typed, no secret, whatever the level is set to."""

import logging

import pytest

from bots.slack.app import Access
from core.parts import Action
from tests.adapters.slack_harness import StubApp, on_slack, says, until
from tests.doubles.loop import run

WORD = "shibboleth"


@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])
def test_no_typed_word_and_no_secret_is_logged(
    *, socket: bool, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    async def scenario() -> list[str]:
        app = StubApp(lambda _: says(WORD, actions=(Action(WORD, "case", WORD),)))
        async with on_slack(app, socket=socket) as (slack, _):
            slack.fail_next("chat.postMessage", "invalid_blocks")
            slack.fail_next("users.info", 500)
            await slack.event("message.im", WORD)
            await slack.command("/cases", WORD)
            message = await slack.wait_for_message(seen_by=slack.member)
            await slack.press(message, WORD)
            await slack.event("app_mention", WORD)
            await slack.event("something_new", fields={"text": WORD})
            await until(lambda: len(app.done) == 4)
            return [slack.bot_token, slack.app_token, slack.signing_secret]

    caplog.set_level(logging.DEBUG)
    secrets = run(scenario())
    logged = caplog.text + "".join(capfd.readouterr())
    assert "slack_answer" in logged
    for secret in (WORD, *secrets):
        assert secret not in logged


def test_secrets_are_not_in_what_access_shows() -> None:
    access = Access("xoxb-secret", "signing-secret", "xapp-secret")
    assert "secret" not in repr(access)
