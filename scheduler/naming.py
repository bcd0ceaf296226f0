"""Which cases the messages of a delivery name, for the day on which one of them is stopped.

Each message is noted as soon as it is known to be there, in the transaction that records it: also
the first parts of a delivery that goes on later, when it may be worded anew.
"""

from collections.abc import Iterator
from typing import assert_never

from core.domain.people import Role, roles_of
from core.domain.subscriptions import (
    Address,
    Defect,
    Delivered,
    DigestKind,
    Found,
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
from core.usecases.digest_content import load_notice
from core.usecases.digest_lines import sight_of
from core.usecases.retraction import Mentions, Told
from core.views.mentions import mentions
from core.views.notices import notice_view
from scheduler.preparing import Ready


def told_by(uow: UnitOfWork, outcome: Outcome, said: Ready | None) -> Iterator[Told]:
    """What the messages that are there now tell their reader: those just sent, and those found."""
    posting = outcome.posting
    there = _there(posting.address, _sent_of(outcome.result))
    if said is not None and said.mentions.named and there:
        yield Told(said.sight, said.mentions, there)
    if posting.found is not None and posting.found.named:
        yield from _found(uow, posting, posting.found)


def _found(uow: UnitOfWork, posting: Posting, found: Found) -> Iterator[Told]:
    """What messages say that somebody else worded, and did not live to note.

    Only they themselves tell which cases they name: neither what was planned nor what would be said
    now has to be what was said in between. A case that a digest names, or a notice is about, was
    shown: where it is hidden by now, the message is taken back at once.
    """
    there = _there(posting.address, found.messages)
    if posting.work is Work.DIGEST:
        sight = sight_of(DigestKind(posting.content.kind))
        yield Told(sight, Mentions(found.named, found.named), there)
        return
    notice = load_notice(posting.content.payload)
    if NOTICES[notice.kind] is not Shows.REFERENCE:
        roles = roles_of(uow.people.grants(posting.person))
        sight = Sight.STAFF if Role.STEWARD in roles else Sight.PUBLIC
        words = Words(posting.language, posting.zone, posting.address.platform)
        offered = mentions(notice_view(notice, words, roles)).offered | {notice.case}
        yield Told(sight, Mentions(found.named, found.named & offered), there)


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
