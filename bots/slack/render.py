"""A view as Slack messages. Pure, and nothing of the view is lost.

The total limits of a message are kept here: 50 blocks (docs.slack.dev/reference/block-kit/blocks),
about 13,200 characters in all blocks (bolt-js issue 2509; never reached, as the next is smaller),
and 4,000 characters of `text`, which chat.update enforces and chat.postMessage recommends.
`text` is what a screen reader reads instead of the blocks, so it says all that they show: what
decides where a view is cut into several messages is that this fits too.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from bots.slack.blocks import (
    Block,
    Line,
    Piece,
    Span,
    beside,
    bold,
    buttons,
    fields,
    header,
    hints,
    is_cut,
    plain,
    rich,
)
from bots.slack.text import escape, flat, size
from core.parts import (
    Action,
    Event,
    Example,
    Examples,
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

BLOCKS_LIMIT: Final = 50
TEXT_LIMIT: Final = 4_000
BUTTONS_IN_A_ROW: Final = 5
"""More would be folded away on a narrow screen."""
_BAR: Final = 10
_SIGNS: Final = {Tone.PLAIN: "", Tone.HINT: "", Tone.WARNING: "⚠️ ", Tone.SUCCESS: "✅ "}
_NOTHING: Final = Piece({"type": "divider"}, "…")
_DIVIDER: Final = Piece({"type": "divider"}, "")


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """One message: `text` is the whole of it for those who don't see the blocks."""

    text: str
    blocks: tuple[Block, ...]

    @property
    def whole(self) -> str:
        """All that its reader sees."""
        return f"{self.text}\n{self.blocks}"


def render(view: View, extra: Action | None = None) -> tuple[SlackMessage, ...]:
    """The view in as few messages as hold it; `extra` is put last among its buttons."""
    pieces = header(view.title)
    number = 0
    for part in view.parts:
        if isinstance(part, Items) and part.heading and len(pieces) > 1:
            pieces.append(_DIVIDER)
        pieces += pieces_of(part, number)
        number += _numbered(part)
    actions = view.actions if extra is None else (*view.actions, extra)
    pieces += _actions(actions, number)
    return tuple(map(_message, _packed(pieces or [_NOTHING])))


def pieces_of(part: Part, number: int) -> list[Piece]:  # noqa: PLR0911  one a part
    """The blocks of one part; its buttons are numbered from `number`."""
    match part:
        case Paragraph():
            return _paragraph(part)
        case Facts():
            return fields((fact.label, fact.value) for fact in part.facts)
        case Items():
            return [*rich(bold(part.heading)), *_items(part.items, number)]
        case Progress():
            return _progress(part)
        case Timeline():
            return rich([*bold(part.heading), *_each(map(_event, part.events))])
        case Examples():
            return rich([*bold(part.heading), *_each(map(_example, part.examples))])
        case FormPart():
            return [piece for told in part.outline for piece in pieces_of(told, number)]
        case _:
            assert_never(part)


def _numbered(part: Part) -> int:
    """How many buttons a part may have within."""
    if isinstance(part, FormPart):
        return sum(map(_numbered, part.outline))
    return len(part.items) if isinstance(part, Items) else 0


def _each(groups: Iterable[list[Line]]) -> list[Line]:
    return [line for group in groups for line in group]


def _paragraph(part: Paragraph) -> list[Piece]:
    lines = plain(part.text)
    if part.tone is Tone.HINT:
        return hints(lines)
    sign = _SIGNS[part.tone]
    if sign and lines:
        lines[0] = (Span(sign), *lines[0])
    return rich(lines)


def _items(items: Sequence[Item], number: int) -> Iterator[Piece]:
    for index, item in enumerate(items, number):
        lines = [*bold(item.title), *_each(map(plain, item.lines))]
        yield from rich(lines) if item.action is None else beside(lines, item.action, index)


def _progress(part: Progress) -> list[Piece]:
    lines = bold(part.title)
    if part.done is not None and math.isfinite(part.done):
        lines.append((Span(f"{_bar(part.done)} ", silent=True), Span(f"{part.done:.0%}")))
    facts = fields((fact.label, fact.value) for fact in part.facts)
    return [*rich(lines), *facts, *hints(plain(part.note))]


def _bar(done: float) -> str:
    full = round(min(max(done, 0.0), 1.0) * _BAR)
    return "▰" * full + "▱" * (_BAR - full)


def _event(event: Event) -> list[Line]:
    return _led_by(Span(flat(event.when), "bold"), event.what)


def _example(example: Example) -> list[Line]:
    return _led_by(Span(flat(example.command), "code"), example.meaning)


def _led_by(lead: Span, text: str) -> list[Line]:
    """Lines of which the first begins with the lead."""
    if not lead.text:
        return plain(text)
    first, *rest = plain(text) or [()]
    return [(lead, Span("  "), *first) if first else (lead,), *rest]


def _actions(actions: Sequence[Action], number: int) -> list[Piece]:
    pieces = rich(line for action in actions if is_cut(action) for line in plain(action.label))
    for start in range(0, len(actions), BUTTONS_IN_A_ROW):
        pieces.append(buttons(actions[start : start + BUTTONS_IN_A_ROW], number + start))
    return pieces


def _packed(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    packed: list[Piece] = []
    used = 0
    for piece in pieces:
        cost = size(piece.text) + 1
        if packed and (len(packed) == BLOCKS_LIMIT or used + cost > TEXT_LIMIT):
            yield packed
            packed, used = [], 0
        packed.append(piece)
        used += cost
    if any(piece.text.strip() for piece in packed):
        yield packed


def _message(pieces: Sequence[Piece]) -> SlackMessage:
    text = escape("\n".join(piece.text for piece in pieces if piece.text))
    return SlackMessage(text, tuple(piece.block for piece in pieces))
