"""What was measured, beside its floor and its bound."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from rich.console import Console
from rich.table import Table

_MILLISECOND: Final = 1e-3
_MICROSECOND: Final = 1e-6


@dataclass(frozen=True, slots=True)
class Bound:
    """What a ratio to the floor must reach (`at_least`), or must not go beyond."""

    value: float
    at_least: bool = False

    def is_kept_by(self, ratio: float) -> bool:
        return ratio >= self.value if self.at_least else ratio <= self.value

    def __str__(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Line:
    """One comparison: what each round gave, ours and the floor's, of which the medians count."""

    name: str
    measured: Sequence[float]
    floor: Sequence[float]
    bound: Bound
    unit: str = "s"

    @property
    def ratio(self) -> float:
        """The median of the ratios within each round: what slows a round down slows down both."""
        return median(ours / floor for ours, floor in zip(self.measured, self.floor, strict=True))

    @property
    def is_kept(self) -> bool:
        return self.bound.is_kept_by(self.ratio)


def show(lines: Sequence[Line], console: Console) -> None:
    """Print all lines as one table."""
    table = Table("", "measured", "floor", "ratio", "bound", "", box=None, pad_edge=False)
    for column in table.columns[1:5]:
        column.justify = "right"
    for line in lines:
        table.add_row(
            line.name,
            _figure(median(line.measured), line.unit),
            _figure(median(line.floor), line.unit),
            f"{line.ratio:.2f}",
            str(line.bound),
            "ok" if line.is_kept else "MISSED",
        )
    console.print(table)


def _figure(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:,.0f} {unit}"
    if value < _MILLISECOND:
        return f"{value / _MICROSECOND:.0f} µs"
    return f"{value / _MILLISECOND:.{0 if value > 1e-2 else 2}f} ms"
