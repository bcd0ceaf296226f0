"""A document as Markdown, with each chart in a file beside it."""

import re
from typing import Final, assert_never

from core.document import Bars, Block, Course, Document, Heading, Prose, Table

_SPECIAL: Final = re.compile(r"([\\`*_{}\[\]<>#|~&!])")
_LEADING: Final = re.compile(r"^(\s*)(\d*)([-+.)])", re.MULTILINE)
"""What would begin a list."""


def to_markdown(document: Document, *, charts: bool) -> str:
    """The whole document; without `charts` each is told in words."""
    blocks = [_block(block, charts=charts) for block in document.blocks]
    return "\n\n".join((f"# {_text(document.title)}", *blocks)) + "\n"


def _block(block: Block, *, charts: bool) -> str:
    match block:
        case Heading():
            return f"{'###' if block.below else '##'} {_text(block.text)}"
        case Prose():
            return _text(block.text)
        case Table():
            return _table(block)
        case Course() | Bars():
            said = _text(block.said)
            return f"![{said}]({block.key}.svg)" if charts else f"*{said}*"
        case _:
            assert_never(block)


def _table(table: Table) -> str:
    width = max(len(table.columns), *(len(row) for row in table.rows))
    columns = [_cell(text) for text in table.columns] or [""] * width
    rule = ["---:" if place in table.figures else "---" for place in range(width)]
    rows = [columns, rule, *([_cell(cell) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def _text(text: str) -> str:
    """Plain text that Markdown takes for nothing else."""
    return _LEADING.sub(r"\1\2\\\3", _SPECIAL.sub(r"\\\1", text))
