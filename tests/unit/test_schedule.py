from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.schedule import EVERY_DAY, Slot
from scheduler.planner import due_slots

FRIDAY = datetime(2010, 5, 14, 12, tzinfo=UTC)
ZONES = sorted(zone for zone in available_timezones() if "/" in zone)


def test_monday_at_nine_is_another_moment_in_each_zone() -> None:
    nines = {zone: Slot(zone=zone).following(FRIDAY) for zone in ("Asia/Kuala_Lumpur", "UTC")}
    assert nines["Asia/Kuala_Lumpur"] == datetime(2010, 5, 17, 1, tzinfo=UTC)
    assert nines["UTC"] == datetime(2010, 5, 17, 9, tzinfo=UTC)


def test_the_hour_stays_local_when_the_clocks_change() -> None:
    slot = Slot(weekday=6, minute=9 * 60, zone="Europe/Stockholm")
    before = slot.following(datetime(2010, 3, 15, tzinfo=UTC))
    after = slot.following(before)
    assert (before.hour, after.hour) == (8, 7)
    assert after - before == timedelta(days=7) - timedelta(hours=1)


def test_an_hour_that_the_clock_skips_is_taken_after_the_gap() -> None:
    slot = Slot(weekday=6, minute=2 * 60 + 30, zone="Europe/Stockholm")
    moment = slot.latest(datetime(2010, 3, 28, 12, tzinfo=UTC))
    local = moment.astimezone(ZoneInfo("Europe/Stockholm"))
    assert (local.hour, local.minute) == (3, 30)


def test_an_hour_that_comes_twice_is_taken_once() -> None:
    slot = Slot(weekday=6, minute=2 * 60 + 30, zone="Europe/Stockholm")
    first = slot.latest(datetime(2010, 10, 31, 12, tzinfo=UTC))
    assert first == datetime(2010, 10, 31, 0, 30, tzinfo=UTC)
    assert slot.following(first) == datetime(2010, 11, 7, 1, 30, tzinfo=UTC)


