"""Which command was meant by a mistyped one."""

from collections.abc import Iterable, Mapping
from typing import Final

from rapidfuzz import fuzz, process

from core.grammar import VERBS
from core.intents_casework import OF_CASE

NEAR = 65
"""The least likeness, of 100, at which a command is offered."""
VERY_NEAR = 75
"""The same where the choices are many or much like each other."""
LONGEST = 32
"""Of a longer word only the beginning is compared."""
_OFFERED = tuple(verb for verb in VERBS if verb != "start")


MEANT: Final[Mapping[str, str]] = {
    "stop": "digest off",
    "unsubscribe": "digest off",
    "subscribe": "digest",
    "mute": "digest mute 2010-06-30",
    "unmute": "digest unmute",
}
"""Commands of other bots, and which of ours does that."""


def nearest_command(typed: str, *, steward: bool) -> str:
    """The command that was probably meant by an unknown one; empty if none is near.

    What `/portfolio` takes is offered to stewards alone, and nothing else instead of it.
    """
    first, _, rest = typed.lstrip("/").replace(":", " ", 1).partition(" ")
    first = first.casefold()
    if first in OF_CASE:
        return " ".join(filter(None, ("portfolio", first, rest.strip()))) if steward else ""
    return MEANT.get(first) or nearest_of(first, _OFFERED)


def nearest_of(typed: str, choices: Iterable[str], near: int = NEAR) -> str:
    """The choice nearest to the first word; empty if none is near."""
    first = typed.split(" ", 1)[0].casefold()[:LONGEST]
    found = process.extractOne(first, choices, scorer=fuzz.ratio, score_cutoff=near)
    return found[0] if found else ""
