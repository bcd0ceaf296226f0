"""Write the portfolio as CSV files that read back as the same."""

import csv
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TextIO

from core.domain.values import Sight
from core.portfolio.columns import BY_FILE, TABLES, PersonRow, Row, Table
from core.portfolio.rows import Rows
from core.ports import Store

OWN_FILE = 0o600
OWN_FOLDER = 0o700


class TargetInTheWayError(Exception):
    """There are files in the folder already; nothing was written."""


def export_files(
    store: Store, folder: Path, *, public: bool = False, replace: bool = False
) -> dict[str, int]:
    """Write every file, for the owner alone, and tell the number of rows of each.

    A public export has only what any member may see, and no people.csv. A new folder appears whole
    or not at all. In a folder with files, which needs `replace`, each file is replaced at once; of
    our files those that this export doesn't have are removed.

    Raises:
        TargetInTheWayError: the folder holds files, and `replace` was not given.
        OSError: the folder can't be written.
        StoreAwayError: the database is away.
    """
    in_use = folder.exists() and any(folder.iterdir())
    if in_use and not replace:
        raise TargetInTheWayError(folder)
    with store.read() as uow:
        rows = Rows(uow.portfolio.read(Sight.PUBLIC if public else Sight.STAFF))
    tables = [table for table in TABLES if not (public and table.row is PersonRow)]
    beside = folder if in_use else folder.parent
    beside.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".vigil-export-", dir=beside))
    try:
        counts = {table.file: _write(table, rows.of(table.row), made) for table in tables}
        made.chmod(OWN_FOLDER)
        if in_use:
            _replace(folder, made, counts)
        else:
            made.rename(folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return counts


def _replace(folder: Path, made: Path, written: Iterable[str]) -> None:
    for file in written:
        (made / file).replace(folder / file)
    for file in BY_FILE.keys() - set(written):
        (folder / file).unlink(missing_ok=True)


def _write(table: Table, rows: list[Row], folder: Path) -> int:
    descriptor = os.open(folder / table.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWN_FILE)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as stream:
        os.fchmod(descriptor, OWN_FILE)
        write_rows(table, rows, stream)
        stream.flush()
        os.fsync(descriptor)
    return len(rows)


def write_rows(table: Table, rows: Iterable[Row], stream: TextIO) -> None:
    """Write one file's rows in the order of their keys, after a line with the columns' names."""
    writer = csv.writer(_LineFeeds(stream), lineterminator="\r\n")
    writer.writerow(table.names)
    for row in sorted(rows, key=lambda row: row.key):
        writer.writerow(column.kind.write(getattr(row, column.name)) for column in table.columns)


class _LineFeeds:
    """Ends rows with LF. The writer is told CRLF, so that it quotes cells with either in them."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, row: str) -> int:
        """Write one row."""
        return self._stream.write(row.removesuffix("\r\n") + "\n")
