"""The net change of the active cases, cause by cause."""

from datetime import UTC, date, datetime

import pytest

from core.domain.decisions import DecisionKind
from core.domain.netchange import Cause, Entry, NetChange, Period, net_change, steps
from core.usecases.change import read_period

TODAY = date(2010, 5, 14)
YEAR = Period(date(2010, 1, 1), TODAY)


def entry(kind: DecisionKind, case: str, day: str, before: str, after: str) -> Entry:
    return Entry(kind, case, datetime.fromisoformat(day).replace(tzinfo=UTC), before, after)


def level(case: str, day: str, before: str, after: str) -> Entry:
    return entry(DecisionKind.LEVEL, case, day, before, after)


def pause(case: str, day: str, after: str) -> Entry:
    return entry(DecisionKind.PAUSE, case, day, "no" if after == "yes" else "yes", after)


def proposal(case: str, day: str, code: str, after: str = "proposed") -> Entry:
    return entry(DecisionKind.PROPOSAL, case, day, code, after)


@pytest.mark.parametrize(
    ("last", "cause"),
    [
        (level("A", "2010-02-01", "draft", "active"), Cause.OPENED),
        (level("A", "2010-02-01", "dormant", "active"), Cause.REACTIVATED),
        (level("A", "2010-02-01", "closed", "active"), Cause.REACTIVATED),
        (level("A", "2010-02-01", "", "active"), Cause.BROUGHT_IN),
    ],
)
def test_one_more(last: Entry, cause: Cause) -> None:
    assert net_change([last], YEAR) == NetChange(YEAR, 0, 1, {cause: ("A",)})


@pytest.mark.parametrize(
    ("last", "cause"),
    [
        (level("A", "2010-02-01", "active", "dormant"), Cause.MADE_DORMANT),
        (level("A", "2010-02-01", "active", "closed:released"), Cause.CLOSED_RESOLVED),
        (level("A", "2010-02-01", "active", "closed:sentence_served"), Cause.CLOSED_RESOLVED),
        (level("A", "2010-02-01", "active", "closed:capacity"), Cause.CLOSED_UNRESOLVED),
        (level("A", "2010-02-01", "active", "closed:consent_withdrawn"), Cause.CLOSED_UNRESOLVED),
        (level("A", "2010-02-01", "active", "closed"), Cause.CLOSED_UNRESOLVED),
        (level("A", "2010-02-01", "active", "closed:nonsense"), Cause.CLOSED_UNRESOLVED),
        (pause("A", "2010-02-01", "yes"), Cause.PAUSED),
    ],
)
def test_one_fewer(last: Entry, cause: Cause) -> None:
    first = level("A", "2009-12-31T23:59:59", "draft", "active")
    assert net_change([first, last], YEAR) == NetChange(YEAR, 1, 0, {cause: ("A",)})


def test_what_was_only_proposed_had_no_record_that_resolves_it() -> None:
    first = level("A", "2009-01-01", "draft", "active")
    proposed = proposal("A", "2010-01-01", "closed:no_longer_at_risk")
    last = level("A", "2010-02-01", "active", "closed:no_longer_at_risk")
    assert net_change([first, proposed, last], YEAR).count(Cause.CLOSED_UNRESOLVED) == 1
    lapsed = proposal("A", "2010-01-09", "closed:no_longer_at_risk", "lapsed")
    assert net_change([first, proposed, lapsed, last], YEAR).count(Cause.CLOSED_RESOLVED) == 1


def test_a_closure_does_not_hide_behind_a_pause() -> None:
    told = [
        level("A", "2009-01-01", "draft", "active"),
        pause("A", "2010-01-10", "yes"),
        level("A", "2010-01-20", "active", "closed:capacity"),
        pause("A", "2010-01-30", "no"),
    ]
    causes = [step.cause for step in steps(told)]
    assert causes == [Cause.OPENED, Cause.PAUSED, Cause.CLOSED_UNRESOLVED, Cause.RESUMED]
    assert net_change(told, YEAR).after == 0


def test_what_is_outside_active_work_changes_nothing() -> None:
    told = [
        level("A", "2010-01-01", "", "dormant"),
        pause("A", "2010-01-02", "yes"),
        level("A", "2010-01-03", "dormant", "closed:capacity"),
        proposal("A", "2010-01-04", "closed:capacity"),
        level("B", "2010-01-01", "draft", "closed:capacity"),
    ]
    assert net_change(told, YEAR) == NetChange(YEAR, 0, 0, {})


def test_both_days_of_a_period_belong_to_it() -> None:
    told = [
        level("A", "2010-01-01T00:00", "draft", "active"),
        level("B", "2010-05-14T23:59", "draft", "active"),
        level("C", "2010-05-15T00:00", "draft", "active"),
    ]
    assert net_change(told, YEAR).cases == {Cause.OPENED: ("A", "B")}
    with pytest.raises(ValueError, match="2010"):
        Period(TODAY, date(2010, 5, 13))
    assert Period.week_to(TODAY) == Period(date(2010, 5, 8), TODAY)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", YEAR),
        ("2010-01-01 2010-05-14", YEAR),
        ("from 1.1.2010 to 2010-05-14", YEAR),
        ("2010", YEAR),
        ("2009", Period(date(2009, 1, 1), date(2009, 12, 31))),
        ("2009-12", Period(date(2009, 12, 1), date(2009, 12, 31))),
        ("2009-02 2009-03", Period(date(2009, 2, 1), date(2009, 3, 31))),
        ("2010-03-01", Period(date(2010, 3, 1), TODAY)),
        ("since 2010-03-01", Period(date(2010, 3, 1), TODAY)),
        ("2010-01-01 2099-01-01", YEAR),
        ("9999", None),
        ("2010-05-14 2010-01-01", None),
        ("yesterday", None),
        ("2009 2010 2010", None),
    ],
)
def test_a_period_as_it_is_typed(typed: str, expected: Period | None) -> None:
    assert read_period(typed, TODAY) == expected
