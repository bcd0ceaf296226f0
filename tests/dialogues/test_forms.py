"""Forms filled in by question and answer, where a platform has no modals."""

from datetime import timedelta
from functools import partial

import pytest

from core.domain.people import Role
from tests.dialogues.conftest import Play, Script, perform
from tests.dialogues.on_telegram import TelegramBot
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, CHANNEL, PRIVATE, Absent, ChatBot, talk, together

WITHOUT_MODALS = pytest.mark.parametrize("platform", ["telegram", "console"])
ASKED = "How many cases at once?"
SUMMARY = "Is this right?"


async def coordinator(bot: ChatBot, *sections: str) -> None:
    for section in sections or ("SWE",):
        await become(bot, ANNA, Role.COORDINATOR, section)


def capacity_of(bot: ChatBot, code: str = "SWE") -> int:
    with bot.world.store.read() as uow:
        section = uow.sections.get(code)
    assert section is not None
    return section.capacity


@WITHOUT_MODALS
def test_a_capacity_typed_or_asked_for(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await coordinator(bot)
        await talk(
            bot,
            [
                ("/capacity 12", "Capacity of Section Sweden: 12", "It was 10", "6 running of 12."),
                ("/capacity 12", "It was so before"),
                ("/capacity 4 for Sweden", "6 running of 4: no new ones until 2 are handed back"),
                ("/commit MYS-0012", "No place left for MYS-0012", "6 of 4"),
                ("/capacity", ASKED, "Now: 4" if bot.platform == "telegram" else "Now  4"),
                ("12", SUMMARY, "12", "[Set capacity]"),
                ("[Set capacity]", "Capacity of Section Sweden: 12", Absent("Is this right?")),
                ("12", Absent(SUMMARY)),
            ],
        )
        with bot.world.store.read() as uow:
            history = [(d.before, d.after, d.section) for d in uow.decisions.of("SWE")]
        assert history == [("10", "12", "SWE"), ("12", "4", "SWE"), ("4", "12", "SWE")]

    play(script)


@WITHOUT_MODALS
def test_a_wrong_answer_is_asked_again_with_what_is_allowed(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await coordinator(bot)
        await talk(
            bot,
            [
                ("/capacity a dozen", "Please write a whole number", ASKED),
                ("501", "The most is 500", ASKED),
                ("-1", "The least is 0", ASKED),
                ("<!channel> <b>&</b> *x*", "Please write a whole number", ASKED),
                ("9" * 4_000, "at most 300 characters", ASKED),
                ("goals", "Please write a whole number", ASKED),
                ("\x07", "This is needed", ASKED),
                ("0", SUMMARY, "0"),
                ("whatever", "Please press one of the buttons", SUMMARY),
                ("[Set capacity]", "Capacity of Section Sweden: 0"),
            ],
        )
        assert capacity_of(bot) == 0

    play(script)


@WITHOUT_MODALS
def test_back_and_change_and_keep(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await coordinator(bot, "SWE", "MYS")
        await talk(
            bot,
            [
                ("/capacity", "Section", "[SWE]", "[MYS]", Absent("[Back]")),
                ("norway", "“norway” is not among the choices", "[SWE]"),
                ("swe", ASKED, "[Back]"),
                ("[Back]", "Section", "[Keep it]"),
                ("[MYS]", ASKED),
                ("7", SUMMARY, "MYS", "7"),
                ("[Change: Section]", "[SWE]", "[Keep it]"),
                ("[SWE]", SUMMARY, "SWE", "7"),
                ("[Change: How many cases at once?]", ASKED, "[Keep it]"),
                ("[Keep it]", SUMMARY, "7"),
                ("[Set capacity]", "Capacity of Section Sweden: 7"),
            ],
        )
        assert (capacity_of(bot), capacity_of(bot, "MYS")) == (7, 6)

    play(script)


@WITHOUT_MODALS
def test_cancelled_by_button_or_command(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await coordinator(bot)
        await talk(
            bot,
            [
                ("/capacity", ASKED),
                ("[Cancel]", "Cancelled", "Nothing was sent"),
                ("/capacity", ASKED),
                ("3", SUMMARY),
                ("/cancel", "Cancelled"),
                ("/cancel", "I am not asking anything"),
                ("/capacity", ASKED, Absent("You had begun")),
            ],
        )
        assert capacity_of(bot) == 10

    play(script)


@WITHOUT_MODALS
def test_the_buttons_of_an_old_question_do_no_harm(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await coordinator(bot, "SWE", "MYS")
        first = await talk(bot, [("/capacity", "[SWE]")])
        second = await bot.press(ANNA, first[-1], "SWE")
        assert ASKED in together(second)
        again = await bot.press(ANNA, first[-1], "MYS")
        assert "That button belonged to an earlier question" in together(again)
        assert ASKED in together(again)
        summary = await talk(bot, [("5", SUMMARY, "SWE")])
        assert "earlier question" in together(await bot.press(ANNA, second[-1], "Back"))
        await bot.press(ANNA, summary[-1], "Set capacity")
        twice = await bot.press(ANNA, summary[-1], "Set capacity")
        assert "I am not asking anything" in together(twice)
        assert (capacity_of(bot), capacity_of(bot, "MYS")) == (5, 6)

    play(script)


@WITHOUT_MODALS
def test_a_command_in_the_middle_is_answered_and_the_form_stays_open(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await coordinator(bot)
        await talk(
            bot,
            [
                ("/capacity", ASKED),
                (
                    "/goals",
                    "How the goals stand",
                    "“Capacity” is still open",
                    "[Go on with it]",
                    "[Cancel it]",
                ),
                ("[Go on with it]", ASKED),
                ("/case MYS-0012", "MYS-0012", "“Capacity” is still open"),
                ("8", SUMMARY),
                ("/release MYS-0012", "Nothing to hand back", "“Capacity” is still open"),
                ("/commit MYS-0012", "Committed to MYS-0012"),
                ("/release MYS-0012", "[In my own words]"),
                ("[In my own words]", "You have begun “Capacity”", "Drop it"),
                ("[Go on with it]", SUMMARY, "8"),
                ("/capacity", "You had begun this form", SUMMARY, "8"),
                ("[Set capacity]", "Capacity of Section Sweden: 8"),
                ("/goals", Absent("still open")),
            ],
        )

    play(script)


@WITHOUT_MODALS
def test_handing_a_case_back_in_ones_own_words(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await coordinator(bot)
        await talk(
            bot,
            [
                ("/commit MYS-0012", "Committed"),
                ("/release MYS-0012", "Why hand back MYS-0012?"),
                ("[In my own words]", "Why?", "MYS-0012", "[Another reason]", "[Cancel]"),
                ("another REASON", "In your own words", "[Skip]"),
                ("[Skip]", SUMMARY, "Another reason"),
                ("[Hand back]", "This is needed", "In your own words"),
                ("x" * 1_001, "at most 1,000 characters"),
                ("We\nhave <b>moved</b> & closed", SUMMARY, "have <b>moved</b> & closed"),
                ("[Hand back]", "Handed back MYS-0012", "6 of 10"),
            ],
        )
        with bot.world.store.read() as uow:
            *_, last = uow.decisions.of("MYS-0012")
        assert last.reason == "We\nhave <b>moved</b> & closed"

    play(script)


@WITHOUT_MODALS
def test_what_was_done_meanwhile_is_said(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await coordinator(bot)
        await become(bot, BILAL, Role.COORDINATOR, "SWE")
        summary = await talk(bot, [("/capacity", ASKED), ("8", SUMMARY)])
        await talk(bot, [("/capacity 9", "Capacity of Section Sweden: 9")], who=BILAL)
        stale = await bot.press(ANNA, summary[-1], "Set capacity")
        assert "This form is too old" in together(stale)
        assert capacity_of(bot) == 9
        fresh = await bot.press(ANNA, stale[-1], "Open it again")
        assert ASKED in together(fresh)
        assert "9" in together(fresh)

    play(script)


@pytest.mark.parametrize("platform", ["telegram", "telegram-webhook", "console"])
def test_a_form_survives_a_restart_in_the_middle(platform: str, sample_url: str) -> None:
    async def before(bot: ChatBot) -> None:
        await coordinator(bot, "SWE", "MYS")
        await talk(bot, [("/capacity", "Section"), ("SWE", ASKED)])

    async def between(bot: ChatBot) -> None:
        await talk(bot, [("many", "Please write a whole number", ASKED), ("11", SUMMARY, "SWE")])

    async def after(bot: ChatBot) -> None:
        await talk(
            bot,
            [
                ("/goals", "still open"),
                ("[Go on with it]", SUMMARY, "11"),
                ("[Set capacity]", "Capacity of Section Sweden: 11"),
            ],
        )

    for number, script in enumerate((before, between, after)):
        perform(platform, sample_url, partial(_restarted, script, number))


async def _restarted(script: Script, number: int, bot: ChatBot) -> None:
    if isinstance(bot, TelegramBot):
        bot.telegram.updates.number_from(1_000 * (number + 1))
    await script(bot)


@WITHOUT_MODALS
def test_a_form_is_forgotten_after_a_day(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await coordinator(bot)
        asked = await talk(bot, [("/capacity", ASKED)])
        bot.clock.set(bot.clock.now() + timedelta(hours=24))
        late = await bot.press(ANNA, asked[-1], "Cancel")
        assert "I am not asking anything" in together(late)
        await talk(bot, [("12", Absent(SUMMARY))])
        assert capacity_of(bot) == 10

    play(script)


@WITHOUT_MODALS
def test_in_a_group_a_form_is_held_in_private(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await coordinator(bot)
        heard = await talk(bot, [("/capacity", ASKED)], where=CHANNEL)
        assert not any(message.public for message in heard)
        await talk(bot, [("goals", Absent(SUMMARY))], where=CHANNEL)
        await talk(bot, [("12", SUMMARY)], where=PRIVATE)

    play(script)


def test_nobody_else_opens_a_form(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        for token in ("form:capacity", "anew:capacity", "form:capacity:SWE"):
            heard = await bot.forge(BILAL, token, PRIVATE)
            assert "Only a coordinator may do that." in together(heard)
        await coordinator(bot)
        for token in ("form:capacity:NOR", "form:capacity:QQQ"):
            assert "Only a coordinator" in together(await bot.forge(ANNA, token, PRIVATE))
        for token in ("form:", "form:nonsense", "anew:", "step:", "answer:", "step:x:send"):
            assert await bot.forge(ANNA, token, PRIVATE)
        await talk(bot, [("/capacity", "Only a coordinator may do that.")], who=BILAL)
        assert capacity_of(bot) == 10

    play(script)
