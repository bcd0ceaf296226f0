"""What is to be sent, and what became of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import Connection

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
    Unknown,
    Work,
)
from core.ports_outbox import Bucket, Content, Due, Posting
from storage import outbox_claims as claims
from storage import outbox_plan as plan
from storage.hints import Topic, hint
from storage.reach import SqlReach
from storage.statements import AnyRow, AnySelect
from storage.subscriptions import subscription_of
from storage.types import Result

MANY = 1000
"""So many new rows change what PostgreSQL believes of the table. Until it learns of them, each
claim sorts all that waits instead of walking along the index: 50 ms instead of 2 with 20,000."""

SETTLE_AFTER = timedelta(seconds=60)
"""How long a doubtful message rests before somebody asks the platform whether it has it: its
request may still be on the way."""


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
        if put:
            hint(self._connection, Topic.OUTBOX)
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
        rows = sorted(self._connection.execute(claims.CLAIM, asked).all())
        if not rows:
            return []
        wanted = {row.subscription_id for row in rows if row.subscription_id is not None}
        readers = self._by_id(claims.SUBSCRIPTIONS, wanted)
        texts = self._by_id(claims.CONTENTS, {row.content_id for row in rows})
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
        is_held = self._connection.execute(claims.SENDING, asked).rowcount > 0
        return replace(posting, held_until=until) if is_held else None

    def postpone(self, posting: Posting, until: datetime) -> None:
        """Nothing was tried: let it wait until then."""
        asked = {"posting": posting.id, "held_until": posting.held_until, "until": until}
        self._connection.execute(claims.POSTPONE, asked)

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
        self._connection.execute(claims.LATER, asked)

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
        self._connection.execute(claims.TO_DONE, asked)
        self._connection.execute(claims.NO_LONGER_WAITS, {"posting": posting.id})

    def _gone(self, posting: Posting, reason: str, moved_to: str, at: datetime) -> None:
        """Follow a conversation that moved, unless the new one has a digest of its own."""
        if posting.work is Work.RETRACTION:
            self._done(posting, Result.GONE, at, reason=reason)
            return
        if posting.subscription and moved_to and not self._is_taken(posting.subscription, moved_to):
            there = {"posting": posting.id, "new_conversation": moved_to}
            self._connection.execute(claims.MOVE_SUBSCRIPTION, there)
            self._connection.execute(claims.MOVE_POSTINGS, there)
            self._later(posting, at, in_doubt=False)
            return
        self._connection.execute(claims.PAUSE, _at(posting.address))
        self._connection.execute(claims.LOSE, _at(posting.address))
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
        self._connection.execute(claims.REDIRECT, there)
        return True

    def _is_taken(self, wanted: Subscription, conversation: str) -> bool:
        there = replace(wanted.address, conversation=conversation)
        asked = {**_at(there), "of_kind": wanted.kind}
        return self._connection.execute(claims.TAKEN, asked).first() is not None

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
