from datetime import UTC, datetime

import pytest

from core.domain.notices import QuietHours
from core.domain.schedule import EVERY_DAY, Slot
from core.intents import KeepQuiet
from core.understanding.slot import read_slot
from core.usecases.quiet import hours_of

NIGHT = QuietHours(22 * 60, 7 * 60)
NOON = QuietHours(12 * 60, 14 * 60)


@pytest.mark.parametrize(
    ("hours", "now", "over"),
    [
        (NIGHT, "2010-05-14T19:59", None),
        (NIGHT, "2010-05-14T20:00", "2010-05-15T05:00"),
        (NIGHT, "2010-05-14T22:30", "2010-05-15T05:00"),
        (NIGHT, "2010-05-15T04:59", "2010-05-15T05:00"),
        (NIGHT, "2010-05-15T05:00", None),
        (NOON, "2010-05-14T10:00", "2010-05-14T12:00"),
        (NOON, "2010-05-14T12:00", None),
        (NIGHT, "2010-10-30T21:00", "2010-10-31T06:00"),
    ],
)
def test_they_end_by_the_readers_own_clock(hours: QuietHours, now: str, over: str | None) -> None:
    """Stockholm is two hours ahead in summer, one from 31 October on."""
    end = hours.over_at(datetime.fromisoformat(now).replace(tzinfo=UTC), "Europe/Stockholm")
    assert (end.strftime("%Y-%m-%dT%H:%M") if end else None) == over


@pytest.mark.parametrize(
    "typed", ["22:00 7:00", "22 7", "22:00-07:00", "22.00 to 7", "22:00 until 7:00"]
)
def test_two_hours_are_read_in_many_ways(typed: str) -> None:
    assert hours_of(KeepQuiet(typed).hours) == NIGHT


@pytest.mark.parametrize("typed", ["", "at night", "22:00", "25 7", "22:61 7", "7 7", "22 7 9"])
def test_what_is_no_two_hours_is_not_guessed(typed: str) -> None:
    assert hours_of(typed) is None


def test_a_digest_can_come_daily_and_weekly_again() -> None:
    daily = read_slot("daily 8:00", Slot())
    assert daily == Slot(EVERY_DAY, 480)
    assert isinstance(daily, Slot)
    assert read_slot("weekly", daily) == Slot(0, 480)
    assert read_slot("Fri", daily) == Slot(4, 480)


def test_a_daily_moment_is_each_days_own_through_changes_of_the_clock() -> None:
    slot = Slot(EVERY_DAY, 9 * 60, "Europe/Stockholm")
    before = datetime(2010, 3, 27, 12, tzinfo=UTC)
    assert slot.following(before) == datetime(2010, 3, 28, 7, tzinfo=UTC)
    assert slot.latest(before) == datetime(2010, 3, 27, 8, tzinfo=UTC)
    assert slot.period(slot.following_day(before)) == "2010-03-28"
