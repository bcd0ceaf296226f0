"""Logs carry ids: no word that somebody said, no name, whatever happens and on every platform."""

import io

import pytest

from tests.dialogues.conftest import Play
from tests.dialogues.on_slack import SlackBot
from tests.dialogues.on_telegram import TelegramBot
from tests.dialogues.script import CHANNEL, PRIVATE, ChatBot, Member, talk

WORD = "shibboleth"
WILHELMINA = Member("wilhelmina", 104)
UNSAID = (WORD, "wilhelmina", "hisham", "devaki", "malaysia", "mys-0012", "trade")


@pytest.mark.parametrize(
    "platform", ["slack", "slack-socket", "telegram", "telegram-webhook", "console"]
)
def test_nothing_that_was_said_is_logged(
    play: Play, logged: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    async def script(bot: ChatBot) -> None:
        lines = [(WORD, "Nothing found"), ("/case Hisham", "Ramlan"), ("/commit MYS-0012", "your")]
        await talk(bot, lines, who=WILHELMINA)
        for where in (PRIVATE, CHANNEL):
            for typed in (f"/{WORD}", f"cases {WORD}", f"/digest {WORD}", f"goals {WORD}"):
                await bot.say(WILHELMINA, typed, where)
            await bot.forge(WILHELMINA, f"{WORD}:{WORD}", where)
            await bot.forge(WILHELMINA, f"cases:1:{WORD}", where)
        _fail_next(bot)
        await bot.say(WILHELMINA, f"cases {WORD}", PRIVATE)

    play(script)
    printed = "".join(capfd.readouterr())
    told = (logged.getvalue() + printed).casefold()
    assert not [word for word in UNSAID if word in told]


def _fail_next(bot: ChatBot) -> None:
    """Let the platform refuse the next answer, so that this is logged too."""
    if isinstance(bot, SlackBot):
        bot.slack.fail_next("chat.postMessage", "invalid_blocks")
    if isinstance(bot, TelegramBot):
        bot.telegram.fail_next("sendMessage", 500)
