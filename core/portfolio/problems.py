"""What is wrong with files, in words that say where, what, and what to write instead."""

from collections.abc import Callable
from dataclasses import dataclass

from core.portfolio.cells import shown
from core.portfolio.kinds import nothing_near
from core.portfolio.rows import Place

SHOWN = 50
"""How many problems are told one by one; of the rest only the number."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where, what was found, what is allowed, what may be meant."""

    file: str
    line: int
    """The line on which the row begins; 0 where the file as a whole is meant."""
    column: str
    found: str
    allowed: str
    near: str = ""

    def __str__(self) -> str:
        line = f", line {self.line}" if self.line else ""
        column = f", column {self.column}" if self.column else ""
        near = f' Did you mean "{self.near}"?' if self.near else ""
        return f"{self.file}{line}{column}: found {self.found}; allowed: {self.allowed}.{near}"


class Problems:
    """All that is wrong, of which the first ones are kept."""

    def __init__(self) -> None:
        self._kept: list[Problem] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def add(
        self,
        place: Place,
        column: str,
        found: str,
        allowed: str,
        near: Callable[[], str] = nothing_near,
    ) -> None:
        """Take one in. The suggestion is looked for only if it will be shown."""
        self._count += 1
        if len(self._kept) < SHOWN:
            problem = Problem(place.file, place.line, column, found, allowed, near())
            self._kept.append(problem)

    def cell(
        self,
        place: Place,
        column: str,
        cell: str,
        allowed: str,
        near: Callable[[], str] = nothing_near,
    ) -> None:
        """Take in that a cell holds the wrong thing."""
        self.add(place, column, shown(cell), allowed, near)

    def told(self) -> tuple[Problem, ...]:
        """Those that are kept, file by file and line by line."""
        order = list(dict.fromkeys(problem.file for problem in self._kept))
        return tuple(sorted(self._kept, key=lambda p: (order.index(p.file), p.line)))
