"""The whole casework in one story, from a nomination to a ruling, as each person hears it."""

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from core.domain.people import Role
from tests.dialogues.conftest import Play
from tests.dialogues.filling import KEEP, Answers, fill
from tests.dialogues.post import Mail, collect, expect
from tests.dialogues.roles import become
from tests.dialogues.script import (
    ANNA,
    BILAL,
    CARLA,
    PRIVATE,
    Absent,
    ChatBot,
    Member,
    talk,
    together,
)

DAN: Final = Member("dan", 104, "Europe/Oslo")
"""Coordinates Norway, which takes nothing on."""
STINA: Final = Member("stina", 105, "Europe/London")
SAM: Final = Member("sam", 106, "Europe/London")
FINN: Final = Member("finn", 107)
"""Follows the case."""
MIRA: Final = Member("mira", 108)
"""Takes the case on for herself."""
EVE: Final = Member("eve", 109)
"""Looks things up, and is to be left alone."""
EVERYBODY: Final = (ANNA, BILAL, CARLA, DAN, STINA, SAM, FINN, MIRA, EVE)
REF: Final = "MYS-0013"
NAME: Final = "Tan Mei Lin"


NOMINATION: Final[Answers] = {
    "name": NAME,
    "country": "Malaysia",
    "concerns": ["[unfair trial]"],
    "circumstances": "A teacher, held without trial since March.",
    "source": "Her lawyer",
    "contact": "",
}
DRAFT: Final[Answers] = {
    "title": "A teacher held without trial",
    "status": "[at risk]",
    "team": "asia-pacific",
}
EDITED: Final[Answers] = {
    "title": KEEP,
    "country": KEEP,
    "summary": KEEP,
    "long_objective": "That she is free.",
    "short_objective": "",
    "inclusion_reason": "Nobody else speaks for her.",
    "concerns": KEEP,
    "articles": "",
    "research_team": KEEP,
    "review": "1 November 2010",
}
CONSENT: Final[Answers] = {
    "scopes": ["[the case may be listed]", "[names may be told]"],
    "safe": "[Yes]",
    "reason": "Her sister wrote to us in May.",
}
PERSON: Final[Answers] = {
    "name": KEEP,
    "withheld": "[No]",
    "aliases": "",
    "native_name": "",
    "gender": "[woman]",
    "poc": "[Yes]",
    "status": "[detained]",
    "status_date": "March 2010",
    "status_source": "her sister",
    "reason": "She is held for what she taught.",
}
ACTION: Final[Answers] = {
    "kind": "[Write a letter]",
    "text": "Ask for her release.",
    "target": "The minister",
    "deadline": "30 August 2010",
    "language": KEEP,
}
TO_ACTIVE: Final[Answers] = {
    "to": "[active]",
    "outcome": "",
    "reason": "All is ready.",
    "review": KEEP,
    "into": "",
    "since": "",
    "source": "",
}
CLOSING: Final[Answers] = {
    **TO_ACTIVE,
    "to": "[closed]",
    "outcome": "[no capacity to go on]",
    "reason": "The team has lost two of its three.",
}
QUESTION: Final[Answers] = {
    "decision": "[The proposal: closed, no capacity to go on]",
    "question": "She is still held. Who will speak for her?",
}
ANSWER: Final[Answers] = {
    "verdict": "[upheld]",
    "reasons": "Nobody is left on the team.",
    "next_step": "We look for a partner",
    "next_date": "2010-08-02",
}
RULING: Final[Answers] = {
    "verdict": "[changed]",
    "reasons": "A living prisoner stays.",
    "level": "",
    "outcome": "",
    "review": "",
}


async def told(bot: ChatBot, wanted: Mapping[str, str]) -> Mail:
    """What each hears now; see `expect`."""
    return await expect(bot, EVERYBODY, wanted)


async def form(bot: ChatBot, who: Member, opens: str, answers: Answers, send: str) -> str:
    """Fill in a form that a command opens, or one of its buttons as in `/case X > Label`."""
    command, _, label = opens.partition(" > ")
    if not label:
        return await fill(bot, who, command, answers, send)
    return await fill(bot, who, (await bot.say(who, command, PRIVATE), label), answers, send)


async def pressed(bot: ChatBot, who: Member, mail: Mail, label: str) -> str:
    """Press a button of a message that has come."""
    heard = await bot.press(who, mail[who.name][-1], label)
    return "\n".join(message.text for message in heard)


async def days_go_by(bot: ChatBot, days: int) -> None:
    """Time in which nothing comes but the weekly digests."""
    for _ in range(days):
        bot.clock.advance(timedelta(days=1))
        mail = await collect(bot, EVERYBODY)
        texts = [message.text for heard in mail.values() for message in heard]
        assert all("The week in the portfolio" in text for text in texts), texts


