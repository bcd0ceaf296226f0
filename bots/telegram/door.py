"""What the adapter needs of the core."""

from collections.abc import Sequence
from typing import Protocol

from core.domain.people import Platform
from core.domain.whereabouts import Whereabouts
from core.request import Progress, Reply, Request, Sent


class Door(Protocol):
    """What the adapter needs of `core.app.App`."""

    def handle(self, request: Request, *, recorded: bool = False) -> Reply:
        """Understand, permit, grant and word one wish; see `postpone` for `recorded`."""
        ...

    def answered(self, request: Request) -> None:
        """The reply was sent: it never is again. Raises StoreAwayError."""
        ...

    def progress(self, request: Request) -> Progress:
        """How far the answer to a repeated or postponed request came. Raises StoreAwayError."""
        ...

    def said(self, request: Request, marks: Sequence[str]) -> None:
        """These messages of its answer were sent, others are still to be. Raises StoreAwayError."""
        ...

    def postpone(self, request: Request, marks: Sequence[str] = ()) -> None:
        """Keep a request to be handled and answered again. Raises StoreAwayError."""
        ...

    def leave(self, request: Request) -> None:
        """Keep a request that another is answering, in case they die. Raises StoreAwayError."""
        ...

    def unanswered(self, platform: Platform) -> Sequence[Request]:
        """Kept, and not answered by anybody. Raises StoreAwayError."""
        ...

    def hold(self, keys: Sequence[str]) -> None:
        """We are at these: nobody else takes them up for a while. Raises StoreAwayError."""
        ...

    def posted(self, sent: Sequence[Sent]) -> None:
        """Keep which messages show which replies. Raises StoreAwayError."""
        ...

    def note(self, told: Whereabouts) -> None:
        """Do what follows from where the bot is. Raises StoreAwayError."""
        ...

    def failed(self, request: Request, incident: str) -> Reply:
        """What to say when the fault is ours."""
        ...
