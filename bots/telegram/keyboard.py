"""Buttons below a message, in rows that a phone can show."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final, Literal

from bots.telegram.markup import Line, Run, cleaned, cut, is_blank, utf16_length
from core.parts import Action

LABEL_UNITS: Final = 64
"""Ours: Telegram names no limit, and a phone shows about half of this. Longer labels are cut; the
renderer then also writes them into the text."""
MOST_BUTTONS: Final = 100
_ROW_BUTTONS: Final = 3
_ROW_UNITS: Final = 42
_ELLIPSIS: Final = "…"


@dataclass(frozen=True, slots=True)
class Button:
    """A label, and what comes back when it is pressed (or, of a link, where it leads)."""

    label: str
    token: str
    kind: Literal["callback_data", "url"] = "callback_data"


Row = tuple[Button, ...]


def rows(actions: Sequence[Action]) -> tuple[Row, ...]:
    """At most three buttons a row, fewer if they are long; the pages of one list side by side."""
    queries = Counter(map(_query, actions))

    def pages_of(action: Action) -> str | None:
        query = _query(action)
        return query if queries[query] > 1 else None

    return tuple(row for _, group in groupby(actions, pages_of) for row in _rows_of(group))


def _query(action: Action) -> str | None:
    """The question whose page the button opens (`cases:PAGE:QUERY`), if it opens one."""
    page, colon, query = action.ref.partition(":")
    return query if action.verb == "cases" and colon and page.isdecimal() else None


def _rows_of(actions: Iterable[Action]) -> Iterator[Row]:
    row: list[Button] = []
    for action in actions:
        button = Button(_label(action.label), action.token)
        units = sum(len(other.label) for other in row) + len(button.label)
        if row and (len(row) == _ROW_BUTTONS or units > _ROW_UNITS):
            yield tuple(row)
            row = []
        row.append(button)
    if row:
        yield tuple(row)


def _label(text: str) -> str:
    line = Run(" ".join(cleaned(text).split()))
    if is_blank(line.text):
        return _ELLIPSIS
    if utf16_length(line.text) <= LABEL_UNITS:
        return line.shown
    first = next(cut(Line((line,)), LABEL_UNITS - 1))
    return f"{first.typeset().plain.rstrip()}{_ELLIPSIS}"
