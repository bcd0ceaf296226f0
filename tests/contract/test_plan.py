"""What is due is planned once, in short steps, whoever comes when and wherever it is stopped."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bots.world import SystemChance
from core.domain.people import Identity, Platform
from core.domain.schedule import Slot
from core.domain.subscriptions import Delivered, DigestKind, SubscriptionState
from core.ports_outbox import Content, Outcome
from core.ports_plan import Bucket, Due, Part, Span
from core.usecases.digest_content import VERSION
from scheduler import planner
from scheduler.erasing import set_aside_unwanted
from scheduler.planner import plan
from storage.tables_messages import contents, outbox, planned_slots, subscriptions
from storage.unit_of_work import SqlStore
from tests.contract.builders import a_subscription, an_address, put
from tests.contract.planning import plan_bucket
from tests.contract.races import race

SLOT = Slot(0, 540, "Asia/Kuala_Lumpur")
MONDAY = datetime(2010, 5, 17, 1, tzinfo=UTC)
BUCKET = Bucket(SLOT, DigestKind.GOALS, MONDAY.date())
NEXT = replace(BUCKET, day=MONDAY.date() + timedelta(days=7))
CONTENT = Content(DigestKind.GOALS, "", MONDAY.date(), VERSION, "{}")
CHANCE = SystemChance()


def subscribe(store: SqlStore, *names: str, **changes: Any) -> None:
    with store.write() as uow:
        for name in names:
            uow.subscriptions.put(a_subscription(name, **changes))


def waiting(store: SqlStore) -> list[tuple[str, str]]:
    """Who waits for which period."""
    with store.read() as uow:
        rows = uow.connection.execute(
            select(outbox.c.conversation, outbox.c.key).order_by(outbox.c.conversation)
        )
        return [(row.conversation, row.key) for row in rows]


def needed(subject: str) -> Due:
    return Due(BUCKET, subject, None)


def test_slots_are_told_once_each_with_the_day_that_was_planned(store: SqlStore) -> None:
    others = [Slot(4, 1050, "Europe/Stockholm"), Slot(4, 540, "Europe/Stockholm"), Slot()]
    with store.write() as uow:
        assert uow.plan.slots() == []
        for number, slot in enumerate([SLOT, SLOT, *others, *others]):
            uow.subscriptions.put(a_subscription(str(number), slot=slot))
        planned = [SLOT, Slot(1, 1, "Asia/Tokyo")]
        uow.plan.filled([(slot, BUCKET.day) for slot in planned], MONDAY)
        found = dict(uow.plan.slots())
    assert found == {SLOT: BUCKET.day, **dict.fromkeys(others)}


def test_a_bucket_is_walked_through_in_spans(store: SqlStore) -> None:
    subscribe(store, "1", "2", "3")
    subscribe(store, "4", kind=DigestKind.SECTION)
    subscribe(store, "5", slot=Slot())
    with store.read() as uow:
        first = uow.plan.span(BUCKET, 0, 2)
        assert first is not None
        second = uow.plan.span(BUCKET, first.to, 2)
        assert second is not None
        assert (first.count, second.count) == (2, 1)
        assert uow.plan.span(BUCKET, second.to, 2) is None


def test_the_buckets_of_some_slots_are_measured_at_once(store: SqlStore) -> None:
    friday = Slot(4, 540, "Europe/Stockholm")
    subscribe(store, "1", "2")
    subscribe(store, "1", kind=DigestKind.SECTION)
    subscribe(store, "3", slot=friday)
    slots = [(friday, date(2010, 5, 14)), (Slot(5, 1), BUCKET.day), (SLOT, BUCKET.day)]
    with store.read() as uow:
        parts = uow.plan.parts(slots)
    assert [(part.bucket, part.span.count) for part in parts] == [
        (Bucket(friday, DigestKind.GOALS, date(2010, 5, 14)), 1),
        (BUCKET, 2),
        (replace(BUCKET, kind=DigestKind.SECTION), 1),
    ]


def test_each_section_needs_its_content_once(store: SqlStore) -> None:
    put(store)
    subscribe(store, "1")
    subscribe(store, "2", "3", section="SWE")
    subscribe(store, "4", section="MYS", slot=Slot())
    with store.write() as uow:
        parts = uow.plan.parts([(SLOT, BUCKET.day)])
        assert [part.bucket for part in parts] == [BUCKET]
        assert uow.plan.contents_due(parts, 9) == [needed(""), needed("SWE")]
        assert uow.plan.contents_due(parts, 1) == [needed("")]
        uow.plan.keep(CONTENT, MONDAY)
        uow.plan.keep(replace(CONTENT, payload="later"), MONDAY)
        assert uow.plan.contents_due(parts, 9) == [needed("SWE")]
        assert uow.plan.fill(parts, MONDAY, "x") == 1
        assert uow.plan.contents_due(parts, 9) == [needed("SWE")]
        uow.plan.keep(replace(CONTENT, subject="SWE", payload="own numbers"), MONDAY)
        assert uow.plan.fill(parts, MONDAY, "y") == 2
        postings = uow.outbox.claim(MONDAY, timedelta(seconds=90), 9, (Platform.TELEGRAM,))
    assert sorted((p.content.subject, p.content.payload) for p in postings) == [
        ("", "{}"),
        ("SWE", "own numbers"),
        ("SWE", "own numbers"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"state": SubscriptionState.OFF},
        {"state": SubscriptionState.PAUSED},
        {"since": MONDAY + timedelta(seconds=1)},
        {"muted_until": date(2010, 5, 18)},
        {"slot": Slot(0, 541, "Asia/Kuala_Lumpur")},
        {"slot": Slot(1, 540, "Asia/Kuala_Lumpur")},
        {"slot": Slot(0, 540, "Asia/Singapore")},
    ],
    ids=["off", "paused", "made later", "muted", "other minute", "other day", "other zone"],
)
def test_what_is_not_due_is_not_put(store: SqlStore, changes: dict[str, Any]) -> None:
    subscribe(store, "100", **changes)
    assert plan_bucket(store, BUCKET, CONTENT) == 0


def test_moving_it_within_the_week_brings_no_second(store: SqlStore) -> None:
    subscribe(store, "100")
    assert plan(store, CHANCE, MONDAY) == 1
    subscribe(store, "100", slot=Slot(4, 540, SLOT.zone), since=MONDAY)
    assert plan(store, CHANCE, MONDAY + timedelta(days=5)) == 0


def test_what_was_delivered_is_never_planned_again(store: SqlStore) -> None:
    """Even if nobody remembers that the slot was planned."""
    subscribe(store, "100")
    assert plan_bucket(store, BUCKET, CONTENT) == 1
    assert plan_bucket(store, BUCKET, CONTENT) == 0
    with store.write() as uow:
        [posting] = uow.outbox.claim(MONDAY, timedelta(seconds=90), 9, (Platform.TELEGRAM,))
        uow.outbox.record([Outcome(posting, Delivered("55"))], MONDAY)
    assert plan_bucket(store, BUCKET, CONTENT) == 0
    assert waiting(store) == []


def test_who_came_to_a_slot_after_it_was_planned_is_planned_for(store: SqlStore) -> None:
    """Such as a person who moved to where Monday's nine o'clock is over."""
    subscribe(store, "stays")
    with store.write() as uow:
        uow.people.add("p1", Identity(Platform.CONSOLE, "p1"), MONDAY)
    subscribe(store, "moves", slot=replace(SLOT, zone="Pacific/Honolulu"), person="p1")
    assert plan(store, CHANCE, MONDAY + timedelta(hours=1)) == 2
    assert waiting(store) == [("moves", "2010-W19"), ("stays", "2010-W20")]
    with store.write() as uow:
        assert uow.subscriptions.move_zone("p1", SLOT.zone) == 1
    assert plan(store, CHANCE, MONDAY + timedelta(hours=2)) == 1
    assert set_aside_unwanted(store, MONDAY + timedelta(hours=2)) == 1
    assert waiting(store) == [("moves", "2010-W20"), ("stays", "2010-W20")]
    assert plan(store, CHANCE, MONDAY + timedelta(hours=3)) == 0


def test_the_periods_that_it_had_are_told(store: SqlStore) -> None:
    subscribe(store, "100", "200")
    plan_bucket(store, BUCKET, CONTENT)
    plan_bucket(store, NEXT, CONTENT)
    with store.write() as uow:
        assert uow.subscriptions.had(an_address(), DigestKind.GOALS) == ["2010-W21", "2010-W20"]
        assert uow.subscriptions.had(an_address(), DigestKind.CASES) == []


def test_one_that_is_late_at_night_waits_for_the_morning(store: SqlStore) -> None:
    subscribe(store, "100")
    at_night = MONDAY.replace(hour=15)  # eleven in the evening in Kuala Lumpur
    assert plan(store, CHANCE, at_night) == 1
    with store.read() as uow:
        available = uow.connection.execute(select(outbox.c.available_at)).scalar_one()
    assert available == datetime(2010, 5, 18, tzinfo=UTC)


def test_of_several_who_plan_at_once_one_does(store: SqlStore) -> None:
    subscribe(store, *(str(number) for number in range(30)))
    counts = race(4, lambda _: plan(store, CHANCE, MONDAY))
    assert sum(counts) == 30
    assert len(waiting(store)) == 30


class KilledError(Exception):
    """What a killed process would be."""


def test_a_planner_that_dies_between_two_steps_is_carried_on(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At whichever step: in the end each has one, and the contents are made once."""
    monkeypatch.setattr("storage.plan.ROOM", dict.fromkeys(("sqlite", "postgresql"), 3))
    monkeypatch.setattr(planner, "COMPOSED", 1)
    monkeypatch.setattr(planner, "SLOTS", 1)
    monkeypatch.setattr(planner, "MOVERS", 1)
    subscribe(store, *(f"goals {number}" for number in range(7)))
    for number in range(4):
        with store.write() as uow:
            uow.people.add(f"p{number}", Identity(Platform.CONSOLE, f"p{number}"), MONDAY)
        subscribe(store, f"cases {number}", person=f"p{number}", kind=DigestKind.CASES)
    fill = type(store).write
    deaths = 0
    for steps in range(1, 40):
        left = steps

        def write(self: SqlStore) -> Any:
            nonlocal left
            left -= 1
            if left < 0:
                raise KilledError
            return fill(self)

        monkeypatch.setattr(SqlStore, "write", write)
        try:
            plan(store, CHANCE, MONDAY)
        except KilledError:
            deaths += 1
        else:
            break
        finally:
            monkeypatch.setattr(SqlStore, "write", fill)
    assert deaths > 5
    assert [key for _, key in waiting(store)] == ["2010-W20"] * 11
    with store.read() as uow:
        assert len(uow.connection.execute(select(contents.c.id)).all()) == 5


