"""Digests made of lines: what a section, a person, the stewards or the board have to look at."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from core.domain.subscriptions import DigestKind
from core.domain.values import Sight
from core.ports import UnitOfWork
from core.surfaces import DIGESTS, Shows


class SourceName(StrEnum):
    """Where a line comes from, and so what it says, in the order in which they are read.

    Each has its words in `core.views.digest_lines.LINE_WORDS`.
    """

    CHANGES = "changes"
    STEWARDS_PROPOSED = "stewards_proposed"
    PROPOSED = "proposed"
    FEEDBACK_WAITING = "feedback_waiting"
    APPEALS_WAITING = "appeals_waiting"
    ANSWERS_RECEIVED = "answers_received"
    NOMINATIONS = "nominations"
    DUE_ACTIONS = "due_actions"
    REPORTS_MISSING = "reports_missing"
    DEADLINES = "deadlines"
    REVIEWS = "reviews"
    WITHOUT_SECTION = "without_section"
    CAPACITY = "capacity"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to look at: codes, references, numbers and ISO dates, never texts or names."""

    source: SourceName
    key: str
    """What makes it the same line when it is looked up again just before it is sent."""
    case: str = ""
    """The case that it is about."""
    facts: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LinesDigest:
    """What such a digest says: facts only, the same for all who read it."""

    kind: DigestKind
    subject: str
    """The section's code or the person's id; empty where there is one for all."""
    day: date
    after: datetime
    """What happened up to then stood in the one before."""
    until: datetime
    lines: tuple[Line, ...] = ()


def sight_of(kind: DigestKind) -> Sight:
    """How much the readers of such a digest may see: the stewards' comes to them alone."""
    return Sight.STAFF if DIGESTS[kind] is Shows.SIGHT else Sight.PUBLIC


@dataclass(frozen=True, slots=True)
class Scope:
    """For what a source is asked to look."""

    uow: UnitOfWork
    digest: LinesDigest
    """The digest that is being made; it has no lines yet."""

    @property
    def sight(self) -> Sight:
        """How much its readers may see."""
        return sight_of(self.digest.kind)


@dataclass(frozen=True, slots=True)
class DigestSource:
    """Something that puts lines into digests of some kinds.

    Lines of a source that does not `tell` only accompany others: with nothing else to say, no
    digest is sent.
    """

    name: SourceName
    kinds: frozenset[DigestKind]
    gather: Callable[[Scope], Iterable[Line]]
    tells: bool = True


Sources = tuple[DigestSource, ...]


def compose_lines(uow: UnitOfWork, digest: LinesDigest, sources: Sources) -> LinesDigest:
    """Fill a digest with what there is to say."""
    scope = Scope(uow, digest)
    lines = [
        line for source in sources if digest.kind in source.kinds for line in source.gather(scope)
    ]
    return replace(digest, lines=tuple(lines))


def still_true(uow: UnitOfWork, digest: LinesDigest, sources: Sources) -> LinesDigest:
    """The digest as it is true now: without lines that are not any more, and with no new ones."""
    known = {(line.source, line.key) for line in digest.lines}
    now = compose_lines(uow, replace(digest, lines=()), sources)
    return replace(now, lines=tuple(line for line in now.lines if (line.source, line.key) in known))


def has_something_to_say(digest: LinesDigest, sources: Sources) -> bool:
    """Whether it is worth a message."""
    telling = {source.name for source in sources if source.tells}
    return any(line.source in telling for line in digest.lines)
