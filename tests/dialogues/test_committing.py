"""Taking cases on and handing them back."""

import pytest
from typer.testing import CliRunner

from bots.cli.main import app as command_line
from bots.database import open_world
from core.domain.people import Platform, Role
from tests.dialogues.conftest import Play, load_sample, perform
from tests.dialogues.roles import become, code_for
from tests.dialogues.script import ANNA, BILAL, CARLA, CHANNEL, Absent, ChatBot, talk


def test_a_coordinator_takes_a_case_on_and_hands_it_back(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(
            bot,
            [
                ("/commit MYS-0012", "Committed to MYS-0012", "For Section Sweden, 7 of 10"),
                ("/commit MYS-0012", "Already committed to MYS-0012", "7 of 10"),
                ("/cases mine", "7 active cases"),
                ("/release MYS-0012", "Why hand back MYS-0012?", "No capacity left"),
                ("[No capacity left]", "Handed back MYS-0012", "For Section Sweden, 6 of 10"),
                ("/release MYS-0012 no way", "Nothing to hand back", "Nothing was changed"),
                ("/case MYS-0012", "Commit Section Sweden (6 of 10)"),
                ("[Commit Section Sweden (6 of 10)]", "For Section Sweden, 7 of 10"),
                ("[Open MYS-0012]", "Section Sweden", "Hand back for Section Sweden"),
                ("[Hand back for Section Sweden]", "Why hand back MYS-0012?"),
                ("/release MYS-0012 our letters are not answered", "6 of 10", "Thank you"),
                ("/release MYS-0012 for Sweden: again", "Nothing to hand back"),
            ],
        )

    play(script)


def test_a_full_section_has_no_place(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "IRL")
        await talk(
            bot,
            [
                ("/commit MYS-0012", "No place left for MYS-0012", "5 of 5", "/release"),
                ("[Our cases]", "5 active cases", "Section Ireland"),
                ("/release KOR-0006 our group is too small", "For Section Ireland, 4 of 5"),
                ("/commit MYS-0012 for Ireland", "For Section Ireland, 5 of 5"),
            ],
        )

    play(script)


def test_nobody_acts_for_a_section_of_others(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        lines = [
            (
                "/commit MYS-0012 for Norway",
                "Only a coordinator of Section Norway may do that.",
                "Nothing was changed",
            ),
            ("/release AZE-0001 for NOR: no", "Only a coordinator of Section Norway"),
            ("/commit MYS-0012 for Swedn", "No section is called “Swedn”", "Sweden (SWE)"),
        ]
        await talk(bot, lines)
        mine = [("/commit MYS-0012 for Sweden", "Only a coordinator of Section Sweden")]
        await talk(bot, mine, who=BILAL)

    play(script)


def test_a_case_in_the_sections_own_country_is_warned_of(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, BILAL, Role.COORDINATOR, "MYS")
        lines = [("/commit MYS-0012", "For Section Malaysia, 4 of 6", "the own country of Section")]
        await talk(bot, lines, who=BILAL)

    play(script)


def test_a_member_takes_a_case_on_alone(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/case MYS-0012", "Commit"),
                ("[Commit]", "Committed to MYS-0012", "For yourself."),
                ("/case MYS-0012", "1 member", "Hand back my own"),
                ("[Hand back my own]", "Why hand back"),
                ("[No way to act from here]", "Handed back MYS-0012", "For yourself."),
                ("/commit", "Which case?"),
                ("/commit MYS-0005", "MYS-0005 is dormant", "Only active cases"),
                ("[Active cases there]", "3 active cases in Malaysia"),
            ],
            who=CARLA,
        )

    play(script)


def test_who_coordinates_two_sections_says_for_which(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await become(bot, ANNA, Role.COORDINATOR, "NOR")
        await talk(
            bot,
            [
                ("/commit MYS-0012", "For which section?"),
                ("[For Section Norway]", "For Section Norway"),
                ("/release MYS-0012 too much", "For which section?"),
                ("/release MYS-0012 for NOR: too much", "Handed back MYS-0012"),
            ],
        )

    play(script)


def test_an_invitation_from_the_command_line(play: Play, sample_url: str) -> None:
    async def script(bot: ChatBot) -> None:
        asked = ["invite", "--role", "coordinator", "--section", "Sweden", "--database", sample_url]
        printed = CliRunner().invoke(command_line, asked)
        code = printed.stdout.split("\n")[0].removeprefix("Code").strip()
        lines = [
            ("/link", "Your code", "15 minutes"),
            ("/link WRONG-CODE-2345", "This code does not work"),
            (f"/link {code}", "You are now a coordinator of Section Sweden", "used up"),
            (f"/link {code}", "This code does not work"),
            ("/commit MYS-0012", "For Section Sweden, 7 of 10"),
        ]
        await talk(bot, lines)

    play(script)


def test_a_code_that_others_read_is_void(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do here")])
        code = code_for(bot, Role.STEWARD)
        shown = await bot.say(ANNA, f"link {code}", CHANNEL)
        assert "This code is void now" in shown[0].text
        assert not any(message.public for message in shown)
        await talk(bot, [(f"/link {code}", "This code does not work")])

    play(script)


@pytest.mark.parametrize("platform", ["slack"])
def test_a_command_in_a_channel_of_slack_is_read_by_nobody_else(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        assert bot.platform is Platform.SLACK
        code = code_for(bot, Role.COORDINATOR, "SWE")
        heard = await talk(bot, [(f"/link {code}", "You are now a coordinator")], where=CHANNEL)
        assert not any(message.public for message in heard)

    play(script)


def test_the_same_on_postgresql(postgresql_url: str) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(
            bot,
            [
                ("/cases Malaysia", "3 active cases in Malaysia"),
                ("[Open MYS-0012]", "Hisham Ramlan"),
                ("/commit MYS-0012", "For Section Sweden, 7 of 10", Absent("Already")),
                ("/commit MYS-0012", "Already committed"),
                ("/release MYS-0012 no capacity left", "6 of 10"),
            ],
        )

    with open_world(postgresql_url) as world:
        load_sample(world.store)
    perform("slack", postgresql_url, script)
