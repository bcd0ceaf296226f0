"""From the clock to the reader: planner, outbox and delivery together, on both databases."""

import asyncio
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bots.world import SettableClock, SystemChance
from core.domain.commitments import Party
from core.domain.people import Platform
from core.domain.schedule import Slot
from core.domain.subscriptions import (
    Address,
    Defect,
    Delivered,
    Found,
    Gone,
    Retry,
    SendResult,
    Subscription,
    SubscriptionState,
    Unknown,
)
from core.parts import Facts, Items, View
from core.ports import Store
from scheduler import courier
from scheduler.delivery import LEASE, Delivery
from scheduler.planner import plan
from storage.unit_of_work import SqlStore
from tests.contract.builders import a_case, put
from tests.doubles.loop import run

FRIDAY = datetime(2010, 5, 14, 12, tzinfo=UTC)
NINE_IN_KL = datetime(2010, 5, 17, 1, tzinfo=UTC)
NINE_IN_STOCKHOLM = datetime(2010, 5, 17, 7, tzinfo=UTC)
CHANCE = SystemChance()


@dataclass
class Postbox:
    """A platform that answers as the test says, and remembers what it took."""

    answers: list[SendResult] = field(default_factory=list)
    taken: list[tuple[Address, View, str]] = field(default_factory=list)
    found: Found | Retry | Gone | None = None

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        self.taken.append((address, view, posting))
        return self.answers.pop(0) if self.answers else Delivered("m1")

    async def was_sent(self, address: Address, posting: str) -> Found | Retry | Gone | None:
        return self.found

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:
        self.taken.append((address, instead, message))
        return self.answers.pop(0) if self.answers else Delivered(message)


def subscribe(store: Store, name: str, zone: str, **changes: object) -> Address:
    address = Address(Platform.CONSOLE, name)
    subscription = Subscription(address, Slot(zone=zone), FRIDAY)
    with store.write() as uow:
        uow.subscriptions.put(replace(subscription, **changes))  # type: ignore[arg-type]
    return address


def begin(store: Store) -> None:
    """The first tick of a new installation: nothing is due before it."""
    assert plan(store, CHANCE, FRIDAY) == 0


def deliver(store: Store, postbox: Postbox, now: datetime) -> int:
    delivery = Delivery(store, SettableClock(now), {Platform.CONSOLE: postbox})
    return run(delivery.drain())


def names(postbox: Postbox) -> Sequence[str]:
    return [address.conversation for address, _, _ in postbox.taken]


def test_each_reader_gets_it_at_nine_in_their_own_zone(store: Store) -> None:
    subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    subscribe(store, "lars", "Europe/Stockholm")
    begin(store)
    postbox = Postbox()
    assert plan(store, CHANCE, NINE_IN_KL - timedelta(seconds=1)) == 0
    assert plan(store, CHANCE, NINE_IN_KL) == 1
    assert deliver(store, postbox, NINE_IN_KL) == 1
    assert names(postbox) == ["aisha"]
    assert plan(store, CHANCE, NINE_IN_STOCKHOLM) == 1
    assert deliver(store, postbox, NINE_IN_STOCKHOLM) == 1
    assert names(postbox) == ["aisha", "lars"]


def test_nothing_is_planned_or_sent_twice(store: Store) -> None:
    subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    begin(store)
    postbox = Postbox()
    assert plan(store, CHANCE, NINE_IN_KL) == 1
    assert plan(store, CHANCE, NINE_IN_KL) == 0
    deliver(store, postbox, NINE_IN_KL)
    deliver(store, postbox, NINE_IN_KL)
    assert plan(store, CHANCE, NINE_IN_KL + timedelta(hours=1)) == 0
    assert names(postbox) == ["aisha"]


def test_moving_it_within_the_week_does_not_bring_a_second_one(store: Store) -> None:
    address = subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    friday = Slot(weekday=4, zone="Asia/Kuala_Lumpur")
    subscribe(store, "aisha", "", slot=friday, since=NINE_IN_KL + timedelta(hours=1))
    later = friday.following(NINE_IN_KL)
    assert plan(store, CHANCE, later) == 0
    assert plan(store, CHANCE, friday.following(later)) == 1
    with store.read() as uow:
        found = uow.subscriptions.get(address)
    assert found is not None
    assert found.slot == friday


def test_after_weeks_of_silence_one_digest_comes(store: Store) -> None:
    subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    begin(store)
    assert plan(store, CHANCE, NINE_IN_KL + timedelta(weeks=5, days=2)) == 1


