"""Years of odd clocks: each reader gets one digest a period, and none at night."""

import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import mkdtemp
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bots.world import SystemChance
from core.domain.people import Identity, Platform
from core.domain.schedule import EVERY_DAY, Slot
from core.domain.subscriptions import Address, Delivered, DigestKind, Subscription
from core.ports_outbox import Outcome, Posting
from scheduler.planner import plan
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.databases import SqliteTemplate

ZONES = (
    "Pacific/Apia",
    "Pacific/Honolulu",
    "Pacific/Kiritimati",
    "Pacific/Kwajalein",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "America/Nuuk",
    "America/Havana",
    "Europe/Stockholm",
    "UTC",
)
STARTS = (
    datetime(1993, 8, 15, tzinfo=UTC),  # Kwajalein loses a day
    datetime(2011, 12, 24, tzinfo=UTC),  # Apia loses a day
    datetime(2023, 3, 15, tzinfo=UTC),  # Ramadan in Casablanca, then summer time in the north
    datetime(2023, 9, 25, tzinfo=UTC),  # Lord Howe's half hour
    datetime(2024, 3, 28, tzinfo=UTC),  # Nuuk skips an hour before midnight
)
LEASE = timedelta(seconds=90)
CHANCE = SystemChance()
WEEKLY, DAILY = DigestKind.GOALS, DigestKind.CHANGES


class Years(RuleBasedStateMachine):
    """Readers who move, and a clock that is looked at now and then, or is wrong for a while."""

    template: SqliteTemplate

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(mkdtemp(prefix="vigil-years-"))
        self._engine = open_engine(self.template.copy_to(self._folder))
        self._store = SqlStore(self._engine)
        self._sent: list[tuple[str, str, str]] = []
        self._slots: dict[tuple[str, DigestKind], Slot] = {}
        self._looked = False

    def teardown(self) -> None:
        self._engine.dispose()
        shutil.rmtree(self._folder)

    @initialize(
        start=st.sampled_from(STARTS),
        zones=st.lists(st.sampled_from(ZONES), min_size=3, max_size=3, unique=True),
        minutes=st.tuples(*[st.integers(0, 24 * 4 - 1).map(lambda n: n * 15)] * 2),
        weekday=st.integers(0, 6),
    )
    def begin(
        self, start: datetime, zones: list[str], minutes: tuple[int, ...], weekday: int
    ) -> None:
        self._now = self._since = start
        self._zones = zones
        for number, zone in enumerate(zones[:2]):
            person = f"p{number}"
            weekly, daily = Slot(weekday, minutes[0], zone), Slot(EVERY_DAY, minutes[1], zone)
            with self._store.write() as uow:
                uow.people.add(person, Identity(Platform.CONSOLE, person), start)
                for kind, slot in ((WEEKLY, weekly), (DAILY, daily)):
                    address = Address(Platform.CONSOLE, person)
                    uow.subscriptions.put(
                        Subscription(address, slot, start, person=person, kind=kind)
                    )
                    self._slots[person, kind] = slot

    @rule(minutes=st.integers(1, 14 * 60))
    def time_passes(self, minutes: int) -> None:
        self._now += timedelta(minutes=minutes)
        self._look()

    @rule(hours=st.integers(24, 24 * 16))
    def nobody_is_there(self, hours: int) -> None:
        self._now += timedelta(hours=hours)
        self._look()

    @rule(number=st.integers(0, 1), place=st.integers(0, 2))
    def somebody_moves(self, number: int, place: int) -> None:
        person, zone = f"p{number}", self._zones[place]
        with self._store.write() as uow:
            uow.subscriptions.move_zone(person, zone)
        for kind in (WEEKLY, DAILY):
            slot = self._slots[person, kind]
            self._slots[person, kind] = Slot(slot.weekday, slot.minute, zone)
        self._look()

    @precondition(lambda self: self._looked)
    @rule(hours=st.sampled_from((2, 5, 30, 24 * 9, 24 * 366)), looks=st.integers(1, 3))
    def the_clock_is_ahead_for_a_while(self, hours: int, looks: int) -> None:
        true = self._now
        self._now += timedelta(hours=hours)
        for _ in range(looks):
            self._look()
            self._now += timedelta(minutes=10)
        self._now = true + looks * timedelta(minutes=10)
        self._be_doubted()

    @precondition(lambda self: self._looked)
    @rule(back=st.sampled_from((timedelta(hours=3), timedelta(days=400), timedelta(days=20_000))))
    def the_clock_is_behind_for_a_moment(self, back: timedelta) -> None:
        true = self._now
        self._now -= back
        before = len(self._sent)
        self._look()
        assert len(self._sent) == before
        self._now = true
        self._look()

    def _be_doubted(self) -> None:
        """What is planned while the clock is doubted: nothing, for an hour at most."""
        for _ in range(3):
            self._now += timedelta(minutes=40)
            self._look()
        assert not self._doubted()

    def _doubted(self) -> bool:
        with self._store.read() as uow:
            return uow.plan.watermark().doubted_since is not None

    def _look(self) -> None:
        plan(self._store, CHANCE, self._now)
        self._deliver()
        self._looked = True

    def _deliver(self) -> None:
        with self._store.write() as uow:
            claimed = uow.outbox.claim(self._now, LEASE, 99, (Platform.CONSOLE,))
            for posting in claimed:
                assert posting.subscription is not None
                free = posting.subscription.slot.undisturbed(posting.content.day, self._now)
                if free > self._now:
                    uow.outbox.postpone([posting], free)
                    continue
                for held in uow.outbox.sending([posting], self._now + LEASE):
                    self._send(held)
                    uow.outbox.record([Outcome(held, Delivered("m"))], self._now)

    def _send(self, posting: Posting) -> None:
        assert posting.subscription is not None
        slot, day = posting.subscription.slot, posting.content.day
        self._sent.append((posting.person, posting.content.kind, slot.period(day)))
        local = self._now.astimezone(ZoneInfo(slot.zone))
        asked = datetime(
            day.year, day.month, day.day, *divmod(slot.minute, 60), tzinfo=local.tzinfo
        )
        late = self._now - asked.astimezone(UTC)
        at_night = local.hour >= 22 or local.hour < 8
        assert not at_night or timedelta(0) <= late <= timedelta(hours=1)

    @invariant()
    def nobody_gets_two_of_the_same(self) -> None:
        assert all(count == 1 for count in Counter(self._sent).values())

    @invariant()
    def whoever_is_past_the_hour_has_the_last_days(self) -> None:
        """By the local calendar and nothing else; of what came before there may be a gap."""
        if not self._looked or self._doubted():
            return
        with self._store.read() as uow:
            for (person, kind), slot in self._slots.items():
                day = _last_day(slot, self._now)
                had = uow.subscriptions.had(Address(Platform.CONSOLE, person), kind)
                if day is not None and slot.on(day) >= self._since + timedelta(days=1):
                    assert slot.period(day) in had


