"""What is to be sent, and what became of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import (
    BindParameter,
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
    Address,
    Defect,
    Delivered,
    Gone,
    NotSent,
    Retry,
    SendResult,
    Subscription,
    SubscriptionState,
    Unknown,
    Work,
)
from core.ports_outbox import Bucket, Content, Due, Posting
from core.usecases.digest_content import VERSION
from storage import outbox_plan as plan
from storage.reach import SqlReach
from storage.statements import AnyRow, AnySelect, insert_into
from storage.subscriptions import subscription_of
from storage.tables_messages import contents, deliveries, outbox, subscriptions
from storage.tables_notices import private_addresses
from storage.types import Result, UtcDateTime

READABLE = (VERSION - 1, VERSION)
"""The versions of a content that this program reads; others are left for a newer one."""

MANY = 1000
"""So many new rows change what PostgreSQL believes of the table. Until it learns of them, each
claim sorts all that waits instead of walking along the index: 50 ms instead of 2 with 20,000."""

SETTLE_AFTER = timedelta(seconds=60)
"""How long a doubtful message rests before somebody asks the platform whether it has it: its
request may still be on the way."""

_WANTED = or_(
    outbox.c.subscription_id.is_(None),
    select(subscriptions.c.id)
    .where(subscriptions.c.id == outbox.c.subscription_id, plan.WANTED)
    .correlate(outbox)
    .exists(),
)
_READ = (
    "work",
    "subscription_id",
    "content_id",
    *plan.ADDRESS,
    "person",
    "language",
    "zone",
    "message",
    "again",
    "attempts",
    "doubtful",
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
        *(outbox.c[name] for name in _READ),
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

_POSTPONE = (
    update(outbox).where(_THIS, _STILL_HELD).values(available_at=bindparam("until"), sending=False)
)

_SUBSCRIPTION = select(outbox.c.subscription_id).where(_THIS).scalar_subquery()
_THERE: dict[str, BindParameter[str]] = {name: bindparam(f"at_{name}") for name in plan.ADDRESS}
_PAUSE = (
    update(subscriptions)
    .where(
        *(subscriptions.c[name] == value for name, value in _THERE.items()),
        subscriptions.c.state == SubscriptionState.ACTIVE,
    )
    .values(state=SubscriptionState.PAUSED)
)
_LOSE = (
    update(private_addresses)
    .where(*(private_addresses.c[name] == value for name, value in _THERE.items()))
    .values(gone=True)
)
_TAKEN = select(subscriptions.c.id).where(
    *(subscriptions.c[name] == value for name, value in _THERE.items()),
    subscriptions.c.kind == bindparam("of_kind"),
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
_REDIRECT = (
    update(outbox).where(_THIS).values({name: bindparam(f"new_{name}") for name in plan.ADDRESS})
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

    def contents_due(self, bucket: Bucket) -> Sequence[Due]:
        """The distinct contents that the bucket needs and lacks."""
        return [Due(*row) for row in self._connection.execute(plan.CONTENTS_DUE, _bucket(bucket))]

    def keep(self, content: Content) -> None:
        """Keep a content; one of the same kind, subject and day stays."""
        row = {
            "kind": content.kind,
            "subject": content.subject,
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
        """Take what waits, oldest first; each is given to one caller until its lease ends.

        Only for the given platforms, and of contents that this program can read.
        """
        asked = {"now": now, "until": now + lease, "most": limit, "platforms": list(platforms)}
        rows = sorted(self._connection.execute(_CLAIM, asked).all())
        if not rows:
            return []
        wanted = {row.subscription_id for row in rows if row.subscription_id is not None}
        readers = self._by_id(_SUBSCRIPTIONS, wanted)
        texts = self._by_id(_CONTENTS, {row.content_id for row in rows})
        return [
            _posting(row, readers.get(row.subscription_id), texts[row.content_id], now + lease)
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

    def postpone(self, posting: Posting, until: datetime) -> None:
        """Nothing was tried: let it wait until then."""
        asked = {"posting": posting.id, "held_until": posting.held_until, "until": until}
        self._connection.execute(_POSTPONE, asked)

    def record(
        self, posting: Posting, result: SendResult | NotSent, at: datetime, *, final: bool
    ) -> None:
        """Keep what became of it. What is not final waits: for a retry, or in doubt to be settled.

        Gone also pauses the subscriptions of that conversation. If it moved, subscription and
        message follow it, and the message waits there: it was certainly not sent. So does a notice
        whose reader has another address. A claim that was lost to a newer one can't make the
        message wait: it is the newer one's.
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
            case NotSent():
                self._done(posting, Result(result.value), at)
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
            "its_message": message or posting.message,
            "why": reason,
            "at": at,
        }
        self._connection.execute(_TO_DONE, asked)
        self._connection.execute(_NO_LONGER_WAITS, {"posting": posting.id})

    def _gone(self, posting: Posting, reason: str, moved_to: str, at: datetime) -> None:
        """Follow a conversation that moved, unless the new one has a digest of its own."""
        if posting.work is Work.RETRACTION:
            self._done(posting, Result.GONE, at, reason=reason)
            return
        if posting.subscription and moved_to and not self._is_taken(posting.subscription, moved_to):
            there = {"posting": posting.id, "new_conversation": moved_to}
            self._connection.execute(_MOVE_SUBSCRIPTION, there)
            self._connection.execute(_MOVE_POSTINGS, there)
            self._later(posting, at, in_doubt=False)
            return
        self._connection.execute(_PAUSE, _at(posting.address))
        self._connection.execute(_LOSE, _at(posting.address))
        if posting.work is Work.NOTICE and self._redirected(posting):
            self._later(posting, at, in_doubt=False)
            return
        self._done(posting, Result.GONE, at, reason=reason)

    def _redirected(self, posting: Posting) -> bool:
        """Whether the reader has another private address, to which it goes now."""
        reach = SqlReach(self._connection).of(posting.person)
        if not reach:
            return False
        address = reach[0].address
        there = {
            "posting": posting.id,
            "new_platform": address.platform,
            "new_conversation": address.conversation,
            "new_thread": address.thread,
        }
        self._connection.execute(_REDIRECT, there)
        return True

    def _is_taken(self, wanted: Subscription, conversation: str) -> bool:
        there = replace(wanted.address, conversation=conversation)
        asked = {**_at(there), "of_kind": wanted.kind}
        return self._connection.execute(_TAKEN, asked).first() is not None

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


def _at(address: Address) -> dict[str, str]:
    return {
        "at_platform": address.platform,
        "at_conversation": address.conversation,
        "at_thread": address.thread,
    }


def _posting(row: AnyRow, reader: AnyRow | None, text: AnyRow, held_until: datetime) -> Posting:
    subscription = None if reader is None else subscription_of(reader)
    return Posting(
        row.id,
        row.work,
        Address(row.platform, row.conversation, row.thread),
        Content(text.kind, text.subject, text.day, text.version, text.payload),
        subscription.language if subscription else row.language or "en",
        subscription.slot.zone if subscription else row.zone or "UTC",
        row.doubtful,
        held_until,
        row.again,
        row.attempts,
        row.person or (subscription.person if subscription else ""),
        subscription,
        row.message,
    )
