"""A document as one HTML page that holds its style and its charts, and asks for nothing else."""

from html import escape
from typing import Final, assert_never

from bots.council.charts import draw
from core.document import Bars, Block, Course, Document, Heading, Prose, Table

STYLE: Final = """
:root { color-scheme: light; }
body { font: 16px/1.5 system-ui, sans-serif; color: #222; background: #fff;
  max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; line-height: 1.2; }
h2 { font-size: 1.25rem; margin-top: 2.2rem; border-bottom: 1px solid #ccc; padding-bottom: .2rem; }
h3 { font-size: 1.05rem; margin-bottom: .4rem; }
table { border-collapse: collapse; margin: .6rem 0; }
th, td { text-align: left; vertical-align: top; padding: .25rem 1.2rem .25rem 0;
  border-bottom: 1px solid #e5e5e5; }
th { font-weight: 600; }
.figure { text-align: right; font-variant-numeric: tabular-nums; }
figure { margin: 1rem 0; }
figure svg { width: 100%; height: auto; }
p { overflow-wrap: anywhere; }
@media print { body { margin: 0; max-width: none; } h2, h3 { break-after: avoid; }
  table, figure { break-inside: avoid; } }
"""


def to_page(document: Document) -> str:
    """The whole page."""
    blocks = "\n".join(_block(block) for block in document.blocks)
    title = escape(document.title)
    return (
        f'<!doctype html>\n<html lang="{escape(document.language)}">\n<head>\n'
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{title}</h1>\n{blocks}\n</body>\n</html>\n"
    )


def _block(block: Block) -> str:
    match block:
        case Heading():
            level = "h3" if block.below else "h2"
            return f"<{level}>{escape(block.text)}</{level}>"
        case Prose():
            return f"<p>{escape(block.text)}</p>"
        case Table():
            return _table(block)
        case Course() | Bars():
            return f"<figure>{draw(block)}</figure>"
        case _:
            assert_never(block)


def _table(table: Table) -> str:
    head = ""
    if table.columns:
        cells = "".join(_cell("th", text, n, table) for n, text in enumerate(table.columns))
        head = f"<thead><tr>{cells}</tr></thead>"
    rows = "".join(
        f"<tr>{''.join(_cell('td', text, n, table) for n, text in enumerate(row))}</tr>\n"
        for row in table.rows
    )
    return f"<table>{head}<tbody>\n{rows}</tbody></table>"


def _cell(tag: str, text: str, place: int, table: Table) -> str:
    style = ' class="figure"' if place in table.figures else ""
    return f"<{tag}{style}>{escape(text)}</{tag}>"
