"""Planning a digest for each of a million subscriptions, on PostgreSQL."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from procrastinate import App, PsycopgConnector
from sqlalchemy import Engine, text

from benchmarks import movement
from benchmarks.table import Bound, Line
from bots.world import SystemChance
from scheduler.planner import plan
from storage.engine import open_engine
from storage.tables_messages import outbox
from storage.unit_of_work import SqlStore
from tests.databases import Server

if TYPE_CHECKING:
    from procrastinate.types import JSONValue

SIZE: Final = 1_000_000
JOBS: Final = 200_000
BATCH: Final = 20_000
ROUNDS: Final = 3
MONDAY: Final = datetime(2010, 5, 17, 12, tzinfo=UTC)
_COLUMNS: Final = ", ".join(column.name for column in outbox.columns)
_KEYS: Final = {"subscription_id": "subscriptions", "content_id": "contents", "person": "people"}
_RAW: Final = text(
    f"""
    INSERT INTO raw_outbox ({_COLUMNS})
    SELECT :prefix || '-' || s.id, 'digest', s.id, c.id, s.platform, s.conversation, s.thread,
        'subscription ' || s.id, NULL, 'goals', :prefix, NULL, NULL, '', false, now(), now(),
        c.version, 0, false, false, 2
    FROM subscriptions s
    JOIN (
        SELECT DISTINCT ON (subject) id, subject, version FROM contents WHERE kind = 'goals'
        ORDER BY subject, day DESC
    ) c ON c.subject = coalesce(s.section, '')
    """  # noqa: S608  names of our own columns
)
_SENT: Final = text(
    """
    INSERT INTO deliveries (id, work, subscription_id, content_id, platform, conversation, thread,
        recipient, kind, key, planned_at, attempts, result, message, reason, done_at)
    SELECT id, work, subscription_id, content_id, platform, conversation, thread, recipient, kind,
        key, planned_at, 1, 'delivered', 'm', '', now()
    FROM outbox
    """
)


def measure(folder: Path) -> Iterator[Line]:
    """Week after week, with what was sent before on record; in turns with each floor."""
    del folder
    with closing(Server()) as server, server.bare() as bare:
        engine = open_engine(server.emptied())
        with engine.begin() as connection:
            movement.subscribe(connection, SIZE)
            connection.execute(text("CREATE TABLE raw_outbox (LIKE outbox INCLUDING ALL)"))
            for column, table in _KEYS.items():
                key = f"FOREIGN KEY ({column}) REFERENCES {table}"
                connection.execute(text(f"ALTER TABLE raw_outbox ADD {key}"))
        _plan(engine, MONDAY)
        ours: list[float] = []
        raw: list[float] = []
        deferred: list[float] = []
        for week in range(1, ROUNDS + 1):
            ours.append(_plan(engine, MONDAY + timedelta(weeks=week)))
            raw.append(_raw(engine, week))
            deferred.append(_defer(bare))
        engine.dispose()
    half, five = Bound(0.5, at_least=True), Bound(5, at_least=True)
    yield Line("Planning a million against a raw insert", ours, raw, half, "/s")
    yield Line("Planning a million against procrastinate's batch", ours, deferred, five, "/s")


def _plan(engine: Engine, now: datetime) -> float:
    """Digests planned a second; afterwards all are sent."""
    start = time.perf_counter()
    count = plan(SqlStore(engine), SystemChance(), now)
    seconds = time.perf_counter() - start
    assert count == SIZE
    with engine.begin() as connection:
        connection.execute(_SENT)
        connection.execute(text("TRUNCATE outbox"))
    _tidy(engine)
    return count / seconds


def _raw(engine: Engine, week: int) -> float:
    """Rows inserted a second, in one statement into a table with the same keys."""
    start = time.perf_counter()
    with engine.begin() as connection:
        count = connection.execute(_RAW, {"prefix": f"{week:032}"}).rowcount
    seconds = time.perf_counter() - start
    assert count == SIZE
    with engine.begin() as connection:
        connection.execute(text("TRUNCATE raw_outbox"))
    return float(count / seconds)


def _tidy(engine: Engine) -> None:
    """Let nothing of one side be done at the other's cost."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM (ANALYZE) deliveries"))
        connection.execute(text("CHECKPOINT"))


def _defer(database: str) -> float:
    """Jobs that procrastinate puts down a second, in large batches, beside those of before."""
    app = App(connector=PsycopgConnector(conninfo=database.replace("+psycopg", "")))

    @app.task(name="nothing")
    async def nothing(number: int) -> None:
        del number

    async def put_down() -> float:
        async with app.open_async():
            if not await app.check_connection_async():
                await app.schema_manager.apply_schema_async()
            jobs: list[dict[str, JSONValue]] = [{"number": number} for number in range(JOBS)]
            start = time.perf_counter()
            for first in range(0, JOBS, BATCH):
                await nothing.batch_defer_async(*jobs[first : first + BATCH])
            return JOBS / (time.perf_counter() - start)

    return asyncio.run(put_down())
