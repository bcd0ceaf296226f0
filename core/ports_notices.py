"""What the core needs of a store to tell people something in private."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from core.domain.follows import CaseChange, Pace
from core.domain.notices import Notice, QuietHours, To
from core.domain.subscriptions import Address
from core.request import ShownMessage


class NoticeStore(Protocol):
    """Notices to people, in private, each person once."""

    def tell(self, notice: Notice, to: To, at: datetime) -> int:
        """Put the notice into the outbox for everybody meant, in this transaction; for how many.

        Who was told the same before, or has no known private address, is passed over.
        """
        ...


@dataclass(frozen=True, slots=True)
class Reach:
    """A person's private conversation, and how they read there (empty where it isn't known)."""

    address: Address
    zone: str = ""
    language: str = ""


class ReachStore(Protocol):
    """Where people can be told something alone, and when they don't want to be.

    Whoever is on record by an identity in chat is reached by that, until they speak in private.
    """

    def use(self, person: str, reach: Reach, at: datetime) -> None:
        """They speak there in private now: from here on it is where they are told."""
        ...

    def of(self, person: str) -> Sequence[Reach]:
        """Where they can be told something, the most recently used first."""
        ...

    def quiet(self, person: str) -> QuietHours | None:
        """Their quiet hours."""
        ...

    def quiet_of(self, persons: Collection[str]) -> Mapping[str, QuietHours]:
        """The quiet hours of those of several people who have any, in one statement."""
        ...

    def keep_quiet(self, person: str, hours: QuietHours | None) -> None:
        """Set them, or have none."""
        ...


class FollowStore(Protocol):
    """Who follows which case, and what changed on cases."""

    def pace(self, person: str, key: str) -> Pace | None:
        """How soon a person hears of changes on a case; None if they don't follow it."""
        ...

    def follow(self, person: str, key: str, pace: Pace | None, at: datetime) -> None:
        """Follow at that pace, or not at all."""
        ...

    def all_of(self, person: str) -> Mapping[str, Pace]:
        """What a person follows, by the cases' keys: also what may not be shown just now."""
        ...

    def keep(self, key: str, change: CaseChange, at: datetime) -> int:
        """Keep a change; its number."""
        ...

    def changes(
        self, keys: Iterable[str], after: datetime, until: datetime
    ) -> Mapping[str, Sequence[CaseChange]]:
        """What changed on these cases after one moment and not after another, oldest first."""
        ...


class PostedStore(Protocol):
    """Which messages of ours name which cases, for as long as those may be shown."""

    def keep(self, named: Sequence[tuple[str, ShownMessage]], at: datetime) -> None:
        """Keep which message names which case; keys that are no case are passed over."""
        ...

    def take_back(self, key: str, at: datetime) -> int:
        """Put the retraction of every message that names the case into the outbox; how many.

        What the outbox has taken over is kept here no more.
        """
        ...

    def left(self, key: str, since: date) -> Sequence[ShownMessage] | None:
        """The messages that could not be taken back; None while some are still being tried."""
        ...
