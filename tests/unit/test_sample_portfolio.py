"""The sample portfolio is what it promises to be, on the demo's fixed date."""

from collections import Counter
from collections.abc import Iterator

import pytest

from core.domain.goals import Metric
from core.domain.values import PartialDate, Sight
from core.portfolio.columns import CaseRow, GoalRow, IndividualRow, ObservationRow, SectionRow
from core.portfolio.rows import Rows
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.csv_portfolio import NOW, SAMPLE, brought_in
from tests.databases import SqliteTemplate


@pytest.fixture(scope="module")
def store(
    sqlite_template: SqliteTemplate, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SqlStore]:
    engine = open_engine(sqlite_template.copy_to(tmp_path_factory.mktemp("sample")))
    sample = SqlStore(engine)
    brought_in(sample, *SAMPLE.glob("*.csv"))
    yield sample
    engine.dispose()


@pytest.fixture(scope="module")
def rows(store: SqlStore) -> Rows:
    with store.read() as uow:
        return Rows(uow.portfolio.read(Sight.STAFF))


def test_151_cases_are_available(store: SqlStore) -> None:
    with store.read() as uow:
        assert uow.goals.measure(Metric.AVAILABLE_CASES, NOW.date()) == 151


def test_section_sweden_has_6_of_10(store: SqlStore) -> None:
    with store.read() as uow:
        load = uow.sections.load("SWE")
    assert (load.running, load.capacity) == (6, 10)


def test_its_size(rows: Rows) -> None:
    cases = rows.of(CaseRow)
    assert 220 <= len(cases) <= 240
    assert 320 <= len(rows.of(IndividualRow)) <= 345
    assert len(rows.of(SectionRow)) == 20
    assert len({case.country for case in cases if case.level == "active"}) >= 40
    assert set(Counter(case.level for case in cases)) == {"draft", "active", "dormant", "closed"}


def test_the_case_of_the_story_is_in_malaysia(rows: Rows) -> None:
    story = rows.get(CaseRow, "MYS-0012")
    assert story is not None
    assert story.country == "MYS"
    assert sum(c.country == "MYS" and c.level == "active" for c in rows.of(CaseRow)) >= 3
    assert rows.get(SectionRow, "MYS") is not None


def test_the_goal_of_500_has_no_date(rows: Rows) -> None:
    (goal,) = (goal for goal in rows.of(GoalRow) if goal.metric is Metric.AVAILABLE_CASES)
    assert (goal.baseline, goal.target, goal.due) == (138, 500, None)
    assert goal.baseline_date == PartialDate(2008, 12)
    assert goal.baseline_note.startswith("whole portfolio, approximate")


def test_the_observations_of_the_resolution(rows: Rows) -> None:
    created = {
        seen.date.year: seen.value
        for seen in rows.of(ObservationRow)
        if seen.metric is Metric.CASES_CREATED_PER_YEAR
    }
    assert created == {1985: 2257, 1991: 975, 1993: 860, 1996: 451, 2001: 73, 2004: 11}