def test_a_step_that_was_undone_leaves_nothing(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribe(store, "100")

    def fail(*_: object) -> int:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr("storage.plan.SqlPlan.take_moved", lambda *_: [])
        patch.setattr("storage.plan.SqlPlan.filled", fail)
        with pytest.raises(KilledError):
            plan(store, CHANCE, MONDAY)
    assert waiting(store) == []
    assert plan(store, CHANCE, MONDAY) == 1


def test_a_clock_that_was_ahead_leaves_nothing_behind(store: SqlStore) -> None:
    """What it planned for days to come is planned again when they come."""
    subscribe(store, "100")
    ahead = MONDAY + timedelta(days=365)
    assert plan(store, CHANCE, ahead) == 1
    subscribe(store, "200", since=ahead)
    assert waiting(store) == [("100", "2011-W20")]
    assert plan(store, CHANCE, MONDAY) == 0
    assert plan(store, CHANCE, MONDAY + timedelta(minutes=59)) == 0
    assert plan(store, CHANCE, MONDAY + timedelta(minutes=61)) == 1
    assert waiting(store) == [("100", "2010-W20")]
    with store.read() as uow:
        first = uow.connection.execute(select(contents.c.day, contents.c.until)).all()
        since = uow.connection.execute(select(subscriptions.c.since)).scalars().all()
        planned = uow.connection.execute(select(planned_slots.c.day)).scalars().all()
    assert min(tuple(row) for row in first)[1] == MONDAY
    assert all(moment <= MONDAY + timedelta(minutes=61) for moment in since)
    assert planned == [BUCKET.day]
    assert plan(store, CHANCE, ahead) == 2


def test_what_was_noted_under_such_a_clock_does_not_wait_for_its_time(store: SqlStore) -> None:
    subscribe(store, "100")
    assert plan(store, CHANCE, MONDAY) == 1
    ahead = MONDAY + timedelta(days=365)
    with store.write() as uow:
        uow.outbox.claim(ahead, timedelta(seconds=90), 9, (Platform.TELEGRAM,))
        uow.plan.set_back(MONDAY)
        assert len(uow.outbox.claim(MONDAY, timedelta(seconds=90), 9, (Platform.TELEGRAM,))) == 1


def test_a_span_of_one_plans_for_nobody_else(store: SqlStore) -> None:
    subscribe(store, "1", "2", "3")
    with store.write() as uow:
        second = uow.connection.execute(
            select(subscriptions.c.id).where(subscriptions.c.conversation == "2")
        ).scalar_one()
        part = Part(BUCKET, Span(second - 1, second, 1))
        uow.plan.keep(CONTENT, MONDAY)
        assert uow.plan.fill([part], MONDAY, "x") == 1
    assert waiting(store) == [("2", "2010-W20")]
