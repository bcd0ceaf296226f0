"""What the messages of the outbox say to their readers now, if they are still to be sent at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import assert_never

from core.domain.notices import EVEN_IN_QUIET_HOURS, Notice
from core.domain.people import Role, roles_of
from core.domain.subscriptions import NotSent, Work
from core.domain.values import Sight
from core.i18n import Words
from core.parts import View
from core.ports import UnitOfWork
from core.ports_outbox import Content, Posting
from core.surfaces import NOTICES, Shows
from core.usecases.digest_content import load, load_notice
from core.usecases.digest_kinds import may_read
from core.usecases.digest_lines import sight_of
from core.usecases.digests import Digest, still_true
from core.usecases.retraction import Mentions
from core.views.digests import digest_view
from core.views.mentions import mentions
from core.views.notices import notice_view
from core.views.retracted import retracted

MOST_WORDED = 512
"""Of so many readings of contents the words are kept, from one transaction to the next."""


@dataclass(frozen=True, slots=True)
class Ready:
    """To be sent, or for a retraction: to be said instead.

    `mentions` are the cases that it names, for a reader of that sight.
    """

    view: View
    mentions: Mentions = field(default_factory=Mentions)
    sight: Sight = Sight.PUBLIC


@dataclass(frozen=True, slots=True)
class Later:
    """Its reader is not to be disturbed before then."""

    until: datetime


@dataclass(frozen=True, slots=True)
class _Reading:
    """A content as all see it who read it alike."""

    content: Content
    language: str
    zone: str
    platform: str
    roles: frozenset[Role]


class Worded:
    """The words of what is going out to many: made anew only when the facts are not the same.

    Whoever sends a view so gets the same object again, and need not render it again either.
    """

    def __init__(self) -> None:
        self._kept: dict[_Reading, tuple[object, Ready]] = {}

    def of(
        self,
        posting: Posting,
        facts: object,
        word: Callable[[Words], Ready],
        roles: frozenset[Role] = frozenset(),
    ) -> Ready:
        """What the facts say to the reader of a posting, who holds these roles."""
        platform = posting.address.platform
        reading = _Reading(posting.content, posting.language, posting.zone, platform, roles)
        kept = self._kept.get(reading)
        if kept is not None and kept[0] == facts:
            return kept[1]
        ready = word(Words(posting.language, posting.zone, platform))
        self._kept.pop(reading, None)
        self._kept[reading] = facts, ready
        if len(self._kept) > MOST_WORDED:
            del self._kept[next(iter(self._kept))]
        return ready


class Preparing:
    """Looks again at what several messages say, each thing once, within one unit of work."""

    def __init__(
        self, uow: UnitOfWork, now: datetime, worded: Worded, postings: Sequence[Posting]
    ) -> None:
        """Look up at once what concerns the readers of all these."""
        self._uow = uow
        self._now = now
        self._worded = worded
        readers = {
            posting.subscription.person if posting.subscription else posting.person
            for posting in postings
            if posting.work is not Work.RETRACTION
        } - {""}
        notices = [posting for posting in postings if posting.work is Work.NOTICE]
        self._notices = {one.content: load_notice(one.content.payload) for one in notices}
        self._grants = uow.people.grants_of(readers)
        self._quiet = uow.reach.quiet_of({one.person for one in notices if self._can_wait(one)})
        self._digests: dict[Content, Digest | None] = {}
        self._ready: dict[tuple[Content, str, str, str], Ready] = {}
        self._seen: dict[tuple[str, Sight], bool] = {}

    def prepare(self, posting: Posting) -> Ready | Later | NotSent:
        """Check what may be said and to whom, and word it.

        Raises:
            Exception: it can't be said, which is a defect of ours.
        """
        match posting.work:
            case Work.DIGEST:
                return self._digest(posting)
            case Work.NOTICE:
                return self._notice(posting)
            case Work.RETRACTION:
                return self._worded.of(posting, None, lambda words: Ready(retracted(words)))
            case _:
                assert_never(posting.work)

    def _digest(self, posting: Posting) -> Ready | Later | NotSent:
        wanted = posting.subscription
        if wanted is None:
            return NotSent.HIDDEN
        undisturbed = wanted.slot.undisturbed(posting.content.day, self._now)
        if undisturbed > self._now:
            return Later(undisturbed)
        grants = self._grants.get(wanted.person, frozenset())
        if wanted.person and not may_read(wanted.kind, grants, wanted.section):
            return NotSent.HIDDEN
        platform = posting.address.platform
        reading = posting.content, posting.language, posting.zone, platform
        ready = self._ready.get(reading)
        if ready is not None:
            return ready
        digest = self._true_digest(posting.content)
        if digest is None:
            return NotSent.EMPTY
        sight = sight_of(wanted.kind)
        ready = self._worded.of(posting, digest, partial(_worded_digest, digest, sight))
        self._ready[reading] = ready
        return ready

    def _true_digest(self, content: Content) -> Digest | None:
        if content not in self._digests:
            planned = load(content.kind, content.payload)
            self._digests[content] = still_true(self._uow, planned)
        return self._digests[content]

    def _notice(self, posting: Posting) -> Ready | Later | NotSent:
        notice = self._notices[posting.content]
        if self._can_wait(posting):
            quiet = self._quiet.get(posting.person)
            until = quiet.over_at(self._now, posting.zone) if quiet else None
            if until is not None:
                return Later(until)
        roles = roles_of(self._grants.get(posting.person, ()))
        ready = self._worded.of(posting, None, partial(_worded_notice, notice, roles), roles)
        if NOTICES[notice.kind] is Shows.REFERENCE:
            return Ready(ready.view)
        sight = Sight.STAFF if Role.STEWARD in roles else Sight.PUBLIC
        if notice.case and not self._may_see(notice.case, sight):
            return NotSent.HIDDEN
        return Ready(ready.view, ready.mentions, sight)

    def _can_wait(self, posting: Posting) -> bool:
        return self._notices[posting.content].kind not in EVEN_IN_QUIET_HOURS

    def _may_see(self, case: str, sight: Sight) -> bool:
        if (case, sight) not in self._seen:
            self._seen[case, sight] = self._uow.cases.get(case, sight) is not None
        return self._seen[case, sight]


def _worded_digest(digest: Digest, sight: Sight, words: Words) -> Ready:
    view = digest_view(digest, words)
    return Ready(view, mentions(view), sight)


def _worded_notice(notice: Notice, roles: frozenset[Role], words: Words) -> Ready:
    view = notice_view(notice, words, roles)
    return Ready(view, mentions(view))
