"""Long lists, a page at a time."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list of `total` lines; `page` counts from 1."""

    lines: tuple[T, ...]
    page: int
    total: int

    SIZE = 8
    """How many lines a page has at most."""

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return self.nearest(self.total, self.total)

    @classmethod
    def nearest(cls, page: int, total: int) -> int:
        """That page of so many lines; the last for one beyond it, as lists shrink."""
        return min(max(1, page), max(1, -(-total // cls.SIZE)))

    @classmethod
    def skipped(cls, page: int) -> int:
        """How many lines stand before that page."""
        return (page - 1) * cls.SIZE
