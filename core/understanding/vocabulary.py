"""All phrases by which cases are asked for, gathered into one table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from core.domain.cases import Concern, Gender
from core.domain.geography import countries, regions
from core.understanding.english import CAPITALS_ONLY, CONCERNS, FLAGS, GENDERS, LEVELS, Flag
from core.understanding.fold import fold


class Kind(StrEnum):
    """What a phrase names."""

    COUNTRY = "country"
    REGION = "region"
    SECTION = "section"
    CONCERN = "concern"
    LEVEL = "level"
    GENDER = "gender"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a phrase means; `value` is a code, a key, or the value of an enum."""

    kind: Kind
    value: str


_TABLES: tuple[tuple[Kind, Mapping[Concern, str] | Mapping[Gender, str] | Mapping[Flag, str]], ...]
_TABLES = ((Kind.CONCERN, CONCERNS), (Kind.GENDER, GENDERS), (Kind.FLAG, FLAGS))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Phrases with their meanings: several for "Congo", or for "past"."""

    phrases: Mapping[str, tuple[Meaning, ...]]
    longest: Mapping[str, int]
    """For each first word, of how many words its longest phrase is."""
    codes: Mapping[str, str]
    """Alpha-3 codes by what counts only in capitals: alpha-2, and words such as `CAN`."""


def spaced(text: str) -> str:
    """A phrase as it is looked up: folded, hyphens and apostrophes apart, no possessive `s`."""
    words = (word.removesuffix("'s") for word in fold(text).split())
    return " ".join(" ".join(words).replace("-", " ").replace("'", " ").split())


@cache
def vocabulary() -> Vocabulary:
    """Everything that the bot knows by name, except sections, which are the portfolio's."""
    phrases: dict[str, tuple[Meaning, ...]] = {}
    for name, meaning in _entries():
        phrase = spaced(name)
        known = phrases.get(phrase, ())
        if meaning not in known:
            phrases[phrase] = (*known, meaning)
    longest: dict[str, int] = {}
    for phrase in phrases:
        words = phrase.split()
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    return Vocabulary(phrases, longest, dict(_codes()))


def _entries() -> Iterator[tuple[str, Meaning]]:
    yield from _places()
    for kind, table in _TABLES:
        for value, names in table.items():
            for name in names.split(";"):
                yield name, Meaning(kind, value)
    for name, levels in LEVELS.items():
        for level in levels:
            yield name, Meaning(Kind.LEVEL, level)


def _places() -> Iterator[tuple[str, Meaning]]:
    for country in countries().values():
        for name in (*country.variants, country.code):
            if not _in_capitals_only(name):
                yield name, Meaning(Kind.COUNTRY, country.code)
    for region in regions().values():
        for name in region.names:
            yield name, Meaning(Kind.REGION, region.key)


def _codes() -> Iterator[tuple[str, str]]:
    for country in countries().values():
        yield country.short, country.code
        for name in (*country.variants, country.code):
            if _in_capitals_only(name):
                yield name, country.code


def _in_capitals_only(name: str) -> bool:
    return name.isupper() and name.casefold() in CAPITALS_ONLY
