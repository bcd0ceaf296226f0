"""What a look-up found is noted like what was sent: a stop of action reaches it, on both databases.

Somebody worded and posted these messages and did not live to record them.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bots.world import SettableClock
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Grant, Platform, Role
from core.domain.subscriptions import (
    Address,
    Defect,
    DigestKind,
    Found,
    Gone,
    Retry,
    SendResult,
)
from core.parts import View
from core.usecases.retraction import stop_action
from scheduler.delivery import LEASE, Delivery
from scheduler.planner import plan
from storage.tables_messages import deliveries
from storage.types import Result
from storage.unit_of_work import SqlStore
from tests.contract.builders import a_case, a_draft, put
from tests.contract.test_digests import CHANCE, NINE_IN_KL, Postbox, begin, subscribe
from tests.contract.test_notices import meet, tell
from tests.contract.test_retraction import DRAFT, KEY, OTHER, kept
from tests.doubles.loop import run

TAKEN_BACK = "This message was taken back"
NEWS = Notice(NoticeKind.CASE_CHANGED, "1", {"changes": 0}, case=KEY)
STOP = Notice(NoticeKind.STOP_ACTION, "2", case=OTHER, again=True)
LATER = NINE_IN_KL + 2 * LEASE


def found(*cases: str, messages: str = "m1", whole: bool = True) -> Found:
    return Found(messages, whole, frozenset(cases))


def plan_digest(store: SqlStore, kind: DigestKind = DigestKind.GOALS) -> None:
    """One waits for Aisha, with both cases on record."""
    put(store, a_case(), a_case(OTHER), a_draft(DRAFT))
    meet(store, "aisha", Grant(Role.STEWARD))
    subscribe(store, "aisha", "Asia/Kuala_Lumpur", kind=kind, person="aisha")
    begin(store)
    assert plan(store, CHANCE, NINE_IN_KL) == 1


def plan_notice(store: SqlStore, notice: Notice) -> None:
    put(store, a_case(), a_case(OTHER))
    meet(store, "aisha")
    tell(store, notice, To(("aisha",)), NINE_IN_KL)


class Begun(Postbox):
    """Remembers after which of its messages each was to go on."""

    def __init__(self, found: Found | None) -> None:
        super().__init__(found=found)
        self.begun: list[str] = []

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        self.begun.append(begun)
        return await super().send(address, view, posting, begun)


def settle(store: SqlStore, what: Found | None) -> Begun:
    """Its sender died after it was marked; another looks it up, once the lease is over."""
    with store.write() as uow:
        claimed = uow.outbox.claim(NINE_IN_KL, LEASE, 9, [Platform.CONSOLE])
        uow.outbox.sending(claimed, NINE_IN_KL + LEASE)
    postbox = Begun(found=what)
    deliver(store, postbox, 1)
    return postbox


def deliver(store: SqlStore, postbox: Postbox, rounds: int = 2) -> None:
    for number in range(rounds):
        clock = SettableClock(LATER + number * timedelta(seconds=1))
        run(Delivery(store, clock, {Platform.CONSOLE: postbox}).drain())


def taken_back(store: SqlStore, postbox: Postbox) -> list[str]:
    """The messages that are taken back by now."""
    deliver(store, postbox)
    return sorted(message for _, view, message in postbox.taken if view.title == TAKEN_BACK)


def stop(store: SqlStore, key: str = KEY) -> None:
    put(store, a_case(key, paused=True))
    with store.write() as uow:
        stop_action(uow, a_case(key, paused=True), LATER)


def test_what_was_found_is_taken_back_once_a_case_in_it_is_stopped(store: SqlStore) -> None:
    plan_digest(store)
    postbox = settle(store, found(KEY, messages="m1,m2"))
    assert postbox.taken == []
    assert kept(store) == ["m1", "m2"]
    stop(store, OTHER)
    assert taken_back(store, postbox) == []
    stop(store)
    assert taken_back(store, postbox) == ["m1", "m2"]


def test_it_goes_by_what_stands_there_and_not_by_what_would_be_said_now(store: SqlStore) -> None:
    """A digest may have named a case between two others, which is neither planned nor true now."""
    plan_digest(store)
    put(store, a_case("IRN-0007"))
    postbox = settle(store, found("IRN-0007"))
    stop(store)
    assert taken_back(store, postbox) == []
    stop(store, "IRN-0007")
    assert taken_back(store, postbox) == ["m1"]


def test_a_case_that_was_stopped_before_it_was_found_is_taken_back_at_once(
    store: SqlStore,
) -> None:
    plan_digest(store)
    stop(store)
    postbox = settle(store, found(KEY))
    assert taken_back(store, postbox) == ["m1"]


def test_a_steward_goes_on_reading_of_what_only_stewards_see(store: SqlStore) -> None:
    plan_digest(store, DigestKind.STEWARDS)
    postbox = settle(store, found(DRAFT))
    assert taken_back(store, postbox) == []
    assert kept(store) == ["m1"]


@pytest.mark.parametrize("stopped_before", [True, False])
def test_a_notice_is_taken_back_for_the_case_that_it_is_about(
    store: SqlStore, *, stopped_before: bool
) -> None:
    plan_notice(store, NEWS)
    if stopped_before:
        stop(store)
    postbox = settle(store, found(KEY))
    if not stopped_before:
        assert taken_back(store, postbox) == []
        stop(store)
    assert taken_back(store, postbox) == ["m1"]


def test_a_reference_that_somebody_typed_into_a_notice_tells_nothing(store: SqlStore) -> None:
    plan_notice(store, NEWS)
    put(store, a_draft(DRAFT), a_case(OTHER, paused=True))
    postbox = settle(store, found(KEY, OTHER, DRAFT))
    assert taken_back(store, postbox) == []
    assert kept(store) == ["m1"]


def test_the_call_to_stop_stays(store: SqlStore) -> None:
    plan_notice(store, STOP)
    settle(store, found(OTHER))
    assert kept(store) == []


def test_a_message_that_names_no_case_is_not_kept(store: SqlStore) -> None:
    plan_digest(store)
    settle(store, found())
    assert kept(store) == []


def test_the_first_part_is_kept_though_the_rest_is_worded_anew(store: SqlStore) -> None:
    plan_digest(store)
    stop(store)
    postbox = settle(store, found(KEY, messages="m0", whole=False))
    assert postbox.begun == ["m0"]
    assert KEY not in str(postbox.taken)
    assert taken_back(store, postbox) == ["m0"]


def test_the_first_part_is_kept_though_the_rest_may_not_be_said_any_more(store: SqlStore) -> None:
    plan_notice(store, NEWS)
    stop(store)
    postbox = settle(store, found(KEY, messages="m0", whole=False))
    assert postbox.begun == []
    assert taken_back(store, postbox) == ["m0"]


@pytest.mark.parametrize(
    "result",
    [
        Retry(3600, "429", begun="m0"),
        Gone("blocked", begun="m0"),
        Defect("invalid_blocks", begun="m0"),
    ],
)
def test_the_first_part_of_what_did_not_come_to_its_end_is_kept(
    store: SqlStore, result: SendResult
) -> None:
    plan_digest(store)
    postbox = Postbox([result])
    deliver(store, postbox, 1)
    assert KEY in str(postbox.taken)
    stop(store)
    assert taken_back(store, postbox) == ["m0"]


def test_what_is_found_is_recorded_with_its_messages(store: SqlStore) -> None:
    plan_digest(store)
    settle(store, found(KEY, messages="m1,m2"))
    with store.read() as uow:
        done = uow.connection.execute(select(deliveries.c.result, deliveries.c.message)).all()
    assert done == [(Result.DELIVERED, "m1,m2")]


def left_titles(store: SqlStore, postbox: Postbox) -> list[str]:
    """What the stewards are told by now of messages that stay."""
    deliver(store, postbox)
    titles = [view.title for _, view, _ in postbox.taken]
    return [title for title in titles if "could not be taken back" in title]


def test_what_can_not_be_looked_up_is_told_to_the_stewards_once_it_is_stopped(
    store: SqlStore,
) -> None:
    plan_digest(store)
    postbox = settle(store, None)
    assert (postbox.begun, kept(store)) == ([], ["", ""])
    stop(store)
    assert left_titles(store, postbox) == ["Some messages about MYS-0012 could not be taken back"]


def test_so_is_one_that_was_sent_again_since_it_may_not_have_arrived(store: SqlStore) -> None:
    plan_notice(store, replace(NEWS, again=True))
    meet(store, "grace", Grant(Role.STEWARD))
    postbox = settle(store, None)
    assert (postbox.begun, kept(store)) == ([""], ["", "m1"])
    stop(store)
    assert len(left_titles(store, postbox)) == 1
    assert taken_back(store, postbox) == ["m1"]


def test_one_that_certainly_did_not_arrive_is_not(store: SqlStore) -> None:
    plan_notice(store, NEWS)
    settle(store, Found())
    assert kept(store) == ["m1"]
