"""Stewards keep the portfolio: from a draft to an active case, and out of active work again."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta

from core.domain.people import Platform, Role
from core.usecases.proposals import due_proposals
from tests.dialogues.conftest import Play
from tests.dialogues.filling import Answers, fill
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, CHANNEL, Absent, ChatBot, Line, talk, together

REF = "MYS-0012"


class Stays(str):
    """What stands in a field already, and stays."""

    __slots__ = ()


KEEP = Stays()
NOTHING_ELSE: Answers = {"review": "", "into": "", "since": "", "source": ""}
DRAFT: Answers = {
    "title": "A teacher threatened",
    "country": "malaysia",
    "summary": "",
    "long_objective": "",
    "short_objective": "",
    "inclusion_reason": "",
    "concerns": "",
    "articles": "",
    "research_team": "",
    "review": "",
}
COMPLETED: Answers = {
    "title": Stays("A teacher threatened"),
    "country": Stays("MYS"),
    "summary": "She taught in two languages.",
    "long_objective": "",
    "short_objective": "",
    "inclusion_reason": "Nobody else speaks for her.",
    "concerns": ["[torture and ill-treatment]"],
    "articles": "",
    "research_team": "Asia-Pacific",
    "review": "1 November 2010",
}
PERSON: Answers = {
    "name": "Salmah Idris",
    "withheld": "[Yes]",
    "aliases": "",
    "native_name": "",
    "gender": "[woman]",
    "poc": "[No]",
    "status": "[at risk]",
    "status_date": "May 2010",
    "status_source": "a colleague",
    "reason": "",
}
CLOSING: Answers = {"to": "[closed]", "outcome": "[no capacity to go on]", "reason": "No team."}


def kept(bot: ChatBot, answers: Answers) -> Answers:
    """What stands in a field stays: in a window as it is there, else by a button."""
    if bot.platform is Platform.SLACK:
        return answers
    return {key: "[Keep it]" if isinstance(a, Stays) else a for key, a in answers.items()}


async def stewarding(bot: ChatBot) -> None:
    await become(bot, ANNA, Role.STEWARD)


async def filled(bot: ChatBot, opens: str, answers: Answers, send: str) -> str:
    return await fill(bot, ANNA, opens, kept(bot, answers), send)


async def pressed(bot: ChatBot, command: str, label: str, answers: Answers, send: str) -> str:
    """A form opened by a button of what a command shows."""
    heard = await bot.say(ANNA, command, "")
    return await fill(bot, ANNA, (heard, label), kept(bot, answers), send)


def effects(bot: ChatBot) -> int:
    return due_proposals(bot.world.store, bot.world.chance, bot.world.clock.now())


def test_from_a_draft_to_an_active_case(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await stewarding(bot)
        said = await filled(bot, "/portfolio new", DRAFT, "Keep draft")
        found = re.search(r"Draft kept: (draft-[a-z2-7]{12})", said)
        assert found, said
        key = found[1]
        await talk(bot, [(f"/case {key}", f"No such case: {key}")], who=BILAL)

        activation: Answers = {"to": "[active]", "outcome": "", "reason": "Ready."}
        lacking = {**activation, **NOTHING_ELSE}
        said = await filled(bot, f"/portfolio move {key}", lacking, "Move")
        assert "can't be active yet" in said
        for missing in (
            "consent for listing, on record",
            "that it is safe to publicise",
            "somebody on the case",
            "a concern, or a right",
            "the reason for its inclusion",
            "a research team",
        ):
            assert missing in said, said

        said = await filled(bot, f"/portfolio edit {key}", COMPLETED, "Keep")
        assert f"Changed: {key}" in said
        said = await pressed(bot, f"/portfolio people {key}", "Add a person", PERSON, "Keep")
        assert f"Person added to {key}" in said
        agreed: Answers = {
            "scopes": ["[the case may be listed]"],
            "safe": "[Yes]",
            "reason": "She wrote to us in May.",
        }
        said = await filled(bot, f"/portfolio consent {key}", agreed, "Record")
        assert f"Consent recorded: {key}" in said

        again = {**activation, **NOTHING_ELSE, "review": KEEP}
        said = await filled(bot, f"/portfolio move {key}", again, "Move")
        assert "MYS-0013 is active now" in said
        lines: list[Line] = [
            ("/case MYS-0013", "A teacher threatened", "Name withheld", Absent("Salmah")),
        ]
        await talk(bot, lines, who=BILAL)
        await talk(bot, [("/case MYS-0013", "Salmah Idris", "asia-pacific", "[Move]")])

    play(script)


def test_paused_by_one_button_and_gone_for_everybody(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, BILAL, Role.COORDINATOR, "MYS")
        await talk(bot, [(f"/commit {REF}", "Committed")], who=BILAL)
        await stewarding(bot)
        await talk(
            bot,
            [
                (f"/case {REF}", "[Pause]"),
                ("[Pause]", f"{REF} is paused", "told to stop all action now", "[Resume]"),
                (f"/case {REF}", "This case is paused", "[Resume]", Absent("[Pause]")),
                ("/portfolio paused", REF),
            ],
        )
        hidden: list[Line] = [
            (f"/case {REF}", f"No such case: {REF}", Absent("Hisham")),
            ("/case Hisham Ramlan", "No such case"),
            ("/cases Malaysia", "2 active cases in Malaysia", Absent(REF)),
            ("/cases mine", Absent(REF)),
        ]
        await talk(bot, hidden, who=BILAL)
        await talk(bot, [(f"/portfolio resume {REF}", "is no longer paused")])
        await talk(bot, [(f"/case {REF}", "Hisham Ramlan", "No longer paused")], who=BILAL)

    play(script)


def test_closing_a_prisoner_of_conscience_takes_effect_after_its_notice(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, BILAL, Role.COORDINATOR, "MYS")
        await stewarding(bot)
        said = await filled(
            bot, f"/portfolio move {REF}", {**CLOSING, **NOTHING_ELSE, "review": KEEP}, "Move"
        )
        assert "can be questioned until 11 June 2010" in said
        lines: list[Line] = [
            (f"/case {REF}", "Proposed", "can be questioned until 11 June 2010"),
            ("[See why]", "To become closed (no capacity to go on)", "No team.", "[Question this]"),
            ("/portfolio", "Only a steward may do that"),
        ]
        await talk(bot, lines, who=BILAL)
        await talk(bot, [("/portfolio proposals", REF, "notice until 11 June 2010")])
        bot.clock.advance(timedelta(days=28))
        assert effects(bot) == 0
        bot.clock.advance(timedelta(days=1))
        assert effects(bot) == 1
        closed = "closed on 12 June 2010: no capacity to go on"
        await talk(bot, [(f"/case {REF}", closed, "From active to closed", "No team.")])

    play(script)


def test_a_resolving_outcome_closes_at_once(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await stewarding(bot)
        released: Answers = {
            "to": "[closed]",
            "outcome": "[released]",
            "reason": "Both are home.",
            "review": KEEP,
            "into": "",
            "since": "12 May 2010",
            "source": "the families",
        }
        said = await filled(bot, f"/portfolio move {REF}", released, "Move")
        assert f"{REF} is closed now" in said
        expected = ("closed on 14 May 2010: released", "released (12 May 2010)")
        await talk(bot, [(f"/case {REF}", *expected)], who=BILAL)

    play(script)


def test_consent_withdrawn_closes_and_hides_at_once(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await stewarding(bot)
        heard = await bot.say(ANNA, f"/case {REF}", "")
        why: Answers = {"reason": "His wife called."}
        said = await fill(bot, ANNA, (heard, "Consent withdrawn"), why, "Close and hide")
        assert "closed because consent was withdrawn" in said
        assert "hidden everywhere" in said
        await talk(bot, [(f"/case {REF}", f"No such case: {REF}")], who=BILAL)
        await talk(bot, [(f"/case {REF}", "consent withdrawn", "none on record")])

    play(script)


def test_verified_reviewed_and_asked_for_more(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await stewarding(bot)
        known: Answers = {"on": Stays("2010-05-14"), "known": "Still detained, seen by the family."}
        said = await filled(bot, f"/portfolio verify {REF}", known, "Record")
        assert f"Verified: {REF}" in said
        action: Answers = {
            "kind": "[Write an e-mail]",
            "text": "Ask for a doctor.",
            "target": "The camp's head",
            "deadline": "30 June 2010",
            "language": Stays("en"),
        }
        said = await pressed(bot, f"/portfolio actions {REF}", "Add an action", action, "Keep")
        assert f"Action added to {REF}" in said
        told: Sequence[str] = (
            "14 May 2010",
            "Write an e-mail by 30 June 2010",
            "Ask for a doctor.",
        )
        await talk(bot, [(f"/case {REF}", *told, Absent("seen by the family"))], who=BILAL)
        await talk(bot, [(f"/case {REF}", "Verified. Reason: Still detained, seen by the family.")])

    play(script)


def test_research_capacity_is_set_and_overridden(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await stewarding(bot)
        await talk(bot, [("/portfolio capacity", "asia-pacific", "54 active, no limit set")])
        number: Mapping[str, str] = {"number": "50"}
        said = await filled(bot, "/portfolio capacity asia-pacific", number, "Set capacity")
        assert "54 of 50 active" in said
        back: Answers = {"to": "[active]", "outcome": "", "reason": "It can't wait."}
        beyond: Answers = {**back, **NOTHING_ELSE, "review": KEEP}
        refused = {**beyond, "override": ""}
        dormant = together(await bot.say(ANNA, "/cases dormant Malaysia", ""))
        assert "MYS-0005" in dormant
        said = await filled(bot, "/portfolio move MYS-0005", refused, "Move")
        assert "a free place of the research team" in said
        said = await filled(
            bot, "/portfolio move MYS-0005", {**beyond, "override": "[Yes]"}, "Move"
        )
        assert "beyond the capacity of the research team" in said

    play(script)


def test_the_desk_is_for_stewards_where_nobody_else_reads(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await stewarding(bot)
        await talk(bot, [("/portfolio", "Drafts", "12 cases", "[New case]")])
        await talk(bot, [("/portfolio drafts", "Drafts: 12", "Page 1 of 2", "[Next]")])
        heard = await bot.say(ANNA, "portfolio drafts", CHANNEL)
        assert not any(message.public and "draft-" in message.text for message in heard)
        for command in ("/portfolio", "/portfolio drafts", f"/portfolio pause {REF}"):
            await talk(bot, [(command, "Only a steward may do that", Absent("draft-"))], who=BILAL)
        for command in (f"/portfolio move {REF}", "/portfolio edit MYS-9999"):
            await talk(bot, [(command, "Only a steward may do that")], who=BILAL)

    play(script)
