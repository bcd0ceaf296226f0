"""Whatever anybody does in any order, the portfolio stays as the design has it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.databases import Server, SqliteTemplate
from tests.property.portfolio_judge import Tally
from tests.property.portfolio_machine import PortfolioMachine


def run(url: Callable[[], str], examples: int, steps: int) -> Tally:
    """Drive it so often, each time from the beginning; what the runs consisted of."""
    tally = Tally()
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )

    class Machine(PortfolioMachine):
        def __init__(self) -> None:
            super().__init__(url(), tally)

    run_state_machine_as_test(Machine, settings=chosen)
    print(tally)  # noqa: T201  shown with -rP, for whoever wants to know what was covered
    return tally


@pytest.fixture
def fresh(sqlite_template: SqliteTemplate, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """A new SQLite file for each run."""
    folders: list[str] = []

    def url() -> str:
        folders.append(mkdtemp(dir=tmp_path))
        return sqlite_template.copy_to(Path(folders[-1]))

    yield url
    for folder in folders:
        rmtree(folder)


def test_any_steps_in_any_order_on_sqlite(fresh: Callable[[], str]) -> None:
    tally = run(fresh, examples=30, steps=40)
    assert min(tally.accepted, tally.refused) > 30, tally


def test_any_steps_in_any_order_on_postgresql(postgresql_server: Server) -> None:
    tally = run(postgresql_server.emptied, examples=8, steps=30)
    assert min(tally.accepted, tally.refused) > 10, tally
