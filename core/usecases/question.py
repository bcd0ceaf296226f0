"""A question about cases on its way through a button and back."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.answer import Answer
from core.domain.people import Section
from core.parts import TOKEN_BYTES
from core.request import Understood
from core.understanding.fold import fold
from core.understanding.query import Ambiguity, Candidate, Understanding, understand
from core.usecases.turn import Turn

KEPT = "~"
"""Before the key of a question that is too long for a button."""
KEY_LENGTH = 12
ROOM = TOKEN_BYTES - len("show:cases:9999:")
"""Bytes that a button leaves to a question."""
MOST_WORDS = 12
"""Free words in one question. Each is looked for in the text of every case."""
SHOWN = 60
"""How much of a question that can't be read is repeated."""


@dataclass(frozen=True, slots=True)
class WhichOne(Answer):
    """A word has several meanings: the asker chooses, the bot does not."""

    ambiguity: Ambiguity
    arguments: Mapping[str, Understood]
    remembered: tuple[str, ...] = ()

    @property
    def understood(self) -> Mapping[str, Understood]:
        """The question's arguments, without the word that is not clear."""
        return self.arguments


@dataclass(frozen=True, slots=True)
class LongQuestion(Answer):
    """More free words than are looked for at once; nothing was looked for."""

    words: int
    most: int = MOST_WORDS


@dataclass(frozen=True, slots=True)
class ForgottenQuestion(Answer):
    """A button whose question is not kept any more."""


def key_of(query: str) -> str:
    """The beginning of a question's digest: sixty bits, so that no two share one by accident."""
    digest = base64.b32encode(hashlib.sha256(query.encode()).digest())
    return digest.decode().lower()[:KEY_LENGTH]


@dataclass(slots=True)
class Buttons:
    """Makes questions fit for buttons, and notes those that have to be remembered for it."""

    kept: list[str] = field(default_factory=list)

    def ref(self, query: str) -> str:
        """The question itself, or the key under which it is remembered."""
        if len(query.encode()) <= ROOM:
            return query
        self.kept.append(query)
        return KEPT + key_of(query)

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
