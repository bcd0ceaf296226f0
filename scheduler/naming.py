"""Which cases the messages of a delivery name, for the day on which one of them is stopped.

Each message is noted as soon as it is known to be there, in the transaction that records it: also
the first parts of a delivery that goes on later, when it may be worded anew. What was found names
the cases that stand in it: neither what was planned nor what would be said now has to be what was
said in between.
"""

from collections.abc import Iterator
from typing import assert_never

from core.domain.people import Role, roles_of
from core.domain.subscriptions import (
    Address,
    Defect,
    Delivered,
    DigestKind,
    Gone,
    NotSent,
    Retry,
    SendResult,
    Unknown,
    Work,
)
from core.domain.values import Sight
from core.i18n import Words
from core.ports import UnitOfWork
from core.ports_outbox import Outcome, Posting
from core.request import ShownMessage
from core.surfaces import NOTICES, Shows
from core.usecases.digest_content import load, load_notice
from core.usecases.digest_lines import sight_of
from core.usecases.digests import still_true
from core.usecases.retraction import Mentions, Told
from core.views.digests import digest_view
from core.views.mentions import mentions
from core.views.notices import notice_view
from scheduler.preparing import Ready


def told_by(uow: UnitOfWork, outcome: Outcome, said: Ready | None) -> Iterator[Told]:
    """What the messages that are there now tell their reader: those just sent, and those found.

    One that may be there, and that nobody can look up, is kept without an id: it can't be taken
    back, but the stewards are told of it when its case is stopped.
    """
    posting = outcome.posting
    there = _there(posting.address, _sent_of(outcome.result))
    if said is not None and said.mentions.named and there:
        yield Told(said.sight, said.mentions, there)
    if posting.found is not None:
        yield from _told(uow, posting, posting.found.named, posting.found.messages)
    elif posting.doubtful:
        yield from _told(uow, posting, _perhaps_named(uow, posting), "")


def _told(
    uow: UnitOfWork, posting: Posting, named: frozenset[str], messages: str
) -> Iterator[Told]:
    """What messages say that somebody else worded, and did not live to note.

    A case that a digest names, or a notice is about, was shown: where it is hidden by now, the
    messages are taken back at once.
    """
    if not named:
        return
    there = _there(posting.address, messages)
    if posting.work is Work.DIGEST:
        yield Told(sight_of(DigestKind(posting.content.kind)), Mentions(named, named), there)
        return
    notice = load_notice(posting.content.payload)
    if NOTICES[notice.kind] is not Shows.REFERENCE:
        roles = roles_of(uow.people.grants(posting.person))
        sight = Sight.STAFF if Role.STEWARD in roles else Sight.PUBLIC
        offered = mentions(notice_view(notice, _words(posting), roles)).offered | {notice.case}
        yield Told(sight, Mentions(named, named & offered), there)


def _perhaps_named(uow: UnitOfWork, posting: Posting) -> frozenset[str]:
    """The cases that a message names which nobody can read.

    Of a digest those that were planned and those that are true now; what was said in between may
    have been another. A notice says the same whenever it is worded.
    """
    words = _words(posting)
    if posting.work is Work.DIGEST:
        planned = load(posting.content.kind, posting.content.payload)
        said = [one for one in (planned, still_true(uow, planned)) if one is not None]
        return mentions(*(digest_view(one, words) for one in said)).named
    notice = load_notice(posting.content.payload)
    return mentions(notice_view(notice, words, frozenset(Role))).named


def _words(posting: Posting) -> Words:
    return Words(posting.language, posting.zone, posting.address.platform)


def _sent_of(result: SendResult | NotSent) -> str | None:
    """The ids of the messages that this result tells of; None where there are none."""
    match result:
        case Delivered(message):
            return message
        case Retry() | Gone() | Unknown() | Defect():
            return result.begun or None
        case NotSent():
            return None
        case _:
            assert_never(result)


def _there(address: Address, messages: str | None) -> list[ShownMessage]:
    if messages is None:
        return []
    return [ShownMessage(address, message) for message in messages.split(",")]
