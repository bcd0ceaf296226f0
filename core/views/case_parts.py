"""What is said of cases wherever they are listed or asked for."""

from collections.abc import Sequence
from typing import assert_never

from core.domain.cases import Action as Deed
from core.domain.cases import CaseLine, Concern, Gender, Level
from core.domain.people import Section
from core.i18n import Words
from core.parts import Action, Fact, Facts, Item, Part
from core.understanding.english import Flag
from core.understanding.query import Candidate, Understanding
from core.understanding.vocabulary import Kind
from core.views.labels import (
    action_label,
    concern_labels,
    flag_label,
    gender_label,
    level_label,
)
from core.views.places import region_name


def open_case(key: str, words: Words) -> Action:
    """The button that opens a case."""
    return Action(words("Open {ref}", ref=key), "case", key)


def named(key: str, title: str, words: Words) -> str:
    """A case's reference and title."""
    return words("{ref} · {title}", ref=key, title=title)


def case_item(line: CaseLine, details: Sequence[str], words: Words) -> Item:
    """A case in a list, with its button."""
    title = named(line.key, line.title, words)
    return Item(title, tuple(filter(None, details)), open_case(line.key, words))


def people(line: CaseLine, words: Words) -> str:
    """How many individuals, and how many of them are prisoners of conscience."""
    total = words.plural("{n} person", "{n} people", line.individuals)
    if not line.poc:
        return total
    poc = words.plural("{n} prisoner of conscience", "{n} prisoners of conscience", line.poc)
    return words("{all}, {some}", all=total, some=poc)


def sections_on_it(line: CaseLine, words: Words) -> str:
    """How many sections have taken a case on."""
    if not line.committed_sections:
        return words("No section yet")
    count = len(line.committed_sections)
    return words.plural("{n} section is on it", "{n} sections are on it", count)


def next_action(actions: Sequence[Deed], words: Words) -> str:
    """The open action with the nearest deadline, and how many more there are."""
    if not actions:
        return words("No open action now")
    first = deed(actions[0], words)
    more = len(actions) - 1
    if not more:
        return first
    return words.plural("{first}, and {n} more", "{first}, and {n} more", more, first=first)


def deed(action: Deed, words: Words) -> str:
    """What is asked for, and until when."""
    what = action_label(action.kind, words)
    if action.deadline is None:
        return words("{what}, no deadline", what=what)
    return words("{what} by {day}", what=what, day=words.day(action.deadline))


def country_line(line: CaseLine, asked: Understanding, words: Words) -> str:
    """A case's country, where the question did not name just this one."""
    return "" if asked.places == (line.country,) else words.country(line.country)


def conditions(asked: Understanding, sections: Sequence[Section], words: Words) -> list[str]:
    """What is asked for beside a place and a level, each in a few words."""
    return [
        *(words("Section {section}", section=section.name) for section in sections),
        *concern_labels(asked.concerns, words),
        *(words("Article {number}", number=number) for number in asked.articles),
        *(gender_label(gender, words) for gender in asked.genders),
        *(flag_label(flag, words) for flag in Flag if flag in asked.flags),
        *(words("“{word}”", word=word) for word in asked.words),
    ]


def conditions_part(
    asked: Understanding, sections: Sequence[Section], words: Words
) -> tuple[Part, ...]:
    """The same as a part; none if there are none."""
    told = conditions(asked, sections, words)
    return (Facts((Fact(words("Only"), words.joined(told)),)),) if told else ()


def choice_label(candidate: Candidate, words: Words) -> str:
    """What a choice is called."""
    return words.joined(_names(candidate.kind, candidate.values, words))


def _names(kind: Kind, values: Sequence[str], words: Words) -> list[str]:
    match kind:
        case Kind.COUNTRY:
            names = [words.country(code) for code in values]
        case Kind.REGION:
            names = [region_name(key, words) for key in values]
        case Kind.SECTION:
            names = [words("Section {section}", section=code) for code in values]
        case Kind.CONCERN:
            names = concern_labels(map(Concern, values), words)
        case Kind.LEVEL:
            names = [level_label(Level(value), words) for value in values]
        case Kind.GENDER:
            names = [gender_label(Gender(value), words) for value in values]
        case Kind.FLAG:
            names = [flag_label(Flag(value), words) for value in values]
        case _:
            assert_never(kind)
    return names
