"""What a message means, as a terminal shows it: lines with styles, and numbered choices. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, assert_never

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from bots.console.text import safe_lines
from core.parts import (
    Action,
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

_INDENT: Final = 2
_NARROWEST: Final = 20
"""Columns that a line keeps for itself however narrow the terminal is."""
_WIDEST_LABEL: Final = 36
"""Columns up to which labels are made equally wide."""
_GAP: Final = 2
_BAR_CELLS: Final = 20

_TITLE, _HEADING, _FAINT, _CHOICE, _BAR = "bold", "bold", "dim", "cyan", "green"
_TONES: Final = {
    Tone.PLAIN: ("", ""),
    Tone.HINT: ("", "dim"),
    Tone.WARNING: ("! ", "yellow"),
    Tone.SUCCESS: ("✓ ", "green"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line. Where it is too long for a terminal it goes on `hang` columns further in."""

    text: Text
    indent: int = 0
    hang: int = 0


@dataclass(frozen=True, slots=True)
class Screen:
    """A rendered view. `choices` are its buttons, in the order in which they are numbered."""

    lines: tuple[Line, ...]
    choices: tuple[Action, ...]

    @property
    def plain(self) -> str:
        """The text without colour and without wrapping."""
        return "\n".join((" " * line.indent + line.text.plain).rstrip() for line in self.lines)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Wrap for the terminal's width, in colour if it has any."""
        for line in self.lines:
            first, *rest = _wrapped(line, console, options.max_width)
            yield Text(" " * line.indent) + first
            for row in rest:
                yield Text(" " * (line.indent + line.hang)) + row


def _wrapped(line: Line, console: Console, columns: int) -> list[Text]:
    """The line in pieces that fit: the first has more room than those that hang below it."""
    width = max(_NARROWEST, columns - line.indent)
    rows = list(line.text.wrap(console, width)) or [Text()]
    if line.hang and len(rows) > 1:
        rest = line.text[len(rows[0].plain) :]
        narrow = max(_NARROWEST, width - line.hang)
        rows[1:] = list(_lstripped(rest).wrap(console, narrow))
    for row in rows:
        row.rstrip()
    return rows


def _lstripped(text: Text) -> Text:
    return text[len(text.plain) - len(text.plain.lstrip()) :]


def render(view: View, *, first: int | None = 1) -> Screen:
    """The lines of a view. Choices are numbered from `first` on, or left out if it is None."""
    sheet = _Sheet(first)
    sheet.add(view.title, _TITLE)
    for part in view.parts:
        sheet.gap()
        _add_part(part, sheet)
    if view.actions and first is not None:
        sheet.gap()
    for action in view.actions:
        sheet.choose(action, 0)
    return Screen(tuple(sheet.lines), tuple(sheet.choices))


class _Sheet:
    """Collects the lines of one view."""

    def __init__(self, first: int | None) -> None:
        self.lines: list[Line] = []
        self.choices: list[Action] = []
        self._first = first

    def gap(self) -> None:
        """Leave a line empty, unless one is."""
        if self.lines and self.lines[-1].text.plain:
            self.lines.append(Line(Text()))

    def add(self, text: str, style: str = "", indent: int = 0, before: str = "") -> None:
        """Put a text of unknown origin on as many lines as it has; nothing for an empty one."""
        rows = safe_lines(text) if text else []
        for number, row in enumerate(rows):
            lead = before if number == 0 else ""
            self.lines.append(Line(Text(lead + row, style), indent, cell_len(before)))

    def pair(self, label: Text, value: str, width: int, indent: int) -> None:
        """Put a label and its value side by side; a value goes under a label that is too long."""
        column = width + _GAP
        first, *rest = safe_lines(value)
        if label.cell_len > width:
            self.lines.append(Line(label, indent))
            rest.insert(0, first)
        else:
            space = " " * (column - label.cell_len)
            self.lines.append(Line(Text.assemble(label, space, first), indent, column))
        self.lines.extend(Line(Text(row), indent + column) for row in rest)

    def choose(self, action: Action, indent: int) -> None:
        """Number a button and keep it."""
        self.choices.append(action)
        if self._first is None:
            return
        number = self._first + len(self.choices) - 1
        style = f"bold {_CHOICE}" if action.primary else _CHOICE
        label = " ".join(safe_lines(action.label))
        self.lines.append(Line(Text.assemble((f"[{number}]", style), " ", label), indent))


def _add_part(part: Part, sheet: _Sheet) -> None:
    match part:
        case Paragraph(text, tone):
            sign, style = _TONES[tone]
            sheet.add(text, style, before=sign)
        case Facts(facts):
            _add_facts(facts, sheet, 0)
        case Items(items, heading):
            sheet.add(heading, _HEADING)
            for item in items:
                _add_item(item, sheet)
        case Progress():
            _add_progress(part, sheet)
        case Timeline(events, heading):
            sheet.add(heading, _HEADING)
            _add_pairs([(event.when, event.what) for event in events], sheet, _FAINT)
        case Examples(examples, heading):
            sheet.add(heading, _HEADING)
            pairs = [(example.command, example.meaning) for example in examples]
            _add_pairs(pairs, sheet, _CHOICE)
        case FormPart():
            for told in part.outline:
                _add_part(told, sheet)
        case _:
            assert_never(part)


def _add_item(item: Item, sheet: _Sheet) -> None:
    sheet.add(item.title, _HEADING, before="• ")
    for line in item.lines:
        sheet.add(line, "", _INDENT)
    if item.action is not None:
        sheet.choose(item.action, _INDENT)


def _add_progress(part: Progress, sheet: _Sheet) -> None:
    sheet.add(part.title, _HEADING)
    if part.done is not None and not math.isnan(part.done):
        sheet.lines.append(Line(_bar(part.done), _INDENT))
    _add_facts(part.facts, sheet, _INDENT)
    sheet.add(part.note, _FAINT, _INDENT)


def _bar(done: float) -> Text:
    """A bar that is never full before it is done, nor empty after a beginning."""
    share = min(1.0, max(0.0, done))
    cells = int(share * _BAR_CELLS)
    if share and not cells:
        cells = 1
    return Text.assemble(("█" * cells, _BAR), ("░" * (_BAR_CELLS - cells), _FAINT), f" {done:.0%}")


def _add_facts(facts: Iterable[Fact], sheet: _Sheet, indent: int) -> None:
    _add_pairs([(fact.label, fact.value) for fact in facts], sheet, _FAINT, indent)


def _add_pairs(
    pairs: Sequence[tuple[str, str]], sheet: _Sheet, style: str, indent: int = _INDENT
) -> None:
    labels = (cell_len(" ".join(safe_lines(label))) for label, _ in pairs)
    width = min(_WIDEST_LABEL, max(labels, default=0))
    for label, value in pairs:
        sheet.pair(Text(" ".join(safe_lines(label)), style), value, width, indent)
