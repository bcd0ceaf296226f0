"""Goals that the board sets and revises, and what is behind the numbers."""

import pytest

from core.domain.people import Role
from tests.dialogues.conftest import Play
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, Absent, ChatBot, talk


def test_the_net_change_opens_to_its_cases(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/goals", "Net change of active cases"),
                (
                    "[Net change of active cases]",
                    "Active cases, 1 January 2010 to 14 May 2010",
                    "Brought in from earlier records",
                    "Together",
                ),
                (
                    "[Which: Brought in from earlier records]",
                    "Brought in from earlier records, 1 January 2010 to 14 May 2010",
                    "that can't be shown",
                    "Page 1 of",
                ),
                ("[Next]", "Page 2 of"),
                ("[Previous]", "Page 1 of"),
                ("/goals active 2009", "Nothing changed in this time"),
                ("/goals change tomorrow", "Did you mean"),
            ],
        )

    play(script)


def test_every_goals_number_opens_to_cases(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/goals countries", "Active cases in 60 countries"),
                ("[Which: countries with an active case]", "countries with an active case", "Open"),
                ("/goals available", "Cases to act on"),
            ],
        )

    play(script)


def test_only_the_board_sets_goals(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.STEWARD)
        await talk(bot, [("/goals set", "Only a member of the board")])
        await talk(bot, [("/goals revise available", "Only a member of the board")])
        await talk(bot, [("/goals available", Absent("[Revise]"))])

    play(script)


@pytest.mark.parametrize("platform", ["telegram", "console"])
def test_a_goal_is_set_and_revised_by_question_and_answer(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, BILAL, Role.BOARD)
        await talk(
            bot,
            [
                ("/goals set", "Key"),
                ("Available", "What is promised?"),
                ("Every case verified in 90 days", "What is measured?"),
                ("[active cases verified in the last 90 days]", "From which value?"),
                ("40", "When was it so?"),
                ("2010-05", "To which value?"),
                ("150", "From when does it count?"),
                ("2010-05-14", "Until when?"),
                ("2010-05-14", "Who answers for it?"),
                ("Research", "What must be known of the first value?"),
                ("[Skip]", "Every case verified in 90 days", "Set goal"),
                ("[Set goal]", "It has to be after 14 May 2010"),
                ("31 December 2010", "Set goal"),
                ("[Set goal]", "“available” is there already"),
                ("verified", "Set goal"),
                ("[Set goal]", "The goal is set", "40 (May 2010)", "150 by 31 December 2010"),
                ("[Show the goal]", "Every case verified in 90 days"),
            ],
            who=BILAL,
        )
        await talk(
            bot,
            [
                ("/goals available", "500, no date set", "Revise"),
                ("[Revise]", "To which value?"),
                ("600", "Until when?"),
                ("31 December 2013", "Why?"),
                ("The council asked for more", "600"),
                ("[Revise]", "The target until now stays on record: 500, no date set", "600 by"),
                (
                    "/goals available",
                    "600 by 31 December 2013",
                    "Earlier targets",
                    "14 May 2010",
                    "Given up: 500, no date set. The council asked for more",
                ),
            ],
            who=BILAL,
        )

    play(script)