slots = st.builds(
    Slot,
    weekday=st.integers(0, EVERY_DAY),
    minute=st.integers(0, 24 * 60 - 1),
    zone=st.sampled_from(ZONES),
)
moments = st.integers(0, 30 * 365 * 24 * 60).map(
    lambda minutes: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@given(slots, moments)
def test_now_lies_between_the_latest_and_the_following(slot: Slot, now: datetime) -> None:
    latest, following = slot.latest(now), slot.following(now)
    assert latest <= now < following
    most = slot.interval + timedelta(days=2)
    assert timedelta(0) < following - latest < most


@given(slots, moments)
def test_a_slot_has_one_period_a_week(slot: Slot, now: datetime) -> None:
    first = slot.following(now)
    assert slot.period(slot.latest_day(first)) < slot.period(slot.following_day(first))
    assert slot.latest(first) == first


@given(slots, moments)
def test_no_day_of_a_slot_is_left_out(slot: Slot, now: datetime) -> None:
    """Unless its zone has no such day, whose moment then is the next one's."""
    day = slot.latest_day(now)
    following = slot.following_day(now)
    skipped = day + slot.interval
    while skipped < following:
        assert slot.on(skipped) == slot.on(following)
        skipped += slot.interval


def test_a_moment_that_is_skipped_past_midnight_is_still_that_days() -> None:
    """In Nuuk the clocks went from 23:00 on 30 March 2024 to midnight."""
    slot = Slot(EVERY_DAY, 23 * 60 + 30, "America/Nuuk")
    moment = slot.on(date(2024, 3, 30))
    assert moment.astimezone(ZoneInfo(slot.zone)).time() == time(0, 30)
    before = moment - timedelta(minutes=20)
    assert slot.following(before) == moment
    assert slot.latest_day(before) == date(2024, 3, 29)
    assert slot.latest_day(moment) == date(2024, 3, 30)
    assert slot.following_day(moment) == date(2024, 3, 31)
    assert slot.period(slot.latest_day(moment)) == "2024-03-30"


def test_where_a_day_is_lost_none_comes_twice() -> None:
    """Apia went from 29 to 31 December 2011, a Thursday and a Saturday."""
    daily, friday = (Slot(weekday, 8 * 60, "Pacific/Apia") for weekday in (EVERY_DAY, 4))
    thursday = daily.on(date(2011, 12, 29))
    assert daily.following_day(thursday) == date(2011, 12, 31)
    assert daily.following(thursday) - thursday == timedelta(days=1)
    assert friday.on(date(2011, 12, 30)) == daily.on(date(2011, 12, 31))


@pytest.mark.parametrize(
    ("zone", "days"),
    [
        ("Australia/Lord_Howe", (date(2023, 9, 30), date(2023, 10, 2))),
        ("Africa/Casablanca", (date(2023, 3, 18), date(2023, 3, 20))),
        ("Africa/Casablanca", (date(2023, 4, 22), date(2023, 4, 24))),
        ("Pacific/Kwajalein", (date(1993, 8, 20), date(1993, 8, 23))),
        ("America/Havana", (date(2024, 3, 9), date(2024, 3, 11))),
    ],
)
def test_each_local_day_has_one_moment_where_clocks_change_oddly(
    zone: str, days: tuple[date, date]
) -> None:
    for minute in range(0, 24 * 60, 15):
        slot = Slot(EVERY_DAY, minute, zone)
        now, seen = slot.on(days[0]) - timedelta(seconds=1), set[datetime]()
        while (now := slot.following(now)) <= slot.on(days[1]):
            seen.add(now)
        there = {slot.on(days[0] + timedelta(n)) for n in range((days[1] - days[0]).days + 1)}
        assert seen == there


STOCKHOLM = Slot(zone="Europe/Stockholm")
MAY_17 = date(2010, 5, 17)


def in_may(moment: str) -> datetime:
    return datetime.strptime(f"2010-05-{moment} +0000", "%Y-%m-%d %H:%M %z")


@pytest.mark.parametrize(
    ("slot", "now", "comes"),
    [
        (STOCKHOLM, "17 07:30", "17 07:30"),
        (STOCKHOLM, "17 15:00", "17 15:00"),
        (STOCKHOLM, "17 20:00", "18 06:00"),
        (STOCKHOLM, "18 05:59", "18 06:00"),
        (STOCKHOLM, "18 06:00", "18 06:00"),
        (Slot(0, 3 * 60, "UTC"), "17 03:59", "17 03:59"),
        (Slot(0, 3 * 60, "UTC"), "17 04:01", "17 08:00"),
        (Slot(zone="Pacific/Honolulu"), "17 09:00", "17 18:00"),
    ],
    ids=[
        "on time",
        "late in the day",
        "late at ten",
        "before eight",
        "at eight",
        "wished for at night",
        "wished for at night and late",
        "moved to where it is still night",
    ],
)
def test_none_comes_at_night_but_what_was_wished_for_then(slot: Slot, now: str, comes: str) -> None:
    at, expected = (in_may(moment) for moment in (now, comes))
    assert slot.undisturbed(MAY_17, at) == expected


def test_a_slot_is_due_once_its_moment_has_come() -> None:
    slot = Slot(zone="Asia/Kuala_Lumpur")
    moment, before = slot.following(FRIDAY), slot.latest_day(FRIDAY)
    assert list(due_slots([(slot, before)], moment - timedelta(seconds=1))) == []
    assert list(due_slots([(slot, before)], moment)) == [(slot, MAY_17)]
    assert list(due_slots([(slot, MAY_17)], moment + timedelta(hours=1))) == []


def test_after_a_long_absence_only_the_latest_is_due() -> None:
    slot = Slot(zone="Europe/Stockholm")
    now = FRIDAY + timedelta(weeks=7)
    assert list(due_slots([(slot, MAY_17)], now)) == [(slot, slot.latest_day(now))]
