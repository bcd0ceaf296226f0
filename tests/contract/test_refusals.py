"""A platform that refuses our token stops its own recipients, and nobody else's."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from bots.world import SettableClock, SystemChance
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Grant, Platform, Role
from core.domain.schedule import Slot
from core.domain.subscriptions import (
    Address,
    Cause,
    Delivered,
    Gone,
    Subscription,
    SubscriptionState,
    Urgency,
)
from core.ports_outbox import Outcome
from core.ports_pauses import Refusal
from scheduler.delivery import Delivery
from scheduler.planner import plan
from scheduler.refusals import look
from storage.tables_messages import outbox
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, put
from tests.contract.test_digests import Postbox
from tests.contract.test_pauses import ALONE, MONDAY, meet, slack
from tests.doubles.loop import run

REVOKED = Gone("token_revoked", wide=True)
CHANNEL = Address(Platform.SLACK, "C0SWEDEN")
REFUSED = [Refusal(Platform.SLACK, MONDAY, "token_revoked")]
TITLE = "Slack takes nothing from me"


@pytest.fixture(autouse=True)
def _waiting(store: SqlStore) -> None:
    """A digest waits on each platform, and there is an admin on both."""
    put(store)
    meet(store, "grace", ALONE, slack("grace"), grants=[Grant(Role.ADMIN)])
    with store.write() as uow:
        uow.subscriptions.put(Subscription(CHANNEL, Slot(), NOW))
        uow.subscriptions.put(Subscription(Address(Platform.TELEGRAM, "-1"), Slot(), NOW))
    plan(store, SystemChance(), NOW)
    assert plan(store, SystemChance(), MONDAY) == 2


def deliver(
    store: SqlStore, *answers: Gone | Delivered, at: datetime = MONDAY, telegram: bool = True
) -> tuple[list[str], list[str]]:
    """What is sent on Slack, which answers so, and on Telegram, which takes everything."""
    there, here = Postbox(list(answers)), Postbox()
    senders = {Platform.SLACK: there} | ({Platform.TELEGRAM: here} if telegram else {})
    run(Delivery(store, SettableClock(at), senders).drain())
    run(Delivery(store, SettableClock(at), senders).drain())
    return [view.title for _, view, _ in there.taken], [view.title for _, view, _ in here.taken]


def refusing(store: SqlStore) -> list[Refusal]:
    with store.read() as uow:
        return list(uow.refusals.all())


def test_nobody_is_paused_and_the_other_platform_goes_on(store: SqlStore) -> None:
    there, here = deliver(store, REVOKED)
    assert len(there) == 1
    assert len(here) == 2
    assert TITLE in here
    assert refusing(store) == REFUSED
    with store.read() as uow:
        found = uow.subscriptions.get(CHANNEL)
    assert found is not None
    assert found.state is SubscriptionState.ACTIVE


def test_the_message_waits_and_its_attempts_are_not_counted(store: SqlStore) -> None:
    deliver(store, REVOKED)
    assert deliver(store, at=MONDAY + timedelta(minutes=4, seconds=59)) == ([], [])
    for minutes in range(5, 65, 5):
        there, _ = deliver(store, REVOKED, at=MONDAY + timedelta(minutes=minutes))
        assert len(there) == 1
    with store.write() as uow:
        later = MONDAY + timedelta(hours=2)
        [posting] = uow.outbox.claim(later, timedelta(minutes=1), 9, (Platform.SLACK,))
    assert posting.attempts == 0
    assert not posting.doubtful


def test_who_is_refused_while_looking_for_a_message_tells_it_too(store: SqlStore) -> None:
    """What is in doubt stays so: it is neither sent again, nor to another address, nor counted."""
    news = Notice(NoticeKind.CASE_CHANGED, "1", {"changes": 0}, again=True)
    with store.write() as uow:
        uow.notices.tell(news, To(("grace",)), MONDAY)
        uow.connection.execute(update(outbox).values(doubtful=outbox.c.platform == Platform.SLACK))
    there, here = Postbox(found=REVOKED), Postbox(found=REVOKED)
    senders = {Platform.SLACK: there, Platform.TELEGRAM: here}
    for _ in range(2):
        run(Delivery(store, SettableClock(MONDAY), senders).drain())
    assert there.taken == []
    assert [view.title for _, view, _ in here.taken].count(TITLE) == 1
    assert refusing(store) == REFUSED
    with store.write() as uow:
        for minutes, found in ((4, 0), (6, 2)):
            at = MONDAY + timedelta(minutes=minutes)
            waiting = uow.outbox.claim(at, timedelta(minutes=1), 9, (Platform.SLACK,))
            assert len(waiting) == found
    assert {(posting.doubtful, posting.attempts) for posting in waiting} == {(True, 0)}


def test_the_admins_are_told_once_a_day_on_a_platform_that_works(store: SqlStore) -> None:
    _, here = deliver(store, REVOKED)
    assert here.count(TITLE) == 1
    assert deliver(store, REVOKED, at=MONDAY + timedelta(hours=1))[1] == []
    assert deliver(store, REVOKED, at=MONDAY + timedelta(days=1))[1] == [TITLE]


def test_admins_who_are_only_there_are_not_told_of_it_afterwards(store: SqlStore) -> None:
    with store.write() as uow:
        uow.pauses.pause(ALONE, "blocked")
    there, here = deliver(store, REVOKED)
    assert TITLE not in here
    assert TITLE not in deliver(store, at=MONDAY + timedelta(minutes=5))[0]
    assert len(there) == 1


def test_a_notice_that_waits_there_goes_to_an_address_that_works(store: SqlStore) -> None:
    stop = Notice(NoticeKind.STOP_ACTION, "1", case="MYS-0012")
    with store.write() as uow:
        uow.notices.tell(stop, To(("grace",)), MONDAY)
    _, here = deliver(store, REVOKED, REVOKED)
    assert "Stop all action on MYS-0012 now" in here


@pytest.mark.parametrize("why", [REVOKED, Gone("blocked", cause=Cause.BLOCKED)])
def test_a_notice_of_which_a_part_arrived_is_sent_whole_to_the_other_address(
    store: SqlStore, why: Gone
) -> None:
    there = Notice(NoticeKind.STOP_ACTION, "1", case="MYS-0012")
    with store.write() as uow:
        uow.notices.tell(there, To(("grace",)), MONDAY)
        [posting] = uow.outbox.claim(
            MONDAY, timedelta(minutes=1), 1, tuple(Platform), (Urgency.AT_ONCE,)
        )
        begun = replace(posting, message="1.1,1.2")
        uow.outbox.record([Outcome(begun, replace(why, begun="1.1,1.2,1.3"))], MONDAY)
        [elsewhere] = uow.outbox.claim(
            MONDAY, timedelta(minutes=1), 1, tuple(Platform), (Urgency.AT_ONCE,)
        )
    assert elsewhere.address.platform is not posting.address.platform
    assert elsewhere.message == ""


def test_a_notice_that_is_made_meanwhile_goes_there_at_once(store: SqlStore) -> None:
    deliver(store, REVOKED)
    with store.write() as uow:
        uow.notices.tell(Notice(NoticeKind.STOP_ACTION, "1", case="M-1"), To(("grace",)), MONDAY)
    assert deliver(store) == ([], ["Stop all action on M-1 now"])


@dataclass
class Asked(Postbox):
    """A platform that says whether it takes our token."""

    answer: bool | None = None

    async def accepted(self) -> bool | None:
        return self.answer


def watch(store: SqlStore, *, answer: bool | None, at: datetime = MONDAY) -> None:
    run(look(store, SettableClock(at), {Platform.SLACK: Asked(answer=answer)}))


def test_it_goes_on_when_the_token_is_taken_again(store: SqlStore) -> None:
    deliver(store, REVOKED)
    watch(store, answer=None)
    watch(store, answer=False)
    assert refusing(store) == REFUSED
    watch(store, answer=True)
    assert refusing(store) == []
    there, _ = deliver(store, at=MONDAY + timedelta(minutes=5))
    assert len(there) == 1


def test_the_watch_tells_the_admins_anew_each_day(store: SqlStore) -> None:
    deliver(store, REVOKED)
    watch(store, answer=False, at=MONDAY + timedelta(days=1))
    assert refusing(store) == REFUSED
    assert deliver(store, REVOKED, at=MONDAY + timedelta(days=1))[1] == [TITLE]


def test_what_was_not_tried_meanwhile_goes_on_soon_after_it(store: SqlStore) -> None:
    with store.write() as uow:
        uow.subscriptions.put(Subscription(replace(CHANNEL, conversation="C0NORWAY"), Slot(), NOW))
    plan(store, SystemChance(), MONDAY)
    box = Postbox([REVOKED])
    senders = {Platform.SLACK: box}
    run(Delivery(store, SettableClock(MONDAY), senders, at_once=1).drain())
    assert len(box.taken) == 1
    watch(store, answer=True)
    later = SettableClock(MONDAY + timedelta(seconds=31))
    run(Delivery(store, later, senders, at_once=1).drain())
    assert len(box.taken) == 2


def test_a_platform_of_another_process_is_left_alone(store: SqlStore) -> None:
    deliver(store, REVOKED)
    run(look(store, SettableClock(MONDAY), {}))
    assert refusing(store) == REFUSED
