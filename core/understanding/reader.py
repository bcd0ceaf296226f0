"""Read a question from left to right, always the longest phrase that means something."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from core.domain.cases import ARTICLES
from core.domain.people import Section
from core.understanding.english import CAPITALS_ONLY, PLAIN, STOP
from core.understanding.tokens import Token, tokens
from core.understanding.vocabulary import Kind, Meaning, Vocabulary, spaced, vocabulary

_ARTICLE = frozenset({"art", "arts", "article", "articles", "udhr"})
_AND = frozenset({"and", "or"})
_DIGITS = 3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Span:
    """Which tokens were read as one thing, up to `end` without it; free words mean nothing."""

    start: int
    end: int
    free: bool


@dataclass(slots=True)
class Reading:
    """What was read, in the order of the question."""

    tokens: tuple[Token, ...]
    meanings: list[Meaning] = field(default_factory=list)
    articles: list[int] = field(default_factory=list)
    ambiguous: list[tuple[str, tuple[Meaning, ...]]] = field(default_factory=list)
    """A word, and the countries that it may be."""
    by_name: list[str] = field(default_factory=list)
    """The countries that were called by one word, and not by a code."""
    free: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)


def read(query: str, sections: Sequence[Section] = ()) -> Reading:
    """Read a question. Never fails; takes time in proportion to its length."""
    reader = _Reader(tokens(query), sections)
    while reader.at < len(reader.tokens):
        reader.step()
    reader.finish()
    return reader.reading


class _Reader:
    """Where the reading stands. Every step goes past at least one whole word."""

    def __init__(self, words: tuple[Token, ...], sections: Sequence[Section]) -> None:
        self.at = 0
        self.tokens = words
        self.reading = Reading(words)
        self.vocabulary: Vocabulary = vocabulary()
        self.sections = {
            spaced(name): section.code
            for section in sections
            for name in (section.name, section.code)
        }
        self.longest_section = max((len(name.split()) for name in self.sections), default=0)
        self.stopped: list[Span] = []

    def step(self) -> None:
        """Read one thing and go past it."""
        token = self.tokens[self.at]
        if token.quoted:
            self._free(token.word, 1)
        elif not (self._code(token) or self._articles() or self._section() or self._phrase()):
            self._word(token)

    def finish(self) -> None:
        """Where nothing but idle words were typed, they are what is looked for: `Do`, `May`."""
        reading = self.reading
        if reading.meanings or reading.articles or reading.ambiguous or reading.free:
            return
        words = [self.tokens[span.start].word for span in self.stopped]
        if not PLAIN.issuperset(words):
            reading.free += words
            reading.spans = [Span(span.start, span.end, free=True) for span in self.stopped]

    def _code(self, token: Token) -> bool:
        code = self.vocabulary.codes.get(token.code) if token.code else None
        if code is None:
            return False
        self._take((Meaning(Kind.COUNTRY, code),), 1)
        return True

    def _articles(self) -> bool:
        """`art 19`, `UDHR article 18, 19 and 20`, `a19`, `art.5`."""
        text = self.tokens[self.at].text
        if text not in _ARTICLE and not text.startswith("a"):
            return False
        glued = text.removeprefix("art").removeprefix("a")
        numbers, length = ([int(glued)], 1) if _is_number(glued) else self._numbers()
        if not numbers:
            return False
        if all(number in ARTICLES for number in numbers):
            self.reading.articles += numbers
            self._pass(length)
        else:
            self._free(" ".join(t.text for t in self.tokens[self.at : self.at + length]), length)
        return True

    def _numbers(self) -> tuple[list[int], int]:
        numbers: list[int] = []
        end = self.at
        for at in range(self.at, len(self.tokens)):
            text = self.tokens[at].text
            if _is_number(text) and at > self.at:
                numbers.append(int(text))
                end = at + 1
            elif text not in (_AND if numbers else _ARTICLE):
                break
        return numbers, end - self.at

    def _section(self) -> bool:
        """`section X`, `by X`, `by section X`, `X section`; a bare X where it is no country."""
        if not self.sections:
            return False
        ahead = 0
        while self._text(self.at + ahead) in ("by", "the", "section"):
            ahead += 1
        code, length = self._longest(self.sections, self.longest_section, self.at + ahead)
        if code is None:
            return self._idle_by()
        if length == 1 and not ahead and self._is_a_plain_word(self.at):
            return False
        announced = {t.text for t in self.tokens[self.at : self.at + ahead]} & {"by", "section"}
        if not announced and self._announces_none(self.at + length):
            length += 1
        elif not announced and self._known(self.at):
            return False
        self._take((Meaning(Kind.SECTION, code),), ahead + length)
        return True

    def _is_a_plain_word(self, at: int) -> bool:
        """A code that is a word, too, and was not typed in capitals: what `can` I do."""
        token = self.tokens[at]
        return token.text in CAPITALS_ONLY and not token.code

    def _announces_none(self, at: int) -> bool:
        """A `section` that belongs to the name before it, as there is none behind it."""
        if self._text(at) != "section":
            return False
        return self._longest(self.sections, self.longest_section, at + 1)[0] is None

    def _idle_by(self) -> bool:
        """A `by` that announces no section says nothing."""
        if self._text(self.at) != "by" or self._known(self.at):
            return False
        self._stop(1)
        return True

    def _phrase(self) -> bool:
        meanings, length = self._known_phrase(self.at)
        if meanings is None:
            return self._plural_people()
        if len(meanings) > 1 and meanings[0].kind is Kind.COUNTRY:
            typed = " ".join(token.text for token in self.tokens[self.at : self.at + length])
            self.reading.ambiguous.append((typed, meanings))
            self._pass(length)
            return True
        if length == 1 and meanings[0].kind is Kind.COUNTRY:
            self.reading.by_name.append(meanings[0].value)
        self._take(meanings, length)
        return True

    def _plural_people(self) -> bool:
        """`Malaysians`, `Iraqis`: the people of a country, more than one."""
        token = self.tokens[self.at]
        singular = token.text.removesuffix("s")
        meanings = self.vocabulary.phrases.get(singular) if token.word == token.text else None
        if not meanings or meanings[0].kind is not Kind.COUNTRY or singular == token.text:
            return False
        if len(meanings) > 1:
            self.reading.ambiguous.append((token.text, meanings))
            self._pass(1)
        else:
            self._take(meanings, 1)
        return True

    def _word(self, token: Token) -> None:
        length = 1
        while self._inside(self.at + length):
            length += 1
        if token.word in STOP:
            self._stop(length)
        else:
            self._free(token.word, length)

    def _known(self, at: int) -> bool:
        return self._known_phrase(at)[0] is not None

    def _known_phrase(self, at: int) -> tuple[tuple[Meaning, ...] | None, int]:
        words = self.vocabulary.longest.get(self.tokens[at].text, 0)
        return self._longest(self.vocabulary.phrases, words, at)

    def _longest(self, table: Mapping[str, T], words: int, at: int) -> tuple[T | None, int]:
        """What the longest phrase from there means, and of how many tokens it is."""
        for end in range(min(at + words, len(self.tokens)), at, -1):
            part = self.tokens[at:end]
            if any(token.quoted for token in part) or self._inside(end):
                continue
            found = table.get(" ".join(token.text for token in part))
            if found is not None:
                return found, end - at
        return None, 0

    def _text(self, at: int) -> str:
        return self.tokens[at].text if at < len(self.tokens) else ""

    def _inside(self, at: int) -> bool:
        """Whether that token goes on with the word before it."""
        return at < len(self.tokens) and not self.tokens[at].word

    def _take(self, meanings: tuple[Meaning, ...], length: int) -> None:
        self.reading.meanings += meanings
        self._pass(length)

    def _free(self, word: str, length: int) -> None:
        self.reading.free.append(word)
        self._pass(length, free=True)

    def _stop(self, length: int) -> None:
        self.stopped.append(Span(self.at, self.at + length, free=False))
        self._pass(length)

    def _pass(self, length: int, *, free: bool = False) -> None:
        self.reading.spans.append(Span(self.at, self.at + length, free))
        self.at += length


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _DIGITS
