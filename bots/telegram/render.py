"""What a message means, as Telegram shows it: HTML, its plain twin, and a keyboard. Pure.

Limits from core.telegram.org/bots/api: 4096 UTF-16 units of text after entities, 1 to 64 bytes
behind a button. A keyboard of more than 100 buttons is refused by the server.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Final, assert_never

from bots.telegram.keyboard import LABEL_UNITS
from bots.telegram.markup import Line, Run, Style, cleaned, lines, utf16_length
from bots.telegram.packing import Block, TelegramMessage, pack
from core.parts import (
    Action,
    Event,
    Example,
    Examples,
    Fact,
    Facts,
    FormPart,
    Item,
    Items,
    Paragraph,
    Part,
    Progress,
    Timeline,
    Tone,
    View,
)

__all__ = ["TelegramMessage", "render"]

_BULLET: Final = "• "
_BAR_CELLS: Final = 10
_FULL, _EMPTY = "▓", "░"
_SIGNS: Final = {Tone.WARNING: "⚠️ ", Tone.SUCCESS: "✅ "}


def render(view: View) -> tuple[TelegramMessage, ...]:
    """The messages of a view, at least one. An item's button stands under the item's message.

    The view's own buttons stand under the last. Nothing is left out, whatever the texts are.
    """
    blocks = [Block(lines(view.title, Style.BOLD))] if view.title else []
    for part in view.parts:
        blocks.extend(_blocks(part))
    blocks.append(Block(tuple(_long_labels(view.actions))))
    return pack(blocks, view.actions)


def _blocks(part: Part) -> Iterable[Block]:  # noqa: PLR0911  one a part
    match part:
        case Paragraph():
            return (Block(_paragraph(part)),)
        case Facts():
            return (Block(_facts(part.facts)),)
        case Items():
            return _items(part)
        case Progress():
            return (Block(_progress(part)),)
        case Timeline():
            return (Block(_headed(part.heading, map(_event, part.events))),)
        case Examples():
            return (Block(_headed(part.heading, map(_example, part.examples))),)
        case FormPart():
            return [block for told in part.outline for block in _blocks(told)]
        case _:
            assert_never(part)


def _paragraph(part: Paragraph) -> tuple[Line, ...]:
    style = Style.ITALIC if part.tone is Tone.HINT else Style.PLAIN
    return lines(part.text, style, _SIGNS.get(part.tone, ""))


def _fact(fact: Fact) -> tuple[Line, ...]:
    if not fact.label:
        return lines(fact.value)
    *before, last = lines(fact.label)
    first, *after = lines(fact.value)
    return (*before, Line((*last.runs, Run(": "), *first.runs)), *after)


def _facts(facts: Iterable[Fact]) -> tuple[Line, ...]:
    return tuple(line for fact in facts for line in _fact(fact))


def _items(part: Items) -> Iterator[Block]:
    """A block an item; the heading stays with the first, and short items stand close together."""
    heading = lines(part.heading, Style.BOLD) if part.heading else ()
    if heading and not part.items:
        yield Block(heading)
    for index, item in enumerate(part.items):
        before = heading if index == 0 else ()
        actions = () if item.action is None else (item.action,)
        close = index > 0 and not item.lines and not part.items[index - 1].lines
        yield Block((*before, *_item(item)), actions, close=close)


def _item(item: Item) -> Iterator[Line]:
    yield from lines(item.title, Style.BOLD, _BULLET)
    for text in item.lines:
        yield from lines(text)
    if item.action is not None:
        yield from _long_labels((item.action,))


def _progress(part: Progress) -> tuple[Line, ...]:
    bar = () if part.done is None or math.isnan(part.done) else (Line((Run(_bar(part.done)),)),)
    note = lines(part.note, Style.ITALIC) if part.note else ()
    title = lines(part.title, Style.BOLD) if part.title else ()
    return (*title, *bar, *_facts(part.facts), *note)


def _bar(done: float) -> str:
    """Ten cells and the figure, which alone shows what lies below nothing or beyond the whole."""
    full = round(min(max(done, 0.0), 1.0) * _BAR_CELLS)
    return f"{_FULL * full}{_EMPTY * (_BAR_CELLS - full)} {done:.0%}"


def _event(event: Event) -> tuple[Line, ...]:
    *before, last = lines(event.when, before=_BULLET)
    first, *after = lines(event.what)
    return (*before, Line((*last.runs, Run(" – "), *first.runs)), *after)  # noqa: RUF001  a dash


def _example(example: Example) -> tuple[Line, ...]:
    """A bare command is left as it is: Telegram makes it a link. With words, it can be copied."""
    bare = example.command.startswith("/") and " " not in example.command
    *before, last = lines(example.command, Style.PLAIN if bare else Style.CODE)
    first, *after = lines(example.meaning)
    return (*before, Line((*last.runs, Run(" – "), *first.runs)), *after)  # noqa: RUF001  a dash


def _headed(heading: str, rows: Iterable[tuple[Line, ...]]) -> tuple[Line, ...]:
    title = lines(heading, Style.BOLD) if heading else ()
    return (*title, *(line for row in rows for line in row))


def _long_labels(actions: Iterable[Action]) -> Iterator[Line]:
    """The labels too long for a button, in full."""
    for action in actions:
        if utf16_length(cleaned(action.label)) > LABEL_UNITS:
            yield from lines(action.label, Style.ITALIC)
