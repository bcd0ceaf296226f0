"""Nothing is lost and nothing repeated without a reason, whoever is killed, on both databases."""

from pathlib import Path

import pytest

from tests.crash.database import Database, Postgresql, Sqlite
from tests.crash.storm import Plan, run

LIMITED = Plan(
    conversations=60,
    rounds=2,
    kills=4,
    disturbances=1,
    seed=7,
    settings={"telegram_rate": "30", "slack_rate": "30"},
)
SHORT = Plan(conversations=150, rounds=3, kills=10, disturbances=2, seed=7)


@pytest.fixture(params=["sqlite", "postgresql"])
def data(request: pytest.FixtureRequest) -> Database:
    if request.param == "sqlite":
        return Sqlite(request.getfixturevalue("sqlite_url"), lock_seconds=2.0)
    server: Postgresql = request.getfixturevalue("postgresql_alone")
    return server


def test_every_irregularity_has_its_excuse(data: Database, tmp_path: Path) -> None:
    report = run(SHORT, data, tmp_path)
    told = "\n".join(report.lines())
    print(told)  # noqa: T201  shown where it fails
    assert report.reconciled, told
    assert report.verdict.counts["messages"] > 500
    assert len(report.journal.kills) >= SHORT.kills
    assert set(report.faults) >= {"500", "reset before", "reset after"}


def test_with_the_limits_of_the_platforms(postgresql_alone: Postgresql, tmp_path: Path) -> None:
    report = run(LIMITED, postgresql_alone, tmp_path)
    assert report.reconciled, "\n".join(report.lines())