def test_nothing_comes_for_a_time_before_one_subscribed(store: Store) -> None:
    begin(store)
    subscribe(store, "aisha", "Asia/Kuala_Lumpur", since=NINE_IN_KL + timedelta(minutes=1))
    assert plan(store, CHANCE, NINE_IN_KL + timedelta(hours=1)) == 0
    assert plan(store, CHANCE, NINE_IN_KL + timedelta(weeks=1)) == 1


def test_who_said_no_gets_none(store: Store) -> None:
    subscribe(store, "aisha", "Asia/Kuala_Lumpur", state=SubscriptionState.OFF)
    begin(store)
    assert plan(store, CHANCE, NINE_IN_KL) == 0


def test_a_retry_waits_as_long_as_it_says(store: Store) -> None:
    subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    postbox = Postbox([Retry(30, "429")])
    assert deliver(store, postbox, NINE_IN_KL) == 1
    assert deliver(store, postbox, NINE_IN_KL + timedelta(seconds=29)) == 0
    assert deliver(store, postbox, NINE_IN_KL + timedelta(seconds=31)) == 1
    assert len(postbox.taken) == 2


def test_gone_pauses_the_subscription(store: Store) -> None:
    address = subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    postbox = Postbox([Gone("blocked")])
    assert deliver(store, postbox, NINE_IN_KL) == 1
    assert deliver(store, postbox, NINE_IN_KL + timedelta(hours=1)) == 0
    with store.read() as uow:
        found = uow.subscriptions.get(address)
    assert found is not None
    assert found.state is SubscriptionState.PAUSED


