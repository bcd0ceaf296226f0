"""What everyone can look up."""

import pytest

from core.domain.people import Role
from tests.dialogues.conftest import Play
from tests.dialogues.roles import become
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


def test_typing_errors_are_met_with_a_guess(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/cases Malasia", "Did you mean Malaysia?"),
                ("[Malaysia]", "3 active cases in Malaysia"),
                ("/case MSY-0012", "No such case: MSY-0012", "Did you mean"),
                ("[Open MYS-0012]", "Hisham Ramlan"),
                ("/case Hisham Ramlam", "Did you mean", "MYS-0012"),
                ("/goals availible", "No goal is called “availible”"),
                ("[available]", "500 cases available for action"),
            ],
        )

    play(script)


def test_a_name_with_two_meanings_is_asked_back(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        heard = await talk(bot, [("/cases Congo", "Which one do you mean")])
        for choice in ("Congo - Kinshasa", "Congo - Brazzaville"):
            chosen = await bot.press(BILAL, heard[0], choice)
            assert f"in {choice}" in chosen[0].text
        both = await bot.press(BILAL, heard[0], "All of these")
        assert "in Congo - Kinshasa and Congo - Brazzaville" in both[0].text

    play(script)


def test_what_can_be_asked_for(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/cases poc Malaysia", "1 active case in Malaysia", "prisoner of conscience"),
                ("/cases art 19", "active cases", "Article 19"),
                ("/cases torture", "active cases", "torture and ill-treatment"),
                ("/cases trade unionists in Colombia", "in Colombia", "trade unionists"),
                ("/cases section Sweden", "6 active cases", "Section Sweden"),
                ("/cases uncommitted", "active cases", "without a section", "No section yet"),
                ("/cases dormant Malaysia", "1 dormant case in Malaysia", "not for action"),
                ("/cases closed Iran", "2 closed cases in Iran", "not for action"),
                ("/cases south-east asia", "in South-East Asia"),
                ("/cases women", "active cases", "women"),
                ("/cases hisham", "1 active case", "MYS-0012"),
                ("/cases mys-0012", "Hisham Ramlan", "What you can do"),
                ("/case Hisham Ramlan", "MYS-0012", "What you can do"),
                ("/case MYS-0009", "This is a past case, not for action."),
                ("/cases Iceland", "No active cases in Iceland"),
                ("/actions Malaysia", "What members of Section Malaysia can do"),
                ("/actions", "Where do you want to act?"),
                ("MYS-0012", "Hisham Ramlan"),
                ("prisoners of conscience in Vietnam", "in Vietnam", "prisoner of conscience"),
            ],
        )

    play(script)


def test_help_is_for_ones_role(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/help", "active cases in a country", Absent("As coordinator")),
                ("help", "What you can do here"),
                ("hello", "What you can do here"),
            ],
        )
        await become(bot, BILAL, Role.COORDINATOR, "SWE")
        lines = [("/help", "As coordinator of Section Sweden", "for Sweden")]
        await talk(bot, lines, who=BILAL)

    play(script)
