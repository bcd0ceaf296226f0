"""Questions that may have been meant, where words were mistyped. Nothing is corrected silently."""

from collections.abc import Iterator, Sequence
from functools import cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from core.domain.people import Section
from core.understanding.english import ORDINARY
from core.understanding.query import Candidate, canonical, spell, understand
from core.understanding.reader import Reading, read
from core.understanding.tokens import Token
from core.understanding.vocabulary import Kind, Meaning, spaced, vocabulary

MOST = 4
"""Suggestions in one answer."""
WORDS_TRIED = 8
"""Of a long question, only so many free words are tried."""
WIDEST = 4
"""A mistyped name of a country may be of so many words."""
SHORTEST = 3
SHORTEST_NAME = 4
LONG = 8
"""From so many letters on, two typing errors are forgiven; below, one."""

Choice = tuple[Meaning, ...]


def suggestions(query: str, sections: Sequence[Section] = ()) -> tuple[Candidate, ...]:
    """Near names for what is left over in a question, the nearest first, each as a question."""
    reading = read(query, sections)
    choices = _phrases() | {
        spaced(section.name): (Meaning(Kind.SECTION, section.code),)
        for section in sections
        if spaced(section.name) not in _phrases()
    }
    near = sorted(
        (rank, first, last, phrase)
        for first, last in _windows(reading)
        for rank, phrase in _near(_typed(reading, first, last), choices)
    )
    found: dict[Choice, Candidate] = {}
    for _, first, last, phrase in near:
        meanings = choices[phrase]
        if meanings not in found and len(found) < MOST:
            asked = _replaced(reading, first, last, " ".join(map(spell, meanings)))
            values = tuple(meaning.value for meaning in meanings)
            question = canonical(understand(asked, sections))
            found[meanings] = Candidate(meanings[0].kind, values, question)
    return tuple(found.values())


@cache
def _phrases() -> dict[str, Choice]:
    known = vocabulary().phrases
    return {phrase: known[phrase] for phrase in known if len(phrase) >= SHORTEST_NAME}


def _windows(reading: Reading) -> Iterator[tuple[int, int]]:
    """Runs of spans around each free one, as first and last index."""
    free = [at for at, span in enumerate(reading.spans) if span.free][:WORDS_TRIED]
    for at in free:
        for first in range(max(0, at - WIDEST + 1), at + 1):
            for last in range(at, min(first + WIDEST, len(reading.spans))):
                yield first, last


def _typed(reading: Reading, first: int, last: int) -> str:
    start, end = reading.spans[first].start, reading.spans[last].end
    return " ".join(token.text or token.word for token in reading.tokens[start:end])


def _near(typed: str, choices: dict[str, Choice]) -> list[tuple[tuple[int, bool, int], str]]:
    """Phrases within a few typing errors: a letter too many, too few, wrong, or two swapped."""
    if len(typed) < SHORTEST or typed in ORDINARY:
        return []
    allowed = 2 if len(typed) >= LONG else 1
    near = process.extract(
        typed, choices.keys(), scorer=OSA.distance, score_cutoff=allowed, limit=2 * MOST
    )
    return [
        ((errors, phrase[0] != typed[0], abs(len(phrase) - len(typed))), phrase)
        for phrase, errors, _ in near
    ]


def _replaced(reading: Reading, first: int, last: int, phrase: str) -> str:
    start, end = reading.spans[first].start, reading.spans[last].end
    before, after = reading.tokens[:start], reading.tokens[end:]
    words = [
        *(_as_typed(token) for token in before if token.word),
        phrase,
        *(_as_typed(token) for token in after if token.word),
    ]
    return " ".join(words)


def _as_typed(token: Token) -> str:
    return f'"{token.word}"' if token.quoted else token.code or token.word
