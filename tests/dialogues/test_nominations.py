"""People proposed for the portfolio, as their section and the stewards see it."""

import re

from core.domain.cases import CaseFilter, Level
from core.domain.people import Role
from core.domain.values import Sight
from core.ports import Parties
from tests.dialogues.conftest import NOW, Play
from tests.dialogues.filling import Answers, fill
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, Absent, ChatBot, Line, talk

UNKNOWN = "Nobody Known"


def nomination(name: str, country: str = "Malaysia") -> Answers:
    return {
        "name": name,
        "country": country,
        "concerns": ["[torture and ill-treatment]", "[unfair trial]"],
        "circumstances": "She is held without trial.",
        "source": "Her family's lawyer",
        "contact": "",
    }


async def company(bot: ChatBot) -> None:
    await become(bot, ANNA, Role.COORDINATOR, "SWE")
    await become(bot, BILAL, Role.STEWARD)


def somebody_in_a_draft(bot: ChatBot) -> str:
    with bot.world.store.read() as uow:
        drafts = CaseFilter(levels=(Level.DRAFT,))
        page = uow.cases.find(drafts, Parties(), Sight.STAFF, NOW.date(), page=1)
        found = [uow.cases.get(line.key, Sight.STAFF) for line in page.lines]
    names = [person.name for case in found if case for person in case.individuals if person.name]
    return names[0]


def test_a_nomination_is_taken_up_and_another_refused(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await company(bot)
        said = await fill(bot, ANNA, "/nominate", nomination("Tan Mei Lin"), "Nominate")
        assert "Nomination N-1" in said
        assert "The stewards will look at it." in said
        await fill(bot, ANNA, "/nominate", nomination("Lim Swee Keng"), "Nominate")
        lines: list[Line] = [
            ("/nominate list", "2 nominations wait", "N-1 · Tan Mei Lin · Malaysia"),
            ("[Open N-1]", "Her family's lawyer", "[Make a draft]", "[Refuse]"),
        ]
        heard = await talk(bot, lines, who=BILAL)
        draft: Answers = {"title": "A teacher held", "status": "[detained]", "team": ""}
        said = await fill(bot, BILAL, (heard, "Make a draft"), draft, "Make a draft")
        assert "a draft: draft-" in said

        heard = await talk(bot, [("/nominate N-2", "Lim Swee Keng")], who=BILAL)
        said = await fill(
            bot, BILAL, (heard, "Refuse"), {"reason": "We know too little."}, "Refuse"
        )
        assert "refused" in said
        lines = [
            ("/nominate list", "2 nominations of yours", "with the stewards", Absent("draft")),
            ("/nominate N-1", "with the stewards", Absent("draft"), Absent("Make")),
            ("/nominate N-2", "refused", "We know too little.", "[Question this]"),
        ]
        heard = await talk(bot, lines)
        question: Answers = {"question": "What more do you need?"}
        said = await fill(bot, ANNA, (heard, "Question this"), question, "Send")
        assert "That nomination N-2 was refused" in said
        await talk(bot, [("/nominate N-2", "F-1", Absent("[Question this]"))])

    play(script)


def test_whoever_names_somebody_in_a_draft_reads_the_same_words(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await company(bot)
        told = []
        for name in (somebody_in_a_draft(bot), UNKNOWN):
            nominated = await fill(bot, ANNA, "/nominate", nomination(name), "Nominate")
            asked: Answers = {"name": name, "country": "Malaysia", "question": "Why not?"}
            questioned = await fill(bot, ANNA, "/feedback", asked, "Send")
            both = f"{nominated}\n{questioned}".replace(name, "NAME")
            told.append(re.sub(r"\b([FN])-\d+", r"\1-1", both))
        assert "NAME" in told[0]
        assert told[0] == told[1]

    play(script)
