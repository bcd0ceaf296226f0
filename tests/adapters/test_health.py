"""Whoever watches over a process hears how it is, and nobody from outside does."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bots import health as module
from bots.health import Health, routes
from bots.keeper import Keeper
from bots.meter import Meter
from bots.metrics import REST, Metrics, Sparing
from bots.world import SettableClock
from core.ports import StoreAwayError
from storage.backlog import Backlog
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.doubles.loop import run

NOW = datetime(2010, 5, 14, 12, tzinfo=UTC)


class Part:
    """A part that is as a test says."""

    def __init__(self) -> None:
        self.why = ""
        self.error: Exception | None = None
        self.seconds = 0.0

    async def check(self) -> str:
        await asyncio.sleep(self.seconds)
        if self.error is not None:
            raise self.error
        return self.why


@asynccontextmanager
async def asking(
    *added: web.RouteDef, health: Health | None = None
) -> AsyncIterator[tuple[ClientSession, str]]:
    application = web.Application()
    application.add_routes([*(routes(health) if health else ()), *added])
    async with TestServer(application) as server, ClientSession() as session:
        yield session, str(server.make_url("")).rstrip("/")


async def readiness(session: ClientSession, url: str) -> tuple[int, dict[str, object]]:
    async with session.get(f"{url}/readyz") as answer:
        told: dict[str, object] = await answer.json()
        return answer.status, told


def test_a_part_that_is_not_well_is_named_with_why_and_since_when(logged: io.StringIO) -> None:
    clock, database, slack = SettableClock(NOW), Part(), Part()
    health = Health(clock)
    health.watch("database", database.check)
    health.watch("slack", slack.check)

    async def scene() -> None:
        async with asking(health=health) as (session, url):
            ok = {"ok": True}
            assert await readiness(session, url) == (
                200,
                {"ready": True, "parts": {"database": ok, "slack": ok}},
            )
            slack.why = "not connected"
            await readiness(session, url)
            clock.advance(timedelta(minutes=3))
            trouble = {"ok": False, "why": "not connected", "since": "2010-05-14T12:00:00+00:00"}
            assert await readiness(session, url) == (
                503,
                {"ready": False, "parts": {"database": ok, "slack": trouble}},
            )
            slack.why, database.error = "", StoreAwayError()
            status, told = await readiness(session, url)
            assert status == 503
            assert "unreachable" in json.dumps(told)
            async with session.get(f"{url}/healthz") as answer:
                assert (answer.status, await answer.json()) == (200, {"vigil": "alive"})

    run(scene())
    events = [json.loads(line)["event"] for line in logged.getvalue().splitlines()]
    assert events.count("not_ready") == 2
    assert events.count("ready_again") == 1


def test_a_part_that_hangs_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.1)
    database = Part()
    database.seconds = 60
    health = Health(SettableClock(NOW))
    health.watch("database", database.check)

    async def scene() -> None:
        async with asking(health=health) as (session, url):
            status, told = await readiness(session, url)
            assert status == 503
            assert "does not answer" in json.dumps(told)

    run(scene())


def test_it_looks_by_itself_so_that_it_knows_since_when(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", 0.01)
    part, clock = Part(), SettableClock(NOW)
    part.why = "not connected"
    health = Health(clock)
    health.watch("slack", part.check)

    async def scene() -> None:
        looking = asyncio.create_task(health.run())
        await asyncio.sleep(0.1)
        looking.cancel()
        clock.advance(timedelta(hours=1))
        trouble = (await health.look())["slack"]
        assert trouble is not None
        assert trouble.since == NOW

    run(scene())


def test_metrics_tell_of_the_database_and_survive_without_it(sqlite_store: SqlStore) -> None:
    health = Health(SettableClock(NOW))
    health.watch("database", Part().check)

    async def scene() -> None:
        nowhere = SqlStore(open_engine("postgresql://127.0.0.1:9/vigil", patience=0.1))
        for store, there in ((sqlite_store, True), (nowhere, False)):
            metrics = Metrics(
                store, SettableClock(NOW), Meter(), health, Keeper(store, "polling", "one")
            )
            async with asking(*metrics.routes()) as (session, url):
                async with session.get(f"{url}/metrics") as answer:
                    page = await answer.text()
                assert answer.status == 200
                assert answer.content_type == "text/plain"
                assert 'vigil_ready{part="database"} 1.0' in page
                assert "process_resident_memory_bytes" in page
                assert ("vigil_inbox_unanswered 0.0" in page) is there
                assert f"vigil_store_away_total {0 if there else 1}" in page

    run(scene())


def test_what_takes_long_to_count_is_not_counted_at_each_scrape() -> None:
    moment = 0.0
    counts: list[float] = []

    def count() -> Backlog:
        nonlocal moment
        counts.append(moment)
        moment += 2
        return Backlog((), len(counts), timedelta())

    waiting = Sparing(count, lambda: moment)
    assert waiting().unanswered == 1
    assert waiting().unanswered == 1
    moment += 2 * REST
    assert waiting().unanswered == 2
    assert len(counts) == 2


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
@pytest.mark.parametrize("path", ["metrics", "readyz"])
def test_what_comes_through_a_proxy_sees_neither(
    header: str, path: str, sqlite_store: SqlStore
) -> None:
    clock = SettableClock(NOW)
    health = Health(clock)
    metrics = Metrics(sqlite_store, clock, Meter(), health, Keeper(sqlite_store, "p", "one"))

    async def scene() -> list[int]:
        async with asking(*metrics.routes(), health=health) as (session, url):
            statuses = []
            for headers in ({header: "203.0.113.7"}, {}):
                async with session.get(f"{url}/{path}", headers=headers) as answer:
                    statuses.append(answer.status)
            return statuses

    assert run(scene()) == [404, 200]
