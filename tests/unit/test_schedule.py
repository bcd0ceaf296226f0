from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from core.domain.schedule import Slot
from scheduler.planner import due_buckets

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
    weekday=st.integers(0, 6),
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
    assert timedelta(days=5) < following - latest < timedelta(days=9)


@given(slots, moments)
def test_a_slot_has_one_period_a_week(slot: Slot, now: datetime) -> None:
    first = slot.following(now)
    assert slot.period(first) < slot.period(slot.following(first))


def test_a_bucket_is_due_once_its_moment_has_come() -> None:
    slot = Slot(zone="Asia/Kuala_Lumpur")
    moment = slot.following(FRIDAY)
    assert due_buckets([slot], FRIDAY, moment - timedelta(seconds=1)) == []
    (bucket,) = due_buckets([slot], FRIDAY, moment)
    assert (bucket.moment, bucket.period) == (moment, "2010-W20")
    assert due_buckets([slot], moment, moment + timedelta(hours=1)) == []


def test_after_a_long_absence_only_the_latest_is_due() -> None:
    slot = Slot(zone="Europe/Stockholm")
    now = FRIDAY + timedelta(weeks=7)
    buckets = due_buckets([slot], FRIDAY, now)
    assert [bucket.moment for bucket in buckets] == [slot.latest(now)]
