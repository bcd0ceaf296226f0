"""From what a person typed to the cases that are asked for."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from core.domain.cases import CaseFilter, Concern, Gender, Level
from core.domain.geography import countries, regions
from core.domain.people import Section
from core.request import Understood
from core.understanding.english import CONCERNS, FLAGS, GENDERS, Flag
from core.understanding.fold import fold
from core.understanding.reader import Reading, read
from core.understanding.vocabulary import Kind, Meaning


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that may have been meant: `values` are of `kind`; `query` asks for it instead."""

    kind: Kind
    values: tuple[str, ...]
    query: str


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A word with several meanings, each as a question; the last asks for all of them."""

    word: str
    options: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a question asks for. Nothing in it is guessed or corrected."""

    countries: tuple[str, ...] = ()
    """Named one by one; those of `regions` come beside."""
    regions: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    concerns: tuple[Concern, ...] = ()
    articles: tuple[int, ...] = ()
    levels: tuple[Level, ...] = ()
    genders: tuple[Gender, ...] = ()
    flags: frozenset[Flag] = frozenset()
    words: tuple[str, ...] = ()
    """Free words, folded, each to be found in a case; more than one word where it was quoted."""
    unsettled: tuple[str, ...] = ()
    """Words with several meanings, as typed: nothing may be looked for before one is chosen."""
    ambiguity: Ambiguity | None = None
    """The first of them."""
    alike: tuple[Candidate, ...] = ()
    """What else may be called by the name of the country: Equatorial Guinea by `Guinea`."""

    @property
    def places(self) -> tuple[str, ...]:
        """Every country that is asked for, by alpha-3 code; empty for the whole world."""
        inside = [code for key in self.regions for code in regions()[key].countries]
        return tuple(dict.fromkeys([*self.countries, *inside]))

    @property
    def arguments(self) -> Mapping[str, Understood]:
        """What was understood, by name, for those who read answers by machine; only what is set."""
        facts: dict[str, Understood] = {
            "countries": self.places,
            "regions": self.regions,
            "sections": self.sections,
            "concerns": tuple(concern.value for concern in self.concerns),
            "articles": self.articles,
            "levels": tuple(level.value for level in self.levels),
            "genders": tuple(gender.value for gender in self.genders),
            **{flag.value: True for flag in Flag if flag in self.flags},
            "ambiguous": self.unsettled,
            "words": self.words,
        }
        return {name: value for name, value in facts.items() if value}

    @property
    def filter(self) -> CaseFilter:
        """The same for the store."""
        return CaseFilter(
            countries=self.places,
            sections=self.sections,
            concerns=self.concerns,
            articles=self.articles,
            levels=self.levels,
            genders=self.genders,
            poc=Flag.POC in self.flags,
            available=Flag.AVAILABLE in self.flags,
            committed=Flag.COMMITTED in self.flags,
            uncommitted=Flag.UNCOMMITTED in self.flags,
            new=Flag.NEW in self.flags,
            mine=Flag.MINE in self.flags,
            words=self.words,
        )


def understand(query: str, sections: Sequence[Section] = ()) -> Understanding:
    """Read a question: places, concerns, rights, levels and flags; the rest are free words.

    Without `sections`, words that may name one stay free (`by` and `section` among them).
    """
    reading = read(query, sections)
    plain = _gathered(reading)
    if not reading.ambiguous and not reading.by_name:
        return plain
    alike = tuple(
        _instead(replace(plain, countries=tuple(c for c in plain.countries if c != code)), (other,))
        for code in dict.fromkeys(reading.by_name)
        for other in countries()[code].alike
    )
    return replace(plain, ambiguity=_first_ambiguity(plain, reading), alike=alike)


def _gathered(reading: Reading) -> Understanding:
    by_kind: dict[Kind, list[str]] = {}
    for meaning in reading.meanings:
        by_kind.setdefault(meaning.kind, []).append(meaning.value)

    def each(kind: Kind) -> Iterable[str]:
        return dict.fromkeys(by_kind.get(kind, ()))

    return Understanding(
        countries=tuple(each(Kind.COUNTRY)),
        regions=tuple(each(Kind.REGION)),
        sections=tuple(each(Kind.SECTION)),
        concerns=tuple(map(Concern, each(Kind.CONCERN))),
        articles=tuple(dict.fromkeys(reading.articles)),
        levels=tuple(map(Level, each(Kind.LEVEL))),
        genders=tuple(map(Gender, each(Kind.GENDER))),
        flags=frozenset(map(Flag, each(Kind.FLAG))),
        words=tuple(dict.fromkeys(reading.free)),
        unsettled=tuple(dict.fromkeys(typed for typed, _ in reading.ambiguous)),
    )


def _first_ambiguity(plain: Understanding, reading: Reading) -> Ambiguity | None:
    if not reading.ambiguous:
        return None
    typed, meanings = reading.ambiguous[0]
    rest = replace(plain, unsettled=tuple(word for word in plain.unsettled if word != typed))
    codes = tuple(meaning.value for meaning in meanings)
    choices = (*((code,) for code in codes), codes)
    return Ambiguity(typed, tuple(_instead(rest, choice) for choice in choices))


def _instead(rest: Understanding, codes: tuple[str, ...]) -> Candidate:
    asked = replace(rest, countries=(*rest.countries, *codes))
    return Candidate(Kind.COUNTRY, codes, canonical(asked))


def canonical(understanding: Understanding, levels: Sequence[Level] | None = None) -> str:
    """A short question that means the same, however it was put; `understand` reads it so.

    With `levels`, it asks for those instead.
    """
    parts = [
        *understanding.countries,
        *(spell(Meaning(Kind.REGION, key)) for key in understanding.regions),
        *(spell(Meaning(Kind.SECTION, code)) for code in understanding.sections),
        *(spell(Meaning(Kind.CONCERN, concern)) for concern in understanding.concerns),
        *(f"art {number}" for number in understanding.articles),
        *(understanding.levels if levels is None else levels),
        *(flag for flag in Flag if flag in understanding.flags),
        *(spell(Meaning(Kind.GENDER, gender)) for gender in understanding.genders),
        *understanding.unsettled,
        *(f'"{word}"' for word in understanding.words),
    ]
    return " ".join(parts)


def spell(meaning: Meaning) -> str:
    """The phrase by which the bot itself asks for something."""
    match meaning.kind:
        case Kind.REGION:
            return fold(regions()[meaning.value].names[0])
        case Kind.CONCERN:
            return _first(CONCERNS[Concern(meaning.value)])
        case Kind.GENDER:
            return _first(GENDERS[Gender(meaning.value)])
        case Kind.FLAG:
            return _first(FLAGS[Flag(meaning.value)])
        case Kind.SECTION:
            return f"section {meaning.value}"
        case Kind.COUNTRY | Kind.LEVEL:
            return meaning.value


def _first(phrases: str) -> str:
    return fold(phrases.split(";", 1)[0])
