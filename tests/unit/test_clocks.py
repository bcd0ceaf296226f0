"""Working days: weekends and holidays are skipped, and lateness is told from the days alone."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.clocks import USUAL, Calendar, Due, Terms, Timing, holidays_of

FRIDAY = date(2010, 5, 14)
DAYS = st.dates(date(2009, 1, 1), date(2015, 12, 31))
CALENDARS = st.builds(Calendar, st.frozensets(DAYS, max_size=20))
NUMBERS = st.integers(1, 60)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (FRIDAY, 1, date(2010, 5, 17)),
        (FRIDAY, 5, date(2010, 5, 21)),
        (date(2010, 5, 15), 5, date(2010, 5, 21)),
        (FRIDAY, 20, date(2010, 6, 11)),
        (FRIDAY, 40, date(2010, 7, 9)),
        (FRIDAY, 0, FRIDAY),
    ],
)
def test_weekends_do_not_count(start: date, days: int, due: date) -> None:
    assert Calendar().due(start, days) == due


def test_holidays_do_not_count_either() -> None:
    whit_monday = Calendar(holidays_of("2010-05-24, 2010-05-22"))
    assert Calendar().due(FRIDAY, 6) == date(2010, 5, 24)
    assert whit_monday.due(FRIDAY, 6) == date(2010, 5, 25)


@pytest.mark.parametrize(
    ("today", "timing"),
    [
        (FRIDAY, Timing.IN_TIME),
        (date(2010, 5, 21), Timing.IN_TIME),
        (date(2010, 5, 22), Timing.OVERDUE),
        (date(2010, 5, 28), Timing.OVERDUE),
        (date(2010, 5, 29), Timing.LONG_OVERDUE),
    ],
)
def test_overdue_and_long_overdue(today: date, timing: Timing) -> None:
    assert USUAL.due(FRIDAY, 5, today) == Due(date(2010, 5, 21), timing)


def test_the_usual_numbers_are_those_of_the_design() -> None:
    assert (USUAL.acknowledge, USUAL.answer, USUAL.appeal, USUAL.rule) == (5, 20, 20, 40)


@given(DAYS, NUMBERS, CALENDARS)
def test_so_many_days_are_worked_until_it_is_due(
    start: date, days: int, calendar: Calendar
) -> None:
    due = calendar.due(start, days)
    passed = [start + timedelta(days=n) for n in range(1, (due - start).days + 1)]
    assert sum(map(calendar.is_working, passed)) == days
    assert calendar.is_working(due)


@given(DAYS, DAYS, NUMBERS, CALENDARS)
def test_it_only_gets_later(start: date, today: date, days: int, calendar: Calendar) -> None:
    order = list(Timing)
    terms = Terms(calendar=calendar)
    now, later = (terms.due(start, days, day) for day in (today, today + timedelta(days=1)))
    assert now.day == later.day
    assert order.index(now.timing) <= order.index(later.timing)
    assert (now.timing is Timing.IN_TIME) is (today <= now.day)


@given(DAYS, NUMBERS, CALENDARS, DAYS)
def test_one_more_holiday_never_brings_a_day_nearer(
    start: date, days: int, calendar: Calendar, holiday: date
) -> None:
    more = Calendar(calendar.holidays | {holiday})
    assert more.due(start, days) >= calendar.due(start, days)


def test_holidays_are_read_from_text() -> None:
    assert holidays_of("") == frozenset()
    assert holidays_of(" 2010-12-24 ,2010-12-27,") == {date(2010, 12, 24), date(2010, 12, 27)}
    with pytest.raises(ValueError, match=r"24\.12\.2010"):
        holidays_of("24.12.2010")


@pytest.mark.parametrize("days", [(0, 20, 20, 40), (5, 0, 20, 40), (5, 20, 0, 40), (5, 20, 20, -1)])
def test_every_step_has_a_day_at_least(days: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="Terms"):
        Terms(*days)
