"""From files to rows. Whatever the files hold, the answer is rows and problems, never a crash."""

import csv
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from core.portfolio.columns import BY_FILE, TABLES, Key, Row, Table
from core.portfolio.kinds import BadCellError, nearest, nothing_near, one_of
from core.portfolio.problems import Problems
from core.portfolio.rows import Place, Sheets

LONGEST_LINE = 16 * 2**20
"""Bytes of one line: more than a row of the longest cells that CSV readers take by default."""
LONGEST_CELL = 131_072
"""Characters of one cell: what Python's `csv` takes by default."""
_WIDE = (b"\xff\xfe", b"\xfe\xff")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
_SAVE_AS = "text in UTF-8 (in a spreadsheet: save as CSV UTF-8)"
_CSV_ERRORS = {
    "new-line": ("a line that ends with a carriage return alone", "lines that end with LF or CRLF"),
    "unexpected end": ("a quoted cell without an end", 'a closing " for each opening "'),
    "field larger": (
        f"a cell of more than {LONGEST_CELL:,} characters",
        f'cells of at most {LONGEST_CELL:,} characters, and a closing " for each opening "',
    ),
}
_QUOTES = ('a quoted cell with text after its closing "', '"" for each " inside a quoted cell')


class _UnreadableError(Exception):
    """The file can't be read any further."""

    def __init__(self, line: int, found: str, allowed: str) -> None:
        super().__init__(found)
        self.line = line
        self.found = found
        self.allowed = allowed


def read_files(paths: Sequence[Path], problems: Problems) -> Sheets:
    """Read all files. Rows with problems are left out of the result, and told."""
    sheets = Sheets()
    for path in paths:
        place = Place(str(path), 0)
        try:
            with path.open("rb") as stream:
                _read_stream(stream, path, sheets, problems)
        except _UnreadableError as error:
            problems.add(Place(str(path), error.line), "", error.found, error.allowed)
        except IsADirectoryError:
            problems.add(place, "", "a directory", f"a file, such as {path / 'cases.csv'}")
        except FileNotFoundError:
            problems.add(place, "", "no such file", "a file that exists")
        except (OSError, ValueError) as error:
            told = error.strerror if isinstance(error, OSError) else "no file's name"
            problems.add(place, "", f"a file that can't be read ({told})", "a file to read")
    return sheets


def _read_stream(stream: BinaryIO, path: Path, sheets: Sheets, problems: Problems) -> None:
    rows = _rows(stream)
    head = next(rows, None)
    if head is None:
        first = TABLES[2]
        allowed = f"a first line with the names of the columns, such as {','.join(first.names)}"
        raise _UnreadableError(0, "an empty file", allowed)
    line, names = head
    header = [name.strip() for name in names]
    table = _table(path, line, header)
    if _check_header(table, header, Place(str(path), line), problems):
        sheets.given.add(table.row)
        _Reader(table, header, str(path), sheets, problems).read(rows)


def _lines(stream: BinaryIO) -> Iterator[str]:
    number = 0
    while raw := stream.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1 and raw.startswith(_WIDE):
            raise _UnreadableError(1, "text in UTF-16", _SAVE_AS)
        if len(raw) > LONGEST_LINE:
            raise _UnreadableError(number, "a line of more than 16 MB", "shorter lines")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            found = f"a byte that is not UTF-8 (0x{raw[error.start]:02X})"
            raise _UnreadableError(number, found, _SAVE_AS) from None
        yield text.removeprefix(_BOM) if number == 1 else text


