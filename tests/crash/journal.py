"""What is written down while processes are killed: by whom, when, and about which message.

All moments are seconds of this machine's clock, which the database and the doubles share.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

Fault = Literal[
    "", "429", "500", "500 kept", "reset before", "reset after", "silent", "late", "hung up"
]
"""What the far side did to a request. `silent`: it took the message at once and answered after the
sender's patience. `late`: it took the message after that. `hung up` is none of its doing: a sender
that lives on closed the connection at the answer, as it does when it has waited too long."""

HUNG_UP_WITHIN = 0.5
"""Seconds after an answer in which a connection is closed only because it came too late."""
HARMLESS = frozenset[Fault]({"", "429"})
"""After these the sender knows what became of its message."""
KEEPING = frozenset[Fault]({"", "500 kept", "reset after", "silent", "late"})
"""With these the far side takes the message."""


@dataclass(frozen=True, slots=True)
class Sending:
    """One request with a message, as the far side saw it."""

    process: str
    place: str
    """The platform and the conversation."""
    text: str
    """A digest of what it said."""
    at: float
    fault: Fault = ""
    kept_at: float | None = None
    """When the message was there for its readers; None if it never was."""
    answered_at: float | None = None
    """When the answer was handed to the network; None if none was."""
    posting: str = ""
    """The delivery's id, where the platform is told."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A process was about to write a message, and said so in the database."""

    posting: str
    at: float
    process: str = ""
    """Empty where the database does not know who wrote."""


@dataclass(frozen=True, slots=True)
class Kill:
    """SIGKILL."""

    process: str
    at: float


@dataclass(frozen=True, slots=True)
class Outage:
    """The database could not be used."""

    begin: float
    end: float
    kind: str


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the deliveries: what the product believes became of a message."""

    posting: str
    place: str
    kind: str
    key: str
    result: str
    attempts: int


@dataclass(frozen=True, slots=True)
class Expected:
    """A message that the product was asked for."""

    place: str
    kind: str
    key: str
    parts: tuple[str, ...]
    """Digests of the messages that it is sent as, in order."""
    again: bool
    """Rather twice than never."""
    settled: bool
    """Its conversation can be read, and so what is in doubt is looked up."""


def without_the_dead(sendings: Sequence[Sending], kills: Sequence[Kill]) -> list[Sending]:
    """Let nobody have hung up whose process was killed: that is another excuse."""
    ends = {kill.process: kill.at for kill in kills}

    def is_dead(sending: Sending) -> bool:
        end = ends.get(sending.process)
        return end is not None and end < sending.at + HUNG_UP_WITHIN + 1.0

    return [
        replace(one, fault="") if one.fault == "hung up" and is_dead(one) else one
        for one in sendings
    ]


@dataclass(slots=True)
class Journal:
    """Everything about one run."""

    expected: Sequence[Expected] = ()
    sendings: list[Sending] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)
    outages: list[Outage] = field(default_factory=list)
    records: list[Record] = field(default_factory=list)
    listed: Collection[str] = ()
    """What `vigil deliveries` shows as unknown."""
    waiting: int = 0
    """Rows that are left in the outbox."""
