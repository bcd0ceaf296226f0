"""How many cases, where: one whole sentence for each level, so that it can be translated."""

from collections.abc import Sequence

from core.domain.cases import Level
from core.i18n import Words

PAST = frozenset({Level.DORMANT, Level.CLOSED})


def cases_in(n: int, levels: Sequence[Level], place: str, words: Words) -> str:
    """As "2 active cases in Malaysia", or "2 active cases" where no place is named."""
    if len(levels) == 1:
        return _in_place(n, levels[0], place, words) if place else _anywhere(n, levels[0], words)
    past = PAST.issuperset(levels)
    if place and past:
        return words.plural("{n} past case in {place}", "{n} past cases in {place}", n, place=place)
    if place:
        return words.plural("{n} case in {place}", "{n} cases in {place}", n, place=place)
    if past:
        return words.plural("{n} past case", "{n} past cases", n)
    return words.plural("{n} case", "{n} cases", n)


def _in_place(n: int, level: Level, place: str, words: Words) -> str:
    if level is Level.ACTIVE:
        return words.plural(
            "{n} active case in {place}", "{n} active cases in {place}", n, place=place
        )
    if level is Level.DORMANT:
        return words.plural(
            "{n} dormant case in {place}", "{n} dormant cases in {place}", n, place=place
        )
    if level is Level.CLOSED:
        return words.plural(
            "{n} closed case in {place}", "{n} closed cases in {place}", n, place=place
        )
    return words.plural("{n} draft in {place}", "{n} drafts in {place}", n, place=place)


def _anywhere(n: int, level: Level, words: Words) -> str:
    if level is Level.ACTIVE:
        return words.plural("{n} active case", "{n} active cases", n)
    if level is Level.DORMANT:
        return words.plural("{n} dormant case", "{n} dormant cases", n)
    if level is Level.CLOSED:
        return words.plural("{n} closed case", "{n} closed cases", n)
    return words.plural("{n} draft", "{n} drafts", n)


def no_cases_in(levels: Sequence[Level], place: str, words: Words) -> str:
    """As "No active cases in Malaysia"."""
    level = levels[0] if len(levels) == 1 else None
    return _none_in_place(level, place, words) if place else _none_anywhere(level, words)


def _none_in_place(level: Level | None, place: str, words: Words) -> str:
    match level:
        case Level.ACTIVE:
            return words("No active cases in {place}", place=place)
        case Level.DORMANT:
            return words("No dormant cases in {place}", place=place)
        case Level.CLOSED:
            return words("No closed cases in {place}", place=place)
        case _:
            return words("No such cases in {place}", place=place)


def _none_anywhere(level: Level | None, words: Words) -> str:
    match level:
        case Level.ACTIVE:
            return words("No active cases")
        case Level.DORMANT:
            return words("No dormant cases")
        case Level.CLOSED:
            return words("No closed cases")
        case _:
            return words("No such cases")


def level_count(n: int, level: Level, words: Words) -> str:
    """A button to the cases of another level, as "Dormant (1)"."""
    match level:
        case Level.ACTIVE:
            return words("Active ({n})", n=words.number(n))
        case Level.DORMANT:
            return words("Dormant ({n})", n=words.number(n))
        case Level.CLOSED:
            return words("Closed ({n})", n=words.number(n))
        case Level.DRAFT:
            return words("Drafts ({n})", n=words.number(n))