def _rows(stream: BinaryIO) -> Iterator[tuple[int, list[str]]]:
    """The rows that are not empty, each with the line on which it begins."""
    reader = csv.reader(_lines(stream), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        told = (words for start, words in _CSV_ERRORS.items() if str(error).startswith(start))
        found, allowed = next(told, _QUOTES)
        raise _UnreadableError(line, f"{found} (the rest was not read)", allowed) from None


def _table(path: Path, line: int, header: list[str]) -> Table:
    """Which file it is: by its name, or if it has another, by its columns."""
    named = BY_FILE.get(path.name.lower())
    by_columns = next((t for t in TABLES if sorted(t.names) == sorted(header)), None)
    if named and by_columns and named is not by_columns:
        found = f"the columns of {by_columns.file}"
        raise _UnreadableError(line, found, f"the columns of {named.file}")
    found_table = named or by_columns
    if found_table is not None:
        return found_table
    likest = max(TABLES, key=lambda table: len(set(table.names) & set(header)))
    allowed = f"a file with the name, or all the columns, of {one_of(BY_FILE)}"
    if set(likest.names) & set(header):
        lacks = ", ".join(name for name in likest.names if name not in header) or "no column"
        more = ", ".join(name for name in header if name not in likest.names) or "none"
        allowed += f"; it is most like {likest.file}, lacks {lacks} and has too many: {more}"
    raise _UnreadableError(0, "a file of unknown kind", allowed)


def _check_header(table: Table, header: list[str], place: Place, problems: Problems) -> bool:
    before = len(problems)
    known = ", ".join(table.names)
    if len(header) == 1 and (divider := next((d for d in ";\t" if d in header[0]), None)):
        name = "tabs" if divider == "\t" else divider
        problems.add(place, "", f"columns divided by {name}", "columns divided by commas")
        return False
    for name in dict.fromkeys(header):
        if name not in table.names:
            missing = [other for other in table.names if other not in header]
            near = nearest(name, missing)
            problems.cell(place, name, name, f"the columns {known}", partial(str, near))
        elif header.count(name) > 1:
            problems.add(place, name, f"it {header.count(name)} times", "each column once")
    for name in table.names:
        if name not in header:
            problems.add(place, name, "no such column", f"all the columns {known}")
    return len(problems) == before


class _Reader:
    """Takes the rows of one file."""

    def __init__(
        self, table: Table, header: list[str], file: str, sheets: Sheets, problems: Problems
    ) -> None:
        self._table = table
        self._width = len(header)
        self._order = [(column, header.index(column.name)) for column in table.columns]
        self._file = file
        self._sheets = sheets
        self._problems = problems

    def read(self, rows: Iterator[tuple[int, list[str]]]) -> None:
        """Take all rows."""
        for line, cells in rows:
            place = Place(self._file, line)
            if len(cells) != self._width:
                allowed = f"{self._width} cells, as in the first line"
                self._problems.add(place, "", f"{len(cells)} cells", allowed)
            else:
                self._row(place, cells)

    def _row(self, place: Place, cells: list[str]) -> None:
        values: dict[str, object] = {}
        for column, index in self._order:
            try:
                values[column.name] = column.kind.read(cells[index])
            except BadCellError as error:
                self._problems.cell(place, column.name, cells[index], error.allowed, error.near)
        if len(values) == len(cells):
            self._keep(self._table.make(**values), place)
        elif all(column.name in values for column, _ in self._order if column.key):
            self._remember(values)

    def _keep(self, row: Row, place: Place) -> None:
        known = self._sheets.places.setdefault((type(row), row.key), place)
        if known is not place:
            found = f"{_told(row.key)} again, which stands on line {known.line} of {known.file}"
            allowed = "each once"
            self._problems.add(place, _key_of(self._table), found, allowed, nothing_near)
        else:
            self._sheets.rows.put(row)

    def _remember(self, values: dict[str, object]) -> None:
        """Keep the key of a row that holds errors, for what refers to it."""
        keys = [values[column.name] for column, _ in self._order if column.key]
        key: Key = tuple(key if isinstance(key, int) else str(key) for key in keys)
        self._sheets.broken.add((self._table.row, key))


def _told(key: Key) -> str:
    return " / ".join(str(part) for part in key if part != "")


def _key_of(table: Table) -> str:
    names: list[str] = [column.name for column in table.columns if column.key]
    return " + ".join(names)
