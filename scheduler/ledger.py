"""What delivery reads and writes: everything of about the same moment in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import structlog

from core.domain.people import Platform
from core.domain.subscriptions import Defect, NotSent, Urgency, Work
from core.domain.whereabouts import Refused
from core.ports import Store, StoreAwayError, UnitOfWork
from core.ports_outbox import Outcome, Posting
from core.usecases.retraction import Told, conclude, keep_posted
from core.usecases.whereabouts import note
from scheduler.naming import told_by
from scheduler.preparing import Later, Preparing, Ready, Worded

log = structlog.get_logger()

LEASE = timedelta(seconds=90)
"""Begun with each message that is marked as being sent. What is not recorded by then was lost with
its sender."""
HELD = timedelta(seconds=20)
"""For how long what is claimed is held and not begun: a process claims for the next seconds only.
What a killed one held is free for others after that, and without any doubt."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message, and what it said."""

    outcome: Outcome
    said: Ready | None = None


@dataclass(frozen=True, slots=True)
class Rest:
    """A message of which nothing was written, to wait until then; without a moment, no longer."""

    posting: Posting
    until: datetime | None = None
    refused: str = ""
    """Why its platform refuses our token, where that was met by asking for the message."""


@dataclass(frozen=True, slots=True)
class Wish:
    """So many messages to be claimed."""

    platform: Platform
    urgencies: Sequence[Urgency]
    most: int


@dataclass(frozen=True, slots=True)
class Orders:
    """What is to be written, in this order."""

    record: Sequence[Sent] = ()
    rest: Sequence[Rest] = ()
    begin: Sequence[Posting] = ()
    claim: Sequence[Wish] = ()

    def __bool__(self) -> bool:
        return bool(self.record or self.rest or self.begin or self.claim)

    def one_by_one(self) -> Sequence["Orders"]:
        """The same, so that what fails fails alone."""
        return [
            *(Orders(record=[one]) for one in self.record),
            *(Orders(rest=[one]) for one in self.rest),
            *(Orders(begin=[one]) for one in self.begin),
            *([Orders(claim=self.claim)] if self.claim else []),
        ]


@dataclass(slots=True)
class Done:
    """What was written: which messages may be sent now, and what was claimed, wish by wish."""

    begun: list[tuple[Posting, Ready]] = field(default_factory=list)
    claimed: list[Sequence[Posting]] = field(default_factory=list)


class Ledger:
    """Writes orders, and survives what is poison among them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._worded = Worded()

    def carry_out(self, orders: Orders, now: datetime) -> Done:
        """Write all in one transaction; if that fails, one after the other.

        A message that can't be worded is set aside alone.

        Raises:
            StoreAwayError: what of it was written is not known.
        """
        try:
            return self._in_one(orders, now)
        except StoreAwayError:
            raise
        except Exception:  # one of two catch-alls: a poison message is set aside, alone
            log.exception("delivery_one_by_one")
        done = Done()
        for order in orders.one_by_one():
            alone = self._alone(order, now)
            done.begun += alone.begun
            done.claimed += alone.claimed
        return done

    def _alone(self, order: Orders, now: datetime) -> Done:
        if order.claim:
            return self._in_one(order, now)
        try:
            return self._in_one(order, now)
        except StoreAwayError:
            raise
        except Exception:  # as above
            poison = [*order.begin, *(sent.outcome.posting for sent in order.record)]
            log.exception("delivery_failed", posting=[posting.id for posting in poison])
        aside = [Outcome(posting, Defect("rendering failed")) for posting in order.begin]
        self._set_down([*aside, *(sent.outcome for sent in order.record)], now)
        return Done()

    def _set_down(self, outcomes: Sequence[Outcome], now: datetime) -> None:
        """Record what became of poison, and nothing that follows from it.

        What arrived would otherwise be in doubt, and where nobody can look it up come twice.
        """
        try:
            with self._store.write() as uow:
                uow.outbox.record(outcomes, now)
        except StoreAwayError:
            raise
        except Exception:  # as above; it is in doubt once its lease is over
            log.exception("delivery_not_recorded", posting=[one.posting.id for one in outcomes])

    def _in_one(self, orders: Orders, now: datetime) -> Done:
        with self._store.write() as uow:
            self._record(uow, orders.record, now)
            for until, resting in _by_moment(orders.rest, now).items():
                uow.outbox.postpone(resting, until)
            refused = {
                one.posting.address.platform: one.refused for one in orders.rest if one.refused
            }
            for platform, reason in refused.items():
                note(Refused(platform, reason), uow, now)
            begun = self._begin(uow, orders.begin, now) if orders.begin else []
            claimed = [
                uow.outbox.claim(now, HELD, wish.most, (wish.platform,), wish.urgencies)
                for wish in orders.claim
            ]
        return Done(begun, claimed)

    def _begin(
        self, uow: UnitOfWork, postings: Sequence[Posting], now: datetime
    ) -> list[tuple[Posting, Ready]]:
        """Check once more what may be said and to whom, mark the sending, and word it."""
        held = uow.outbox.sending(postings, now + LEASE)
        left = {posting.id for posting in postings} - {posting.id for posting in held}
        for one in left:
            log.info("delivery_left", posting=one)
        preparing = Preparing(uow, now, self._worded, held)
        begun, not_sent = [], []
        for posting in held:
            prepared = preparing.prepare(posting)
            match prepared:
                case Ready():
                    begun.append((posting, prepared))
                case Later(until):
                    uow.outbox.postpone([posting], until)
                case NotSent():
                    log.info("delivery", posting=posting.id, result=prepared.value)
                    not_sent.append(Sent(Outcome(posting, prepared)))
        self._record(uow, not_sent, now)
        return begun

    def _record(self, uow: UnitOfWork, record: Sequence[Sent], now: datetime) -> None:
        uow.outbox.record([sent.outcome for sent in record], now)
        told: list[Told] = []
        retracted: set[tuple[str, date]] = set()
        for sent in record:
            posting = sent.outcome.posting
            if posting.work is Work.RETRACTION:
                retracted.add((posting.content.subject, posting.content.day))
            else:
                told += told_by(uow, sent.outcome, sent.said)
        if told:
            keep_posted(uow, told, now)
        for case, begun in retracted:
            conclude(uow, case, begun, now)


def _by_moment(rest: Sequence[Rest], now: datetime) -> dict[datetime, list[Posting]]:
    moments: dict[datetime, list[Posting]] = {}
    for one in rest:
        moments.setdefault(one.until or now, []).append(one.posting)
    return moments
