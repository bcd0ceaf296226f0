"""A case that is paused leaves every count, and keeps its place with the section."""

from core.domain.people import Role
from tests.dialogues.conftest import Play
from tests.dialogues.records import change_case
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, CHANNEL, Absent, ChatBot, talk, together


def test_its_place_is_told_to_the_coordinator_alone(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(bot, [("/commit MYS-0012", "For Section Sweden, 7 of 10")])
        change_case(bot.world, "MYS-0012", paused=True)
        await talk(bot, [("/actions Sweden", "6 of 10", Absent("kept"))], who=BILAL)
        kept = "1 more place is kept for a case on which nobody works now"
        await talk(bot, [("/capacity 7", "6 running of 7", kept)])
        full = ("/commit MYS-0007", "has taken on 6 of 7 cases", kept)
        await talk(bot, [full])
        heard = await talk(bot, [("/commit MYS-0007", "")], where=CHANNEL)
        assert not [message.text for message in heard if message.public and "kept" in message.text]
        assert "No place left" in together(heard) or "private" in together(heard)
        change_case(bot.world, "MYS-0012", paused=False)
        await talk(bot, [("/capacity 7", "7 running of 7", Absent("kept"))])

    play(script)
