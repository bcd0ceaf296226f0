"""Lines of text as blocks. Every limit on one block is kept here.

Limits: docs.slack.dev/reference/block-kit/blocks (section 3000, field 2000 and 10 of them, header
150, context element 2000) and the block elements' own pages (button 75).
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bots.slack.text import cut, escape, fitted, flat, is_quiet, isolate, rows, size
from core.parts import Action

Block = dict[str, object]

HEADER_LIMIT: Final = 150
LABEL_LIMIT: Final = 75
FIELDS_LIMIT: Final = 10
ROOM: Final = 2_900
"""What one block's text may take: 3000, less our own signs and marks of direction."""
CONTEXT_ROOM: Final = 1_900
_FIELD_SIZE: Final = 100
"""A longer fact would be squeezed into half the width."""
_MARKS: Final = 2
_URL: Final = re.compile(
    r"https?://[^\s<>\"'()\[\]\u2066-\u2069]*[^\s<>\"'()\[\]\u2066-\u2069.,;:!?]"
)
_URL_LIMIT: Final = 3_000


@dataclass(frozen=True, slots=True)
class Span:
    """A run of text. A silent one is a drawing: it is shown, and not read out."""

    text: str
    style: Literal["", "bold", "code"] = ""
    silent: bool = False


Line = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """One block, and what a screen reader reads in its place."""

    block: Block
    text: str


@dataclass(frozen=True, slots=True)
class _Field:
    """A label and its value."""

    label: list[Line]
    value: list[Line]

    @property
    def lines(self) -> list[Line]:
        return [*self.label, *self.value]

    @property
    def spoken(self) -> str:
        value = "\n".join(map(spoken, self.value))
        return ": ".join(filter(None, (*map(spoken, self.label), value)))


def bold(text: str) -> list[Line]:
    """A bold line; line breaks within become spaces."""
    return [(Span(flat(text), "bold"),)] if flat(text) else []


def plain(text: str) -> list[Line]:
    """A line for each of the text's own."""
    return [(Span(row),) for row in rows(text)]


def spoken(line: Line) -> str:
    """A line as it is read out."""
    return "".join(isolate(span.text) for span in line if not span.silent)


def header(title: str) -> list[Piece]:
    """The message's title: a header, or bold text if it is too long for one."""
    text = isolate(flat(title))
    if size(text) > HEADER_LIMIT:
        return rich(bold(title))
    return [Piece({"type": "header", "text": plain_text(text)}, text)] if text else []


def rich(lines: Iterable[Line]) -> list[Piece]:
    """Lines as rich text, in as many blocks as they need."""
    return [_rich_piece(group) for group in grouped(lines)]


def hints(lines: Iterable[Line]) -> list[Piece]:
    """Lines in small print."""
    pieces = []
    for group in grouped(lines, CONTEXT_ROOM):
        text = "\n".join(map(spoken, group))
        pieces.append(Piece({"type": "context", "elements": [plain_text(text)]}, text))
    return pieces


def beside(lines: Sequence[Line], action: Action, number: int) -> list[Piece]:
    """Lines with a button beside the last of their blocks."""
    if is_cut(action) or not is_visible(lines):
        lines = [*lines, *plain(flat(action.label) or action.verb)]
    *before, last = grouped(lines)
    text = "\n".join(map(spoken, last))
    block: Block = {
        "type": "section",
        "text": _section_text(last),
        "accessory": button(action, number),
    }
    return [*map(_rich_piece, before), Piece(block, f"{text} [{button_label(action)}]")]


def fields(facts: Iterable[tuple[str, str]]) -> list[Piece]:
    """Labelled values: short ones in two columns, a long one over the full width."""
    pieces: list[Piece] = []
    short: list[_Field] = []
    for label, value in facts:
        field = _Field(bold(label), plain(value))
        if sum(map(_cost, field.lines)) <= _FIELD_SIZE:
            short += [field] if is_visible(field.lines) else []
        else:
            pieces += [*_columns(short), *rich(field.lines)]
            short = []
    return [*pieces, *_columns(short)]


