"""A digest of whatever kind: to make it, to look at it again before it is sent, to show it now."""

from datetime import date, datetime

from core.domain.subscriptions import PERSONAL, DigestKind, Subscription
from core.ports import UnitOfWork
from core.usecases import digest as goals
from core.usecases import digest_lines as lines
from core.usecases.digest import GoalsDigest
from core.usecases.digest_lines import LinesDigest
from core.usecases.digest_sources import SOURCES

Digest = GoalsDigest | LinesDigest


def compose(  # noqa: PLR0913  what a digest is made for, each named
    uow: UnitOfWork,
    kind: DigestKind,
    subject: str,
    *,
    day: date,
    after: datetime,
    until: datetime,
) -> Digest:
    """Compute what a digest says; `subject` is the section or the person whom it is about."""
    if kind is DigestKind.GOALS:
        return goals.compose(uow, subject, day)
    empty = LinesDigest(kind, subject, day, after, until)
    return lines.compose_lines(uow, empty, SOURCES)


def compose_now(uow: UnitOfWork, wanted: Subscription, today: date, now: datetime) -> Digest:
    """What the digest of a subscription would say if it came now."""
    subject = wanted.person if wanted.kind in PERSONAL else wanted.section
    after = now - wanted.slot.interval
    return compose(uow, wanted.kind, subject, day=today, after=after, until=now)


def still_true(uow: UnitOfWork, digest: Digest) -> Digest | None:
    """The digest as it is true now; None if it has nothing to say any more."""
    if isinstance(digest, GoalsDigest):
        return goals.still_true(digest, uow)
    now = lines.still_true(uow, digest, SOURCES)
    return now if lines.has_something_to_say(now, SOURCES) else None
