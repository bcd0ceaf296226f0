"""To follow a case, to be told, and to have what was posted about it taken back."""

import asyncio
from datetime import timedelta

import pytest

from bots.postbook import EVERY
from core.domain.people import Platform, Role
from core.ports import Sender
from scheduler.delivery import Delivery
from scheduler.planner import plan
from tests.dialogues.conftest import Play
from tests.dialogues.on_slack import SlackBot
from tests.dialogues.on_telegram import TelegramBot
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, CARLA, CHANNEL, Absent, ChatBot, talk
from tests.doubles.slack import plain

REF = "MYS-0012"
NAME = "Hisham Ramlan"


def test_to_follow_and_how_soon_to_hear(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                (f"/case {REF}", "[Follow]"),
                ("[Follow]", f"You follow {REF}", "as soon as something changes", "[Unfollow]"),
                (f"/case {REF}", "[Unfollow]", Absent("[Follow]")),
                ("/follow", "You follow 1 case", REF, "told at once"),
                (f"/follow {REF} daily", "once a day", Absent("turned off")),
                ("/digest", "Changes on the cases you follow", "every day at 09:00"),
                ("/digest changes off", "“Changes on the cases you follow” does not come here"),
                (f"/follow {REF} daily", "is turned off, so you won't read it"),
                ("[Once a week]", "once a week", Absent("turned off")),
                (f"/follow {REF} hourly", "How soon shall I tell you?", "Nothing was changed"),
                (f"/follow {REF} off", f"You follow {REF} no more", "[Follow]"),
                (f"/unfollow {REF}", f"You did not follow {REF}"),
                ("/follow", "You follow no case"),
                ("/follow MYS-9999", "No such case: MYS-9999"),
            ],
        )

    play(script)


def test_what_somebody_follows_is_told_to_nobody_else(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do here")], who=BILAL)
        heard = await bot.say(BILAL, f"follow {REF}", CHANNEL)
        assert any(f"You follow {REF}" in message.text for message in heard)
        assert not any(message.public for message in heard if "You follow" in message.text)

    play(script)


def test_digests_beside_that_of_the_goals(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/digest section on", "“What your section has to do” can't come here"),
                ("/digest stewards on", "It is for stewards, in private."),
                ("/digest quiet 22:00 7:00", "Your quiet hours are set", "22:00 to 07:00"),
                ("/digest quiet at night", "When do you want quiet?", "Nothing was changed"),
                ("/digest", "Other digests", "Your cases", "Off", "Quiet hours: 22:00 to 07:00"),
                ("[Send: Your cases]", "“Your cases” will come here", "Monday at 09:00"),
                ("/digest cases now", "Your cases · 14 May 2010"),
                ("/digest cases times", "When shall “Your cases” come?"),
                ("[Friday 17:00]", "Friday at 17:00"),
                ("/digest cases daily 8:00", "every day at 08:00"),
                ("/digest mute 2010-06-30", "Quiet until 30 June 2010", "Your cases"),
                ("/digest", "Wednesday 30 June 2010, 08:00"),
                ("[Show it now]", "The week in the portfolio"),
                ("/digest unmute", "Your digests come again"),
                ("/digest mute tomorrow", "Until when?", "Nothing was changed"),
                ("/digest cases off", "“Your cases” does not come here"),
                ("/digest off", "No digest will come here"),
            ],
        )
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(
            bot,
            [
                ("/digest section on", "“What your section has to do” will come here", "Sweden"),
                ("/digest section now", "What your section has to do", "6 of 10 cases"),
                ("/digest section off", "does not come here"),
            ],
        )
        await talk(bot, [("/digest cases on", "can't come here", "private")], where=CHANNEL)

    play(script)


@pytest.mark.parametrize("platform", ["slack", "telegram"])
def test_a_stop_reaches_who_follows_and_takes_back_what_was_posted(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("help", "What you can do here")], who=CARLA)
        await talk(bot, [(f"follow {REF} weekly", "once a week")], who=BILAL)
        await talk(bot, [(f"case {REF}", NAME)], who=BILAL)
        await talk(bot, [(f"case {REF}", "Malaysia")], who=CARLA, where=CHANNEL)
        await talk(bot, [("cases Malaysia", REF)], who=BILAL)
        await asyncio.sleep(2 * EVERY)  # what was shown is written down a little later
        assert sum(NAME in text for text in shown(bot)) >= 1
        await become(bot, ANNA, Role.STEWARD)
        await talk(bot, [(f"/portfolio pause {REF}", f"{REF} is paused")])
        await deliver(bot)
        texts = shown(bot)
        others = [text for text in texts if f"{REF} is paused" not in text]  # the steward's own
        assert not any(NAME in text for text in others)
        assert sum("This message was taken back" in text for text in texts) >= 3
        assert sum(f"Stop all action on {REF} now" in text for text in texts) == 1
        before = len(texts)
        await deliver(bot)
        bot.clock.advance(timedelta(hours=1))
        await deliver(bot)
        assert len(shown(bot)) == before

    play(script)


async def deliver(bot: ChatBot) -> None:
    assert isinstance(bot, SlackBot | TelegramBot)
    assert bot.sender is not None
    senders: dict[Platform, Sender] = {bot.platform: bot.sender}
    plan(bot.world.store, bot.world.chance, bot.clock.now())
    await Delivery(bot.world.store, bot.clock, senders).drain()


def shown(bot: ChatBot) -> list[str]:
    """What stands in the conversations now, apart from ephemeral messages."""
    if isinstance(bot, SlackBot):
        return [plain(m) for channel in bot.slack.messages.values() for m in channel]
    assert isinstance(bot, TelegramBot)
    return [message.text for message in bot.telegram.state.own.values()]