def buttons(actions: Iterable[Action], number: int) -> Piece:
    """One row of buttons, numbered from `number`."""
    row = list(enumerate(actions, number))
    elements = [button(action, index) for index, action in row]
    text = " ".join(f"[{button_label(action)}]" for _, action in row)
    return Piece({"type": "actions", "elements": elements}, text)


def button(action: Action, number: int) -> Block:
    """A button that carries its token; `number` makes its id unique within a message."""
    element: Block = {
        "type": "button",
        "text": plain_text(button_label(action)),
        "action_id": f"vigil-{number}",
        "value": action.token,
    }
    return element | {"style": "primary"} if action.primary else element


def button_label(action: Action) -> str:
    """What stands on a button; a longer label ends in “…” and is written out beside it."""
    return fitted(action.label, LABEL_LIMIT) or action.verb


def is_cut(action: Action) -> bool:
    """Whether a button can't hold its whole label."""
    return size(flat(action.label)) > LABEL_LIMIT


def grouped(lines: Iterable[Line], room: int = ROOM) -> Iterator[list[Line]]:
    """The lines in groups that fit one block each; a line that fits none is cut."""
    group: list[Line] = []
    used = 0
    for line in (part for whole in lines for part in _cut_line(whole, room)):
        if used + _cost(line) > room:
            yield from _unless_blank(group)
            group, used = [], 0
        group.append(line)
        used += _cost(line)
    yield from _unless_blank(group)


def _unless_blank(group: list[Line]) -> Iterator[list[Line]]:
    """The group, unless Slack would refuse its block as empty."""
    if is_visible(group):
        yield group


def is_visible(lines: Iterable[Line]) -> bool:
    """Whether there is anything to read."""
    return any(spoken(line).strip() for line in lines)


def _cut_line(line: Line, room: int) -> Iterator[Line]:
    if _cost(line) <= room:
        yield line
        return
    for span in line:
        for part in cut(span.text, room - _MARKS - 1):
            yield (Span(part, span.style, span.silent),)


def _cost(line: Line) -> int:
    return 1 + sum(size(span.text) + _MARKS for span in line)


def _columns(short: Sequence[_Field]) -> Iterator[Piece]:
    for start in range(0, len(short), FIELDS_LIMIT):
        row = short[start : start + FIELDS_LIMIT]
        shown = [_section_text(field.lines) for field in row]
        text = "\n".join(field.spoken for field in row)
        yield Piece({"type": "section", "fields": shown}, text)


def _section_text(lines: Sequence[Line]) -> Block:
    if not is_quiet("\n".join(span.text for line in lines for span in line)):
        return plain_text("\n".join(map(spoken, lines)))
    text = "\n".join("".join(map(_marked, line)) for line in lines)
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _marked(span: Span) -> str:
    sign = {"": "", "bold": "*", "code": "`"}[span.style] if span.text.strip() else ""
    return f"{sign}{escape(span.text)}{sign}"


def plain_text(text: str) -> Block:
    """A text object that shows every character as it is."""
    return {"type": "plain_text", "text": text, "emoji": False}


def _rich_piece(lines: Sequence[Line]) -> Piece:
    elements: list[Block] = []
    for index, line in enumerate(lines):
        if index:
            elements.append({"type": "text", "text": "\n"})
        elements += [element for span in line for element in _elements(span)]
    section = {"type": "rich_text_section", "elements": elements}
    text = "\n".join(map(spoken, lines))
    return Piece({"type": "rich_text", "elements": [section]}, text)


def _elements(span: Span) -> Iterator[Block]:
    style: Block = {"style": {span.style: True}} if span.style else {}
    text, start = isolate(span.text), 0
    for match in _URL.finditer(text):
        if size(match[0]) > _URL_LIMIT:
            continue
        yield from _text_element(text[start : match.start()], style)
        yield {"type": "link", "url": match[0], "text": match[0], **style}
        start = match.end()
    yield from _text_element(text[start:], style)


def _text_element(text: str, style: Block) -> Iterator[Block]:
    if text:
        yield {"type": "text", "text": text, **style}
