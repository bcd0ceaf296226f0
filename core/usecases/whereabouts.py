"""What follows when a platform tells where the bot is, and whether it may speak there."""

from datetime import datetime
from typing import assert_never

import structlog

from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Platform, Role
from core.domain.whereabouts import Accepted, LetIn, PutOut, Refused, Renamed, Whereabouts
from core.ports import UnitOfWork
from core.ports_notices import NoticeStore
from core.ports_pauses import RefusalStore
from core.usecases.pauses import Pauses

log = structlog.get_logger()


def note(told: Whereabouts, uow: UnitOfWork, now: datetime) -> None:
    """Pause, revive, move, or stop a platform, in this unit of work."""
    pauses = Pauses(uow.pauses, uow.notices, now)
    match told:
        case PutOut(address, cause, reason):
            pauses.pause(address, cause, reason, whole=True)
        case LetIn(address):
            pauses.revive_and_tell(address, uow.subscriptions)
        case Renamed(address, conversation):
            uow.pauses.rename(address, conversation, now)
        case Refused(platform, reason):
            refused(uow.refusals, uow.notices, platform, reason, now)
        case Accepted(platform):
            accepted(uow.refusals, platform)
        case _:
            assert_never(told)


def refused(
    refusals: RefusalStore, notices: NoticeStore, platform: Platform, reason: str, now: datetime
) -> None:
    """Keep that a platform takes nothing from the bot, and tell the admins on one that does.

    They are told once a day at most, whoever finds it out how often.
    """
    refusals.keep(platform, reason, now)
    refusing = {one.platform: one.since for one in refusals.all()}
    log.error("platform_refused", platform=platform, reason=reason, since=str(refusing[platform]))
    facts = {"platform": platform.value, "since": refusing[platform].isoformat()}
    notice = Notice(NoticeKind.PLATFORM_REFUSED, f"{platform}:{now.date()}", facts, again=True)
    notices.tell(notice, To(roles=(Role.ADMIN,), not_on=tuple(refusing)), now)


def accepted(refusals: RefusalStore, platform: Platform) -> None:
    """A platform takes what the bot sends: what waits for it goes on by itself."""
    if refusals.lift(platform):
        log.warning("platform_accepted_again", platform=platform)
