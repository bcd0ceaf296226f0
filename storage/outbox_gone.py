"""What follows from a recipient that is gone, or a platform that refuses us, for what waits."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, bindparam, select, update

from core.domain.people import Platform
from core.domain.subscriptions import Gone, Work
from core.ports_outbox import Posting
from core.usecases.pauses import Pauses
from core.usecases.whereabouts import refused
from storage import outbox_plan as plan
from storage.notices import SqlNotices
from storage.pauses import SqlPauses
from storage.reach import SqlReach
from storage.refusals import SqlRefusals
from storage.tables_messages import outbox

_THIS = outbox.c.id == bindparam("posting")
_WHERE = select(outbox.c.conversation).where(_THIS)
_REDIRECT = (
    update(outbox).where(_THIS).values({name: bindparam(f"new_{name}") for name in plan.ADDRESS})
)


class Bereft:
    """Follows, redirects or gives up messages whose recipient is gone, over one connection."""

    __slots__ = ("_connection", "_notices", "_pauses", "_refusals")

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._notices = SqlNotices(connection)
        self._pauses = SqlPauses(connection)
        self._refusals = SqlRefusals(connection)

    def still_waits(self, posting: Posting, gone: Gone, at: datetime) -> bool:
        """Whether the message is to be sent elsewhere now; what comes to the old place is paused.

        What was posted is taken back where it was posted, or not at all.
        """
        if posting.work is Work.RETRACTION:
            return False
        if gone.moved_to:
            self._pauses.rename(posting.address, gone.moved_to, at)
            there = self._connection.execute(_WHERE, {"posting": posting.id}).scalar()
            return there == gone.moved_to
        Pauses(self._pauses, self._notices, at).pause(posting.address, gone.cause, gone.reason)
        return self.redirected(posting)

    def refused(self, reasons: Mapping[Platform, str], at: datetime) -> None:
        """These platforms take nothing from us: the admins are told."""
        for platform, reason in reasons.items():
            refused(self._refusals, self._notices, platform, reason, at)

    def redirected(self, posting: Posting) -> bool:
        """Whether it is a notice whose reader has another address that works: it goes there."""
        if posting.work is not Work.NOTICE:
            return False
        refusing = {one.platform for one in self._refusals.all()}
        reach = SqlReach(self._connection).of(posting.person)
        free = [one.address for one in reach if one.address.platform not in refusing]
        if not free:
            return False
        there = {
            "posting": posting.id,
            "new_platform": free[0].platform,
            "new_conversation": free[0].conversation,
            "new_thread": free[0].thread,
        }
        self._connection.execute(_REDIRECT, there)
        return True
