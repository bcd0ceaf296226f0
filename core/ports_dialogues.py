"""What the core needs to keep of forms that are being filled in by question and answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from core.domain.people import Identity

FORGOTTEN_AFTER = timedelta(hours=24)
"""A form that nobody went on with for so long is gone, with all that was answered."""


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A form that somebody fills in, one question after the other, in private."""

    identity: Identity
    mark: str
    """Its own short id, by which a button of an older one is known."""
    form: str
    ref: str
    seen: str
    """What the form was made from when it was opened."""
    field: str
    """The key of the field that is asked for; empty when all is answered and can be sent."""
    filled: Mapping[str, str]
    """The answers so far, by field; an empty one was left out."""
    started_at: datetime
    touched_at: datetime


class DialogueStore(Protocol):
    """One dialogue a person at most."""

    def get(self, identity: Identity, now: datetime) -> Dialogue | None:
        """The person's, unless it is forgotten."""
        ...

    def hold(self, identity: Identity, now: datetime) -> Dialogue | None:
        """The same, and nobody else changes it until the end of this unit of work."""
        ...

    def put(self, dialogue: Dialogue) -> None:
        """Keep it instead of the person's former one; what is forgotten is removed."""
        ...

    def drop(self, identity: Identity) -> None:
        """Remove the person's, if there is one."""
        ...
