"""What a document says, never how it looks: for reports that are read as files.

All text in here is plain: whoever renders it escapes it, last.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Heading:
    """The beginning of a section."""

    text: str
    below: bool = False
    """Within the section before."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Running text."""

    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. The first column is named things, and all others hold figures or words."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: frozenset[int] = frozenset()
    """Which columns hold figures, from 0."""


@dataclass(frozen=True, slots=True)
class Course:
    """How a stock went, measured on days, towards a target."""

    key: str
    title: str
    said: str
    """The same in words, for those who can't see it."""
    points: tuple[tuple[date, float], ...]
    target: float
    target_label: str
    share: bool = False


@dataclass(frozen=True, slots=True)
class Bars:
    """A flow: how much there was in each of some years, which need not follow one another."""

    key: str
    title: str
    said: str
    bars: tuple[tuple[int, float], ...]


Chart = Course | Bars
Block = Heading | Prose | Table | Course | Bars


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document, in one language."""

    title: str
    language: str
    blocks: tuple[Block, ...]

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Those that are to be drawn."""
        return tuple(block for block in self.blocks if isinstance(block, Course | Bars))