def test_a_defect_is_set_aside_and_the_rest_goes_on(store: Store) -> None:
    subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    subscribe(store, "nur", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    postbox = Postbox([Defect("invalid_blocks")])
    assert deliver(store, postbox, NINE_IN_KL) == 2
    assert deliver(store, postbox, NINE_IN_KL + timedelta(hours=1)) == 0
    assert sorted(names(postbox)) == ["aisha", "nur"]


def settle(store: Store, *, found: Found | None) -> Postbox:
    """A send whose answer was lost, and a second look after the lease."""
    subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    postbox = Postbox([Unknown("reset")], found=found)
    deliver(store, postbox, NINE_IN_KL)
    later = NINE_IN_KL + 2 * LEASE
    deliver(store, postbox, later)
    assert deliver(store, postbox, later + 2 * LEASE) == 0
    return postbox


def test_an_unknown_that_arrived_is_not_sent_again(store: Store) -> None:
    assert len(settle(store, found=Found("m1", whole=True)).taken) == 1


def test_an_unknown_that_did_not_arrive_is_sent_again(store: Store) -> None:
    assert len(settle(store, found=Found()).taken) == 2


def test_an_unknown_that_nobody_can_look_up_is_not_repeated(store: Store) -> None:
    assert len(settle(store, found=None).taken) == 1


def test_a_process_that_dies_before_the_first_byte_loses_nothing(store: Store) -> None:
    subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    with store.write() as uow:
        (claimed,) = uow.outbox.claim(NINE_IN_KL, LEASE, 10, [Platform.CONSOLE])
    assert not claimed.doubtful
    postbox = Postbox()
    assert deliver(store, postbox, NINE_IN_KL + timedelta(seconds=1)) == 0
    assert deliver(store, postbox, NINE_IN_KL + 2 * LEASE) == 1
    assert names(postbox) == ["aisha"]


def test_a_process_that_dies_while_sending_leaves_it_in_doubt(store: Store) -> None:
    subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    with store.write() as uow:
        (claimed,) = uow.outbox.claim(NINE_IN_KL, LEASE, 10, [Platform.CONSOLE])
        uow.outbox.sending([claimed], NINE_IN_KL + LEASE)
    postbox = Postbox(found=None)
    deliver(store, postbox, NINE_IN_KL + 2 * LEASE)
    assert postbox.taken == []


def test_a_slow_sender_leaves_to_others_what_it_could_not_hold(store: Store) -> None:
    """It holds several; the leases of some end before their turn comes."""
    for number in range(6):
        subscribe(store, f"reader {number}", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    clock, quick = SettableClock(NINE_IN_KL), Postbox()

    class SlowPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            result = await super().send(address, view, posting)
            clock.advance(timedelta(seconds=50))
            if len(self.taken) == 2:
                await Delivery(store, clock, {Platform.CONSOLE: quick}).drain()
            return result

    slow = SlowPostbox()
    run(Delivery(store, clock, {Platform.CONSOLE: slow}, at_once=1).drain())
    assert len(slow.taken) + len(quick.taken) == len({*names(slow), *names(quick)}) == 6
    assert quick.taken


def test_a_send_that_does_not_end_is_given_up_within_its_lease(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    monkeypatch.setattr(courier, "LONGEST_SEND", 0.05)

    class StuckPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            await super().send(address, view, posting)
            await asyncio.sleep(60)
            return Delivered("late")

    stuck = StuckPostbox()
    assert deliver(store, stuck, NINE_IN_KL) == 1
    assert deliver(store, stuck, NINE_IN_KL + 2 * LEASE) == 1
    assert len(stuck.taken) == 1


def test_two_planners_at_once_plan_each_digest_once(store: Store) -> None:
    for number in range(20):
        subscribe(store, f"reader {number}", "Asia/Kuala_Lumpur")
    begin(store)
    counts: list[int] = []
    threads = [
        threading.Thread(target=lambda: counts.append(plan(store, CHANCE, NINE_IN_KL)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 20]


def test_two_senders_at_once_send_each_digest_once(store: Store) -> None:
    for number in range(30):
        subscribe(store, f"reader {number}", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    boxes = [Postbox(), Postbox(), Postbox()]
    threads = [threading.Thread(target=deliver, args=(store, box, NINE_IN_KL)) for box in boxes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = sorted(name for box in boxes for name in names(box))
    assert taken == sorted(f"reader {number}" for number in range(30))


def test_a_waiting_digest_says_only_what_is_still_true(store: SqlStore) -> None:
    put(store, *(a_case(f"MYS-{number:04}") for number in range(1, 7)))
    with store.write() as uow:
        uow.commitments.start("MYS-0001", Party("SWE"), FRIDAY)
        uow.commitments.start("MYS-0002", Party("SWE"), FRIDAY)
    subscribe(store, "section-sweden", "Asia/Kuala_Lumpur", section="SWE")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    put(store, *(a_case(f"MYS-{number:04}", paused=True) for number in (2, 3)))
    with store.write() as uow:
        uow.commitments.start("MYS-0004", Party("MYS"), NINE_IN_KL)
    postbox = Postbox()
    deliver(store, postbox, NINE_IN_KL)
    ((_, view, _),) = postbox.taken
    facts, _, waiting = view.parts
    assert isinstance(facts, Facts)
    assert [fact.value for fact in facts.facts] == ["1 of 10 cases", "1", "1 June 2010"]
    assert isinstance(waiting, Items)
    assert waiting.heading == "2 active cases have no section yet"
    assert [item.title[:8] for item in waiting.items] == ["MYS-0005", "MYS-0006"]


def test_the_next_one_is_announced_for_when_it_comes(store: Store) -> None:
    subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    friday = Slot(weekday=4, zone="Asia/Kuala_Lumpur")
    address = subscribe(store, "aisha", "", slot=friday, since=NINE_IN_KL)
    with store.read() as uow:
        found = uow.subscriptions.get(address)
    assert found is not None
    announced = found.following(NINE_IN_KL, ["2010-W20"])
    assert announced == friday.following(friday.following(NINE_IN_KL))
    assert plan(store, CHANCE, announced - timedelta(seconds=1)) == 0
    assert plan(store, CHANCE, announced) == 1


def test_the_digest_says_the_day_on_which_it_is_due(store: Store) -> None:
    subscribe(store, "aisha", "Asia/Kuala_Lumpur")
    begin(store)
    plan(store, CHANCE, NINE_IN_KL)
    postbox = Postbox()
    deliver(store, postbox, NINE_IN_KL)
    ((_, view, _),) = postbox.taken
    assert view.name == "goals_digest"
    assert "17 May 2010" in view.title


def test_fridays_digest_has_fridays_numbers(store: Store) -> None:
    subscribe(store, "aisha", "UTC", slot=Slot(0, 540, "UTC"))
    subscribe(store, "nur", "UTC", slot=Slot(4, 540, "UTC"))
    begin(store)
    postbox = Postbox()
    for day in (17, 21):
        now = datetime(2010, 5, day, 9, tzinfo=UTC)
        plan(store, CHANCE, now)
        deliver(store, postbox, now)
    titles = [view.title for _, view, _ in postbox.taken]
    assert ["17 May 2010" in titles[0], "21 May 2010" in titles[1]] == [True, True]
