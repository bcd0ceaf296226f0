"""The weekly digest: what comes, when, and for whom."""

from datetime import UTC, datetime

import pytest

from core.domain.people import Platform, Role
from core.ports import Sender
from scheduler.delivery import Delivery
from scheduler.planner import plan
from tests.dialogues.conftest import Play
from tests.dialogues.on_slack import SlackBot
from tests.dialogues.on_telegram import GROUP, TelegramBot
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, CARLA, CHANNEL, Absent, ChatBot, talk
from tests.doubles.slack import plain

ZONES = {
    Platform.SLACK: "next on Monday 17 May 2010, 09:00 (Europe/Stockholm, the time zone of your",
    Platform.CONSOLE: "next on Monday 17 May 2010, 09:00 (Europe/Stockholm, the time zone of your",
    Platform.TELEGRAM: "next on Monday 17 May 2010, 09:00 (UTC, as I don't know your time zone)",
}
MONDAY_IN_STOCKHOLM = datetime(2010, 5, 17, 7, tzinfo=UTC)


def test_the_first_private_answer_welcomes_and_says_which_zone(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        first = await talk(bot, [("/cases Malaysia", "I am Vigil", ZONES[bot.platform])])
        assert [m.buttons for m in first][-1] == ("Choose time", "No digest")
        times = await bot.press(ANNA, first[-1], "Choose time")
        assert "When shall the weekly digest come?" in times[0].text
        assert "I am Vigil" not in times[0].text
        stopped = await bot.press(ANNA, first[-1], "No digest")
        assert "No digest will come here" in stopped[0].text

    play(script)


def test_a_change_as_the_first_word_is_answered_before_the_welcome(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        first = await talk(bot, [("/commit MYS-0012", "For yourself", "I am Vigil")], who=CARLA)
        assert "Committed" in first[0].text
        await talk(bot, [("/cases mine", "1 active case", Absent("I am Vigil"))], who=CARLA)

    play(script)


def test_its_time_is_ones_own_to_choose(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/help", "The weekly goals digest comes here."),
                ("/digest Fri 17:30 Europe/Stockholm", "Your weekly digest is set", "Friday at 17"),
                ("/digest", "Friday at 17:30, Europe/Stockholm time", "Friday 14 May 2010, 17:30"),
                ("[Choose time]", "These are times in the zone Europe/Stockholm."),
                ("[Monday 18:00]", "Monday at 18:00, Europe/Stockholm", "Monday 17 May 2010, 18:0"),
                ("/digest Frriday 17:30", "day, hour or time zone", "Nothing was changed"),
                ("/digest Europe/Stokholm", "Did you mean Europe/Stockholm?"),
                ("/digest Asia/Kuala_Lumpur", "Monday at 18:00, Asia/Kuala_Lumpur time"),
                ("/digest now", "The week in the portfolio · 14 May 2010", "500 cases available"),
                ("/digest off", "No digest will come here"),
                ("/digest off", "No digest comes here"),
                ("/digest", "The weekly goals digest is not sent here."),
                ("[Send it weekly]", "Monday at 09:00, Asia/Kuala_Lumpur time"),
            ],
        )

    play(script)


def test_a_channel_gets_it_from_a_coordinator_alone(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do here")], who=BILAL)
        refused = [
            ("/digest Mon 09:00", "Only a coordinator may do that", "Nothing was changed"),
            ("/digest off", "Only a coordinator may do that"),
        ]
        await talk(bot, refused, who=BILAL, where=CHANNEL)
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        granted = [
            (
                "/digest Mon 09:00 Europe/Stockholm",
                "This conversation gets the weekly digest",
                "Section Sweden",
            ),
            ("/digest", "Monday at 09:00, Europe/Stockholm time", "Section Sweden"),
            ("/digest now", "The week in the portfolio", "6 of 10 cases"),
        ]
        await talk(bot, granted, where=CHANNEL)
        await talk(bot, [("/digest", "Monday at 09:00")], who=BILAL, where=CHANNEL)
        await talk(bot, [("/digest off", "No digest will come here")], where=CHANNEL)

    play(script)


@pytest.mark.parametrize("platform", ["slack", "telegram"])
def test_it_arrives_once_for_each_at_their_own_time(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(bot, [("/digest Mon 09:00 Europe/Stockholm", "Your weekly digest is set")])
        here = [("/digest Mon 09:00 Europe/Stockholm", "This conversation gets")]
        await talk(bot, here, where=CHANNEL)
        before = len(_inbox(bot))
        bot.clock.set(MONDAY_IN_STOCKHOLM)
        await _deliver(bot)
        await _deliver(bot)
        arrived = _inbox(bot)[before:]
        assert len(arrived) == 2
        assert all("The week in the portfolio · 17 May 2010" in text for text in arrived)
        (of_section,) = [text for text in arrived if "6 of 10" in text]
        assert "Section Sweden" in of_section

    play(script)


async def _deliver(bot: ChatBot) -> None:
    assert isinstance(bot, SlackBot | TelegramBot)
    assert bot.sender is not None
    senders: dict[Platform, Sender] = {bot.platform: bot.sender}
    plan(bot.world.store, bot.world.chance, bot.clock.now())
    await Delivery(bot.world.store, bot.clock, senders).drain()


def _inbox(bot: ChatBot) -> list[str]:
    """What was posted to Anna or to the channel, apart from ephemeral messages."""
    if isinstance(bot, SlackBot):
        return [plain(m) for posted in bot.slack.messages.values() for m in posted]
    assert isinstance(bot, TelegramBot)
    return [m.text for m in bot.telegram.sent if m.chat_id in (ANNA.number, GROUP.id)]
