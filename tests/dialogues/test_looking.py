"""What everyone can look up."""

import pytest

from tests.dialogues.conftest import Play
from tests.dialogues.script import BILAL, Absent, ChatBot, talk

FOUNDING = "are there any actions to be undertaken by AI members in Malaysia"


@pytest.mark.parametrize(
    "platform", ["slack", "slack-socket", "telegram", "telegram-webhook", "console"]
)
def test_a_member_looks_for_cases_and_opens_one(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/cases Malaysia", "3 active cases in Malaysia", "MYS-0012", "Welcome"),
                ("[Open MYS-0012]", "Hisham Ramlan", "Write a letter by 31 May 2010", "Article 9"),
                ("[More in Malaysia]", "3 active cases in Malaysia", Absent("Welcome")),
                ("[Dormant (1)]", "MYS-0005", "not for action"),
                ("/goals", "500 cases available for action", "151"),
                (FOUNDING, "What members of Section Malaysia can do", "3 active cases in Malaysia"),
            ],
            who=BILAL,
        )

    play(script)


def test_a_long_list_is_paged_in_its_own_message(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        first = await talk(bot, [("/cases", "Page 1 of 32")])
        second = await bot.press(BILAL, first[0], "Next")
        assert "Page 2 of 32" in second[0].text
        assert second[0].edited
        back = await bot.press(BILAL, second[0], "Previous")
        assert back[0].edited
        assert back[0].text == first[0].text

    play(script)
