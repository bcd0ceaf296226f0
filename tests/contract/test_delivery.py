"""How messages are held, sent at their turn and recorded, on both databases."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from unittest.mock import patch

import pytest
from sqlalchemy import select

from bots.world import SettableClock
from core.domain.limits import Lane, Want
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Platform
from core.domain.subscriptions import (
    Address,
    Defect,
    Delivered,
    Found,
    Gone,
    Retry,
    SendResult,
    Unknown,
)
from core.parts import View
from core.ports import StoreAwayError
from core.ports_limits import Turn
from core.ports_outbox import Posting
from core.usecases.digests import still_true
from core.views.digests import digest_view
from scheduler import delivery as delivering
from scheduler import held, ledger, preparing
from scheduler.clocks import LeaseClock
from scheduler.delivery import LEASE, Delivery
from scheduler.planner import plan
from storage.tables_messages import contents, deliveries, outbox
from storage.types import Result
from storage.unit_of_work import SqlStore
from tests.contract.builders import a_case, put
from tests.contract.test_digests import CHANCE, NINE_IN_KL, Postbox, begin, names, subscribe
from tests.contract.test_notices import meet, tell
from tests.doubles.leaping import LeapingClock
from tests.doubles.loop import run

STOP = Notice(NoticeKind.STOP_ACTION, "stop:1", case="MYS-0012", again=True)
NEWS = Notice(NoticeKind.CASE_REOPENED, "news:1", case="MYS-0012")


@dataclass
class FakeGate:
    """Gives each message a turn so long after the one before, or says that a place is closed."""

    spacing: float = 0.0
    lead: float = 0.0
    closed: dict[str, float] = field(default_factory=dict)
    asked: list[Want] = field(default_factory=list)
    paused: list[tuple[Platform, float, str]] = field(default_factory=list)
    granted: list[float] = field(default_factory=list)
    _next: float = 0.0

    async def book(self, wants: Sequence[Want]) -> Sequence[Turn]:
        now = asyncio.get_running_loop().time()
        turns = []
        for want in wants:
            self.asked.append(want)
            if want.conversation in self.closed:
                turns.append(Turn(self.closed[want.conversation], booked=False))
                continue
            self._next = max(self._next + self.spacing, now + self.lead)
            self.granted.append(self._next)
            turns.append(Turn(self._next - now))
        return turns

    async def pass_through(self, want: Want) -> float:
        self.asked.append(want)
        return 0.0

    async def pause(self, platform: Platform, seconds: float, conversation: str = "") -> None:
        self.paused.append((platform, seconds, conversation))


def plan_for(store: SqlStore, *readers: str) -> None:
    """A digest waits for each of them."""
    for reader in readers:
        subscribe(store, reader, "Asia/Kuala_Lumpur")
    begin(store)
    assert plan(store, CHANCE, NINE_IN_KL) >= len(readers)


def deliveries_of(store: SqlStore) -> dict[str, Result]:
    with store.read() as uow:
        rows = uow.connection.execute(select(deliveries.c.conversation, deliveries.c.result))
        return {row.conversation: row.result for row in rows}


def waiting(store: SqlStore) -> dict[str, tuple[bool, bool, datetime]]:
    """Who waits for a message: whether it is marked, in doubt, and until when it waits."""
    columns = outbox.c
    with store.read() as uow:
        rows = uow.connection.execute(
            select(columns.conversation, columns.sending, columns.doubtful, columns.available_at)
        )
        return {row.conversation: (row.sending, row.doubtful, row.available_at) for row in rows}


def make(store: SqlStore, box: Postbox, gate: FakeGate | None = None, **more: int) -> Delivery:
    return Delivery(store, SettableClock(NINE_IN_KL), {Platform.CONSOLE: box}, gate, **more)


def test_a_stop_of_action_goes_before_notices_and_those_before_digests(store: SqlStore) -> None:
    put(store, a_case())
    plan_for(store, "nur", "lars")
    meet(store, "aisha")
    tell(store, NEWS, To(("aisha",)), NINE_IN_KL)
    tell(store, STOP, To(("aisha",)), NINE_IN_KL)
    postbox, gate = Postbox(), FakeGate()
    assert run(make(store, postbox, gate, at_once=1).drain()) == 4
    titles = [view.title for _, view, _ in postbox.taken]
    assert titles[0] == "Stop all action on MYS-0012 now"
    assert names(postbox)[1] == "aisha"
    lanes = [want.lane for want in gate.asked]
    assert lanes == [Lane.ANSWER, Lane.ANSWER, Lane.DIGEST, Lane.DIGEST]


def test_many_are_under_way_at_once(store: SqlStore) -> None:
    plan_for(store, *(f"reader {number}" for number in range(40)))
    meeting = asyncio.Event()

    class MeetingPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            result = await super().send(address, view, posting)
            if len(self.taken) == 40:
                meeting.set()
            await meeting.wait()
            return result

    assert run(make(store, MeetingPostbox()).drain()) == 40
    assert set(deliveries_of(store).values()) == {Result.DELIVERED}


def test_results_that_come_close_together_are_recorded_together(store: SqlStore) -> None:
    plan_for(store, *(f"reader {number}" for number in range(20)))
    recorded: list[int] = []

    class UnevenPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            result = await super().send(address, view, posting)
            if len(self.taken) > 1:
                await asyncio.sleep(0.01)
            return result

    delivery = make(store, UnevenPostbox())
    delivery.watched_by(lambda _outcome, _at: recorded.append(len(deliveries_of(store))))
    with patch.object(delivering, "GATHER", 0.1):
        assert run(delivery.drain()) == 20
    assert recorded == [20] * 20


def test_a_chat_that_must_wait_does_not_hold_up_the_rest(store: SqlStore) -> None:
    plan_for(store, "slow", "nur", "lars")
    postbox, gate = Postbox(), FakeGate(closed={"slow": 60.0})
    run(make(store, postbox, gate).drain())
    assert sorted(names(postbox)) == ["lars", "nur"]
    later = NINE_IN_KL + timedelta(seconds=60)
    assert waiting(store) == {"slow": (False, False, later)}


def test_a_turn_that_is_near_is_waited_for_with_the_message_in_hand(store: SqlStore) -> None:
    plan_for(store, "soon", "nur")
    postbox, gate = Postbox(), FakeGate(closed={"soon": 0.05})

    async def scene() -> None:
        asyncio.get_running_loop().call_later(0.12, gate.closed.clear)
        await make(store, postbox, gate).drain()

    LeapingClock().run(scene())
    assert names(postbox) == ["nur", "soon"]


def test_each_is_sent_at_its_turn_and_marked_only_just_before(store: SqlStore) -> None:
    readers = [f"reader {number}" for number in range(8)]
    plan_for(store, *readers)
    gate = FakeGate(spacing=0.15, lead=0.3)
    at: list[float] = []
    marked: list[int] = []

    class WatchfulPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            at.append(asyncio.get_running_loop().time())
            marked.append(sum(sending for sending, _, _ in waiting(store).values()))
            return await super().send(address, view, posting)

    LeapingClock().run(make(store, WatchfulPostbox(), gate).drain())
    assert all(sent >= turn for sent, turn in zip(at, gate.granted, strict=False))
    assert max(marked) <= 2
    assert len(deliveries_of(store)) == 8


def test_a_turn_that_was_missed_is_given_up_for_a_new_one(store: SqlStore) -> None:
    """The machine stands still while four messages wait: they must not follow in one burst."""
    plan_for(store, *(f"reader {number}" for number in range(5)))
    gate, clock = FakeGate(spacing=0.03, lead=0.1), LeapingClock()
    at: list[float] = []

    class StallingPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            at.append(clock.now())
            if not self.taken:
                clock.advance(0.3)
            return await super().send(address, view, posting)

    clock.run(make(store, StallingPostbox(), gate).drain())
    assert len(gate.granted) > 5
    assert min(after - before for before, after in pairwise(at)) > 0.03 - held.MISSED
    assert len(deliveries_of(store)) == 5


def test_to_finish_gives_back_at_once_what_was_not_begun(store: SqlStore) -> None:
    plan_for(store, *(f"reader {number}" for number in range(6)))
    gate = FakeGate(spacing=30.0)
    started, ended = asyncio.Event(), asyncio.Event()

    class SlowPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            started.set()
            await ended.wait()
            return await super().send(address, view, posting)

    async def scene() -> None:
        delivery = make(store, SlowPostbox(), gate)
        sending = asyncio.create_task(delivery.drain())
        await started.wait()
        delivery.finish()
        ended.set()
        await sending

    run(scene())
    assert list(deliveries_of(store).values()) == [Result.DELIVERED]
    assert set(waiting(store).values()) == {(False, False, NINE_IN_KL)}
    assert len(waiting(store)) == 5


def test_a_result_is_recorded_though_the_database_was_away_when_it_came(store: SqlStore) -> None:
    plan_for(store, "nur")
    away = patch.object(SqlStore, "write", side_effect=StoreAwayError)

    class CutOffPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            away.start()
            return await super().send(address, view, posting)

    async def scene() -> None:
        delivery = make(store, CutOffPostbox())
        with pytest.raises(StoreAwayError):
            await delivery.drain()
        away.stop()
        assert await delivery.drain() == 0

    run(scene())
    assert deliveries_of(store) == {"nur": Result.DELIVERED}


def test_a_poison_content_is_set_aside_with_each_of_its_messages_alone(store: SqlStore) -> None:
    put(store, a_case())
    subscribe(store, "sweden", "Asia/Kuala_Lumpur", section="SWE")
    plan_for(store, "nur", "lars")
    with store.write() as uow:
        poison = contents.update().where(contents.c.subject == "SWE").values(payload="[]")
        uow.connection.execute(poison)
    postbox = Postbox()
    run(make(store, postbox).drain())
    assert deliveries_of(store) == {
        "sweden": Result.DEFECT,
        "nur": Result.DELIVERED,
        "lars": Result.DELIVERED,
    }


def test_a_message_that_a_sender_can_not_render_is_set_aside_alone(store: SqlStore) -> None:
    plan_for(store, "nur", "lars")

    class ChokingPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            if address.conversation == "nur":
                raise RuntimeError("poison")
            return await super().send(address, view, posting)

    run(make(store, ChokingPostbox()).drain())
    assert deliveries_of(store) == {"nur": Result.DEFECT, "lars": Result.DELIVERED}


def test_a_content_is_looked_up_and_worded_once_for_many_readers(store: SqlStore) -> None:
    plan_for(store, *(f"reader {number}" for number in range(30)))
    with (
        patch.object(preparing, "still_true", wraps=still_true) as looked,
        patch.object(preparing, "digest_view", wraps=digest_view) as worded,
    ):
        postbox = Postbox()
        run(make(store, postbox).drain())
    assert len(postbox.taken) == 30
    assert looked.call_count == 1
    assert worded.call_count == 1
    assert len({id(view) for _, view, _ in postbox.taken}) == 1


def test_facts_that_changed_are_worded_anew(store: SqlStore) -> None:
    put(store, a_case())
    plan_for(store, "nur", "lars")
    views = []

    class ChangingPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            views.append(view)
            put(store, a_case(paused=True))
            return await super().send(address, view, posting)

    run(make(store, ChangingPostbox(), at_once=1).drain())
    first, second = views
    assert "MYS-0012" in str(first)
    assert "MYS-0012" not in str(second)


@pytest.mark.parametrize("result", [Retry(40, "429", wide=True), Gone("token", wide=True)])
def test_a_platform_that_takes_nothing_is_left_alone(store: SqlStore, result: SendResult) -> None:
    plan_for(store, *(f"reader {number}" for number in range(10)))
    postbox, gate = Postbox([result]), FakeGate()
    run(make(store, postbox, gate, at_once=1).drain())
    assert len(postbox.taken) == 1
    seconds = 40 if isinstance(result, Retry) else 30
    assert gate.paused == [(Platform.CONSOLE, seconds, "")]
    assert len(waiting(store)) == 10
    assert not any(sending or doubtful for sending, doubtful, _ in waiting(store).values())
    with store.read() as uow:
        attempts = uow.connection.execute(select(outbox.c.attempts)).scalars().all()
    assert sum(attempts) == (1 if isinstance(result, Retry) else 0)


def test_what_is_in_doubt_is_looked_up_beside_the_rest(store: SqlStore) -> None:
    plan_for(store, "doubtful", *(f"reader {number}" for number in range(5)))
    with store.write() as uow:
        doubt = outbox.update().where(outbox.c.conversation == "doubtful").values(doubtful=True)
        uow.connection.execute(doubt)
    all_sent = asyncio.Event()

    class LookingPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            if len(self.taken) == 4:
                all_sent.set()
            return await super().send(address, view, posting)

        async def was_sent(self, address: Address, posting: str) -> Found | None:
            await all_sent.wait()
            assert (address.conversation, bool(posting)) == ("doubtful", True)
            return Found("m1", whole=True)

    postbox = LookingPostbox()
    run(make(store, postbox).drain())
    assert "doubtful" not in names(postbox)
    assert set(deliveries_of(store).values()) == {Result.DELIVERED}
    assert len(deliveries_of(store)) == 6


def test_what_can_not_be_looked_up_now_stays_in_doubt(store: SqlStore) -> None:
    plan_for(store, "doubtful")
    with store.write() as uow:
        uow.connection.execute(outbox.update().values(doubtful=True, again=True))
    postbox = Postbox(found=Retry(600.0, "ratelimited"))
    run(make(store, postbox).drain())
    [(sending, doubtful, _)] = waiting(store).values()
    assert (postbox.taken, sending, doubtful) == ([], False, True)
    with store.read() as uow:
        row = uow.connection.execute(select(outbox.c.attempts, outbox.c.available_at)).one()
    assert row.attempts == 0
    assert row.available_at >= NINE_IN_KL + timedelta(seconds=600)


def test_what_waits_is_found_at_once_by_a_service_that_is_woken(store: SqlStore) -> None:
    begin(store)
    subscribe(store, "nur", "Asia/Kuala_Lumpur")

    class AlertPostbox(Postbox):
        got = asyncio.Event()

        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            self.got.set()
            return await super().send(address, view, posting)

    postbox = AlertPostbox()

    async def scene() -> None:
        wake = asyncio.Event()
        delivery = make(store, postbox)
        service = asyncio.create_task(delivery.run(wake))
        await asyncio.sleep(0.05)
        assert postbox.taken == []
        assert plan(store, CHANCE, NINE_IN_KL) == 1
        wake.set()
        await postbox.got.wait()
        delivery.finish()
        await service

    LeapingClock().run(scene(), 1.0)
    assert deliveries_of(store) == {"nur": Result.DELIVERED}


def test_results_of_every_kind_are_recorded_together(store: SqlStore) -> None:
    answers: dict[str, SendResult] = {
        "delivered": Delivered("m7"),
        "gone": Gone("blocked"),
        "defect": Defect("invalid_blocks"),
        "later": Retry(30, "429"),
        "unknown": Unknown("reset"),
    }
    plan_for(store, *answers)
    calls: defaultdict[str, int] = defaultdict(int)

    class AnsweringPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            calls[address.conversation] += 1
            await super().send(address, view, posting)
            return answers[address.conversation]

    run(make(store, AnsweringPostbox()).drain())
    assert calls == dict.fromkeys(answers, 1)
    assert deliveries_of(store) == {
        "delivered": Result.DELIVERED,
        "gone": Result.GONE,
        "defect": Result.DEFECT,
    }
    assert waiting(store) == {
        "later": (False, False, NINE_IN_KL + timedelta(seconds=30)),
        "unknown": (False, True, NINE_IN_KL + timedelta(seconds=60)),
    }


def test_what_was_marked_and_given_back_is_free_at_once_and_in_no_doubt(store: SqlStore) -> None:
    plan_for(store, "nur")
    with store.write() as uow:
        taken: Sequence[Posting] = uow.outbox.claim(NINE_IN_KL, LEASE, 1, (Platform.CONSOLE,))
        marked = uow.outbox.sending(taken, NINE_IN_KL + 2 * LEASE)
        uow.outbox.postpone(marked, NINE_IN_KL)
    assert waiting(store) == {"nur": (False, False, NINE_IN_KL)}
    postbox = Postbox()
    assert run(make(store, postbox).drain()) == 1
    assert names(postbox) == ["nur"]


def test_a_clock_that_is_set_ahead_ends_no_lease_of_what_is_under_way_here(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan_for(store, "nur", "lars")
    clock = SettableClock(NINE_IN_KL)
    monkeypatch.setattr(delivering, "POLL", 0.01)

    class JumpingPostbox(Postbox):
        async def send(
            self, address: Address, view: View, posting: str, begun: str = ""
        ) -> SendResult:
            result = await super().send(address, view, posting, begun)
            if len(self.taken) == 1:
                clock.advance(timedelta(hours=1))
                await asyncio.sleep(0.3)
            return result

    postbox = JumpingPostbox()
    delivery = Delivery(store, clock, {Platform.CONSOLE: postbox}, FakeGate(spacing=0.1))
    run(delivery.drain())
    assert sorted(names(postbox)) == ["lars", "nur"]
    assert set(deliveries_of(store).values()) == {Result.DELIVERED}


def test_leases_are_counted_by_the_clock_that_all_processes_share(store: SqlStore) -> None:
    def ten_minutes_ahead() -> datetime:
        return datetime.now(UTC) + timedelta(minutes=10)

    shared = LeaseClock(store, SettableClock(NINE_IN_KL), ten_minutes_ahead)
    assert shared.now() == NINE_IN_KL
    shared.check()
    ahead = NINE_IN_KL - shared.now()
    is_shared = store.engine.dialect.name == "postgresql"
    assert abs(ahead - timedelta(minutes=10 * is_shared)) < timedelta(seconds=5)


def test_a_clock_that_was_set_is_looked_at_again(store: SqlStore) -> None:
    ahead = [timedelta(0)]
    shared = LeaseClock(store, SettableClock(NINE_IN_KL), lambda: datetime.now(UTC) + ahead[0])
    shared.check()
    assert shared.now() == NINE_IN_KL
    ahead[0] = timedelta(hours=1)
    shared.check()
    is_shared = store.engine.dialect.name == "postgresql"
    assert (shared.now() < NINE_IN_KL) is is_shared


def test_what_arrived_is_on_record_also_where_what_follows_from_it_fails(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("poison")

    put(store, a_case())
    plan_for(store, "nur")
    meet(store, "aisha")
    tell(store, STOP, To(("aisha",)), NINE_IN_KL)
    monkeypatch.setattr(ledger, "keep_posted", fail)
    postbox = Postbox()
    run(make(store, postbox).drain())
    assert sorted(names(postbox)) == ["aisha", "nur"]
    assert deliveries_of(store) == {"aisha": Result.DELIVERED, "nur": Result.DELIVERED}
