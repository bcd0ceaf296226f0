"""What can be done, by the members of a section and on the cases of a country?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.answer import Answer
from core.domain.cases import CaseFilter, CasePage
from core.domain.commitments import Load
from core.domain.people import Section
from core.intents import Actions
from core.request import Understood
from core.understanding.query import Candidate, Understanding, canonical
from core.usecases.cases import NothingFound, nothing_found
from core.usecases.question import (
    MOST_WORDS,
    Buttons,
    LongQuestion,
    Question,
    WhichOne,
    read_question,
)
from core.usecases.turn import Turn


@dataclass(frozen=True, slots=True)
class OfSection:
    """A section, how full it is, and the cases that it has taken on and that can be acted on."""

    section: Section
    load: Load
    page: CasePage


@dataclass(frozen=True, slots=True)
class ActionsFound(Answer):
    """What the members of a section can do now, and the cases in a country."""

    typed: str
    asked: Understanding
    """The place, and other conditions on its cases."""
    of_section: OfSection | None
    page: CasePage
    """The active cases in the place, the section's own and others'."""
    today: date
    ref: str
    """The question for the cases in the place."""
    alike: tuple[Candidate, ...] = ()
    remembered: tuple[str, ...] = ()

    @property
    def personal(self) -> bool:
        """What somebody has taken on is theirs to tell."""
        return self.asked.filter.mine

    @property
    def understood(self) -> Mapping[str, Understood]:
        """The place, and the section if there is one."""
        section = self.of_section.section.code if self.of_section else ""
        return {**self.asked.arguments, **({"section": section} if section else {})}


@dataclass(frozen=True, slots=True)
class WhereToAct(Answer):
    """No place was named, and the asker is in no section."""


ActionsOutcome = ActionsFound | NothingFound | WhichOne | LongQuestion | WhereToAct


def list_actions(wish: Actions, turn: Turn) -> ActionsOutcome:
    """List what can be done in a place; without one, by the asker's own section."""
    own = turn.asker.sections()
    typed = wish.place or (f"section {own[0]}" if own else "")
    if not typed:
        return WhereToAct()
    question = read_question(typed, turn)
    asked = question.asked
    if len(asked.words) > MOST_WORDS:
        return LongQuestion(len(asked.words))
    if asked.ambiguity is not None:
        return Buttons().which_one(asked, asked.ambiguity)
    section = _section(asked, question.sections or turn.uow.sections.all())
    if section is not None and not asked.places:
        asked = replace(asked, countries=(section.country,))
    return _listed(Question(typed, asked, question.sections), section, turn)


def _listed(question: Question, section: Section | None, turn: Turn) -> ActionsOutcome:
    there = replace(question.asked, sections=())
    page = _find(there.filter, turn)
    if section is None and not page.total:
        return nothing_found(question, page, turn)
    buttons = Buttons()
    return ActionsFound(
        question.typed,
        there,
        _of(section, turn) if section else None,
        page,
        turn.today,
        buttons.ref(canonical(there)),
        buttons.candidates(there.alike),
        tuple(buttons.kept),
    )


def _section(asked: Understanding, sections: Sequence[Section]) -> Section | None:
    """The section that is named, else that of the one country: the national one, not a group."""
    if asked.words:
        return None
    if asked.sections:
        return next((s for s in sections if s.code == asked.sections[0]), None)
    if len(asked.places) != 1:
        return None
    there = [s for s in sections if s.country == asked.places[0]]
    return min(there, key=lambda section: section.parent is not None, default=None)


def _of(section: Section, turn: Turn) -> OfSection:
    taken_on = CaseFilter(sections=(section.code,), available=True)
    return OfSection(section, turn.uow.sections.load(section.code), _find(taken_on, turn))


def _find(wanted: CaseFilter, turn: Turn) -> CasePage:
    return turn.uow.cases.find(wanted, turn.parties, turn.sight, turn.today, 1)