async def gather(bot: ChatBot) -> None:
    await become(bot, ANNA, Role.COORDINATOR, "SWE")
    await become(bot, BILAL, Role.COORDINATOR, "MYS")
    await become(bot, DAN, Role.COORDINATOR, "NOR")
    await become(bot, CARLA, Role.BOARD)
    await become(bot, STINA, Role.STEWARD)
    await become(bot, SAM, Role.STEWARD)
    for member in (FINN, MIRA, EVE):
        await talk(bot, [("/help", "What you can do here")], who=member)
    assert await collect(bot, EVERYBODY) == {}


async def from_nomination_to_active(bot: ChatBot) -> None:
    """Sweden nominates, Stina makes it ready; nobody reads of the draft before it is active."""
    said = await form(bot, ANNA, "/nominate", NOMINATION, "Nominate")
    assert "Nomination N-1" in said
    news = "somebody is nominated|Section Sweden|Malaysia"
    mail = await told(bot, {"stina": news, "sam": news})
    assert NAME in await pressed(bot, STINA, mail, "Open N-1")
    said = await form(bot, STINA, "/nominate N-1 > Make a draft", DRAFT, "Make a draft")
    key = next(iter(re.findall(r"draft-[a-z2-7]{12}", said)))
    await told(bot, {})
    await talk(bot, [("/nominate N-1", "with the stewards", Absent("draft"))])
    for who in (ANNA, CARLA, EVE):
        await talk(bot, [(f"/case {key}", f"No such case: {key}", Absent("teacher"))], who=who)
        await talk(bot, [(f"/case {NAME}", "No such case", Absent("teacher"))], who=who)

    said = await form(bot, STINA, f"/portfolio move {key}", TO_ACTIVE_SO_EARLY, "Move")
    for missing in ("consent for listing", "safe to publicise", "the reason for its inclusion"):
        assert missing in said
    said = await form(bot, STINA, f"/portfolio consent {key}", CONSENT, "Record")
    assert f"Consent recorded: {key}" in said
    said = await form(bot, STINA, f"/portfolio people {key} > Change person 1", PERSON, "Keep")
    assert f"Person changed on {key}" in said
    said = await form(bot, STINA, f"/portfolio actions {key} > Add an action", ACTION, "Keep")
    assert f"Action added to {key}" in said
    said = await form(bot, STINA, f"/portfolio edit {key}", EDITED, "Keep")
    assert f"Changed: {key}" in said
    await told(bot, {})
    said = await form(bot, STINA, f"/portfolio move {key}", TO_ACTIVE, "Move")
    assert f"{REF} is active now" in said


TO_ACTIVE_SO_EARLY: Final[Answers] = {**TO_ACTIVE, "review": ""}


async def taken_on(bot: ChatBot) -> None:
    """Sweden and Malaysia take it on, Mira for herself; Finn follows."""
    await talk(bot, [(f"/commit {REF}", "For Section Sweden, 7 of 10")])
    own = "in the own country of Section Malaysia"
    await talk(bot, [(f"/commit {REF}", "For Section Malaysia, 4 of 6", own)], who=BILAL)
    await talk(bot, [(f"/commit {REF}", "For yourself")], who=MIRA)
    await talk(bot, [(f"/follow {REF}", f"You follow {REF}")], who=FINN)
    both = ("Section Malaysia", "Section Sweden")
    await talk(bot, [(f"/case {REF}", NAME, *both, Absent("lawyer"))], who=EVE)
    await told(bot, {})


async def proposed(bot: ChatBot) -> Mail:
    """Stina proposes to close it: the committed are told at once."""
    said = await form(bot, STINA, f"/portfolio move {REF}", CLOSING, "Move")
    assert "can be questioned until 11 June 2010" in said
    news = f"{REF}: closing on 12 June 2010 unless questioned|no capacity to go on|[See why]"
    mail = await told(bot, {"anna": news, "bilal": news, "mira": news})
    why = await pressed(bot, BILAL, mail, "See why")
    assert "The team has lost two of its three." in why
    return mail


