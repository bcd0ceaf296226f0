"""Decisions, which nobody can change; subscriptions; questions behind buttons."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from core.domain.decisions import Decision, DecisionKind
from core.domain.people import Role
from core.domain.schedule import Slot
from core.domain.subscriptions import Address, Subscription, SubscriptionState
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_subscription, an_address, put, put_person

OPENED = Decision(DecisionKind.LEVEL, "MYS-0012", NOW, "draft", "active", "Consent given", "p1")
TAKEN = Decision(
    DecisionKind.COMMIT, "MYS-0012", NOW, "", "running", "", "p2", Role.COORDINATOR, "SWE"
)


def test_the_history_is_told_in_its_order(store: SqlStore) -> None:
    with store.write() as uow:
        for decision in (OPENED, replace(OPENED, subject="MYS-0013"), TAKEN):
            uow.decisions.append(decision)
    with store.read() as uow:
        assert uow.decisions.of("MYS-0012") == [OPENED, TAKEN]
        assert uow.decisions.of("MYS-0099") == []


@pytest.mark.parametrize(
    "change",
    ["UPDATE decisions SET before = ''", "DELETE FROM decisions", "DELETE FROM decision_texts"],
)
def test_the_database_refuses_to_change_the_history(store: SqlStore, change: str) -> None:
    with store.write() as uow:
        uow.decisions.append(OPENED)
    with pytest.raises(DBAPIError, match="append-only"), store.write() as uow:
        uow.connection.execute(text(change))
    with store.read() as uow:
        assert uow.decisions.of("MYS-0012") == [OPENED]


def test_a_moment_comes_back_in_utc(store: SqlStore) -> None:
    local = NOW.astimezone(timezone(timedelta(hours=8)))
    with store.write() as uow:
        uow.decisions.append(replace(OPENED, at=local))
    with store.read() as uow:
        [decision] = uow.decisions.of("MYS-0012")
    assert decision.at == NOW
    assert decision.at.utcoffset() == timedelta(0)


def test_a_moment_without_a_zone_is_refused(store: SqlStore) -> None:
    with pytest.raises(Exception, match="2010-05-14"), store.write() as uow:
        uow.decisions.append(replace(OPENED, at=NOW.replace(tzinfo=None)))


FULL = Subscription(
    an_address(),
    Slot(4, 1050, "Europe/Stockholm"),
    NOW,
    person="p1",
    section="SWE",
    language="sv",
)


def test_a_subscription_comes_back_as_it_was_put(store: SqlStore) -> None:
    put(store)
    put_person(store)
    with store.write() as uow:
        uow.subscriptions.put(FULL)
        uow.subscriptions.put(a_subscription("200"))
    with store.read() as uow:
        assert uow.subscriptions.get(an_address()) == FULL
        assert uow.subscriptions.get(an_address("200")) == a_subscription("200")


def test_a_conversation_has_one_and_a_thread_of_it_another(store: SqlStore) -> None:
    topic = replace(a_subscription(), address=an_address(thread="5"))
    with store.write() as uow:
        uow.subscriptions.put(a_subscription())
        uow.subscriptions.put(topic)
        moved = replace(a_subscription(), slot=Slot(2, 600, "UTC"), since=NOW)
        uow.subscriptions.put(moved)
        assert uow.subscriptions.get(an_address()) == moved
        assert uow.subscriptions.get(topic.address) == topic
        assert uow.subscriptions.get(an_address("999")) is None
        assert uow.subscriptions.get(Address(topic.address.platform, "5")) is None


def test_a_subscription_is_stopped_and_resumed(store: SqlStore) -> None:
    with store.write() as uow:
        assert not uow.subscriptions.set_state(an_address(), SubscriptionState.OFF)
        uow.subscriptions.put(a_subscription())
        for state in SubscriptionState:
            assert uow.subscriptions.set_state(an_address(), state)
            found = uow.subscriptions.get(an_address())
            assert found == a_subscription(state=state)


def test_a_question_is_kept_under_its_key(store: SqlStore) -> None:
    with store.write() as uow:
        uow.queries.remember("k1", "poc women south-east asia", NOW)
        uow.queries.remember("k1", "another", NOW)
        uow.queries.remember("k2", "another", NOW)
    with store.read() as uow:
        assert uow.queries.recall("k1") == "poc women south-east asia"
        assert uow.queries.recall("k2") == "another"
        assert uow.queries.recall("unknown") is None
