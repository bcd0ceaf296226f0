"""What the core needs of the history beside appending to it, and of how people come to roles."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from core.domain.audit import Record
from core.domain.decisions import Decision
from core.domain.history import Head, TextRef, Typed


class HistoryStore(Protocol):
    """The history as a chain: to verify it, and to erase texts beside it."""

    def head(self) -> Head | None:
        """The last entry's number and hash; None where the database has lost them."""
        ...

    def records(self) -> Iterator[Record]:
        """Every entry as it stands there, the last one first."""
        ...

    def texts_of(self, people: Iterable[str]) -> Sequence[TextRef]:
        """Wherever one of these people is named, and the reasons that they typed."""
        ...

    def reasons(self) -> Iterator[Typed]:
        """Every reason that is there."""
        ...

    def erase(self, refs: Sequence[TextRef], erasure: Decision) -> None:
        """Erase texts with their salts for good, and record that; its `after` is filled in."""
        ...


class LinkCodes(Protocol):
    """Codes by which a person brings another identity of theirs."""

    def add(self, digest: str, person: str, expires: datetime, now: datetime) -> None:
        """Keep one; the person's earlier ones, and all that expired, are worth nothing now."""
        ...

    def look(self, digest: str, now: datetime) -> str | None:
        """Whose code that is; None if unknown, used, void or expired."""
        ...

    def take(self, digest: str, now: datetime) -> str | None:
        """Use one up: exactly one caller learns whose it is."""
        ...

    def void(self, digest: str) -> None:
        """Make one unusable (it was shown where others read)."""
        ...


class Workspaces(Protocol):
    """Slack workspaces that belong to a section."""

    def section_of(self, team: str) -> str | None:
        """The code of the section that a workspace belongs to."""
        ...

    def assign(self, team: str, section: str | None) -> None:
        """Let it belong to a section, or to none."""
        ...
