"""What is to be sent, and what became of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    false,
    or_,
    select,
    update,
)

from core.domain.people import Platform
from core.domain.schedule import Slot
from core.domain.subscriptions import (
    Defect,
    Delivered,
    Gone,
    Retry,
    SendResult,
    SubscriptionState,
    Unknown,
)
from core.ports import Bucket, Content, Posting
from core.usecases.digest_content import VERSION
from storage import outbox_plan as plan
from storage.statements import AnyRow, AnySelect, insert_into
from storage.subscriptions import subscription_of
from storage.tables_messages import contents, deliveries, outbox, subscriptions
from storage.types import Result, UtcDateTime

READABLE = (VERSION - 1, VERSION)
"""The versions of a content that this program reads; others are left for a newer one."""

MANY = 1000
"""So many new rows change what PostgreSQL believes of the table. Until it learns of them, each
claim sorts all that waits instead of walking along the index: 50 ms instead of 2 with 20,000."""

SETTLE_AFTER = timedelta(seconds=60)
"""How long a doubtful message rests before somebody asks the platform whether it has it: its
request may still be on the way."""

_WANTED = (
    select(subscriptions.c.id)
    .where(
        subscriptions.c.id == outbox.c.subscription_id,
        subscriptions.c.state == SubscriptionState.ACTIVE,
    )
    .exists()
)
_FREE = (
    select(outbox.c.id)
    .where(
        outbox.c.available_at <= bindparam("now"),
        outbox.c.platform.in_(bindparam("platforms", expanding=True)),
        outbox.c.version.in_(READABLE),
        _WANTED,
    )
    .order_by(outbox.c.available_at, outbox.c.id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=outbox)
    .cte("free")
)
_CLAIM = (
    update(outbox)
    .where(outbox.c.id.in_(select(_FREE.c.id)))
    .values(
        available_at=bindparam("until"),
        doubtful=or_(outbox.c.doubtful, outbox.c.sending),
        sending=false(),
    )
    .returning(
        outbox.c.planned_at,
        outbox.c.id,
        outbox.c.subscription_id,
        outbox.c.content_id,
        outbox.c.doubtful,
    )
)
_SUBSCRIPTIONS = select(subscriptions).where(
    subscriptions.c.id.in_(bindparam("ids", expanding=True))
)
_CONTENTS = select(contents).where(contents.c.id.in_(bindparam("ids", expanding=True)))

_THIS = outbox.c.id == bindparam("posting")
_STILL_HELD = outbox.c.available_at == bindparam("held_until", type_=UtcDateTime)
"""Leases only ever get later, so that no two claims of a message end at the same moment."""
_SENDING = (
    update(outbox)
    .where(_THIS, _STILL_HELD, _WANTED, ~plan.has_newer())
    .values(sending=True, available_at=bindparam("until"))
)
_LATER = (
    update(outbox)
    .where(_THIS, _STILL_HELD)
    .values(
        available_at=bindparam("later"),
        attempts=outbox.c.attempts + 1,
        sending=False,
        doubtful=bindparam("in_doubt"),
    )
)
_TO_DONE = (
    insert_into(deliveries)
    .from_select(
        [*plan.MOVED, "result", "message", "reason", "done_at"],
        select(
            *(outbox.c[name] for name in plan.MOVED if name != "attempts"),
            outbox.c.attempts + 1,
            bindparam("became", type_=deliveries.c.result.type),
            bindparam("its_message", type_=deliveries.c.message.type),
            bindparam("why", type_=deliveries.c.reason.type),
            bindparam("at", type_=UtcDateTime),
        ).where(_THIS),
    )
    .on_conflict_do_nothing(index_elements=plan.KEY)
)
_NO_LONGER_WAITS = delete(outbox).where(_THIS)

_SUBSCRIPTION = select(outbox.c.subscription_id).where(_THIS).scalar_subquery()
_PAUSE = (
    update(subscriptions)
    .where(subscriptions.c.id == _SUBSCRIPTION)
    .values(state=SubscriptionState.PAUSED)
)
_TAKEN = select(subscriptions.c.id).where(
    subscriptions.c.platform == bindparam("new_platform"),
    subscriptions.c.conversation == bindparam("new_conversation"),
    subscriptions.c.thread == bindparam("new_thread"),
)
_MOVE_SUBSCRIPTION = (
    update(subscriptions)
    .where(subscriptions.c.id == _SUBSCRIPTION)
    .values(conversation=bindparam("new_conversation"))
)
_MOVE_POSTINGS = (
    update(outbox)
    .where(outbox.c.subscription_id == _SUBSCRIPTION)
    .values(conversation=bindparam("new_conversation"))
)


class SqlOutbox:
    """`Outbox` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def begin_planning(self, now: datetime) -> datetime | None:
        """Hold the plan until the end of this unit of work; until when it was made before.

        Also sets aside what waits for a subscription that was stopped meanwhile.
        """
        before: datetime | None = self._connection.execute(plan.HOLD).scalar_one()
        self._connection.execute(plan.PLANNED, {"now": max(now, before or now)})
        self._connection.execute(plan.SET_ASIDE, {"now": now})
        self._connection.execute(plan.CLEAR, {"now": now})
        return before

    def slots(self) -> Sequence[Slot]:
        """The distinct slots of all active subscriptions."""
        return [Slot(*row) for row in self._connection.execute(plan.SLOTS)]

    def sections_due(self, bucket: Bucket) -> Sequence[str]:
        """The distinct sections (empty for none) whose content the bucket needs and lacks."""
        return self._connection.execute(plan.SECTIONS_DUE, _bucket(bucket)).scalars().all()

    def keep(self, content: Content) -> None:
        """Keep a content; one of the same kind, section and day stays."""
        row = {
            "kind": content.kind,
            "section": content.section,
            "day": content.day,
            "version": content.version,
            "payload": content.payload,
        }
        self._connection.execute(plan.KEEP, row)

    def fill(self, bucket: Bucket, now: datetime, new_id: str) -> int:
        """Put all that is due in one statement, each id made of `new_id` and the subscription's."""
        due = _bucket(bucket)
        put = self._connection.execute(plan.FILL, {**due, "now": now, "new_id": new_id}).rowcount
        self._connection.execute(plan.MARK, due)
        if put >= MANY and self._connection.dialect.name == "postgresql":
            self._connection.execute(plan.ANALYZE)
        return put

    def claim(
        self, now: datetime, lease: timedelta, limit: int, platforms: Sequence[Platform]
    ) -> Sequence[Posting]:
        """Take messages that wait, oldest first; each is given to one caller until its lease ends.

        Only for the given platforms, and of contents that this program can read.
        """
        asked = {"now": now, "until": now + lease, "most": limit, "platforms": list(platforms)}
        rows = sorted(self._connection.execute(_CLAIM, asked).all())
        if not rows:
            return []
        readers = self._by_id(_SUBSCRIPTIONS, {row.subscription_id for row in rows})
        texts = self._by_id(_CONTENTS, {row.content_id for row in rows})
        return [
            Posting(
                row.id,
                subscription_of(readers[row.subscription_id]),
                _content(texts[row.content_id]),
                row.doubtful,
                now + lease,
            )
            for row in rows
        ]

    def sending(self, posting: Posting, until: datetime) -> Posting | None:
        """The first byte is about to be written: hold the message until then.

        None where it is not to be sent: its lease ended and somebody else has it, its reader
        stopped the digest meanwhile, or a newer one waits for them.
        """
        asked = {"posting": posting.id, "held_until": posting.held_until, "until": until}
        is_held = self._connection.execute(_SENDING, asked).rowcount > 0
        return replace(posting, held_until=until) if is_held else None

    def record(self, posting: Posting, result: SendResult, at: datetime, *, final: bool) -> None:
        """Keep what became of it. What is not final waits: for a retry, or in doubt to be settled.

        Gone also pauses the subscription. If the conversation moved, subscription and message
        follow it, and the message waits there: it was certainly not sent. A claim that was lost
        to a newer one can't make the message wait: it is the newer one's.
        """
        match result:
            case Delivered(message):
                self._done(posting, Result.DELIVERED, at, message=message)
            case Retry(after, _):
                self._later(posting, at + timedelta(seconds=after), in_doubt=False)
            case Gone(reason, moved_to):
                self._gone(posting, reason, moved_to, at)
            case Unknown(reason) if final:
                self._done(posting, Result.UNKNOWN, at, reason=reason)
            case Unknown():
                self._later(posting, at + SETTLE_AFTER, in_doubt=True)
            case Defect(reason):
                self._done(posting, Result.DEFECT, at, reason=reason)
            case _:
                assert_never(result)

    def _later(self, posting: Posting, moment: datetime, *, in_doubt: bool) -> None:
        asked = {
            "posting": posting.id,
            "held_until": posting.held_until,
            "later": moment,
            "in_doubt": in_doubt,
        }
        self._connection.execute(_LATER, asked)

    def _done(
        self, posting: Posting, became: Result, at: datetime, *, message: str = "", reason: str = ""
    ) -> None:
        asked = {
            "posting": posting.id,
            "became": became,
            "its_message": message,
            "why": reason,
            "at": at,
        }
        self._connection.execute(_TO_DONE, asked)
        self._connection.execute(_NO_LONGER_WAITS, {"posting": posting.id})

    def _gone(self, posting: Posting, reason: str, moved_to: str, at: datetime) -> None:
        """Follow a conversation that moved, unless the new one has a digest of its own."""
        if moved_to and not self._is_taken(posting, moved_to):
            there = {"posting": posting.id, "new_conversation": moved_to}
            self._connection.execute(_MOVE_SUBSCRIPTION, there)
            self._connection.execute(_MOVE_POSTINGS, there)
            self._later(posting, at, in_doubt=False)
            return
        self._connection.execute(_PAUSE, {"posting": posting.id})
        self._done(posting, Result.GONE, at, reason=reason)

    def _is_taken(self, posting: Posting, conversation: str) -> bool:
        address = posting.subscription.address
        there = {
            "new_platform": address.platform,
            "new_conversation": conversation,
            "new_thread": address.thread,
        }
        return self._connection.execute(_TAKEN, there).first() is not None

    def _by_id(self, statement: AnySelect, ids: set[int]) -> dict[int, AnyRow]:
        rows = self._connection.execute(statement, {"ids": sorted(ids)})
        return {row.id: row for row in rows}


def _bucket(bucket: Bucket) -> dict[str, object]:
    return {
        "of_weekday": bucket.slot.weekday,
        "of_minute": bucket.slot.minute,
        "of_zone": bucket.slot.zone,
        "of_period": bucket.period,
        "of_day": bucket.day,
        "moment": bucket.moment,
    }


def _content(row: AnyRow) -> Content:
    return Content(row.kind, row.section, row.day, row.version, row.payload)
