"""What is to be sent, and what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import assert_never

from sqlalchemy import Connection

from core.domain.people import Platform
from core.domain.subscriptions import (
    Address,
    Defect,
    Delivered,
    Gone,
    NotSent,
    Retry,
    Subscription,
    Unknown,
    Urgency,
    Work,
)
from core.ports_outbox import Content, Outcome, Posting
from storage import outbox_claims as claims
from storage.reach import SqlReach
from storage.statements import AnyRow, AnySelect
from storage.subscriptions import subscription_of
from storage.types import Result

SETTLE_AFTER = timedelta(seconds=60)
"""How long a doubtful message rests before somebody asks the platform whether it has it: its
request may still be on the way."""
INSTALLATION_AWAY = timedelta(minutes=5)
"""How long messages rest whose whole installation takes nothing: an operator has to mend that."""

_Row = dict[str, object]


class SqlOutbox:
    """`Outbox` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def claim(
        self,
        now: datetime,
        lease: timedelta,
        limit: int,
        platforms: Sequence[Platform],
        urgencies: Sequence[Urgency] = tuple(Urgency),
    ) -> Sequence[Posting]:
        """Take what waits, by urgency and then by age; each is one caller's until its lease ends.

        Only for the given platforms, and of contents that this program can read.
        """
        rows: list[AnyRow] = []
        asked = {"now": now, "until": now + lease}
        for urgency, platform in product(urgencies, platforms):
            if len(rows) < limit:
                of = {"of_platform": platform, "of_urgency": urgency, "most": limit - len(rows)}
                rows += sorted(self._connection.execute(claims.CLAIM, asked | of).all())
        if not rows:
            return []
        wanted = {row.subscription_id for row in rows if row.subscription_id is not None}
        subscriptions = {
            number: subscription_of(row)
            for number, row in self._by_id(claims.SUBSCRIPTIONS, wanted).items()
        }
        texts = self._by_id(claims.CONTENTS, {row.content_id for row in rows})
        contents = {
            number: Content(row.kind, row.subject, row.day, row.version, row.payload)
            for number, row in texts.items()
        }
        return [
            _posting(
                row,
                subscriptions.get(row.subscription_id),
                contents[row.content_id],
                now + lease,
            )
            for row in rows
        ]

    def sending(self, postings: Sequence[Posting], until: datetime) -> Sequence[Posting]:
        """The first byte of these is about to be written: hold them until then.

        Without those that are not to be sent: whose lease ended so that somebody else has them,
        whose reader stopped the digest meanwhile, or for whose reader a newer one waits.
        """
        held: set[str] = set()
        for asked in _by_lease(postings):
            rows = self._connection.execute(claims.SENDING, {**asked, "until": until})
            held.update(rows.scalars())
        return [replace(one, held_until=until) for one in postings if one.id in held]

    def postpone(self, postings: Sequence[Posting], until: datetime) -> None:
        """Nothing was written: let them wait until then, for whoever comes first."""
        for asked in _by_lease(postings):
            self._connection.execute(claims.POSTPONE, {**asked, "until": until})

    def record(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Keep what became of them. What is not final waits: for a retry, or to be settled.

        Gone also pauses the subscriptions of that conversation. If it moved, subscription and
        message follow it, and the message waits there: it was certainly not sent. So does a notice
        whose reader has another address. Where a whole installation is gone, messages wait and
        nobody is paused. A claim that was lost to a newer one can't make the message wait: it is
        the newer one's.
        """
        done: list[_Row] = []
        later: list[_Row] = []
        for outcome in outcomes:
            posting, result = outcome.posting, outcome.result
            match result:
                case Delivered(message):
                    done.append(_done(posting, Result.DELIVERED, at, message=message))
                case Retry(after, _):
                    later.append(_later(posting, at + timedelta(seconds=after)))
                case Gone(wide=True):
                    later.append(_later(posting, at + INSTALLATION_AWAY, tried=0))
                case Gone(reason, moved_to):
                    self._gone(posting, reason, moved_to, at)
                case Unknown(reason) if outcome.final:
                    done.append(_done(posting, Result.UNKNOWN, at, reason=reason))
                case Unknown():
                    later.append(_later(posting, at + SETTLE_AFTER, in_doubt=True))
                case Defect(reason):
                    done.append(_done(posting, Result.DEFECT, at, reason=reason))
                case NotSent():
                    done.append(_done(posting, Result(result.value), at))
                case _:
                    assert_never(result)
        self._put_off(later)
        self._finish(done)

    def _put_off(self, rows: Sequence[_Row]) -> None:
        if rows:
            self._connection.execute(claims.LATER, rows)

    def _finish(self, rows: Sequence[_Row]) -> None:
        if not rows:
            return
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(claims.DONE, rows)
            return
        self._connection.execute(claims.TO_DONE, rows)
        self._connection.execute(
            claims.NO_LONGER_WAITS, [{"posting": row["posting"]} for row in rows]
        )

    def _gone(self, posting: Posting, reason: str, moved_to: str, at: datetime) -> None:
        """Follow a conversation that moved, unless the new one has a digest of its own."""
        if posting.work is Work.RETRACTION:
            self._finish([_done(posting, Result.GONE, at, reason=reason)])
            return
        if posting.subscription and moved_to and not self._is_taken(posting.subscription, moved_to):
            there = {"posting": posting.id, "new_conversation": moved_to}
            self._connection.execute(claims.MOVE_SUBSCRIPTION, there)
            self._connection.execute(claims.MOVE_POSTINGS, there)
            self._put_off([_later(posting, at)])
            return
        self._connection.execute(claims.PAUSE, _at(posting.address))
        self._connection.execute(claims.LOSE, _at(posting.address))
        if posting.work is Work.NOTICE and self._redirected(posting):
            self._put_off([_later(posting, at)])
            return
        self._finish([_done(posting, Result.GONE, at, reason=reason)])

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


def _at(address: Address) -> dict[str, str]:
    return {
        "at_platform": address.platform,
        "at_conversation": address.conversation,
        "at_thread": address.thread,
    }


def _by_lease(postings: Sequence[Posting]) -> Iterator[_Row]:
    """Those that were claimed together, together: a statement asks for one lease's end."""
    leases: dict[datetime, list[str]] = {}
    for posting in postings:
        leases.setdefault(posting.held_until, []).append(posting.id)
    for held_until, ids in leases.items():
        yield {"postings": ids, "held_until": held_until}


def _later(posting: Posting, moment: datetime, *, in_doubt: bool = False, tried: int = 1) -> _Row:
    return {
        "posting": posting.id,
        "held_until": posting.held_until,
        "later": moment,
        "in_doubt": in_doubt,
        "tried": tried,
    }


def _done(
    posting: Posting, became: Result, at: datetime, *, message: str = "", reason: str = ""
) -> _Row:
    return {
        "posting": posting.id,
        "became": became,
        "its_message": message or posting.message,
        "why": reason,
        "at": at,
    }


def _posting(
    row: AnyRow, subscription: Subscription | None, content: Content, held_until: datetime
) -> Posting:
    return Posting(
        row.id,
        row.work,
        Address(row.platform, row.conversation, row.thread),
        content,
        subscription.language if subscription else row.language or "en",
        subscription.slot.zone if subscription else row.zone or "UTC",
        row.doubtful,
        held_until,
        row.again,
        row.attempts,
        row.person or (subscription.person if subscription else ""),
        subscription,
        row.message,
        Urgency(row.urgency),
    )
