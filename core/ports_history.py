"""What the core needs of the history beside appending to it, and of how people come to roles."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import Protocol

from core.domain.audit import Record
from core.domain.decisions import Decision
from core.domain.held import Held
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


class PersonRecords(Protocol):
    """All that is held on one person, wherever it is."""

    def held(self, person: str) -> Held | None:
        """All that is held; None if the person is not on record."""
        ...

    def join(self, person: str, former: str, at: datetime) -> None:
        """Move all that `former` has to `person`, and let nothing stand there twice."""
        ...

    def erase(self, person: str, at: datetime) -> None:
        """Remove the person and all that is theirs; what is counted on stays, without them.

        The history is not touched: its texts are found before, and erased afterwards.
        """
        ...

    def forget(
        self, key: str, number: int, redacted: Callable[[str], str], names: Callable[[str], bool]
    ) -> None:
        """Erase the names and the source of a person on a case, and what else has them.

        `redacted` takes the names out of a text about that case; `names` tells whether any other
        text has one in full. The history is not touched.
        """
        ...
