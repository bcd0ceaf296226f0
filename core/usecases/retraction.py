"""Taking back the messages that name a case which may not be shown any more."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from core.domain.cases import Case
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Asker, Identity, Role
from core.domain.values import Sight
from core.ports import UnitOfWork
from core.request import Audience, Sent, ShownMessage

KEPT_AT_ONCE = 200
"""Replies whose messages are kept in one transaction: a statement takes only so many values."""
MOST_LEFT = 30
"""How many messages that could not be taken back a notice lists; it tells how many more."""


def stop_action(uow: UnitOfWork, case: Case, now: datetime) -> int:
    """Tell everybody who acts on a case to stop, by the reference alone; how many.

    What was posted about it is taken back. It belongs into the unit of work that hides the case.
    """
    retract(uow, case.key, now)
    notice = Notice(NoticeKind.STOP_ACTION, f"{case.key}:{case.version}", case=case.key, again=True)
    to = To(committed_to=case.key, followers_of=case.key, reporters_of=case.key)
    return uow.notices.tell(notice, to, now)


def resume_action(uow: UnitOfWork, case: Case, now: datetime) -> int:
    """Tell those who were told to stop that the case may be spoken of again; how many.

    It belongs into the unit of work that shows the case again. Who was told is on record for a
    time only: whoever is committed to it or follows it was told, however long ago.
    """
    key = f"{case.key}:{case.version}"
    notice = Notice(NoticeKind.ACTION_RESUMED, key, case=case.key, again=True)
    to = To(stopped_on=case.key, committed_to=case.key, followers_of=case.key)
    return uow.notices.tell(notice, to, now)


def retract(uow: UnitOfWork, case_key: str, now: datetime) -> int:
    """Take back every message that names the case, in this unit of work; how many.

    They are edited, or deleted, as soon as this commits; the stewards are told of those that the
    platform does not let us change.
    """
    return uow.posted.take_back(case_key, now)


@dataclass(frozen=True, slots=True)
class Mentions:
    """The cases that a message names."""

    named: frozenset[str] = frozenset()
    """Anywhere: also because somebody typed it, and was told that there is no such case."""
    offered: frozenset[str] = frozenset()
    """On buttons that lead there: these were shown to the reader when the message was made."""


@dataclass(frozen=True, slots=True)
class Told:
    """Messages that say the same, the cases that they name, and how much their reader may see."""

    sight: Sight
    mentions: Mentions
    messages: Sequence[ShownMessage]

    def kept(self, listed: frozenset[str]) -> frozenset[str]:
        """The cases for which the messages are kept.

        Those that may be shown to members, and those that were. One that a message only repeats
        is not: whether there is such a case or not, nobody can tell by it.
        """
        if self.sight is Sight.STAFF:
            return self.mentions.named
        return (listed & self.mentions.named) | self.mentions.offered

    def stopped(self, listed: frozenset[str]) -> frozenset[str]:
        """The cases that were stopped while the messages were on their way."""
        return frozenset() if self.sight is Sight.STAFF else self.mentions.offered - listed


def told_in(sent: Iterable[tuple[Sent, Mentions]], uow: UnitOfWork) -> list[Told]:
    """What replies said to people, each of whom is looked up once."""
    askers: dict[Identity, Asker] = {}
    told = []
    for one, found in sent:
        identity = one.request.actor.identity
        if identity not in askers:
            askers[identity] = uow.people.find(identity) or Asker(identity)
        alone = one.request.private or one.reply.audience is Audience.ASKER
        told.append(Told(askers[identity].sight(alone=alone), found, one.messages))
    return told


def keep_posted(uow: UnitOfWork, told: Sequence[Told], now: datetime) -> None:
    """Keep which cases messages name, so that they can be taken back.

    A message about a case that was stopped while it was on its way is taken back at once.
    """
    by_members = [one.mentions.named for one in told if one.sight is not Sight.STAFF]
    listed = uow.cases.listed(frozenset().union(*by_members)) if by_members else frozenset()
    pairs = [(key, shown) for one in told for key in one.kept(listed) for shown in one.messages]
    uow.posted.keep(pairs, now)
    for key in frozenset().union(*(one.stopped(listed) for one in told)):
        retract(uow, key, now)


def conclude(uow: UnitOfWork, case_key: str, begun: date, now: datetime) -> None:
    """Once all was tried, tell the stewards what is left."""
    messages = uow.posted.left(case_key, begun)
    if messages:
        left = [Left(m.address.platform, m.address.conversation, m.message) for m in messages]
        notice = Notice(
            NoticeKind.NOT_RETRACTED,
            f"{case_key}:{begun}:{len(left)}",
            {"left": dump_left(left[:MOST_LEFT]), "more": max(0, len(left) - MOST_LEFT)},
            case=case_key,
            again=True,
        )
        uow.notices.tell(notice, To(roles=(Role.STEWARD,)), now)


@dataclass(frozen=True, slots=True)
class Left:
    """A message that is still there. `message` is empty where its id was never known."""

    platform: str
    conversation: str
    message: str


def dump_left(left: Iterable[Left]) -> str:
    """Messages as a notice carries them."""
    return json.dumps([[one.platform, one.conversation, one.message] for one in left])


def left_of(notice: Notice) -> tuple[Sequence[Left], int]:
    """The messages that a notice lists, and how many more there are."""
    listed = json.loads(str(notice.facts["left"]))
    return [Left(*one) for one in listed], int(notice.facts["more"])
