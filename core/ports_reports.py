"""What the core needs of the store for reports of what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from core.domain.pages import Page
from core.domain.reports import Report, Total
from core.domain.values import Sight


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which reports are meant; a section's by its code, a case's by its key."""

    sections: tuple[str, ...] | None = None
    """None for those of all, and of people without a section."""
    case: str = ""


@dataclass(frozen=True, slots=True)
class ReportPage(Page[Report]):
    """One page of reports, the latest first."""


class ReportStore(Protocol):
    """Reports of what was done. A report is never changed; it can be struck."""

    def hold(self, person: str) -> None:
        """Keep the person's other reports waiting until the end of this unit of work."""
        ...

    def add(self, report: Report, person: str) -> Report:
        """Keep it; its number is filled in."""
        ...

    def get(self, number: int, sight: Sight) -> Report | None:
        """One by its number, if its case may be seen."""
        ...

    def latest(self, person: str, since: datetime) -> Sequence[Report]:
        """What the person reported since then, the latest first."""
        ...

    def alone(self, person: str, since: datetime) -> int:
        """How much the person reported since then without a section, whatever was struck."""
        ...

    def totals(self, key: str) -> Sequence[Total]:
        """What is reported on a case and was not struck, by kind."""
        ...

    def page(self, wanted: ReportFilter, sight: Sight, page: int) -> ReportPage:
        """Reports on cases that may be seen."""
        ...

    def strike(self, number: int, at: datetime) -> bool:
        """Let it not count any more; False if it was struck before."""
        ...
