"""A page of one country's cases from the store, against bare sqlite3 and by size of the table."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

from sqlalchemy import event

from benchmarks import portfolio
from benchmarks.table import Bound, Line
from core.domain.cases import CaseFilter
from core.domain.values import Sight
from core.ports import Parties
from storage.engine import open_engine
from storage.unit_of_work import SqlStore

SMALL: Final = 500
LARGE: Final = 100_000
ROUNDS: Final = 15
LOOKUPS: Final = 200
_WANTED: Final = CaseFilter(countries=("MYS",))
_NOBODY: Final = Parties((), "")

Statement = tuple[str, Any]


def measure(folder: Path) -> Iterator[Line]:
    """In turns: the small database, the same statements on bare sqlite3, the large database."""
    small = portfolio.generated_portfolio(folder / "small.db", SMALL)
    large = portfolio.generated_portfolio(folder / "large.db", LARGE)
    with ExitStack() as stack:
        looks = {
            "small": _store_lookup(small, stack),
            "bare": _bare_lookup(folder / "small.db", _statements(small, stack), stack),
            "large": _store_lookup(large, stack),
        }
        rounds = [{name: _seconds(look) for name, look in looks.items()} for _ in range(ROUNDS)]
    times = {name: [each[name] for each in rounds[1:]] for name in looks}
    yield Line(
        "Look-up: the store against bare sqlite3",
        times["small"],
        times["bare"],
        Bound(4.0),
    )
    yield Line(
        f"Look-up: among {LARGE:,} cases against {SMALL:,}",
        times["large"],
        times["small"],
        Bound(1.3),
    )


def _store_lookup(url: str, stack: ExitStack) -> Callable[[], None]:
    engine = open_engine(url)
    stack.callback(engine.dispose)
    store = SqlStore(engine)

    def look() -> None:
        with store.read() as uow:
            page = uow.cases.find(_WANTED, _NOBODY, Sight.PUBLIC, portfolio.NOW.date(), 1)
        assert page.total == portfolio.IN_MALAYSIA

    return look


def _statements(url: str, stack: ExitStack) -> list[Statement]:
    """What the store sends to the database for one look-up."""
    engine = open_engine(url)
    stack.callback(engine.dispose)
    sent: list[Statement] = []

    def note(*execution: Any) -> None:  # noqa: ANN401  the event's own arguments
        sent.append((execution[2], execution[3]))

    event.listen(engine, "before_cursor_execute", note)
    with SqlStore(engine).read() as uow:
        uow.cases.find(_WANTED, _NOBODY, Sight.PUBLIC, portfolio.NOW.date(), 1)
    return [statement for statement in sent if statement[0] != "BEGIN"]


def _bare_lookup(file: Path, statements: list[Statement], stack: ExitStack) -> Callable[[], None]:
    connection = sqlite3.connect(file, isolation_level=None)
    stack.callback(connection.close)

    def look() -> None:
        connection.execute("BEGIN")
        rows = [connection.execute(*statement).fetchall() for statement in statements]
        connection.execute("ROLLBACK")
        assert all(rows)

    return look


def _seconds(look: Callable[[], None]) -> float:
    """Of one look-up, on average over many."""
    started = time.perf_counter()
    for _ in range(LOOKUPS):
        look()
    return (time.perf_counter() - started) / LOOKUPS
