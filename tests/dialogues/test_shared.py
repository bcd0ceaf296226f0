"""Where others read along: what all may read is said to all, what is personal to the asker."""

import pytest

from core.domain.people import Role
from tests.dialogues.conftest import Play
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, CARLA, CHANNEL, Absent, ChatBot, talk, together

DRAFT = "draft-7aebh76atpit"


def test_the_bot_answers_all_when_it_is_called_by_name(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        lines = [
            ("cases Malaysia", "3 active cases in Malaysia", Absent("I am Vigil")),
            ("are there any actions to be undertaken in Malaysia", "What can be done in Malaysia"),
            ("help", "What you can do here"),
        ]
        for line in lines:
            heard = await talk(bot, [line], who=BILAL, where=CHANNEL)
            assert all(message.public for message in heard)

    play(script)


def test_what_is_ones_own_is_told_to_nobody_else(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/commit MYS-0012", "For yourself")], who=CARLA)
        for typed in ("cases mine", "/cases mine"):
            heard = await talk(bot, [(typed, "1 active case")], who=CARLA, where=CHANNEL)
            assert not any(message.public for message in heard)

    play(script)


@pytest.mark.parametrize("platform", ["telegram"])
def test_who_never_started_the_bot_is_shown_the_way_to_a_private_chat(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        heard = await talk(bot, [("cases mine", "only in private")], who=CARLA, where=CHANNEL)
        assert heard[0].buttons == ("Open a private chat",)
        assert "active case" not in together(heard)

    play(script)


@pytest.mark.parametrize("platform", ["slack"])
def test_a_command_is_answered_to_the_asker_who_may_show_it(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        for command, title in (
            ("/cases Malaysia", "3 active cases in Malaysia"),
            ("/case MYS-0012", "Hisham Ramlan"),
            ("/goals", "How the goals stand"),
            ("/actions Malaysia", "What can be done in Malaysia"),
        ):
            heard = await talk(bot, [(command, title, "[Show here]")], who=BILAL, where=CHANNEL)
            assert not any(message.public for message in heard)
            shown = await bot.press(BILAL, heard[-1], "Show here")
            assert [message.public for message in shown] == [True]
            assert title in shown[0].text
            assert "Show here" not in shown[0].buttons

    play(script)


@pytest.mark.parametrize("platform", ["slack"])
def test_what_stewards_alone_may_see_is_never_shown_to_a_channel(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.STEWARD)
        card = [(f"/case {DRAFT}", "This is a draft. Only stewards", Absent("[Show here]"))]
        heard = await talk(bot, card, where=CHANNEL)
        assert not any(message.public for message in heard)
        forged = await bot.forge(ANNA, f"show:case:{DRAFT}", CHANNEL)
        assert f"No such case: {DRAFT}" in together(forged)
        heard = await talk(bot, [("/cases draft", "drafts", "[Show here]")], where=CHANNEL)
        shown = await bot.press(ANNA, heard[-1], "Show here")
        assert "draft-" not in together(shown)

    play(script)


@pytest.mark.parametrize("platform", ["slack", "telegram"])
def test_a_stewards_view_stays_out_of_a_shared_conversation(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.STEWARD)
        await talk(bot, [(f"/case {DRAFT}", "This is a draft"), ("/cases draft", "drafts")])
        said = [(f"case {DRAFT}", f"No such case: {DRAFT}"), ("cases draft", Absent("drafts"))]
        await talk(bot, said, where=CHANNEL)

    play(script)


def test_what_one_takes_on_alone_is_shown_to_others_as_a_total(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do here")], who=BILAL)
        heard = await talk(bot, [("case MYS-0012", "[Commit]")], who=BILAL, where=CHANNEL)
        taken = await bot.press(BILAL, heard[0], "Commit")
        assert "For yourself" in together(taken)
        assert not any(message.public for message in taken)
        card = [("case MYS-0012", "1 member", "[Commit]", Absent("my own"))]
        await talk(bot, card, who=BILAL, where=CHANNEL)
        await talk(bot, [("case MYS-0012", "[Hand back my own]")], who=BILAL)

    play(script)


def test_what_a_section_takes_on_is_said_to_all(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        heard = await talk(bot, [("commit MYS-0012", "7 of 10")], where=CHANNEL)
        assert all(message.public for message in heard)

    play(script)


def test_a_button_below_a_digest_does_not_take_its_place(play: Play) -> None:
    """Others have not read it yet. Only a list's own pages do."""

    async def script(bot: ChatBot) -> None:
        told = await talk(bot, [("digest now", "The week in the portfolio")], where=CHANNEL)
        listed = await bot.press(BILAL, told[-1], "Cases to act on")
        assert "151 active cases" in together(listed)
        assert not any(message.edited for message in listed)

    play(script)
