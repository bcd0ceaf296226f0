"""Delivery: a message's whole way, from the claim to the record."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import text

from benchmarks import portfolio, waiting
from benchmarks.processes import child, worker
from benchmarks.remote import Remote
from benchmarks.table import Bound, Line
from core.domain.people import Platform
from scheduler.delivery import AT_ONCE
from storage.engine import open_engine
from storage.migrate import upgrade
from storage.unit_of_work import SqlStore
from tests.databases import Server

ROUNDS: Final = 11
SENDS: Final = 1_500
ALONE: Final = 300
DONE: Final = 900_000
WAITING: Final = 4_000
_FAR: Final = {
    Platform.TELEGRAM: ("bot2:floor/sendMessage", "chat_id", 0.4),
    Platform.SLACK: ("api/chat.postMessage", "channel", 0.5),
}
"""Where the floor posts to, what says to whom, and our bound."""


def measure(folder: Path) -> Iterator[Line]:
    """Sends a second, one message at a time, and with a long history."""
    with child("far_side") as far_side:
        for platform in _FAR:
            yield _sends(folder, platform, far_side)
    yield _against_jobs("one at a time", at_once=1, count=ALONE, bound=3)
    yield _against_jobs(f"{AT_ONCE} at once", at_once=AT_ONCE, count=SENDS, bound=3)
    yield _with_history(folder)


def _sends(folder: Path, platform: Platform, far_side: str) -> Line:
    """Everything over HTTP, with the limits off, against bare posts of the same body."""
    path, place, bound = _FAR[platform]
    database = portfolio.sample_portfolio(folder / f"{platform}.db")
    _subscribe(database, platform, SENDS)
    with worker("delivery_ours", platform, far_side, database) as ours:
        ours()  # everything is loaded, and the body known
        with closing(Remote(far_side)) as remote:
            body = json.dumps(remote.ask("/control/last"))
        with worker("delivery_floor", f"{far_side}/{path}", place, body, str(SENDS)) as floor:
            floor()
            rounds = [(SENDS / ours(), SENDS / floor()) for _ in range(ROUNDS)]
    name = f"Delivery: {platform.title()}, the whole way against bare aiohttp"
    return _line(name, rounds, bound)


def _against_jobs(name: str, *, at_once: int, count: int, bound: float) -> Line:
    """Durable messages, so many under way at once, against as many jobs that do nothing.

    Jobs are done one at a time in either case: procrastinate's worker is slower with more.
    """
    with closing(Server()) as server, server.bare() as bare:
        database = server.emptied()
        _subscribe(database, Platform.CONSOLE, count)
        with (
            worker("delivery_ours", Platform.CONSOLE, "", database, str(at_once)) as ours,
            worker("delivery_procrastinate", bare, str(count)) as floor,
        ):
            ours(), floor()
            rounds = [(count / ours(), count / floor()) for _ in range(ROUNDS)]
    return _line(f"Delivery: {name} against procrastinate", rounds, bound)


def _with_history(folder: Path) -> Line:
    """SQLite with nine tenths of a million messages done against a fresh one."""
    databases = [f"sqlite:///{folder / name}.db" for name in ("old", "fresh")]
    for database in databases:
        upgrade(database)
        _subscribe(database, Platform.CONSOLE, WAITING)
    _remember(databases[0])
    with (
        worker("delivery_ours", Platform.CONSOLE, "", databases[0]) as old,
        worker("delivery_ours", Platform.CONSOLE, "", databases[1]) as fresh,
    ):
        old(), fresh()
        rounds = [(WAITING / old(), WAITING / fresh()) for _ in range(ROUNDS)]
    return _line("Delivery: SQLite, 900,000 done against none", rounds, 0.8)


def _line(name: str, rounds: list[tuple[float, float]], bound: float) -> Line:
    ours, floor = zip(*rounds, strict=True)
    return Line(name, ours, floor, Bound(bound, at_least=True), "/s")


def _subscribe(database: str, platform: Platform, count: int) -> None:
    engine = open_engine(database)
    waiting.subscribe(SqlStore(engine), platform, count)
    engine.dispose()


def _remember(database: str) -> None:
    """Put a long history down, and let the database learn of it."""
    engine = open_engine(database)
    with engine.begin() as connection:
        connection.execute(_HISTORY, {"done": DONE})
        connection.execute(text("ANALYZE"))
    engine.dispose()


_HISTORY: Final = text(
    """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :done)
    INSERT INTO deliveries (id, work, subscription_id, content_id, platform, conversation, thread,
        recipient, kind, key, planned_at, attempts, result, message, reason, done_at)
    SELECT 'done-' || i, 'digest', 1 + i % 1000, 1, 'console', i % 1000, '',
        'subscription ' || (i % 1000), 'goals', 'week ' || i, '2010-01-01 00:00:00.000000', 1,
        'delivered', 'm' || i, '', '2010-01-01 00:00:00.000000'
    FROM n
    """
)
