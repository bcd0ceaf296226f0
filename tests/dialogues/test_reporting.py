"""Reporting what was done, and striking what is not so."""

from datetime import timedelta

import pytest

from core.domain.people import Role
from tests.dialogues.conftest import Play
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, CARLA, CHANNEL, Absent, ChatBot, talk


def test_a_report_counts_on_the_case(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        lines = [
            (
                "/act MYS-0012 we sent 12 letters",
                "Reported for MYS-0012: 12 letters",
                "For Section Sweden",
                "12 letters reported",
            ),
            ("/act MYS-0012 a phone call for me", "1 call", "Without a section: counted apart"),
            ("/case MYS-0012", "12 letters reported", "1 call reported, 1 by people without"),
        ]
        await talk(bot, lines)
        await talk(bot, [("/act MYS-0012 3 letters", "15 letters reported, 3 by")], who=BILAL)

    play(script)


def test_the_same_again_is_asked_about_first(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/act MYS-0012 12 letters", "Reported for MYS-0012"),
                ("/act mys-0012 12 Letters", "The same again?", "less than ten minutes ago"),
                ("[Report 12 letters again]", "Reported for MYS-0012", "24 letters reported"),
                ("/act MYS-0012 13 letters", "37 letters reported"),
            ],
        )
        bot.clock.set(bot.clock.now() + timedelta(minutes=11))
        await talk(bot, [("/act MYS-0012 12 letters", "49 letters reported")])
        await talk(bot, [("/act MYS-0012 12 letters", "61 letters reported")], who=BILAL)

    play(script)


@pytest.mark.parametrize("platform", ["telegram", "console"])
def test_what_people_without_a_section_report_is_limited(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/act MYS-0012 101 letters", "The most is 100"),
                *((f"/act MYS-0012 {n} letters", "Reported") for n in (100, 99, 98, 97)),
                ("/act MYS-0012 107 letters", "The most is 100"),
                ("/act MYS-0012 100 signatures", "Reported"),
                ("/act MYS-0012 7 letters", "The most is 6"),
                ("/act MYS-0012 6 letters", "Reported", "400 letters reported, 400 by"),
                ("/act MYS-0012 1 letter", "That is all that can be reported today"),
            ],
            who=CARLA,
        )
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(bot, [("/act MYS-0012 2000 signatures", "Reported")])

    play(script)


def test_what_is_no_case_for_action(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/act", "Which case?", "act MYS-0012"),
                ("/act ZZZ-0001 12 letters", "No such case: ZZZ-0001"),
                ("/act MYS-0005 12 letters", "Nothing to report on MYS-0005", "dormant"),
                ("/act MYS-0012 12 letters for Atlantis", "No section is called “Atlantis”"),
                ("/act MYS-0012 12 letters for Sweden", "Only", "Section Sweden"),
            ],
        )

    play(script)


def test_reports_are_struck_by_those_who_answer_for_them(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await become(bot, BILAL, Role.STEWARD)
        await talk(bot, [("/act MYS-0012 12 letters", "Reported")])
        await talk(bot, [("/act MYS-0012 90 letters", "Reported")], who=CARLA)
        await talk(bot, [("/reports", "Only")], who=CARLA)
        lines = [
            ("/reports", "1 report", "MYS-0012: 12 letters", Absent("90 letters")),
            ("/reports Norway", "Only a coordinator of Section Norway"),
            ("/reports MYS-0012", "1 report", "Section Sweden"),
        ]
        await talk(bot, lines)
        heard = await talk(
            bot,
            [("/reports", "2 reports", "MYS-0012: 90 letters", "without a section")],
            who=BILAL,
        )
        assert heard[-1].buttons.count("Strike") == 2

    play(script)


@pytest.mark.parametrize("platform", ["telegram", "console"])
def test_a_report_is_filled_in_and_struck_by_question_and_answer(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(
            bot,
            [
                ("/case MYS-0012", "Act"),
                ("[Act]", "What was done?"),
                ("[Letters]", "How many?"),
                ("no", "Please write a whole number"),
                ("12", "When?", "14 May 2010"),
                ("15 May 2010", "For which section?"),
                ("[Keep it]", "Anything to add?"),
                ("Two came back", "Two came back", "Report"),
                ("[Report]", "This day is still to come"),
                ("13 May 2010", "Report"),
                ("[Report]", "Reported for MYS-0012: 12 letters", "For Section Sweden"),
                ("/act MYS-0012 letters to the minister", "What was done?", "Letters"),
                ("/cancel", "Nothing was sent"),
                ("/reports", "12 letters", "13 May 2010", "Note: Two came back"),
                ("[Strike]", "Why should it not count?"),
                ("It was reported twice", "Strike"),
                ("[Strike]", "Struck: 12 letters for MYS-0012", "kept in the history"),
                ("[Reports on MYS-0012]", "Struck: it does not count"),
                ("/case MYS-0012", Absent("12 letters")),
            ],
        )

    play(script)


def test_the_list_is_shown_to_nobody_else(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(bot, [("/act MYS-0012 12 letters", "Reported")])
        heard = await bot.say(ANNA, "reports", CHANNEL)
        assert not any("12 letters" in message.text and message.public for message in heard)

    play(script)
