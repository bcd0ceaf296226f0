"""What is held on one person."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.domain.people import Grant, Identity
from core.domain.subscriptions import Subscription

ERASED_PERSON = "erased"
"""Stands for everybody who was erased, where a row is still counted that was theirs."""


@dataclass(frozen=True, slots=True)
class HeldCommitment:
    """A case that the person took on for themselves."""

    case: str
    """The reference; empty where the case may not be shown to them now."""
    started: datetime
    ended: datetime | None
    reason: str


Row = Mapping[str, str]
"""A row of any other table, as text; what it says of a case that may not be shown is left out."""


@dataclass(frozen=True, slots=True)
class Held:
    """All of it. `decisions` is how many entries of the history name the person."""

    since: datetime
    identities: tuple[Identity, ...]
    grants: tuple[Grant, ...]
    zone: str
    language: str
    subscriptions: tuple[Subscription, ...]
    commitments: tuple[HeldCommitment, ...]
    decisions: int
    others: Mapping[str, tuple[Row, ...]]
    """What other tables hold, by the name of the table."""