def _last_day(slot: Slot, now: datetime) -> date | None:
    """The day whose hour is over on a calendar with a clock beside it; None near a change of it."""
    zone = ZoneInfo(slot.zone)
    local = now.astimezone(zone)
    if len({(now + timedelta(hours=h)).astimezone(zone).utcoffset() for h in range(-30, 31)}) > 1:
        return None
    day = local.date()
    if (local.hour, local.minute) < divmod(slot.minute, 60):
        day -= timedelta(days=1)
    if slot.weekday != EVERY_DAY:
        day -= timedelta(days=(day.weekday() - slot.weekday) % 7)
    return day


def test_each_period_has_one_digest_whatever_the_clocks_do(
    sqlite_template: SqliteTemplate,
) -> None:
    machine = type("Years", (Years,), {"template": sqlite_template})
    run_state_machine_as_test(
        machine, settings=settings(max_examples=20, stateful_step_count=40, deadline=None)
    )


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("weekday", [3, 6, EVERY_DAY])
def test_a_year_looked_at_every_hour_has_one_a_period(zone: str, weekday: int) -> None:
    """What the planner finds due, hour by hour: each local day or week once, none left out."""
    slot, now = Slot(weekday, 23 * 60 + 30, zone), datetime(2023, 1, 2, 12, tzinfo=UTC)
    first = planned = slot.latest_day(now)
    days = []
    while now.year < 2025:
        now += timedelta(hours=1)
        day = slot.latest_day(now)
        if day > planned:
            days.append(day)
            planned = day
    expected = [first + slot.interval * n for n in range(1, len(days) + 1)]
    assert days == expected
    assert len({slot.period(day) for day in days}) == len(days)
