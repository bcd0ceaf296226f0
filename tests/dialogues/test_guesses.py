"""What is typed nearly right: what was probably meant is offered, and nothing else is answered."""

import pytest

from core.domain.people import Role
from tests.dialogues.conftest import Play
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, Absent, ChatBot, talk


def test_a_task_of_the_stewards_that_there_is_not(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.STEWARD)
        await talk(
            bot,
            [
                ("/portfolio draft", "takes no “draft”", "Did you mean", "portfolio drafts?"),
                ("[Back to the desk]", "Reviews due"),
                ("/portfolio nonsense", "It takes", "a new case", Absent("Did you mean")),
                ("/pause MYS-0012", "Did you mean", "portfolio pause MYS-0012?"),
            ],
        )
        await talk(
            bot,
            [
                ("/portfolio draft", "Only a steward may do that", Absent("drafts")),
                ("/pause MYS-0012", "I don't understand", Absent("Did you mean")),
            ],
            who=BILAL,
        )

    play(script)


def test_a_digest_that_there_is_not(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(
            bot,
            [
                ("/digest kinds", "“kinds” is no digest, day", "/digest section on", "Your cases"),
                ("/digest kinds", Absent("Kinshasa"), Absent("stewards"), "Nothing was changed."),
                ("/digest sections", "Did you mean /digest section on?"),
                ("/digest board", "It is for the board, in private."),
                ("/digest daily", "Your daily digest is set", "every day at 09:00"),
                ("/stop", "Did you mean /digest off?"),
            ],
        )

    play(script)


def test_what_one_follows(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/follow MYS-0012", "You follow MYS-0012"),
                ("/unfollow all", "You follow 1 case", "To follow one no more:", "MYS-0012 off"),
                ("/follow list", "You follow 1 case", Absent("No such case")),
            ],
        )

    play(script)


def test_a_section_right_behind_and_a_case_that_is_left_out(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(
            bot,
            [
                ("/commit MYS-0012 Sweden", "For Section Sweden"),
                ("/capacity 12 Sweden", "Capacity of Section Sweden: 12"),
                ("/act 12 letters", "Which case?"),
                ("/feedback 7", "No such feedback: 7"),
                ("/timezone GMT+2", "I know no time zone", Absent("Etc")),
            ],
        )

    play(script)


@pytest.mark.parametrize("platform", ["telegram", "console"])
def test_a_name_behind_a_nomination_stands_in_its_form(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(bot, [("/nominate Tan Mei Lin", "Who is it?", "Tan Mei Lin")])
        await talk(
            bot, [("/nominate Tan Mei Lin", "Only a coordinator or a steward may")], who=BILAL
        )

    play(script)


def test_sentences_that_are_no_questions_for_cases(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("what can I do", "What you can do here"),
                ("when is the next digest", "What comes here"),
                ("how many cases are there", "active cases", Absent("Only")),
                ("how can I help", "Where do you want to act?"),
                ("cases committed", "with a section", Absent("No section yet")),
            ],
        )

    play(script)
