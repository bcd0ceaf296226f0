"""What is to be sent, and what became of it."""

import json
from collections.abc import Iterable, Sequence
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
)
from core.ports_outbox import Content, Outcome, Posting
from storage import outbox_claims as claims
from storage.outbox_gone import Bereft
from storage.statements import AnyRow, AnySelect
from storage.subscriptions import subscription_of
from storage.types import Result

SETTLE_AFTER = timedelta(seconds=60)
"""How long a doubtful message rests before somebody asks the platform whether it has it: its
request may still be on the way."""
INSTALLATION_AWAY = timedelta(minutes=5)
"""How long messages rest whose whole installation takes nothing: an operator has to mend that."""

_Row = dict[str, object]
_Done = tuple[str, str, str, str]
"""What `storage.outbox_claims.DONE` is given of each message."""


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
        held: list[Posting] = []
        for lease, claimed in _by_lease(postings):
            asked = {**_these(claimed), "held_until": lease, "until": until}
            marked = self._connection.execute(claims.SENDING, asked).rowcount
            if marked < len(claimed):
                asked["held_until"] = until
                ids = set(self._connection.execute(claims.MARKED, asked).scalars())
                held += [_held(one, until) for one in claimed if one.id in ids]
            else:
                held += [_held(one, until) for one in claimed]
        return held

    def postpone(self, postings: Sequence[Posting], until: datetime) -> None:
        """Nothing was written: let them wait until then, for whoever comes first."""
        for lease, claimed in _by_lease(postings):
            asked = {**_these(claimed), "held_until": lease, "until": until}
            self._connection.execute(claims.POSTPONE, asked)

    def record(self, outcomes: Sequence[Outcome], at: datetime) -> None:
        """Keep what became of them. What is not final waits: for a retry, or to be settled.

        Gone also pauses what comes to that conversation, and tells whoever can mend it. If it
        moved, all follows it, and the message waits there: it was certainly not sent. So does a
        notice whose reader has another address. Where a whole installation is gone, messages wait,
        nobody is paused, and the admins are told. A claim that was lost to a newer one can't make
        the message wait: it is the newer one's.
        """
        done: list[_Done] = []
        later: list[_Row] = []
        gone: list[tuple[Posting, Gone]] = []
        for outcome in outcomes:
            posting, result = outcome.posting, outcome.result
            match result:
                case Delivered(message):
                    done.append(_done(posting, Result.DELIVERED, message))
                case Retry():
                    moment = at + timedelta(seconds=result.after)
                    later.append(_later(posting, moment, begun=result.begun))
                case Gone():
                    gone.append((posting, result))
                case Unknown(reason) if outcome.final:
                    done.append(_done(posting, Result.UNKNOWN, result.begun, reason))
                case Unknown():
                    moment = at + SETTLE_AFTER
                    later.append(_later(posting, moment, in_doubt=True, begun=result.begun))
                case Defect(reason):
                    done.append(_done(posting, Result.DEFECT, result.begun, reason))
                case NotSent():
                    done.append(_done(posting, Result(result.value)))
                case _:
                    assert_never(result)
        waits, over = self._bereft(gone, at) if gone else ([], [])
        self._put_off([*later, *waits])
        self._finish([*done, *over], at)

    def _bereft(
        self, gone: Sequence[tuple[Posting, Gone]], at: datetime
    ) -> tuple[list[_Row], list[_Done]]:
        """Of the messages that could not be sent at all, those that wait, and those given up."""
        bereft, waits, over = Bereft(self._connection), [], []
        bereft.refused({one.address.platform: why.reason for one, why in gone if why.wide}, at)
        for posting, why in gone:
            if why.wide:
                if bereft.redirected(posting):
                    waits.append(_anew(posting, at, tried=0))
                else:
                    moment = at + INSTALLATION_AWAY
                    waits.append(_later(posting, moment, tried=0, begun=why.begun))
            elif bereft.still_waits(posting, why, at):
                moved = bool(why.moved_to)
                waits.append(_later(posting, at, begun=why.begun) if moved else _anew(posting, at))
            else:
                over.append(_done(posting, Result.GONE, reason=why.reason))
        return waits, over

    def _put_off(self, rows: Sequence[_Row]) -> None:
        if rows:
            self._connection.execute(claims.LATER, rows)

    def _finish(self, done: Sequence[_Done], at: datetime) -> None:
        if not done:
            return
        asked = {"done": json.dumps(done), "at": at}
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(claims.DONE, asked)
            return
        self._connection.execute(claims.TO_DONE, asked)
        self._connection.execute(claims.NO_LONGER_WAITS, asked)

    def _by_id(self, statement: AnySelect, ids: set[int]) -> dict[int, AnyRow]:
        rows = self._connection.execute(statement, {"ids": sorted(ids)})
        return {row.id: row for row in rows}


def _by_lease(postings: Sequence[Posting]) -> Iterable[tuple[datetime, list[Posting]]]:
    """Those that were claimed together, together: a statement asks for one lease's end."""
    leases: dict[datetime, list[Posting]] = {}
    for posting in postings:
        leases.setdefault(posting.held_until, []).append(posting)
    return leases.items()


def _these(postings: Sequence[Posting]) -> _Row:
    return {"postings": json.dumps([[posting.id] for posting in postings])}


def _held(one: Posting, until: datetime) -> Posting:
    """The same, held until then. `dataclasses.replace` takes twice as long, for each message."""
    return Posting(
        one.id,
        one.work,
        one.address,
        one.content,
        one.language,
        one.zone,
        one.doubtful,
        until,
        one.again,
        one.attempts,
        one.person,
        one.subscription,
        one.message,
        one.urgency,
        one.found,
    )


def _later(
    posting: Posting,
    moment: datetime,
    *,
    in_doubt: bool = False,
    tried: int = 1,
    begun: str = "",
) -> _Row:
    return {
        "posting": posting.id,
        "held_until": posting.held_until,
        "later": moment,
        "in_doubt": in_doubt,
        "tried": tried,
        "begun": begun or posting.message,
    }


def _anew(posting: Posting, moment: datetime, tried: int = 1) -> _Row:
    """To be sent from its beginning: what was sent of it is at another address."""
    return {**_later(posting, moment, tried=tried), "begun": ""}


def _done(posting: Posting, became: Result, message: str = "", reason: str = "") -> _Done:
    return posting.id, became, message or posting.message, reason


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
