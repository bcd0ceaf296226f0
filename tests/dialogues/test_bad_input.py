"""What people get wrong, and what is sent to do harm: a kind answer, and nothing half done."""

import re

import pytest

from core.domain.people import Role
from tests.dialogues.conftest import Play
from tests.dialogues.records import change_case, records
from tests.dialogues.roles import become
from tests.dialogues.script import (
    ANNA,
    BILAL,
    CARLA,
    CHANNEL,
    PRIVATE,
    ChatBot,
    Heard,
    talk,
    together,
)

HOSTILE = {
    "long": "x" * 10_000,
    "many words": "and where " * 1_000,
    "emoji": "👩‍👩‍👧‍👦🏽 🇸🇪 🕯",
    "right to left": "\u202e\u05e9\u05dc\u05d5\u05dd\u202c \u0633\u0644\u0627\u0645 \u2067",
    "channel": "<!channel> <!here> <@U0ANNA> @everyone",
    "script": "<script>alert(1)</script> <b>x</b> &amp; </code>",
    "nul": "cases\x00 \x00Malaysia\x00",
    "markdown": "*bold* _italic_ ~struck~ `code` ```pre```",
    "lines": "\n\n\nthree\n\nlines\u2028more",
    "quotes": "'; DROP TABLE cases; -- \" % _ \\",
    "braces": "{ref} {0} {} %s %(name)s",
}
VERBS = ("", "cases", "case", "commit", "release", "goals", "digest", "link", "actions", "help")
LEAKS = re.compile(r"Traceback|Exception|\w+Error\b|sqlite|psycopg|File \"", re.IGNORECASE)
FORGED = (
    "nonsense",
    "nonsense:with:colons",
    ":",
    "::::",
    "x" * 3_000,
    "cases",
    "cases:",
    "cases:x:Malaysia",
    "cases:0:Malaysia",
    "cases:-1:Malaysia",
    "cases:99999999999999999999:Malaysia",
    "cases:1:~aaaaaaaaaaaa",
    "cases:1:~",
    "cases:٣:Malaysia",
    "case:",
    "case:draft-7aebh76atpit",
    "case:MYS-0012\x00",
    "commit:",
    "commit:MYS-4711",
    "commit:MYS-0012 for SWE",
    "commit:MYS-0005",
    "release:MYS-0012",
    "release:MYS-0012 for SWE: no",
    "goals:nope",
    "digest:never",
    "digest:Mon 25:99 Nowhere/City",
    "link:NO-SUCH-CODE",
    "link",
    "start:NO-SUCH-CODE",
    "show:",
    "show:show:case:MYS-0012",
    "show:cases:x",
    "actions:",
    "help:me",
    "<!channel>",
    "<script>:1",
)


def assert_kind(heard: list[Heard]) -> None:
    """Something is said, and nothing of our own insides."""
    text = together(heard)
    assert text.strip()
    assert not LEAKS.search(text), text


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts(play: Play, name: str) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do")])
        before = records(bot.world)
        for verb in VERBS:
            typed = f"{verb} {HOSTILE[name]}".strip()
            for put, where in ((typed, PRIVATE), (f"/{typed}", PRIVATE), (typed, CHANNEL)):
                assert_kind(await bot.say(ANNA, put, where))
        assert records(bot.world) == before

    play(script)


def test_forged_and_stale_buttons(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do")])
        before = records(bot.world)
        for token in FORGED:
            for where in (PRIVATE, CHANNEL):
                assert_kind(await bot.forge(ANNA, token, where))
        assert records(bot.world) == before

    play(script)


def test_what_was_mistyped_is_told_with_a_way_on(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do")])
        before = records(bot.world)
        lines = [
            ("/frobnicate", "frobnicate", "/cases"),
            ("/case", "Which case?", "/case MYS-0012"),
            ("/case MYS-4711", "No such case: MYS-4711", "Look for a case"),
            ("/case xyzzy", "No such case: xyzzy", "check the reference"),
            ("/cases xyzzy", "Nothing found for “xyzzy”", "All active cases"),
            ("/cases art 31", "articles 1 to 30"),
            ("/commit", "Which case?", "/commit MYS-0012"),
            ("/commit MYS-4711", "No such case: MYS-4711"),
            ("/commit MYS-0012 for Atlantis", "No section is called “Atlantis”", "Sweden, SWE"),
            ("/release", "Which case?", "/release MYS-0012"),
            ("/release MYS-0012 no", "Nothing to hand back", "Nothing was changed"),
            ("/goals nope", "No goal is called “nope”", "[available]"),
            ("/digest yesterday", "day, hour or time zone", "Nothing was changed"),
            ("/link", "Your code", "15 minutes"),
            ("/link 1234", "This code does not work", "ask the person who invited you"),
            ("/cases Guinea", "Or did you mean another country?", "[Guinea-Bissau]"),
        ]
        await talk(bot, lines)
        assert records(bot.world) == before

    play(script)


def test_a_case_that_was_closed_meanwhile(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        card = await talk(bot, [("/case MYS-0012", "[Commit]")])
        change_case(bot.world, "MYS-0012", level="closed", outcome="released")
        before = records(bot.world)
        late = await bot.press(ANNA, card[0], "Commit")
        assert "MYS-0012 is closed. Only active cases can be taken on" in together(late)
        assert "Active cases there" in late[0].buttons
        assert records(bot.world) == before

    play(script)


def test_a_case_that_was_paused_meanwhile(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        listed = await talk(bot, [("/cases Malaysia", "[Open MYS-0012]")])
        change_case(bot.world, "MYS-0012", paused=True)
        opened = await bot.press(ANNA, listed[0], "Open MYS-0012")
        assert "No such case: MYS-0012" in together(opened)
        assert "Hisham" not in together(opened)
        await talk(bot, [("/cases Malaysia", "2 active cases in Malaysia")])

    play(script)


def test_a_button_pressed_by_somebody_who_may_not(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do")], who=BILAL)
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        granted = [("digest Mon 09:00", "This conversation gets", "[No digest]")]
        subscribed = await talk(bot, granted, where=CHANNEL)
        own = await talk(bot, [("/case MYS-0012", "[Commit Section Sweden (6 of 10)]")])
        before = records(bot.world)
        stopped = await bot.press(BILAL, subscribed[0], "No digest")
        assert "Only a coordinator may do that" in together(stopped)
        taken = await bot.press(BILAL, own[0], "Commit Section Sweden (6 of 10)")
        assert "Only a coordinator of Section Sweden may do that." in together(taken)
        assert records(bot.world) == before

    play(script)


def test_an_old_list_still_turns_its_pages(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        listed = await talk(bot, [("/cases uncommitted", "[Next]")], who=CARLA)
        for key in ("AZE-0001", "UKR-0003"):
            change_case(bot.world, key, paused=True)
        turned = await bot.press(CARLA, listed[0], "Next")
        assert "Page 2 of" in turned[0].text

    play(script)
