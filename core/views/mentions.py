"""Which cases a message names: what has to be taken back when one of them may not be shown."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from core.intents import REFERENCE
from core.parts import Example, View


def cases_named(*views: View) -> frozenset[str]:
    """The references that stand anywhere in these views, on their buttons and behind them too.

    Not those of commands that are shown as an example of how one writes.
    """
    texts = (text for view in views for text in _texts(view))
    return frozenset(_key(found) for text in texts for found in REFERENCE.findall(text))


def _key(reference: str) -> str:
    """As it is kept: references in capitals, drafts' keys small."""
    small = reference.casefold()
    return small if small.startswith("draft-") else reference.upper()


def _texts(thing: object) -> Iterator[str]:
    """Every text in a view, however deep."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for part in thing:
            yield from _texts(part)
    elif is_dataclass(thing) and not isinstance(thing, Example):
        for field in fields(thing):
            yield from _texts(getattr(thing, field.name))
