"""The causes add up to the difference, whatever happened: a recount that knows no causes."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.domain.cases import TRANSITIONS, Level, Outcome
from core.domain.decisions import DecisionKind
from core.domain.netchange import GAINS, Entry, Period, net_change, steps

START = datetime(2009, 12, 28, tzinfo=UTC)
DAYS = 20


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    """Valid moves and pauses of a few cases, in the order of their moments."""
    levels: dict[str, Level | None] = dict.fromkeys("ABCDE")
    paused = dict.fromkeys("ABCDE", False)
    told: list[Entry] = []
    hours = draw(st.lists(st.integers(0, DAYS * 24), max_size=40).map(sorted))
    for hour in hours:
        at = START + timedelta(hours=hour)
        case = draw(st.sampled_from("ABCDE"))
        now = levels[case]
        if now is not None and now is not Level.DRAFT and draw(st.booleans()):
            after = "no" if paused[case] else "yes"
            before = "yes" if paused[case] else "no"
            paused[case] = not paused[case]
            told.append(Entry(DecisionKind.PAUSE, case, at, before, after))
            continue
        following = sorted(TRANSITIONS[now] if now else Level)
        to = draw(st.sampled_from(following))
        outcome = f":{draw(st.sampled_from(Outcome))}" if to is Level.CLOSED else ""
        told.append(Entry(DecisionKind.LEVEL, case, at, now or "", f"{to}{outcome}"))
        levels[case] = to
    return told


def recount(told: Sequence[Entry], day: date) -> int:
    """How many are active and not paused when that day begins, from the last word on each."""
    levels: dict[str, str] = {}
    paused: dict[str, str] = {}
    for entry in told:
        if entry.at.date() < day:
            where = levels if entry.kind is DecisionKind.LEVEL else paused
            where[entry.case] = entry.after
    return sum(levels[case] == Level.ACTIVE and paused.get(case, "no") == "no" for case in levels)


@given(histories(), st.integers(0, DAYS), st.integers(0, DAYS))
def test_the_causes_add_up_to_the_difference(told: list[Entry], one: int, other: int) -> None:
    first, last = (START.date() + timedelta(days=n) for n in sorted((one, other)))
    net = net_change(told, Period(first, last))
    assert net.before == recount(told, first)
    assert net.after == recount(told, last + timedelta(days=1))
    gains = sum(len(cases) for cause, cases in net.cases.items() if cause in GAINS)
    losses = sum(len(cases) for cause, cases in net.cases.items() if cause not in GAINS)
    assert gains - losses == net.after - net.before


@given(histories(), st.integers(0, DAYS - 1))
def test_two_periods_in_a_row_are_one(told: list[Entry], cut: int) -> None:
    first, last = START.date(), START.date() + timedelta(days=DAYS)
    middle = first + timedelta(days=cut)
    earlier = net_change(told, Period(first, middle))
    later = net_change(told, Period(middle + timedelta(days=1), last))
    whole = net_change(told, Period(first, last))
    assert earlier.after == later.before
    assert (whole.before, whole.after) == (earlier.before, later.after)
    for cause in whole.cases:
        assert whole.count(cause) == earlier.count(cause) + later.count(cause)


@given(histories())
def test_no_step_takes_what_is_not_there(told: list[Entry]) -> None:
    standing: dict[str, int] = {}
    for step in steps(told):
        standing[step.case] = standing.get(step.case, 0) + step.amount
        assert standing[step.case] in (-1, 0, 1)
    assert all(count in (0, 1) for count in standing.values())
