"""Text as Slack takes it: escaped, measured, cut and kept in its direction.

Typed text can inject nothing, because of where it is put. It stands in `rich_text` and
`plain_text`, which Slack shows character by character: no `*bold*`, no `<!channel>`, no link with
another name. Only beside a button does the design want bold in a section, and a section offers
`mrkdwn` or `plain_text`: it gets `mrkdwn`, escaped, as long as the text has no character that
`mrkdwn` could take for a sign (`is_quiet`), else `plain_text`, where only the bold is lost.
Zero-width characters between the signs were the other way. They would stay in what a reader
copies, and a reference copied with one in it is not found again.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

_ISOLATES: Final = "\u2066\u2067\u2068"
_POP_ISOLATE: Final = "\u2069"
_FIRST_STRONG: Final = "\u2068"
_EMBEDDINGS: Final = "\u202a\u202b\u202d\u202e"
_POP_EMBEDDING: Final = "\u202c"
_DIRECTIONS: Final = re.compile(f"[{_ISOLATES}{_POP_ISOLATE}{_EMBEDDINGS}{_POP_EMBEDDING}]")
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "RLE", "RLO", "LRO", "RLI"})
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x9f]")
_SURROGATES: Final = re.compile(r"[\ud800-\udfff]")
_MARKS: Final = 2
"""The characters around an isolated text."""
_SIGNS: Final = re.compile(r"(?ms)\*|([_~`])(?=.*\1)|^\s*>|:[\w+'-]+:")


def escape(text: str) -> str:
    """The three characters that are control characters to Slack, as entities.

    Source: docs.slack.dev/messaging/formatting-message-text, "Escaping text".
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def size(text: str) -> int:
    """The most that Slack could count: entities in full, and two for a character beyond the BMP.

    Slack does not say whether its limits count before or after either.
    """
    return len(escape(text).encode("utf-16-le")) // 2


def is_quiet(text: str) -> bool:
    """Whether `mrkdwn` would show the text as it is: no pair of signs, no quote, no `:emoji:`.

    Nor a mark of direction, beside which Slack does not take its own signs for signs.
    """
    return _SIGNS.search(text) is None and text == "\n".join(map(isolate, text.split("\n")))


def rows(text: str) -> list[str]:
    """The lines of a text, without control characters; empty lines only between others."""
    text = _SURROGATES.sub("\ufffd", text).strip()
    return [_turned_back(_CONTROLS.sub("", row)).rstrip() for row in text.splitlines()]


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(" ".join(rows(text)).split())


def cut(text: str, room: int) -> Iterator[str]:
    """The text in pieces of at most `room`, between words where words are not longer than half.

    Raises:
        ValueError: the room is too small for one character.
    """
    if room < size("&"):
        raise ValueError(room)
    while size(text) > room:
        end = _fitting(text, room)
        space = max(text.rfind(" ", 0, end), text.rfind("\t", 0, end))
        end = space if space > end // 2 else end
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text:
        yield text


def fitted(text: str, limit: int) -> str:
    """A text on one line within a limit; what is longer ends in “…”."""
    text = flat(text)
    if size(text) > limit:
        return next(cut(text, limit - _MARKS - 1)) + "…"
    return isolate(text) if size(text) <= limit - _MARKS else text


def _fitting(text: str, room: int) -> int:
    used = 0
    for index, character in enumerate(text):
        used += size(character)
        if used > room:
            return index
    return len(text)


def isolate(row: str) -> str:
    """A line, or a part cut from it, whose right-to-left words leave the text around in order."""
    if row.isascii():
        return row
    row = _turned_back(row)
    if any(unicodedata.bidirectional(character) in _RIGHT_TO_LEFT for character in row):
        return f"{_FIRST_STRONG}{row}{_POP_ISOLATE}"
    return row


def _turned_back(row: str) -> str:
    """The line without marks of direction, if one would reach beyond it and turn what follows."""
    return row if row.isascii() or _balanced(row) else _DIRECTIONS.sub("", row)


def _balanced(row: str) -> bool:
    waiting: list[str] = []
    for mark in _DIRECTIONS.findall(row):
        if mark in _ISOLATES:
            waiting.append(_POP_ISOLATE)
        elif mark in _EMBEDDINGS:
            waiting.append(_POP_EMBEDDING)
        elif not waiting or waiting.pop() != mark:
            return False
    return not waiting
