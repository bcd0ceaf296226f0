"""Decisions questioned, answered, appealed against and ruled on, as each person sees it."""

from datetime import timedelta

from core.domain.cases import Case, Level, Outcome
from core.domain.people import Platform, Role
from core.domain.proposals import ProposalState
from core.domain.values import Sight
from core.usecases.casework import Work
from core.usecases.feedback_clock import lapse_appeals
from core.usecases.levels import Move, Proposed, propose_move
from core.usecases.proposals import due_proposals
from tests.dialogues.conftest import Play
from tests.dialogues.filling import Answers, fill
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, CARLA, CHANNEL, Absent, ChatBot, Line, Member, talk

DAN = Member("dan", 104)
EVE = Member("eve", 105)
FINN = Member("finn", 106)
REF = "MYS-0012"
PROPOSED = "[The proposal: closed, no capacity to go on]"
SENDS = {"Answer": "Answer", "Comment": "Send", "No, appeal": "Appeal", "Rule on it": "Rule"}
"""What is pressed to send the form that a button opens."""
UPHELD: Answers = {
    "verdict": "[upheld]",
    "reasons": "Nobody is left on the team.",
    "next_step": "We look for a partner",
    "next_date": "2010-08-02",
}


async def company(bot: ChatBot) -> str:
    """Anna and Dan coordinate, Carla is on the board, and Bilal is a steward, whose id it is."""
    await become(bot, ANNA, Role.COORDINATOR, "SWE")
    await become(bot, DAN, Role.COORDINATOR, "NOR")
    await become(bot, CARLA, Role.BOARD)
    await talk(bot, [(f"/commit {REF}", "Committed")])
    before = stewards(bot)
    await become(bot, BILAL, Role.STEWARD)
    (bilal,) = stewards(bot) - before
    return bilal


def stewards(bot: ChatBot) -> frozenset[str]:
    with bot.world.store.read() as uow:
        return uow.people.holders(Role.STEWARD)


def case_now(bot: ChatBot) -> Case:
    with bot.world.store.read() as uow:
        case = uow.cases.get(REF, Sight.STAFF)
    assert case is not None
    return case


def propose_closing(bot: ChatBot, steward: str) -> str:
    """What the steward's form does."""
    world = bot.world
    with world.store.write() as uow:
        work = Work(uow, world.clock.now(), world.chance, steward, Role.STEWARD)
        case = uow.cases.get(REF, Sight.STAFF)
        assert case is not None
        wish = Move(Level.CLOSED, "No capacity", Outcome.CAPACITY)
        proposed = propose_move(case, wish, work)
    assert isinstance(proposed, Proposed)
    return proposed.proposal.id


def state_of(bot: ChatBot, proposal: str) -> ProposalState:
    with bot.world.store.read() as uow:
        found = uow.casework.proposal(proposal)
    assert found is not None
    return found.state


def effects(bot: ChatBot) -> int:
    return due_proposals(bot.world.store, bot.world.chance, bot.world.clock.now())


async def see(bot: ChatBot, who: Member, *expected: str, ref: str = "F-1") -> None:
    await talk(bot, [(f"/feedback {ref}", *expected)], who=who)


async def press_form(
    bot: ChatBot, who: Member, label: str, answers: Answers, ref: str = "F-1"
) -> str:
    """Open a form by a button of feedback, and send it."""
    heard = await talk(bot, [(f"/feedback {ref}", f"[{label}]")], who=who)
    return await fill(bot, who, (heard, label), answers, SENDS[label])


