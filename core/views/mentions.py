"""Which cases a message names: what has to be taken back when one of them may not be shown."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from functools import cache

from core.grammar import REFERENCE
from core.parts import Action, Example, View
from core.usecases.retraction import Mentions

SEARCH = "cases"
"""The verb of buttons that repeat what somebody typed."""


def mentions(*views: View) -> Mentions:
    """The references that stand anywhere in these views, on their buttons and behind them too.

    Not those of commands that are shown as an example of how one writes.
    """
    things: list[str | Action] = []
    _gather(views, things)
    texts: list[str] = []
    tokens: list[str] = []
    for thing in things:
        if isinstance(thing, Action):
            tokens += [thing.token] if thing.verb != SEARCH else []
            texts += [thing.label, thing.token]
        else:
            texts.append(thing)
    return Mentions(_keys(texts), _keys(tokens))


def references(text: str) -> frozenset[str]:
    """The references that stand in a message as a platform has it."""
    return _keys([text])


def _keys(texts: Iterable[str]) -> frozenset[str]:
    dashed = [text for text in texts if "-" in text]  # most have none, and need no search
    return frozenset(map(_key, REFERENCE.findall("\n".join(dashed))))


def _key(reference: str) -> str:
    """As it is kept: references in capitals, drafts' keys small."""
    small = reference.casefold()
    return small if small.startswith("draft-") else reference.upper()


def _gather(thing: object, into: list[str | Action]) -> None:
    """Add every text and every button in a view, however deep."""
    if isinstance(thing, str | Action):
        into.append(thing)
    elif isinstance(thing, tuple):
        for part in thing:
            _gather(part, into)
    else:
        kind: type = type(thing)
        for name in _fields(kind):
            _gather(getattr(thing, name), into)


@cache
def _fields(kind: type) -> tuple[str, ...]:
    """Where the texts of a kind of part stand; nowhere in an example of how one writes."""
    if not is_dataclass(kind) or issubclass(kind, Example):
        return ()
    return tuple(field.name for field in fields(kind))
