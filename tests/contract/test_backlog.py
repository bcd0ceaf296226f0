"""What waits is counted as it is."""

from dataclasses import replace
from datetime import timedelta

from core.domain.people import Platform
from core.domain.subscriptions import Urgency
from storage.backlog import Backlog, backlog
from storage.unit_of_work import SqlStore
from tests.contract.builders import a_subscription, put
from tests.contract.test_inbox import REQUEST
from tests.contract.test_outbox import LEASE, MONDAY, claim, plan


def count(store: SqlStore, later: timedelta = timedelta()) -> Backlog:
    with store.read() as uow:
        return backlog(uow.connection, MONDAY + later)


def states(found: Backlog) -> dict[str, int]:
    return {one.state: one.messages for one in found.waiting}


def test_nothing_waits(store: SqlStore) -> None:
    assert count(store) == Backlog((), 0, timedelta())


def test_what_is_due_claimed_and_being_sent(store: SqlStore) -> None:
    put(store)
    with store.write() as uow:
        for number in range(3):
            uow.subscriptions.put(a_subscription(str(number)))
    assert plan(store) == 3
    (due,) = count(store, timedelta(minutes=2)).waiting
    assert (due.platform, due.state, due.messages) == (Platform.TELEGRAM, "due", 3)
    assert due.urgency in {urgency.name.lower() for urgency in Urgency}
    assert due.age == timedelta(minutes=2)

    first, second = claim(store, limit=2)
    assert states(count(store)) == {"due": 1, "later": 2}
    with store.write() as uow:
        uow.outbox.sending([first], MONDAY + LEASE)
    assert states(count(store)) == {"due": 1, "later": 1, "sending": 1}
    assert second


def test_what_nobody_answered(store: SqlStore) -> None:
    with store.write() as uow:
        uow.inbox.record(replace(REQUEST, key="k1"), MONDAY)
        uow.inbox.record(replace(REQUEST, key="k2"), MONDAY + timedelta(minutes=1))
    found = count(store, timedelta(minutes=5))
    assert (found.unanswered, found.unanswered_age) == (2, timedelta(minutes=5))
