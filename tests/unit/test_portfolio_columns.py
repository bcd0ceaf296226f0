"""One table of columns, from which the reference page is tested to be complete."""

from dataclasses import fields
from pathlib import Path

import pytest

from core.portfolio.columns import TABLES, Table

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "csv.md"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
class TestTable:
    def test_every_field_of_a_row_is_a_column(self, table: Table) -> None:
        assert table.names == tuple(entry.name for entry in fields(table.row))

    def test_it_has_a_key(self, table: Table) -> None:
        assert any(column.key for column in table.columns)

    def test_the_reference_page_tells_every_column_as_it_is(self, table: Table) -> None:
        assert section_of(table) in PAGE.read_text(encoding="utf-8")


def section_of(table: Table) -> str:
    """What the page says of a file."""
    lines = [
        f"## {table.file}",
        "",
        table.row.__doc__ or "",
        "",
        "| Column | Meaning | Allowed |",
        "|---|---|---|",
    ]
    for column in table.columns:
        name = f"**`{column.name}`**" if column.key else f"`{column.name}`"
        allowed = column.kind.allowed.replace("|", "\\|")
        lines.append(f"| {name} | {column.meaning} | {allowed} |")
    return "\n".join(lines) + "\n"
