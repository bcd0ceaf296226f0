"""What the operator sees of messages that are done, and which of them may be sent again."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from bots.world import SettableClock, SystemChance
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Platform
from core.domain.schedule import Slot
from core.domain.subscriptions import (
    Address,
    Defect,
    Delivered,
    DigestKind,
    Gone,
    SendResult,
    Subscription,
    SubscriptionState,
    Unknown,
)
from core.request import ShownMessage
from scheduler.delivery import LEASE, Delivery
from scheduler.planner import plan
from storage import deliveries
from storage.deliveries import EYES, Again, Sent
from storage.tables_messages import contents
from storage.types import Result
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_case, put
from tests.contract.test_digests import Postbox
from tests.contract.test_notices import meet
from tests.doubles.loop import run

MONDAY = NOW + timedelta(days=2, hours=22)
LATER = MONDAY + 3 * LEASE
CHANNEL = Address(Platform.CONSOLE, "#sweden")


@pytest.fixture(autouse=True)
def _one_digest(store: SqlStore) -> None:
    put(store, a_case())
    with store.write() as uow:
        uow.subscriptions.put(Subscription(CHANNEL, Slot(), NOW))
    plan(store, SystemChance(), NOW)
    assert plan(store, SystemChance(), MONDAY) == 1


def deliver(store: SqlStore, *answers: SendResult, at: object = MONDAY) -> list[str]:
    del at
    postbox = Postbox(list(answers))
    for moment in (MONDAY, LATER):
        delivery = Delivery(store, SettableClock(moment), {Platform.CONSOLE: postbox})
        run(delivery.drain())
    return [f"{address.conversation}: {view.title}" for address, view, _ in postbox.taken]


def listed(store: SqlStore, *results: Result, most: int = 9) -> list[Sent]:
    with store.read() as uow:
        return list(deliveries.listed(uow.connection, results or EYES, NOW, most))


def again(store: SqlStore, wanted: str) -> Again:
    with store.write() as uow:
        return deliveries.send_again(uow.connection, wanted, LATER)


def test_they_are_counted_by_what_became_of_them(store: SqlStore) -> None:
    meet(store, "lars")
    with store.write() as uow:
        uow.notices.tell(Notice(NoticeKind.STOP_ACTION, "1", case="M-1"), To(("lars",)), MONDAY)
    deliver(store, Delivered("1"), Defect("invalid_blocks"))
    with store.read() as uow:
        found = deliveries.counts(uow.connection, NOW)
        assert deliveries.counts(uow.connection, LATER) == {}
    assert found == {Result.DELIVERED: 1, Result.DEFECT: 1}


def test_a_message_is_told_by_ids_alone(store: SqlStore) -> None:
    deliver(store, Defect("invalid_blocks"))
    [one] = listed(store)
    assert one == Sent(
        one.id,
        DigestKind.GOALS,
        Platform.CONSOLE,
        "#sweden",
        "",
        MONDAY,
        1,
        Result.DEFECT,
        "invalid_blocks",
    )
    with store.read() as uow:
        assert deliveries.find(uow.connection, one.id) == one
        assert deliveries.find(uow.connection, "nothing") is None


def test_what_needs_no_eyes_is_listed_if_one_asks_for_it(store: SqlStore) -> None:
    deliver(store, Delivered("1"))
    assert listed(store) == []
    assert [one.result for one in listed(store, *Result)] == [Result.DELIVERED]
    assert listed(store, Result.GONE) == []


def test_a_defect_is_sent_again_as_it_was(store: SqlStore) -> None:
    before = deliver(store, Defect("invalid_blocks"))
    [one] = listed(store)
    assert again(store, one.id) is Again.WAITS
    assert again(store, one.id) is Again.NOT_THERE
    assert deliver(store) == before
    [sent] = listed(store, Result.DELIVERED)
    assert (sent.id, sent.attempts) == (one.id, 1)
    assert again(store, one.id) is Again.NOT_MENDABLE


def test_what_nobody_knows_is_sent_once_more(store: SqlStore) -> None:
    deliver(store, Unknown("timeout"))
    [one] = listed(store, Result.UNKNOWN)
    assert again(store, one.id) is Again.WAITS
    assert len(deliver(store, Delivered("2"))) == 1


def test_a_notice_comes_in_its_readers_own_words(store: SqlStore) -> None:
    deliver(store)
    meet(store, "lars")
    with store.write() as uow:
        uow.people.settle("lars", zone="Asia/Tokyo", language="sv")
        uow.notices.tell(
            Notice(NoticeKind.STOP_ACTION, "1", case="M-1", again=True), To(("lars",)), MONDAY
        )
    deliver(store, Defect("?"))
    [one] = listed(store)
    assert again(store, one.id) is Again.WAITS
    with store.write() as uow:
        [posting] = uow.outbox.claim(LATER, LEASE, 9, (Platform.CONSOLE,))
    assert (posting.language, posting.zone, posting.person) == ("sv", "Asia/Tokyo", "lars")
    assert posting.again
    assert posting.urgency.name == "AT_ONCE"


def test_a_message_to_be_taken_back_is_tried_again(store: SqlStore) -> None:
    deliver(store)
    with store.write() as uow:
        uow.posted.keep([("MYS-0012", ShownMessage(CHANNEL, "55"))], NOW)
        uow.posted.take_back("MYS-0012", MONDAY)
    deliver(store, Defect("?"))
    [one] = listed(store)
    assert again(store, one.id) is Again.WAITS
    assert deliver(store) == ["#sweden: This message was taken back"]


def test_who_is_gone_is_not_written_to_again(store: SqlStore) -> None:
    deliver(store, Gone("kicked"))
    [one] = listed(store)
    assert again(store, one.id) is Again.NOT_MENDABLE


def test_a_digest_that_was_turned_off_is_not_sent_again(store: SqlStore) -> None:
    deliver(store, Defect("?"))
    [one] = listed(store)
    with store.write() as uow:
        uow.subscriptions.set_state(CHANNEL, SubscriptionState.OFF)
    assert again(store, one.id) is Again.UNWANTED


def test_a_digest_that_a_newer_one_followed_is_not_sent_again(store: SqlStore) -> None:
    deliver(store, Defect("?"))
    [one] = listed(store)
    assert plan(store, SystemChance(), MONDAY + timedelta(days=7)) == 1
    assert again(store, one.id) is Again.OVERTAKEN


def test_what_is_not_kept_any_more_can_not_be_sent(store: SqlStore) -> None:
    deliver(store, Defect("?"))
    [one] = listed(store)
    with store.write() as uow:
        uow.connection.execute(update(contents).values(payload=""))
    assert again(store, one.id) is Again.ERASED
    assert again(store, "nothing") is Again.NOT_THERE
