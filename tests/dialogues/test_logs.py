"""Logs carry ids: no word that somebody said, no name, whatever happens and on every platform."""

import io

import pytest

from core.domain.people import Role
from tests.dialogues.conftest import Play
from tests.dialogues.on_slack import SlackBot
from tests.dialogues.on_telegram import TelegramBot
from tests.dialogues.post import collect
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, CHANNEL, PRIVATE, ChatBot, Member, talk
from tests.doubles.telegram_faults import FaultKind

WORD = "shibboleth"
WILHELMINA = Member("wilhelmina", 104)
STEWARD = Member("sigrid", 105)
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


@pytest.mark.parametrize("platform", ["slack", "telegram"])
def test_nothing_that_is_delivered_is_logged(play: Play, logged: io.StringIO) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, STEWARD, Role.STEWARD)
        for who in (WILHELMINA, ANNA, BILAL):
            await bot.say(who, "/follow MYS-0012", PRIVATE)
        for faults in (("invalid_blocks", "blocked"), (500, 500), ("is_archived", 429)):
            _fail_deliveries(bot, *faults)
            await bot.say(STEWARD, "/portfolio pause MYS-0012", PRIVATE)
            await bot.say(STEWARD, "/portfolio resume MYS-0012", PRIVATE)
            await collect(bot, [WILHELMINA, ANNA, BILAL])

    play(script)
    told = logged.getvalue().casefold()
    assert '"delivery"' in told
    assert not [word for word in UNSAID if word in told]


def _fail_deliveries(bot: ChatBot, slack: str | int, telegram: FaultKind) -> None:
    if isinstance(bot, SlackBot):
        bot.slack.fail_next("chat.postMessage", slack)
    if isinstance(bot, TelegramBot):
        bot.telegram.fail_next("sendMessage", telegram)


def _fail_next(bot: ChatBot) -> None:
    """Let the platform refuse the next answer, so that this is logged too."""
    if isinstance(bot, SlackBot):
        bot.slack.fail_next("chat.postMessage", "invalid_blocks")
    if isinstance(bot, TelegramBot):
        bot.telegram.fail_next("sendMessage", 500)
