"""How text becomes a cell and comes back unchanged, safely for spreadsheets.

A spreadsheet runs a cell that begins like a formula. Such a text, and one that could be taken for
a guarded one, gets an apostrophe in front, which reading takes away again. Nothing else is changed:
quotes, commas and line breaks are the business of CSV itself.
"""

import re

RISKY = "=+-@\t\r\n\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}"  # noqa: E501  one set
"""First characters by which a spreadsheet may take a text for a formula (OWASP, CSV injection)."""
GUARD = "'"
SEPARATOR = "|"
_GUARDED = RISKY + GUARD
_ITEM = re.compile(r"(?:\\[\\|]|[^|])*", re.DOTALL)
_ESCAPED = re.compile(r"\\([\\|])")


def guard(text: str) -> str:
    """Put the apostrophe in front where one is needed."""
    risky = text[:1] and text[0] in RISKY
    return GUARD + text if risky or _looks_guarded(text) else text


def unguard(cell: str) -> str:
    """Take the apostrophe of `guard` away."""
    return cell[1:] if _looks_guarded(cell) else cell


def _looks_guarded(text: str) -> bool:
    return text.startswith(GUARD) and len(text) > 1 and text[1] in _GUARDED


def join(items: tuple[str, ...]) -> str:
    r"""Make one cell of a list: items divided by `|`; `|` and `\` in one get a `\` before them."""
    escaped = (item.replace("\\", "\\\\").replace(SEPARATOR, "\\|") for item in items)
    return guard(SEPARATOR.join(escaped))


def split(cell: str) -> tuple[str, ...]:
    r"""Take a list apart; an empty cell is an empty list. A `\` before anything else is itself."""
    text = unguard(cell)
    if not text:
        return ()
    items: list[str] = []
    start = 0
    while start <= len(text):
        end = _end_of_item(text, start)
        items.append(_ESCAPED.sub(r"\1", text[start:end]))
        start = end + 1
    return tuple(items)


def _end_of_item(text: str, start: int) -> int:
    found = _ITEM.match(text, start)
    return found.end() if found else len(text)


def shown(cell: str, limit: int = 60) -> str:
    """A cell as an error message quotes it: short, on one line, without control characters."""
    if not cell:
        return "nothing"
    plain = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in cell[:limit])
    return f'"{plain}"' if len(cell) <= limit else f'"{plain}…" ({len(cell):,} characters)'
