"""Which cases a message names: what has to be taken back when one of them may not be shown."""

from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass

from core.intents import REFERENCE
from core.parts import Action, Example, View
from core.usecases.retraction import Mentions

SEARCH = "cases"
"""The verb of buttons that repeat what somebody typed."""


def mentions(*views: View) -> Mentions:
    """The references that stand anywhere in these views, on their buttons and behind them too.

    Not those of commands that are shown as an example of how one writes.
    """
    texts: list[str] = []
    tokens: list[str] = []
    for thing in _things(views):
        if isinstance(thing, Action):
            tokens += [thing.token] if thing.verb != SEARCH else []
            texts += [thing.label, thing.token]
        else:
            texts.append(thing)
    return Mentions(_keys(texts), _keys(tokens))


def _keys(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(_key(found) for text in texts for found in REFERENCE.findall(text))


def _key(reference: str) -> str:
    """As it is kept: references in capitals, drafts' keys small."""
    small = reference.casefold()
    return small if small.startswith("draft-") else reference.upper()


def _things(thing: object) -> Iterator[str | Action]:
    """Every text and every button in a view, however deep."""
    if isinstance(thing, str | Action):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _things(part)
    elif is_dataclass(thing) and not isinstance(thing, Example):
        for field in fields(thing):
            yield from _things(getattr(thing, field.name))
