"""Which section is meant by a code or a name."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from core.domain.people import Section
from core.understanding.fold import fold

NEAR = 70
"""The least likeness, of 100, at which a section is offered for a name that none has."""


def find_section(typed: str, sections: Sequence[Section]) -> Section | tuple[Section, ...]:
    """The section of that code or name, as `SWE`, `Sweden` or `Section Sweden`; else the nearest.

    A tuple means that none has that name: at most three near ones, perhaps none.
    """
    name = fold(typed).removeprefix("section ")
    for section in sections:
        if name in (fold(section.code), fold(section.name)):
            return section
    names = [fold(section.name) for section in sections]
    near = process.extract(name, names, scorer=fuzz.ratio, score_cutoff=NEAR, limit=3)
    return tuple(sections[index] for _, _, index in near)
