"""Text of unknown origin, made safe for a terminal."""

import re
from typing import Final

_NEWLINES: Final = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_DIRECTIONS: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
"""Explicit directions could turn the rest of a line around; an isolate of ours replaces them."""
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefe\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
"""The blocks that hold every character of the bidirectional classes R, AL and AN."""
_ISOLATE: Final = "\u2068{}\u2069"

_PICTURES: Final = {code: 0x2400 + code for code in range(0x20)}
"""Unicode's pictures of the control characters: ESC is shown as ␛ and starts no sequence."""
_NEUTRAL: Final = str.maketrans(
    _PICTURES
    | {0x0A: "\n", 0x09: " ", 0x7F: "␡"}
    | dict.fromkeys(range(0x80, 0xA0), "\ufffd")
    | dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
)


def safe_lines(text: str) -> list[str]:
    """The lines of a text: control characters made visible, right-to-left text isolated.

    Nothing in a line can move the cursor, set a colour, or order the words around it.
    """
    clean = _DIRECTIONS.sub("", _NEWLINES.sub("\n", text)).translate(_NEUTRAL)
    return [
        _ISOLATE.format(row) if _RIGHT_TO_LEFT.search(row) else row for row in clean.split("\n")
    ]


def as_typed(text: str) -> str:
    """What a person typed or piped in, as valid text: bytes that are no UTF-8 are replaced."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
