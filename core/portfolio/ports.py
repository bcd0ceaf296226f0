"""What an import and an export need of a store."""

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from core.domain.values import Sight

if TYPE_CHECKING:
    from core.portfolio.changes import Changes
    from core.portfolio.columns import Row


class PortfolioStore(Protocol):
    """The whole portfolio at once, as rows of the files."""

    def hold(self) -> None:
        """Let nobody else change the portfolio until the end of this unit of work."""
        ...

    def read(self, sight: Sight) -> Iterable["Row"]:
        """Every row that the sight shows, in no particular order.

        Under `Sight.PUBLIC` no people come, nor anything else that a member may not see.
        """
        ...

    def put(self, changes: "Changes", at: datetime) -> None:
        """Keep what is new or changed. The caller holds the portfolio."""
        ...
