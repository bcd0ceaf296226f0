"""Reports of what was done, and what they add up to."""

from datetime import date, timedelta

import pytest

from core.domain.cases import ActionKind
from core.domain.reports import Report, Total
from core.domain.values import Sight
from core.ports_reports import ReportFilter
from storage.unit_of_work import SqlStore
from tests.contract.builders import HIDDEN, NOW, TODAY, a_case, put, put_person

LETTERS = Report("MYS-0012", ActionKind.LETTER, 12, date(2010, 5, 13), NOW, "SWE", "by post")
ALONE = Report("MYS-0012", ActionKind.LETTER, 3, TODAY, NOW + timedelta(minutes=1))
CALL = Report("IRN-0001", ActionKind.CALL, 1, TODAY, NOW + timedelta(minutes=2), "MYS")


@pytest.fixture
def kept(store: SqlStore) -> list[Report]:
    """Three reports, of two people."""
    put(store, a_case(), a_case("IRN-0001", country="IRN"), *HIDDEN)
    put_person(store)
    put_person(store, "p2", "8")
    with store.write() as uow:
        uow.reports.hold("p1")
        return [
            uow.reports.add(LETTERS, "p1"),
            uow.reports.add(ALONE, "p2"),
            uow.reports.add(CALL, "p1"),
        ]


def test_a_report_comes_back_whole(store: SqlStore, kept: list[Report]) -> None:
    with store.read() as uow:
        for report in kept:
            assert uow.reports.get(report.number, Sight.PUBLIC) == report
        assert uow.reports.get(10**12, Sight.PUBLIC) is None
        assert uow.reports.latest("p1", NOW) == [kept[2], kept[0]]
        assert uow.reports.latest("p1", NOW + timedelta(seconds=1)) == [kept[2]]
        assert uow.reports.latest("nobody", NOW) == []


def test_those_without_a_section_are_counted_apart(store: SqlStore, kept: list[Report]) -> None:
    with store.write() as uow:
        postcards = Report("MYS-0012", ActionKind.POSTCARD, 5, TODAY, NOW)
        uow.reports.add(postcards, "p2")
        assert uow.reports.totals("mys-0012") == [
            Total(ActionKind.LETTER, 15, 3),
            Total(ActionKind.POSTCARD, 5, 5),
        ]
        assert uow.reports.strike(kept[0].number, NOW)
        assert not uow.reports.strike(kept[0].number, NOW)
        assert uow.reports.totals("MYS-0012")[1] == Total(ActionKind.LETTER, 3, 3)
        assert uow.reports.totals("MYS-0090") == []
        struck = uow.reports.get(kept[0].number, Sight.PUBLIC)
    assert struck is not None
    assert struck.struck


def test_what_was_struck_counts_for_the_limit(store: SqlStore, kept: list[Report]) -> None:
    with store.write() as uow:
        uow.reports.strike(kept[1].number, NOW)
        assert uow.reports.alone("p2", NOW) == 3
        assert uow.reports.alone("p2", NOW + timedelta(hours=1)) == 0
        assert uow.reports.alone("p1", NOW) == 0


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ReportFilter(), [2, 1, 0]),
        (ReportFilter(("SWE",)), [0]),
        (ReportFilter(("SWE", "MYS")), [2, 0]),
        (ReportFilter(()), []),
        (ReportFilter(case="mys-0012"), [1, 0]),
        (ReportFilter(("MYS",), "MYS-0012"), []),
    ],
)
def test_reports_are_found(
    store: SqlStore, kept: list[Report], wanted: ReportFilter, expected: list[int]
) -> None:
    with store.read() as uow:
        page = uow.reports.page(wanted, Sight.PUBLIC, 1)
    assert list(page.lines) == [kept[place] for place in expected]
    assert page.total == len(expected)


def test_a_hidden_case_hides_its_reports(store: SqlStore, kept: list[Report]) -> None:
    with store.write() as uow:
        hidden = uow.reports.add(Report("MYS-0090", ActionKind.EVENT, 1, TODAY, NOW, "SWE"), "p1")
        assert uow.reports.get(hidden.number, Sight.PUBLIC) is None
        assert uow.reports.get(hidden.number, Sight.STAFF) == hidden
        assert uow.reports.page(ReportFilter(), Sight.PUBLIC, 1).total == len(kept)
        assert uow.reports.page(ReportFilter(), Sight.STAFF, 1).total == len(kept) + 1


def test_pages(store: SqlStore, kept: list[Report]) -> None:
    with store.write() as uow:
        for _ in range(6):
            uow.reports.add(LETTERS, "p1")
        first = uow.reports.page(ReportFilter(), Sight.PUBLIC, 1)
        second = uow.reports.page(ReportFilter(), Sight.PUBLIC, 2)
        assert uow.reports.page(ReportFilter(), Sight.PUBLIC, 99) == second
    assert (first.total, first.pages, len(first.lines), len(second.lines)) == (9, 2, 8, 1)
    assert second.lines == (kept[0],)


def test_who_is_erased_leaves_the_amount_and_takes_the_note(
    store: SqlStore, kept: list[Report]
) -> None:
    with store.write() as uow:
        uow.persons.erase("p1", NOW)
    with store.read() as uow:
        left = uow.reports.get(kept[0].number, Sight.PUBLIC)
        assert left is not None
        assert (left.count, left.note) == (12, "")
        assert uow.reports.totals("MYS-0012") == [Total(ActionKind.LETTER, 15, 3)]
        assert uow.reports.latest("p1", NOW) == []


def test_who_joins_identities_keeps_the_reports(store: SqlStore, kept: list[Report]) -> None:
    with store.write() as uow:
        uow.persons.join("p2", "p1", NOW)
        assert len(uow.reports.latest("p2", NOW)) == len(kept)
        assert uow.reports.get(kept[0].number, Sight.PUBLIC) == kept[0]
