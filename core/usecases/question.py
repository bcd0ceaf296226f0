"""A question about cases on its way through a button and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.domain.people import Section
from core.parts import TOKEN_BYTES
from core.request import Understood
from core.understanding.fold import fold
from core.understanding.query import Ambiguity, Candidate, Understanding, understand
from core.usecases.turn import Turn

KEPT = "~"
"""Before the key of a question that is too long for a button."""
ROOM = TOKEN_BYTES - len("show:cases:9999:")
"""Bytes that a button leaves to a question."""
MOST_WORDS = 12
"""Free words in one question. Each is looked for in the text of every case."""
SHOWN = 60
"""How much of a question that can't be read is repeated."""


@dataclass(frozen=True, slots=True)
class WhichOne:
    """A word has several meanings: the asker chooses, the bot does not."""

    ambiguity: Ambiguity
    understood: Mapping[str, Understood]
    remembered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LongQuestion:
    """More free words than are looked for at once; nothing was looked for."""

    words: int
    most: int = MOST_WORDS


@dataclass(frozen=True, slots=True)
class ForgottenQuestion:
    """A button whose question is not kept any more."""


@dataclass(slots=True)
class Buttons:
    """Makes questions fit for buttons, and notes those that have to be remembered for it."""

    turn: Turn
    kept: list[str] = field(default_factory=list)

    def ref(self, query: str) -> str:
        """The question itself, or the key under which it is remembered."""
        if len(query.encode()) <= ROOM:
            return query
        self.kept.append(query)
        return KEPT + self.turn.uow.queries.remember(query)

    def candidates(self, several: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """The same, each with a question that fits."""
        return tuple(replace(one, query=self.ref(one.query)) for one in several)

    def which_one(self, asked: Understanding, ambiguity: Ambiguity) -> WhichOne:
        """Ask back."""
        options = self.candidates(ambiguity.options)
        return WhichOne(Ambiguity(ambiguity.word, options), asked.arguments, tuple(self.kept))


@dataclass(frozen=True, slots=True)
class Question:
    """A question as typed and as understood."""

    typed: str
    asked: Understanding
    sections: tuple[Section, ...] = ()
    """All sections, where the question left words that may name one."""


def read_question(typed: str, turn: Turn) -> Question:
    """Understand a question. Sections are only fetched where a word may name one."""
    asked = understand(typed)
    if asked.words:
        sections = tuple(turn.uow.sections.all())
        return Question(typed, understand(typed, sections), sections)
    if typed.strip() and not fold(typed):
        return Question(typed, replace(asked, words=(typed.strip()[:SHOWN],)))
    return Question(typed, asked)


def recalled(query: str, turn: Turn) -> str | None:
    """The question that a button stands for; None if it is not kept any more."""
    if not query.startswith(KEPT):
        return query
    return turn.uow.queries.recall(query.removeprefix(KEPT))


def named_sections(asked: Understanding, turn: Turn) -> tuple[Section, ...]:
    """The sections that a question names."""
    return tuple(filter(None, map(turn.uow.sections.get, asked.sections)))
