"""Styled text for Telegram: runs and lines, measured and cut as Telegram counts, escaped last."""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from html import escape
from typing import Final, NamedTuple

_NEWLINES: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_DROPPED: Final = re.compile(r"[\x00\u202a-\u202e\u2066-\u2069]")
"""NUL, and the explicit directions: Telegram's server removes U+202A to U+202E itself (tdlib,
clean_input_string), and an isolate of ours around each run takes the place of them all."""
_UNCLEAN: Final = re.compile(r"[\x00-\x08\v-\x1f\x7f\x85\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_CONTROLS: Final = re.compile(r"[\x01-\x08\x0e-\x1b\x1f\x7f]")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks that hold every character of the bidirectional classes R, AL and AN."""
_FIRST_STRONG_ISOLATE: Final = "\u2068"
_POP_ISOLATE: Final = "\u2069"
_JOINER: Final = "\u200d"
_SKIN_TONES: Final = range(0x1F3FB, 0x1F400)
_MOST_JOINED: Final = 32
"""Characters that a cut steps back over, so as not to part an accent or a family of emoji."""
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me"})


class Style(StrEnum):
    """How a run looks; the value is the tag of Telegram's HTML."""

    PLAIN = ""
    BOLD = "b"
    ITALIC = "i"
    CODE = "code"


def cleaned(text: str) -> str:
    """The text as Telegram can hold it: the same words, one kind of line break, valid UTF-8."""
    if text.isprintable() or not _UNCLEAN.search(text):
        return text
    text = _DROPPED.sub("", _NEWLINES.sub("\n", text))
    return _SURROGATES.sub("\ufffd", _CONTROLS.sub(" ", text))


def utf16_length(text: str) -> int:
    """The length by which the Bot API counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def is_blank(text: str) -> bool:
    """Whether nothing of it can be seen; Telegram refuses a message of such a text."""
    if text[:1].isalnum():
        return False
    return all(unicodedata.category(character) in _INVISIBLE for character in text)


class Run(NamedTuple):
    """Clean text of one style, without a line break."""

    text: str
    style: Style = Style.PLAIN

    @property
    def shown(self) -> str:
        """What a reader gets: right-to-left text is isolated, so that it moves no neighbour."""
        if not self.text.isascii() and _RIGHT_TO_LEFT.search(self.text):
            return f"{_FIRST_STRONG_ISOLATE}{self.text}{_POP_ISOLATE}"
        return self.text


class Typeset(NamedTuple):
    """A line as it is sent. `units` are UTF-16 units after entities, both with a line break."""

    html: str
    plain: str
    units: int
    html_bytes: int


class Line(NamedTuple):
    """One line of a message."""

    runs: tuple[Run, ...]

    def typeset(self) -> Typeset:
        """The line with its styles and without."""
        if len(self.runs) == 1:
            plain = self.runs[0].shown
            html = _html(plain, self.runs[0].style)
        else:
            shown = [run.shown for run in self.runs]
            plain = "".join(shown)
            html = "".join(map(_html, shown, (run.style for run in self.runs)))
        html_bytes = len(html) if html.isascii() else len(html.encode())
        return Typeset(html, plain, utf16_length(plain) + 1, html_bytes + 1)


def _html(text: str, style: Style) -> str:
    """The one place where text is escaped and tags are written."""
    escaped = escape(text, quote=False)
    return f"<{style}>{escaped}</{style}>" if style and escaped else escaped


def lines(text: str, style: Style = Style.PLAIN, before: str = "") -> tuple[Line, ...]:
    """The lines of one text of unknown origin; `before` stands on the first."""
    rows = cleaned(text).split("\n")
    first = Line((Run(before), Run(rows[0], style)) if before else (Run(rows[0], style),))
    return (first, *(Line((Run(row, style),)) for row in rows[1:]))


def cut(line: Line, limit: int) -> Iterator[Line]:
    """The line in pieces of at most `limit` UTF-16 units, parted at spaces where there are any."""
    piece: list[Run] = []
    room = limit
    for run in line.runs:
        rest = run
        while (length := utf16_length(rest.shown)) > room:
            isolates = len(rest.shown) - len(rest.text)
            waits = bool(piece) and length <= limit
            at = _cut_at(rest.text, max(room - isolates, 0), whole=waits)
            if at:
                piece.append(Run(rest.text[:at], rest.style))
                rest = Run(rest.text[at:], rest.style)
            yield Line(tuple(piece))
            piece, room = [], limit
        piece.append(rest)
        room -= length
    yield Line(tuple(piece))


def _cut_at(text: str, units: int, *, whole: bool) -> int:
    """The index up to which `text` is taken; 0 only if `whole`: it may wait for the next piece."""
    end = _index_of_unit(text, units)
    space = text.rfind(" ", 0, end + 1) + 1
    if space > end // 2:
        return min(space, end)
    if whole and end < len(text):
        return 0
    for back in range(end, max(end - _MOST_JOINED, 0), -1):
        if not _is_joined(text, back):
            return back
    return end


def _index_of_unit(text: str, units: int) -> int:
    """How many characters fit into so many UTF-16 units."""
    end = min(len(text), units)
    while utf16_length(text[:end]) > units:
        end -= max(1, (utf16_length(text[:end]) - units) // 2)
    return end


def _is_joined(text: str, at: int) -> bool:
    """Whether a cut there would part what is seen as one character."""
    if at >= len(text):
        return False
    after = text[at]
    return (
        unicodedata.category(after).startswith("M")
        or _JOINER in (after, text[at - 1])
        or ord(after) in _SKIN_TONES
    )
