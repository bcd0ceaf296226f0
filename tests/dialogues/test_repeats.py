"""What a platform delivers twice is done once, and answered once if the answer is on record."""

import pytest

from core.domain.people import Role
from tests.dialogues.conftest import Play
from tests.dialogues.records import records, section_load
from tests.dialogues.roles import become, code_for
from tests.dialogues.script import ANNA, PRIVATE, ChatBot, talk, together

REPEATING = pytest.mark.parametrize(
    "platform", ["slack", "slack-socket", "telegram", "telegram-webhook"]
)


@REPEATING
@pytest.mark.parametrize("typed", ["/commit MYS-0012", "commit MYS-0012"])
def test_a_commitment(play: Play, typed: str) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(bot, [(typed, "For Section Sweden, 7 of 10")])
        before = records(bot.world)
        assert await bot.again() == []
        assert await bot.again() == []
        assert section_load(bot.world, "SWE") == 7
        assert records(bot.world) == before

    play(script)


@REPEATING
def test_a_code_taken_up(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        code = code_for(bot, Role.COORDINATOR, "SWE")
        await talk(bot, [(f"/link {code}", "You are now a coordinator", "I am Vigil")])
        assert await bot.again() == []

    play(script)


@REPEATING
def test_a_press_that_hands_a_case_back(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        asked = await talk(bot, [("/commit MYS-0012", "7 of 10"), ("/release MYS-0012", "Why")])
        first = await bot.press(ANNA, asked[0], "No capacity left")
        assert "6 of 10" in together(first)
        before = records(bot.world)
        assert await bot.again() == []
        assert records(bot.world) == before

    play(script)


@REPEATING
def test_a_digest_stopped_and_wanted_again(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do")])
        stopped = await bot.say(ANNA, "/digest off", PRIVATE)
        assert "No digest will come here" in together(stopped)
        assert await bot.again() == []
        await talk(bot, [("/digest Mon 09:00", "Your weekly digest is set")])
        before = records(bot.world)
        await bot.again()
        assert records(bot.world) == before

    play(script)


@pytest.mark.parametrize("platform", ["telegram", "telegram-webhook"])
def test_a_look_up_is_answered_again(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do")])
        first = await talk(bot, [("/cases Malaysia", "3 active cases")])
        assert [m.text for m in await bot.again()] == [m.text for m in first]

    play(script)
