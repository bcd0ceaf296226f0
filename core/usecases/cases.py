"""Which cases are there?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from core.answer import Answer
from core.domain.cases import CasePage, Level
from core.domain.geography import countries
from core.domain.people import Section
from core.grammar import REFERENCE
from core.intents import Cases
from core.request import Understood
from core.understanding.query import Candidate, Understanding, canonical
from core.understanding.spelling import suggestions
from core.usecases.question import (
    MOST_WORDS,
    Buttons,
    ForgottenQuestion,
    LongQuestion,
    Question,
    WhichOne,
    named_sections,
    read_question,
    recalled,
)
from core.usecases.turn import Turn

PAST = (Level.DORMANT, Level.CLOSED)
"""Cases at these levels are told of, and not for action."""
NEIGHBOURS_ASKED = 8
NEIGHBOURS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class OtherLevel:
    """How many more match at a level that was not asked for, and the question for them."""

    level: Level
    count: int
    ref: str


@dataclass(frozen=True, slots=True)
class CasesFound(Answer):
    """One page of the cases that match."""

    asked: Understanding
    page: CasePage
    today: date
    ref: str
    """The same question for a button, with the levels that are shown."""
    sections: tuple[Section, ...] = ()
    """Those that the question names."""
    others: tuple[OtherLevel, ...] = ()
    alike: tuple[Candidate, ...] = ()
    """What else may be called by the name of the country."""
    instead: bool = False
    """No active case matches: these are past ones, and the answer says so."""
    remembered: tuple[str, ...] = ()
    """Questions that the buttons need and that must be kept for them."""

    @property
    def levels(self) -> tuple[Level, ...]:
        """The levels that are shown."""
        return self.asked.levels or (PAST if self.instead else (Level.ACTIVE,))

    @property
    def past(self) -> bool:
        """Nothing of it is for action."""
        return not {Level.ACTIVE, Level.DRAFT}.intersection(self.levels)

    @property
    def personal(self) -> bool:
        """What somebody has taken on is theirs to tell."""
        return self.asked.filter.mine

    @property
    def token(self) -> str:
        """What a button carries that asks for this very page."""
        return f"cases:{self.page.page}:{self.ref}"

    @property
    def understood(self) -> Mapping[str, Understood]:
        """The question's arguments."""
        return self.asked.arguments


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A nearby question that has an answer: `countries`, or the whole of `region`."""

    countries: tuple[str, ...]
    region: str
    count: int
    ref: str


@dataclass(frozen=True, slots=True)
class NothingFound(Answer):
    """No case matches; what may have been meant, and what is near."""

    typed: str
    asked: Understanding
    sections: tuple[Section, ...] = ()
    others: tuple[OtherLevel, ...] = ()
    suggestions: tuple[Candidate, ...] = ()
    wider: Elsewhere | None = None
    """The same place without the other conditions."""
    nearest: tuple[Elsewhere, ...] = ()
    remembered: tuple[str, ...] = ()

    @property
    def personal(self) -> bool:
        """That somebody has taken on nothing is theirs to tell, too."""
        return self.asked.filter.mine

    @property
    def reference(self) -> str:
        """What looks like a case's reference; it may be none."""
        found = next((w for w in self.asked.words if REFERENCE.fullmatch(w)), "")
        return found if found.startswith("draft-") else found.upper()

    @property
    def understood(self) -> Mapping[str, Understood]:
        """The question's arguments."""
        return self.asked.arguments


CasesOutcome = CasesFound | NothingFound | WhichOne | LongQuestion | ForgottenQuestion


def find_cases(wish: Cases, turn: Turn) -> CasesOutcome:
    """Find a page of the cases that are asked for: active ones, unless levels are named."""
    typed = recalled(wish.query, turn)
    if typed is None:
        return ForgottenQuestion()
    question = read_question(typed, turn)
    asked = question.asked
    if len(asked.words) > MOST_WORDS:
        return LongQuestion(len(asked.words))
    if asked.ambiguity is not None:
        return Buttons().which_one(asked, asked.ambiguity)
    page = _page(asked, turn, wish.page)
    if page.total:
        return _found(asked, page, turn)
    if not asked.levels and any(page.counts.get(level, 0) for level in PAST):
        past = _page(replace(asked, levels=PAST), turn, wish.page)
        return _found(asked, past, turn, instead=True)
    return nothing_found(question, page, turn)


def _page(asked: Understanding, turn: Turn, number: int = 1) -> CasePage:
    return turn.uow.cases.find(asked.filter, turn.parties, turn.sight, turn.today, number)


def _found(
    asked: Understanding, page: CasePage, turn: Turn, *, instead: bool = False
) -> CasesFound:
    buttons = Buttons()
    shown = replace(asked, levels=PAST) if instead else asked
    return CasesFound(
        asked,
        page,
        turn.today,
        buttons.ref(canonical(shown)),
        named_sections(asked, turn),
        tuple(_others(shown, page, buttons)),
        buttons.candidates(asked.alike),
        instead,
        tuple(buttons.kept),
    )


def _others(asked: Understanding, page: CasePage, buttons: Buttons) -> Iterator[OtherLevel]:
    shown = asked.levels or (Level.ACTIVE,)
    for level in Level:
        count = page.counts.get(level, 0)
        if count and level not in shown:
            ref = buttons.ref(canonical(asked, (level,)))
            yield OtherLevel(level, count, ref)


def nothing_found(question: Question, page: CasePage, turn: Turn) -> NothingFound:
    """Gather what may have been meant, and what is near to what was asked."""
    asked = question.asked
    buttons = Buttons()
    return NothingFound(
        question.typed,
        asked,
        named_sections(asked, turn),
        tuple(_others(asked, page, buttons)),
        buttons.candidates(suggestions(question.typed, question.sections)),
        _wider(asked, turn, buttons),
        tuple(_nearest(asked, turn, buttons)),
        tuple(buttons.kept),
    )


def _wider(asked: Understanding, turn: Turn, buttons: Buttons) -> Elsewhere | None:
    place = Understanding(countries=asked.countries, regions=asked.regions)
    if not asked.places or place == replace(asked, alike=()):
        return None
    return _elsewhere(place, turn, buttons)


def _nearest(asked: Understanding, turn: Turn, buttons: Buttons) -> Iterator[Elsewhere]:
    """Neighbours of the one country that was asked for; if none has a case, its region."""
    if len(asked.places) != 1 or asked.words:
        return
    country = countries()[asked.places[0]]
    found = 0
    for code in country.neighbours[:NEIGHBOURS_ASKED]:
        near = _elsewhere(replace(asked, countries=(code,), regions=()), turn, buttons)
        if near is not None and found < NEIGHBOURS_SHOWN:
            found += 1
            yield near
    if not found:
        near = _elsewhere(replace(asked, countries=(), regions=(country.region,)), turn, buttons)
        if near is not None:
            yield near


def _elsewhere(asked: Understanding, turn: Turn, buttons: Buttons) -> Elsewhere | None:
    total = _page(asked, turn).total
    if not total:
        return None
    region = asked.regions[0] if asked.regions and not asked.countries else ""
    return Elsewhere(asked.countries, region, total, buttons.ref(canonical(asked)))