def test_a_proposed_closure_is_questioned_answered_appealed_and_ruled_on(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        bilal = await company(bot)
        proposal = propose_closing(bot, bilal)
        asked: Answers = {"decision": PROPOSED, "question": "They are still held. Why close it?"}
        said = await fill(bot, ANNA, f"/feedback {REF}", asked, "Send")
        assert "Thank you. The stewards have been told." in said
        assert state_of(bot, proposal) is ProposalState.SUSPENDED

        bot.clock.advance(timedelta(days=40))
        assert effects(bot) == 0
        assert case_now(bot).level is Level.ACTIVE
        late = "21 May 2010 (long overdue)"
        lines: list[Line] = [
            (
                "/feedback list",
                "1 decision questioned",
                f"F-1 · {REF} · closure",
                "To be acknowledged by " + late,
            ),
            ("[Open F-1]", "Section Sweden", "They are still held.", late, "[Acknowledge]"),
            ("[Acknowledge]", "The section has been told", "11 June 2010 (overdue)"),
            ("/feedback F-1", Absent("[Acknowledge]"), "[Answer]"),
        ]
        await talk(bot, lines, who=BILAL)
        assert "told your answer" in await press_form(bot, BILAL, "Answer", UPHELD)

        await see(bot, ANNA, "Answered: upheld. Nobody is left", "Does this answer you?")
        await see(bot, DAN, "Answered: upheld", Absent("Does this answer you?"), "[Comment]")
        said = await press_form(bot, DAN, "Comment", {"comment": "We could help."})
        assert "Section Norway: We could help." in said
        said = await press_form(bot, ANNA, "No, appeal", {"reasons": "They live."})
        assert "Your appeal is before the board." in said
        assert state_of(bot, proposal) is ProposalState.SUSPENDED

        await see(bot, BILAL, "To be ruled on by", Absent("[Rule on it]"), Absent("[Answer]"))
        ruling: Answers = {
            "verdict": "[changed]",
            "reasons": "A living prisoner stays.",
            "level": "",
            "outcome": "",
            "review": "",
        }
        said = await press_form(bot, CARLA, "Rule on it", ruling)
        assert "Everyone concerned has been told." in said
        assert state_of(bot, proposal) is ProposalState.LAPSED
        await see(bot, ANNA, "Ruled: changed. A living prisoner stays.", "State", "ruled on")
        assert case_now(bot).level is Level.ACTIVE

    play(script)


def test_a_closure_that_took_effect_is_reopened_by_a_ruling(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        bilal = await company(bot)
        proposal = propose_closing(bot, bilal)
        asked: Answers = {"decision": PROPOSED, "question": "Why close it?"}
        await fill(bot, ANNA, f"/feedback {REF}", asked, "Send")
        bot.clock.advance(timedelta(days=28))
        await press_form(bot, BILAL, "Answer", UPHELD)
        assert effects(bot) == 0
        accepted: list[Line] = [
            ("/feedback F-1", "[Yes, accept]"),
            ("[Yes, accept]", "Thank you. The stewards have been told.", "accepted"),
        ]
        await talk(bot, accepted)
        assert state_of(bot, proposal) is ProposalState.OPEN
        bot.clock.advance(timedelta(days=1))
        assert effects(bot) == 1
        assert case_now(bot).level is Level.CLOSED

        closed = "[12 June 2010: closed, no capacity to go on]"
        asked = {"decision": closed, "question": "Two people are in prison."}
        await fill(bot, DAN, f"/feedback {REF}", asked, "Send")
        await press_form(bot, BILAL, "Answer", UPHELD, ref="F-2")
        await press_form(bot, DAN, "No, appeal", {"reasons": "No."}, ref="F-2")
        ruling: Answers = {"verdict": "[changed]", "reasons": "Reopen it.", "level": "[active]"}
        if bot.platform is not Platform.SLACK:
            ruling = {**ruling, "level": "[Keep it]"}
        said = await press_form(bot, CARLA, "Rule on it", ruling, ref="F-2")
        assert "The case is active now." in said
        assert case_now(bot).level is Level.ACTIVE
        await see(bot, DAN, "Ruled: changed. Reopen it.", "To be active", ref="F-2")

    play(script)


def test_who_took_the_decision_does_not_rule_on_it(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        bilal = await company(bot)
        await become(bot, BILAL, Role.BOARD)
        propose_closing(bot, bilal)
        await fill(
            bot, ANNA, f"/feedback {REF}", {"decision": PROPOSED, "question": "Why?"}, "Send"
        )
        await become(bot, EVE, Role.STEWARD)
        await press_form(bot, EVE, "Answer", UPHELD)
        await press_form(bot, ANNA, "No, appeal", {"reasons": "No."})
        await see(bot, BILAL, Absent("[Rule on it]"))
        heard = await bot.forge(BILAL, "form:rule:1", "")
        assert "somebody else has to rule on it" in heard[0].text
        await see(bot, CARLA, "[Rule on it]")

    play(script)


def test_silence_counts_as_acceptance(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        bilal = await company(bot)
        world = bot.world
        proposal = propose_closing(bot, bilal)
        asked: Answers = {"decision": PROPOSED, "question": "Why?"}
        await fill(bot, ANNA, f"/feedback {REF}", asked, "Send")
        bot.clock.advance(timedelta(days=20))
        await press_form(bot, BILAL, "Answer", UPHELD)
        await see(bot, ANNA, "Open to appeal until", "1 July 2010")
        bot.clock.advance(timedelta(days=28))
        assert lapse_appeals(world.store, world.chance, world.clock.now()) == 0
        bot.clock.advance(timedelta(days=3))
        assert lapse_appeals(world.store, world.chance, world.clock.now()) == 1
        assert lapse_appeals(world.store, world.chance, world.clock.now()) == 0
        await see(bot, ANNA, "Counts as accepted", Absent("Does this answer you?"))
        assert state_of(bot, proposal) is ProposalState.OPEN
        assert effects(bot) == 1
        late = await bot.forge(ANNA, "form:appeal:1", "")
        assert "That can't be done now." in late[0].text

    play(script)


def test_a_section_questions_a_decision_once(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await company(bot)
        included: Answers = {"decision": "[That the case is in the portfolio]", "question": "Why?"}
        await fill(bot, ANNA, f"/feedback {REF}", included, "Send")
        await become(bot, EVE, Role.COORDINATOR, "SWE")
        heard = await bot.say(EVE, "/feedback list", "")
        assert f"F-1 · {REF} · inclusion" in heard[0].text
        said = await fill(bot, DAN, f"/feedback {REF}", included, "Send")
        assert "Feedback F-2" in said
        await talk(bot, [("/feedback QQQ-9999", "No such case: QQQ-9999")])

    play(script)


def test_who_may_not_is_told_who_may(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await company(bot)
        only = "Only a coordinator"
        member: list[Line] = [
            ("/feedback MYS-0012", only, "a steward"),
            ("/feedback list", only),
            ("/nominate", only),
        ]
        await talk(bot, member, who=FINN)
        await talk(bot, [("/feedback MYS-0012", "Only a coordinator may do that.")], who=BILAL)
        await talk(bot, [("/feedback F-9", "No such feedback: F-9")])
        for token in ("acknowledge:1", "form:answer:1", "form:rule:1", "see_draft:1"):
            heard = await bot.forge(ANNA, token, "")
            assert "may do that" in heard[0].text

    play(script)


def test_feedback_is_read_in_private(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await company(bot)
        included: Answers = {"decision": "[That the case is in the portfolio]", "question": "Why?"}
        await fill(bot, ANNA, f"/feedback {REF}", included, "Send")
        heard = await bot.say(ANNA, "feedback list", CHANNEL)
        assert not any(message.public and "F-1" in message.text for message in heard)

    play(script)
