"""What people see, change and delete of themselves, and how they are one on two platforms."""

import re
from datetime import timedelta

import pytest

from core.domain.audit import audit
from core.domain.people import Grant, Identity, Platform, Role
from core.domain.subscriptions import Address
from core.request import Actor, Audience, Form, Reply, Request
from core.usecases.join import OWN_CODE_VALID_FOR
from core.usecases.link import take_role
from tests.dialogues.conftest import NOW, Play
from tests.dialogues.roles import become, code_for
from tests.dialogues.script import ANNA, BILAL, CHANNEL, Absent, ChatBot, Heard, talk, together
from tests.doubles.slack_records import SlackIdentity

CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b")
MEMBER = Grant(Role.MEMBER, "SWE")

ELSEWHERE = {
    Platform.SLACK: Identity(Platform.TELEGRAM, "900"),
    Platform.TELEGRAM: Identity(Platform.SLACK, "T0AI:U0ELSEWHERE"),
    Platform.CONSOLE: Identity(Platform.TELEGRAM, "900"),
}
"""Who somebody is on another platform than the one where the dialogue is held."""


class Other:
    """The same person, writing on the other platform."""

    def __init__(self, bot: ChatBot) -> None:
        self._bot = bot
        self.identity = ELSEWHERE[bot.platform]
        self._count = 0

    def says(self, text: str, form: Form = Form.WORDS) -> str:
        """What the bot answers there, with the tokens of its buttons."""
        self._count += 1
        reply = self._bot.world.app.handle(self._request(text, form))
        assert reply.audience is Audience.ASKER or reply.intent != "privacy"
        return _said(reply)

    def _request(self, text: str, form: Form) -> Request:
        return Request(
            f"elsewhere:{self._count}",
            Actor(self.identity),
            Address(self.identity.platform, self.identity.key.rpartition(":")[2]),
            text,
            form,
            private=True,
            audience=Audience.ASKER,
        )


def _said(reply: Reply) -> str:
    lines = [str(view) for view in reply.views]
    return "\n".join([*lines, *(a.token for view in reply.views for a in view.actions)])


def code_in(heard: list[Heard]) -> str:
    """The code that was given."""
    found = CODE.search(together(heard))
    assert found
    return found.group()


def test_what_is_held_is_shown_exported_and_deleted(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(bot, [("/commit MYS-0012 for me", "For yourself")])
        lines = [
            ("/privacy", "What is held on you", "a coordinator of Section Sweden", "[Export]"),
            ("[Export]", '"role": "coordinator"', '"case": "MYS-0012"'),
            ("/privacy", "[Delete me]"),
            ("[Delete me]", "can't be undone", "[Yes, delete me]"),
        ]
        asked = await talk(bot, lines)
        deleted = await bot.press(ANNA, asked[-1], "Yes, delete me")
        assert "You are deleted" in together(deleted)
        with bot.world.store.read() as uow:
            assert audit(uow.history.records(), uow.history.head()).is_sound
            case = [d for d in uow.decisions.of("MYS-0012") if d.after == "running"]
            assert {decision.person for decision in case} == {""}

    play(script)


def test_who_was_deleted_starts_afresh(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.STEWARD)
        await talk(
            bot,
            [
                ("/privacy delete sure", "You are deleted"),
                ("/help", "What you can do here", "Welcome"),
                ("/privacy", "none: you look things up", Absent("steward")),
                ("/case draft-7aebh76atpit", "No such case"),
            ],
        )

    play(script)


@pytest.mark.parametrize("platform", ["slack", "telegram"])
def test_it_is_told_to_nobody_else(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.STEWARD)
        for typed in ("privacy", "privacy export", "privacy delete sure", "link", "timezone"):
            heard = await bot.say(ANNA, typed, CHANNEL)
            shown = "\n".join(message.text for message in heard if message.public)
            assert "steward" not in shown
            assert "held on you" not in shown
            assert "Your code" not in shown
        await talk(bot, [("/privacy", "a steward")])

    play(script)


def test_the_zone_moves_the_digest(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/timezone", "You read by the clocks of"),
                ("/timezone kuala lumpur", "Asia/Kuala_Lumpur", "20:00", "1 digest of yours"),
                ("/digest", "Asia/Kuala_Lumpur"),
                ("/timezone", "You chose it"),
                ("/timezone Europe/Stokholm", "I know no time zone", "[Europe/Stockholm]"),
                ("[Europe/Stockholm]", "You read by the clocks of Europe/Stockholm", "14:00"),
            ],
        )

    play(script)


def test_one_person_on_two_platforms(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await talk(bot, [("/commit MYS-0012 for me", "For yourself")])
        code = code_in(await talk(bot, [("/link", "Your code")]))
        other = Other(bot)
        other.says("commit MYS-0012")
        steward = code_for(bot, Role.STEWARD)
        assert "You are now a steward" in other.says(f"link {steward}")
        asked = other.says(f"link {code.lower()}")
        assert "Are you the one on" in asked
        token = asked.splitlines()[-1]
        joined = other.says(token, Form.TOKEN)
        assert "You are one person to me now" in joined
        await talk(
            bot,
            [
                ("/privacy", other.identity.key, "a coordinator of Section Sweden", "a steward"),
                ("/case draft-7aebh76atpit", "This is a draft"),
                ("/case MYS-0012", "1 member"),
            ],
        )
        assert "This code does not work" in other.says(f"link {code}")

    play(script)


def test_what_can_t_be_joined_is_answered_kindly(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do")], who=BILAL)
        code = code_in(await talk(bot, [("/link", "Your code")]))
        await talk(bot, [(f"/link {code}", "This is your own code", "still good")])
        await talk(bot, [(f"/link {code} sure", "I can't join these two")], who=BILAL)
        later = code_in(await talk(bot, [("/link", "Your code")]))
        other = Other(bot)
        assert "This code does not work" in other.says(f"link {code}")
        bot.clock.advance(OWN_CODE_VALID_FOR + timedelta(seconds=1))
        assert "This code does not work" in other.says(f"link {later} sure")

    play(script)


@pytest.mark.parametrize("platform", ["slack", "telegram"])
def test_an_own_code_that_others_read_is_void(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        code = code_in(await talk(bot, [("/link", "Your code")]))
        await talk(bot, [(f"link {code}", "void")], where=CHANNEL)
        assert "This code does not work" in Other(bot).says(f"link {code} sure")

    play(script)


@pytest.mark.parametrize("platform", ["telegram"])
def test_a_link_takes_the_role_up(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        code = code_for(bot, Role.BOARD)
        await talk(bot, [(f"/start {code}", "You are now a member of the board")])

    play(script)


@pytest.mark.parametrize("platform", ["slack"])
def test_a_workspace_makes_its_own_people_members_once(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        own_team = SlackIdentity().team_id
        with bot.world.store.write() as uow:
            uow.workspaces.assign(own_team, "SWE")
        await talk(bot, [("/privacy", "a member of Section Sweden")])
        await talk(bot, [("/cases mine", "6 active cases")])
        with bot.world.store.write() as uow:
            known = uow.people.find(Identity(Platform.SLACK, f"{own_team}:U0ANNA"))
            assert known is not None
            assert known.person is not None
            assert [d.reason for d in uow.decisions.of(known.person)] == ["workspace"]
            assert take_role(uow, known.person, MEMBER, NOW, "test")
        await talk(bot, [("/commit MYS-0012", "For yourself"), ("/privacy", Absent("Sweden"))])

    play(script)
