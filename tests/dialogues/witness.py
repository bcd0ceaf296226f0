"""The application, with a note of what it still owes an answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from core.app import App
from core.domain.people import Platform
from core.domain.whereabouts import Whereabouts
from core.ports import StoreAwayError
from core.request import Progress, Reply, Request, Sent


@dataclass(slots=True)
class Witness:
    """Passes everything on to the real application."""

    app: App
    owed: set[str] = field(default_factory=set)
    """Keys that were recorded and not answered yet."""
    fresh: bool = True
    """What came last had not come before."""

    def record(self, request: Request) -> bool:
        self.fresh = True
        try:
            self.fresh = self.app.record(request)
        except StoreAwayError:
            self.owed.discard(request.key)
            raise
        if self.fresh:
            self.owed.add(request.key)
        return self.fresh

    def handle(self, request: Request, *, recorded: bool = False) -> Reply:
        return self.app.handle(request, recorded=recorded)

    def answered(self, request: Request) -> None:
        try:
            self.app.answered(request)
        finally:
            self.owed.discard(request.key)

    def posted(self, sent: Sequence[Sent]) -> None:
        self.app.posted(sent)

    def progress(self, request: Request) -> Progress:
        return self.app.progress(request)

    def said(self, request: Request, marks: Sequence[str]) -> None:
        self.app.said(request, marks)

    def postpone(self, request: Request, marks: Sequence[str] = ()) -> None:
        self.app.postpone(request, marks)

    def leave(self, request: Request) -> None:
        self.app.leave(request)

    def hold(self, keys: Sequence[str]) -> None:
        self.app.hold(keys)

    def unanswered(self, platform: Platform) -> Sequence[Request]:
        return self.app.unanswered(platform)

    def note(self, told: Whereabouts) -> None:
        self.app.note(told)

    def away(self, request: Request) -> Reply:
        return self.app.away(request)

    def failed(self, request: Request, incident: str) -> Reply:
        return self.app.failed(request, incident)
