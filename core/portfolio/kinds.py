"""What a cell may hold: one class a kind, each with its words for what is allowed."""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from rapidfuzz import fuzz, process, utils

from core.portfolio import cells

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)
NEAR = 60
"""The least likeness, of 100, at which a spelling is suggested."""


def nothing_near() -> str:
    """Stand for a suggestion where there is none."""
    return ""


class BadCellError(ValueError):
    """The cell holds what its column does not allow.

    `near` finds the spelling that may be meant: only for the errors that are shown, as it is slow.
    """

    def __init__(self, allowed: str, near: Callable[[], str] = nothing_near) -> None:
        super().__init__(allowed)
        self.allowed = allowed
        self.near = near


def nearest(typed: str, known: Iterable[str]) -> str:
    """The most alike of the known spellings; empty if none is alike."""
    found = process.extractOne(
        typed, list(known), scorer=fuzz.ratio, processor=utils.default_process, score_cutoff=NEAR
    )
    return found[0] if found else ""


def one_of(values: Iterable[str]) -> str:
    """`a, b or c`."""
    *most, last = values
    return f"{', '.join(most)} or {last}" if most else last


class Kind(ABC, Generic[T]):
    """A kind of cell."""

    @property
    @abstractmethod
    def allowed(self) -> str:
        """What may stand in the cell, in words."""

    @abstractmethod
    def read(self, cell: str) -> T:
        """Take the value out of a cell.

        Raises:
            BadCellError: the cell holds something else.
        """

    @abstractmethod
    def write(self, value: T) -> str:
        """Make a cell that reads back as the same value."""

    def rank(self, value: T) -> str:
        """By which the items of a set are put in order."""
        return self.write(value)


@dataclass(frozen=True, slots=True)
class Text(Kind[str]):
    """Free text, kept to the letter. NUL is no text: PostgreSQL can't keep it."""

    required: bool = False
    most: int | None = None

    @property
    def allowed(self) -> str:
        """As for every kind."""
        what = "some text" if self.required else "any text, or nothing"
        return f"{what}, at most {self.most} characters" if self.most else what

    def read(self, cell: str) -> str:
        """As for every kind."""
        text = cells.unguard(cell)
        if "\0" in text:
            raise BadCellError("text without NUL characters")
        if (self.required and not text.strip()) or (self.most and len(text) > self.most):
            raise BadCellError(self.allowed)
        return text

    def write(self, value: str) -> str:
        """As for every kind."""
        return cells.guard(value)


@dataclass(frozen=True, slots=True)
class Pattern(Kind[str]):
    """A code of a certain shape."""

    shape: str
    allowed_text: str

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return self.allowed_text

    def read(self, cell: str) -> str:
        """As for every kind."""
        code = cell.strip()
        if re.fullmatch(self.shape, code) is None:
            raise BadCellError(self.allowed, lambda: self._in_capitals(code))
        return code

    def _in_capitals(self, code: str) -> str:
        return code.upper() if re.fullmatch(self.shape, code.upper()) else ""

    def write(self, value: str) -> str:
        """As for every kind."""
        return value


@dataclass(frozen=True, slots=True)
class Choice(Kind[E]):
    """One of a closed set."""

    of: type[E]

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return one_of(self.of)

    def read(self, cell: str) -> E:
        """As for every kind."""
        try:
            return self.of(cell.strip())
        except ValueError:
            raise BadCellError(self.allowed, lambda: nearest(cell, self.of)) from None

    def write(self, value: E) -> str:
        """As for every kind."""
        return value.value


@dataclass(frozen=True, slots=True)
class Maybe(Kind[T | None], Generic[T]):
    """Nothing, or a cell of another kind."""

    kind: Kind[T]

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return f"{self.kind.allowed}; or nothing"

    def read(self, cell: str) -> T | None:
        """As for every kind."""
        if not cell.strip():
            return None
        try:
            return self.kind.read(cell)
        except BadCellError as error:
            raise BadCellError(f"{error.allowed}; or nothing", error.near) from None

    def write(self, value: T | None) -> str:
        """As for every kind."""
        return "" if value is None else self.kind.write(value)


@dataclass(frozen=True, slots=True)
class Several(Kind[tuple[T, ...]], Generic[T]):
    """A list. Unless it is `ordered`, it is a set, kept in the order of its written items."""

    kind: Kind[T]
    ordered: bool = False
    required: bool = False

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return f"a list divided by |, each of it: {self.kind.allowed}"

    def read(self, cell: str) -> tuple[T, ...]:
        """As for every kind."""
        parts = cells.split(cell if self.ordered else cell.strip())
        if self.required and not parts:
            raise BadCellError(self.allowed)
        values = [self._item(part) for part in parts]
        if len(set(values)) < len(values):
            raise BadCellError("a list divided by |, nothing in it twice")
        return tuple(values if self.ordered else sorted(values, key=self.kind.rank))

    def _item(self, part: str) -> T:
        if not part.strip():
            raise BadCellError("a list divided by |, without empty items")
        try:
            return self.kind.read(part)
        except BadCellError as error:
            allowed = f"a list divided by |, each of it: {error.allowed}"
            raise BadCellError(allowed, error.near) from None

    def write(self, value: tuple[T, ...]) -> str:
        """As for every kind."""
        return cells.join(tuple(self.kind.write(item) for item in value))


@dataclass(frozen=True, slots=True)
class Plain(Kind[str]):
    """A text inside a list, kept to the letter; the list guards the whole cell."""

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return "some text"

    def read(self, cell: str) -> str:
        """As for every kind."""
        if "\0" in cell:
            raise BadCellError("text without NUL characters")
        return cell

    def write(self, value: str) -> str:
        """As for every kind."""
        return value


@dataclass(frozen=True, slots=True)
class YesNo(Kind[bool]):
    """Yes or no; nothing means no."""

    @property
    def allowed(self) -> str:
        """As for every kind."""
        return "yes or no"

    def read(self, cell: str) -> bool:
        """As for every kind."""
        word = cell.strip()
        if word not in {"yes", "no", ""}:
            raise BadCellError(self.allowed, lambda: nearest(word, ("yes", "no")))
        return word == "yes"

    def write(self, value: bool) -> str:  # noqa: FBT001  the value of the cell
        """As for every kind."""
        return "yes" if value else "no"
