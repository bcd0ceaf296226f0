"""Where nothing arrives: what is paused, who is told so, and how it comes again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Role
from core.domain.subscriptions import Address, Cause, DigestKind, Subscription
from core.ports import SubscriptionStore
from core.ports_notices import NoticeStore
from core.ports_pauses import Affected, PauseStore
from core.usecases.turn import Turn


@dataclass(frozen=True, slots=True)
class Pauses:
    """What it takes to pause and to revive, at one moment of one unit of work."""

    store: PauseStore
    notices: NoticeStore
    now: datetime

    def pause(
        self, address: Address, cause: Cause, reason: str, *, whole: bool = False
    ) -> Sequence[Subscription]:
        """Pause what comes there, and tell whoever can mend it, once; what was paused."""
        affected = self.store.pause(address, reason, whole=whole)
        if affected:
            facts = {"cause": cause.value}
            self._tell(NoticeKind.DIGEST_PAUSED, address, affected, facts)
        return [one.subscription for one in affected]

    def revive(self, address: Address, *, whole: bool = False) -> Sequence[Subscription]:
        """Let come again what was paused there, and say nothing."""
        return [one.subscription for one in self.store.revive(address, self.now, whole=whole)]

    def revive_and_tell(
        self, address: Address, subscriptions: SubscriptionStore
    ) -> Sequence[Subscription]:
        """The same for a whole conversation, telling those who were told of the pause."""
        affected = self.store.revive(address, self.now, whole=True)
        if affected:
            following = min(
                _following(one.subscription, subscriptions, self.now) for one in affected
            )
            facts = {"following": following.isoformat()}
            self._tell(NoticeKind.DIGEST_REVIVED, address, affected, facts)
        return [one.subscription for one in affected]

    def _tell(
        self,
        kind: NoticeKind,
        address: Address,
        affected: Sequence[Affected],
        facts: dict[str, str],
    ) -> None:
        kinds = sorted({one.subscription.kind for one in affected}, key=list(DigestKind).index)
        private = any(one.subscription.person for one in affected)
        where = f"{address.platform}:{address.conversation}:{address.thread}"
        notice = Notice(
            kind,
            f"{where}:{self.now.isoformat()}",
            {
                "platform": address.platform.value,
                "conversation": "" if private else address.conversation,
                "kinds": ",".join(kinds),
                **facts,
            },
        )
        for to in _whom(affected):
            if self.notices.tell(notice, to, self.now):
                return


def _whom(affected: Sequence[Affected]) -> list[To]:
    """Who can mend it, the next only where the one before can't be told.

    Of a private conversation that is the same person at another address, and nobody else.
    """
    readers = {one.subscription.person for one in affected} - {""}
    if readers:
        return [To(persons=tuple(sorted(readers)))]
    owners = {one.owner for one in affected} - {""}
    sections = {one.subscription.section for one in affected} - {""}
    return [
        To(persons=tuple(sorted(owners))),
        To(sections=tuple(sorted(sections))),
        To(roles=(Role.ADMIN,)),
    ]


@dataclass(frozen=True, slots=True)
class ComesAgain:
    """What was paused in the conversation of somebody who spoke there, and comes again."""

    kinds: tuple[DigestKind, ...]
    following: datetime
    """When the next of them comes, in UTC."""
    zone: str
    private: bool


def comes_again(revived: Sequence[Subscription], turn: Turn) -> ComesAgain | None:
    """What there is to tell after the answer; None if the wish itself turned it off or moved it."""
    if not revived:
        return None
    subscriptions = turn.uow.subscriptions
    before = {one.kind: one for one in revived}
    running = [one for one in subscriptions.here(turn.address) if one == before.get(one.kind)]
    if not running:
        return None
    moments = [_following(one, subscriptions, turn.now) for one in running]
    first = moments.index(min(moments))
    kinds = tuple(one.kind for one in running)
    return ComesAgain(kinds, moments[first], running[first].slot.zone, turn.private)


def _following(wanted: Subscription, subscriptions: SubscriptionStore, now: datetime) -> datetime:
    return wanted.following(now, subscriptions.had(wanted.address, wanted.kind))