def test_a_closure_is_proposed_questioned_appealed_against_and_lapses(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await gather(bot)
        await from_nomination_to_active(bot)
        await told(bot, {"anna": f"N-1|{REF}"})
        await taken_on(bot)
        mail = await proposed(bot)

        said = await fill(bot, ANNA, (mail["anna"], "Question this"), QUESTION, "Send")
        assert "Thank you. The stewards have been told." in said
        asked = f"F-1: a decision is questioned|Section Sweden|{REF}|21 May 2010"
        mail = await told(bot, {"stina": asked, "sam": asked, "bilal": f"{REF}|F-1|Sweden"})
        assert "She is still held." in await pressed(bot, STINA, mail, "Open F-1")
        lines = [("/feedback F-1", "[Acknowledge]"), ("[Acknowledge]", "has been told")]
        await talk(bot, lines, who=STINA)
        await told(
            bot,
            {
                "anna": "F-1|acknowledged|11 June 2010",
                "bilal": f"{REF}|looking into what Section Sweden asked",
            },
        )

        await days_go_by(bot, 30)
        await talk(bot, [(f"/case {REF}", NAME, Absent("closed on"))], who=EVE)
        said = await form(bot, STINA, "/feedback F-1 > Answer", ANSWER, "Answer")
        assert "told your answer" in said
        answered = "F-1|upheld|Nobody is left on the team.|We look for a partner|2 August 2010"
        mail = await told(bot, {"anna": answered, "bilal": f"{REF}|have answered Section Sweden"})

        why: Answers = {"reasons": "She lives, and she is not free."}
        said = await fill(bot, ANNA, (mail["anna"], "No, appeal"), why, "Appeal")
        assert "Your appeal is before the board." in said
        before = "F-1: an appeal is before the board"
        wanted = dict.fromkeys(("carla", "stina", "sam"), before)
        mail = await told(bot, {**wanted, "bilal": f"{REF}|Section Sweden has appealed"})
        said = await form(bot, CARLA, "/feedback F-1 > Rule on it", RULING, "Rule")
        assert "Everyone concerned has been told." in said
        await ruled(bot)
        await talk(bot, [(f"/case {REF}", NAME, "Section Sweden", Absent("closed on"))], who=EVE)
        await days_go_by(bot, 60)

    play(script)


async def ruled(bot: ChatBot) -> None:
    """The ruling is told to those who asked and decided, its effect to the committed."""
    ruling = "F-1: the board has ruled|changed|A living prisoner stays."
    lapsed = f"{REF}: the proposal has lapsed|no capacity to go on. This will not happen."
    wanted = {
        "anna": (ruling, lapsed),
        "bilal": (f"{REF}: the board has ruled on what Section Sweden asked", lapsed),
        "mira": (lapsed,),
        "stina": (ruling,),
        "sam": (ruling,),
    }
    await told_all(bot, wanted)


async def told_all(bot: ChatBot, wanted: Mapping[str, tuple[str, ...]]) -> None:
    """Each hears all of these, by their first words in alphabetic order; nobody hears more."""
    mail = await collect(bot, EVERYBODY)
    heard = {name: sorted(together([m]) for m in got) for name, got in mail.items()}
    assert {name: len(got) for name, got in heard.items()} == {
        name: len(messages) for name, messages in wanted.items()
    }
    for name, messages in wanted.items():
        for text, words in zip(heard[name], messages, strict=True):
            assert all(part in text for part in words.split("|")), heard[name]
    await told(bot, {})


def test_a_closure_that_took_effect_is_ruled_on_and_the_case_reopened(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await gather(bot)
        await from_nomination_to_active(bot)
        await told(bot, {"anna": f"N-1|{REF}"})
        await taken_on(bot)
        await proposed(bot)
        await days_go_by(bot, 28)
        await talk(bot, [(f"/case {REF}", NAME, Absent("closed on"))], who=EVE)
        bot.clock.advance(timedelta(days=1))
        over = (
            f"{REF} is closed now|no capacity to go on. This has taken effect.|commitment has ended"
        )
        news = f"News of {REF}|It is closed now, and was active."
        await told(bot, {"anna": over, "bilal": over, "mira": over, "finn": news})
        await talk(bot, [("/cases mine", Absent(REF))])

        closed: Answers = {
            "decision": "[12 June 2010: closed, no capacity to go on]",
            "question": "She is in prison, and nobody speaks for her now.",
        }
        await fill(bot, ANNA, f"/feedback {REF}", closed, "Send")
        asked = "F-1: a decision is questioned"
        had = "or had until it left active work"
        step = f"{REF}: Section Sweden questions a decision|{had}"
        await told(bot, {"stina": asked, "sam": asked, "bilal": step})
        await form(bot, STINA, "/feedback F-1 > Answer", ANSWER, "Answer")
        step = f"{REF}: the stewards have answered Section Sweden|{had}"
        mail = await told(bot, {"anna": "F-1|upheld", "bilal": step})
        await fill(bot, ANNA, (mail["anna"], "No, appeal"), {"reasons": "No."}, "Appeal")
        before = dict.fromkeys(("carla", "stina", "sam"), "F-1: an appeal is before the board")
        step = f"{REF}: Section Sweden has appealed to the board|{had}"
        await told(bot, {**before, "bilal": step})
        reopen = {**RULING, "reasons": "Reopen it.", "level": KEEP}
        del reopen["outcome"], reopen["review"]
        said = await form(bot, CARLA, "/feedback F-1 > Rule on it", reopen, "Rule")
        assert "The case is active now." in said
        await reopened(bot)
        await talk(bot, [(f"/commit {REF}", "For Section Sweden, 7 of 10")])
        await talk(bot, [(f"/case {REF}", NAME, "From closed", "Section Sweden")], who=EVE)

    play(script)


async def reopened(bot: ChatBot) -> None:
    """The ruling is told, and those who had taken the case on may take it on again."""
    ruling = "F-1: the board has ruled|changed|Reopen it.|active"
    again = f"{REF} is active again|You can take it on again."
    news = f"News of {REF}|It is active now, and was closed."
    wanted = {
        "anna": (ruling, again),
        "bilal": (again, f"{REF}: the board has ruled on what Section Sweden asked"),
        "mira": (again,),
        "finn": (news,),
        "stina": (ruling,),
        "sam": (ruling,),
    }
    await told_all(bot, wanted)
