"""Lines put into messages: as few as the limits allow, cut where a reader would cut."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from bots.telegram.keyboard import MOST_BUTTONS, Row, rows
from bots.telegram.markup import Line, Run, Typeset, cut, is_blank
from core.parts import Action

TEXT_UNITS: Final = 4096
"""UTF-16 units of a message's text after entities (core.telegram.org/bots/api, sendMessage)."""
HTML_BYTES: Final = 30_000
"""Below the 32,768 bytes that Telegram's server reads before it parses (tdlib)."""
_EMPTY: Final = Line(()).typeset()
_NOTHING: Final = Line((Run("…"),)).typeset()
"""Stands for a text of which nothing can be seen: Telegram refuses an empty one."""


@dataclass(frozen=True, slots=True)
class TelegramMessage:
    """One message: HTML, the same words without styles, and rows of buttons."""

    html: str
    plain: str
    keyboard: tuple[Row, ...] = ()

    @property
    def whole(self) -> str:
        """All that its reader sees."""
        return f"{self.html}\n{self.keyboard}"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that are kept together if they can be, and the buttons that belong to them.

    `close` blocks follow the one before on the next line, others after an empty one.
    """

    lines: tuple[Line, ...]
    actions: tuple[Action, ...] = ()
    close: bool = False


@dataclass(slots=True)
class _Draft:
    """A message in the making."""

    lines: list[Typeset] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    below: Sequence[Action] = ()
    units: int = 0
    html_bytes: int = 0

    def has_room(self, added: Sequence[Typeset], actions: int = 0) -> bool:
        return (
            sum([line.units for line in added], self.units) <= TEXT_UNITS
            and sum([line.html_bytes for line in added], self.html_bytes) <= HTML_BYTES
            and len(self.actions) + actions <= MOST_BUTTONS
        )

    def add(self, added: Iterable[Typeset]) -> None:
        for line in added:
            self.lines.append(line)
            self.units += line.units
            self.html_bytes += line.html_bytes

    @property
    def is_empty(self) -> bool:
        return not self.lines and not self.actions

    @property
    def has_words(self) -> bool:
        return not all(is_blank(line.plain) for line in self.lines)

    @property
    def can_be_seen(self) -> bool:
        return self.has_words or bool(self.actions) or bool(self.below)

    def finished(self) -> TelegramMessage:
        shown = self.lines if self.has_words else [_NOTHING]
        return TelegramMessage(
            html="\n".join(line.html for line in shown),
            plain="\n".join(line.plain for line in shown),
            keyboard=(*rows(self.actions), *rows(self.below)),
        )


def pack(blocks: Iterable[Block], actions: Sequence[Action]) -> tuple[TelegramMessage, ...]:
    """The messages that hold all blocks in their order, the last one with `actions` below."""
    drafts = [_Draft()]
    for block in blocks:
        if block.lines or block.actions:
            _place(drafts, block)
    for start in range(0, len(actions), MOST_BUTTONS):
        chunk = actions[start : start + MOST_BUTTONS]
        if start > 0 or not drafts[-1].has_room((), len(chunk)):
            drafts.append(_Draft())
        drafts[-1].below = chunk
    seen = [draft for draft in drafts if draft.can_be_seen] or drafts[:1]
    return tuple(draft.finished() for draft in seen)


def _place(drafts: list[_Draft], block: Block) -> None:
    """Put a block into the last message, or into a new one, or cut it over several."""
    own = tuple(_fitting(block.lines))
    together = own if block.close or drafts[-1].is_empty else (_EMPTY, *own)
    if not drafts[-1].has_room(together, len(block.actions)):
        if not drafts[-1].is_empty:
            drafts.append(_Draft())
        together = own
    _pour(drafts, together)
    drafts[-1].actions.extend(block.actions)


def _pour(drafts: list[_Draft], lines: Sequence[Typeset]) -> None:
    """Add lines, all at once if there is room, else one by one over as many messages as needed."""
    if drafts[-1].has_room(lines):
        drafts[-1].add(lines)
        return
    for line in lines:
        if not drafts[-1].has_room((line,)):
            drafts.append(_Draft())
        drafts[-1].add((line,))


def _fitting(lines: Iterable[Line]) -> Iterator[Typeset]:
    """Lines that fit into a message each."""
    for line in lines:
        whole = line.typeset()
        if whole.units <= TEXT_UNITS and whole.html_bytes <= HTML_BYTES:
            yield whole
        else:
            yield from (piece.typeset() for piece in cut(line, TEXT_UNITS - 1))
