"""What a message of the outbox says to its reader now, if it is still to be sent at all."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from core.domain.notices import EVEN_IN_QUIET_HOURS, NAMES_ONLY_THE_REFERENCE
from core.domain.people import Role, roles_of
from core.domain.subscriptions import NotSent, Work
from core.domain.values import Sight
from core.i18n import Words
from core.parts import View
from core.ports import UnitOfWork
from core.ports_outbox import Posting
from core.usecases.digest_content import load, load_notice
from core.usecases.digest_kinds import may_read
from core.usecases.digest_lines import sight_of
from core.usecases.digests import still_true
from core.usecases.retraction import Mentions
from core.views.digests import digest_view
from core.views.mentions import mentions
from core.views.notices import notice_view
from core.views.retracted import retracted


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


def prepare(posting: Posting, uow: UnitOfWork, now: datetime) -> Ready | Later | NotSent:
    """Check what may be said and to whom, and word it."""
    words = Words(posting.language, posting.zone, posting.address.platform)
    match posting.work:
        case Work.DIGEST:
            return _digest(posting, uow, words)
        case Work.NOTICE:
            return _notice(posting, uow, words, now)
        case Work.RETRACTION:
            return Ready(retracted(words))
        case _:
            assert_never(posting.work)


def _digest(posting: Posting, uow: UnitOfWork, words: Words) -> Ready | NotSent:
    wanted = posting.subscription
    if wanted is None:
        return NotSent.HIDDEN
    grants = uow.people.grants(wanted.person)
    if wanted.person and not may_read(wanted.kind, grants, wanted.section):
        return NotSent.HIDDEN
    digest = still_true(uow, load(posting.content.kind, posting.content.payload))
    if digest is None:
        return NotSent.EMPTY
    view = digest_view(digest, words)
    return Ready(view, mentions(view), sight_of(wanted.kind))


def _notice(
    posting: Posting, uow: UnitOfWork, words: Words, now: datetime
) -> Ready | Later | NotSent:
    notice = load_notice(posting.content.payload)
    if notice.kind not in EVEN_IN_QUIET_HOURS:
        quiet = uow.reach.quiet(posting.person)
        until = quiet.over_at(now, posting.zone) if quiet else None
        if until is not None:
            return Later(until)
    roles = roles_of(uow.people.grants(posting.person))
    view = notice_view(notice, words, roles)
    if notice.kind in NAMES_ONLY_THE_REFERENCE:
        return Ready(view)
    sight = Sight.STAFF if Role.STEWARD in roles else Sight.PUBLIC
    if notice.case and uow.cases.get(notice.case, sight) is None:
        return NotSent.HIDDEN
    return Ready(view, mentions(view), sight)
