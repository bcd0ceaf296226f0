"""What a platform makes of a view that goes to many readers, made once."""

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from core.parts import View

T = TypeVar("T")

MOST: Final = 64
"""So many views are kept with what was made of them."""


class Rendered(Generic[T]):
    """Keeps what was made of the latest views, for as long as the very same object comes again.

    Delivery sends one object to all who read the same. To compare by value would cost, for each
    reader, a good part of what rendering costs.
    """

    def __init__(self, render: Callable[[View], T]) -> None:
        """Make it by this function, which is pure."""
        self._render = render
        self._kept: dict[int, tuple[View, T]] = {}

    def of(self, view: View) -> T:
        """What the view looks like."""
        kept = self._kept.get(id(view))
        if kept is not None:  # the view is kept with it, so that no other has its id
            return kept[1]
        made = self._render(view)
        self._kept[id(view)] = view, made
        if len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]
        return made
