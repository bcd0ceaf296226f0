"""Which command was meant by a mistyped one."""

from rapidfuzz import fuzz, process

from core.grammar import VERBS

NEAR = 65
"""The least likeness, of 100, at which a command is offered."""


def nearest_verb(typed: str) -> str:
    """The command nearest to the first word; empty if none is near."""
    first = typed.lstrip("/").split(" ", 1)[0].split(":", 1)[0].casefold()[:32]
    near = process.extractOne(first, VERBS.keys(), scorer=fuzz.ratio, score_cutoff=NEAR)
    return near[0] if near else ""
