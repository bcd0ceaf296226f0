"""The memory that planning and sending take, by the size of the audience."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.processes import child
from benchmarks.table import Bound, Line
from storage.migrate import upgrade

FEW: Final = 10_000
MANY: Final = 100_000
MORE: Final = 1.15
"""Of the whole process: what Python and the modules take does not grow anyway."""


def measure(folder: Path) -> Iterator[Line]:
    """Ten times as many readers: as much memory."""
    few, many = (_peak(folder, size) for size in (FEW, MANY))
    name = f"Memory: {MANY:,} readers against {FEW:,}"
    yield Line(name, [many], [few], Bound(MORE), "MB")


def _peak(folder: Path, size: int) -> float:
    database = f"sqlite:///{folder / str(size)}.db"
    upgrade(database)
    with child("growth_ours", database, str(size)) as said:
        return float(said)
