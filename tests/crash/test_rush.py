"""Each wish is done once and each answer heard, whoever is killed, by every way in."""

from pathlib import Path

from tests.crash.database import Postgresql, Sqlite
from tests.crash.rush import Plan, run

SHORT = Plan(people=8, cases=12, kills=6, disturbances=1, called=False, seed=7)
CALLED = Plan(people=8, cases=12, kills=6, disturbances=1, called=True, seed=7)


def judge(plan: Plan, data: Sqlite | Postgresql, folder: Path) -> None:
    report = run(plan, data, folder)
    told = "\n".join(report.lines())
    assert report.reconciled, told
    assert report.verdict.counts["commits"] == 2 * plan.people * plan.cases
    assert report.kills >= plan.kills


def test_polling_and_socket_mode_over_one_file(sqlite_url: str, tmp_path: Path) -> None:
    judge(SHORT, Sqlite(sqlite_url, lock_seconds=2.0), tmp_path)


def test_webhook_and_http_over_one_server(postgresql_alone: Postgresql, tmp_path: Path) -> None:
    judge(CALLED, postgresql_alone, tmp_path)
