"""What lies behind the numbers, on both databases."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import update

from core.domain.cases import Case, Level, Outcome, Status
from core.domain.commitments import Party
from core.domain.decisions import Decision, DecisionKind
from core.domain.goals import HISTORICAL, OF_FEEDBACK, Metric
from core.domain.netchange import Cause, Entry, Period, net_change
from core.domain.values import PartialDate
from core.ports_figures import Behind, BehindPage, Closure
from core.usecases.change import COUNTED, change_of
from storage.figures import CONDITIONS
from storage.tables import cases
from storage.unit_of_work import SqlStore
from tests.contract.builders import HIDDEN, MALAYSIA, NOW, SWEDEN, TODAY, a_case, an_individual, put

YEAR = Period(date(2010, 1, 1), TODAY)


def closed(key: str, outcome: Outcome, **changes: object) -> Case:
    facts: dict[str, object] = {
        "country": key[:3],
        "level": Level.CLOSED,
        "outcome": outcome,
        "closed": date(2010, 3, 1),
        **changes,
    }
    return a_case(key, **facts)


RECORDED = an_individual(status_date=PartialDate(2010), status_source="lawyer")
CLOSED = (
    closed("CUB-0001", Outcome.CAPACITY),
    closed("CUB-0002", Outcome.CAPACITY, closed=date(2009, 12, 31)),
    closed("CUB-0003", Outcome.RELEASED),
    closed("CUB-0004", Outcome.CAPACITY, individuals=(an_individual(status=Status.RELEASED),)),
    closed("CUB-0005", Outcome.CAPACITY, individuals=(an_individual(poc=False),)),
    closed("CUB-0006", Outcome.NO_LONGER_AT_RISK),
    closed("CUB-0007", Outcome.NO_LONGER_AT_RISK, individuals=(RECORDED,)),
    closed("CUB-0008", Outcome.UNKNOWN, archive=True),
    closed("IRN-0001", Outcome.CAPACITY, individuals=(an_individual(), an_individual(2))),
    closed("MMR-0001", Outcome.CONSENT_WITHDRAWN, consent=frozenset()),
)
ACTIVE = (a_case("CUB-0020", country="CUB"), a_case("CUB-0021", country="CUB", paused=True))


def level(key: str, at: datetime, before: str, after: str) -> Decision:
    return Decision(DecisionKind.LEVEL, key, at, before, after)


def test_closures_of_living_prisoners_of_conscience(store: SqlStore) -> None:
    put(store, *CLOSED, *ACTIVE, *HIDDEN)
    of_the_year = [
        Closure("CUB-0001", "CUB", date(2010, 3, 1), Outcome.CAPACITY, 1),
        Closure("CUB-0006", "CUB", date(2010, 3, 1), Outcome.NO_LONGER_AT_RISK, 1),
        Closure("IRN-0001", "IRN", date(2010, 3, 1), Outcome.CAPACITY, 2),
    ]
    with store.read() as uow:
        assert uow.figures.closures(YEAR) == of_the_year
        assert [one.key for one in uow.figures.closures()] == [
            "CUB-0002",
            *(one.key for one in of_the_year),
        ]
        assert uow.goals.measure(Metric.LIVING_POCS_CLOSED_UNRESOLVED, TODAY) == 5
        assert uow.figures.left_out(["MMR-0001", "CUB-0001", "MYS-0090", "NO-0001"]) == 1
        assert uow.figures.active_in(["CUB", "IRN"]) == {"CUB": 1}


def test_the_selective_closures_and_the_net_change(store: SqlStore) -> None:
    put(store, *CLOSED, *ACTIVE)
    early, later = NOW - timedelta(days=200), NOW - timedelta(days=70)
    with store.write() as uow:
        uow.decisions.append(
            *(level(key, early, "draft", "active") for key in ("CUB-0001", "IRN-0001", "MMR-0001")),
            level("CUB-0020", later, "", "active"),
            level("CUB-0001", later, "active", "closed:capacity"),
            level("IRN-0001", later, "active", "closed:capacity"),
            level("MMR-0001", later, "active", "closed:consent_withdrawn"),
            Decision(DecisionKind.COMMIT, "CUB-0020", NOW, "", "running"),
        )
    with store.read() as uow:
        found = change_of(uow, YEAR)
    assert (found.net.before, found.net.after) == (3, 1)
    assert found.net.count(Cause.CLOSED_UNRESOLVED) == 3
    assert [(one.country, one.active) for one in found.selective] == [("CUB", 1)]
    assert [one.key for one in found.selective[0].closed] == ["CUB-0001", "CUB-0006"]
    assert (found.closures, found.left_out) == (3, 1)


def test_the_history_is_told_to_the_end_of_a_day(store: SqlStore) -> None:
    midnight = datetime.combine(TODAY, datetime.min.time(), NOW.tzinfo)
    with store.write() as uow:
        uow.decisions.append(
            level("A", midnight + timedelta(hours=23, minutes=59), "draft", "active"),
            level("B", midnight + timedelta(days=1), "draft", "active"),
        )
        told = uow.figures.entries(TODAY)
        assert [entry.case for entry in told] == ["A"]
        assert told[0] == Entry(
            DecisionKind.LEVEL,
            "A",
            midnight + timedelta(hours=23, minutes=59),
            "draft",
            "active",
        )
        assert net_change(uow.figures.entries(date(2010, 6, 1)), YEAR).after == 1


def test_only_what_may_be_seen_is_told(store: SqlStore) -> None:
    put(store, a_case(), a_case("IRN-0001", country="IRN"), *HIDDEN)
    asked = ["MYS-0012", "IRN-0001", "IRN-0001", *(case.key for case in HIDDEN)]
    with store.read() as uow:
        assert uow.figures.seen(asked) == [Behind("IRN-0001", "IRN"), Behind("MYS-0012", "MYS")]
        assert uow.figures.seen([]) == []


def test_every_metric_that_counts_cases_has_them_behind_it() -> None:
    assert set(CONDITIONS) == COUNTED == set(Metric) - HISTORICAL - OF_FEEDBACK


@pytest.mark.parametrize("metric", sorted(COUNTED))
def test_a_number_opens_to_what_it_counts(store: SqlStore, metric: Metric) -> None:
    active = [a_case(f"MYS-{n:04}", verified=TODAY, opened=TODAY) for n in range(1, 12)]
    put(store, *active, *CLOSED[:1], *HIDDEN)
    with store.write() as uow:
        uow.commitments.start("MYS-0001", Party("SWE"), NOW)
    with store.read() as uow:
        first = uow.figures.behind(metric, TODAY, 1)
        last = uow.figures.behind(metric, TODAY, 99)
        measured = uow.goals.measure(metric, TODAY)
    expected = {
        Metric.LIVING_POCS_CLOSED_UNRESOLVED: 1,
        Metric.ACTIVE_WITHOUT_SECTION: 10,
        Metric.SECTIONS_WITH_COMMITMENT: 1,
        Metric.CAPACITY_USED: 1,
    }
    assert first.total == expected.get(metric, 11)
    assert len(first.lines) == min(first.total, BehindPage.SIZE)
    assert last.page == last.pages
    if metric not in {Metric.CAPACITY_USED, Metric.COUNTRIES_COVERED}:
        assert measured == first.total


def test_a_share_counts_and_tells_nothing_of_what_cant_be_shown(store: SqlStore) -> None:
    put(store, a_case(), a_case("IRN-0001", country="IRN"))
    with store.write() as uow:
        uow.commitments.start("MYS-0012", Party("SWE"), NOW)
        uow.commitments.start("IRN-0001", Party("SWE"), NOW)
        paused = update(cases).where(cases.c.key == "IRN-0001").values(paused=True)
        uow.connection.execute(paused)
    with store.read() as uow:
        page = uow.figures.behind(Metric.CAPACITY_USED, TODAY, 1)
        measured = uow.goals.measure(Metric.CAPACITY_USED, TODAY)
    assert (page.total, page.hidden) == (1, 0)
    assert measured == pytest.approx(1 / (SWEDEN.capacity + MALAYSIA.capacity))
