"""Procrastinate's worker on jobs that do nothing, one at a time."""

import asyncio
import sys
import time
from typing import TYPE_CHECKING

from procrastinate import App, PsycopgConnector

from benchmarks.processes import work_when_asked

if TYPE_CHECKING:
    from procrastinate.types import JSONValue


def _job(number: int) -> "dict[str, JSONValue]":
    return {"number": number}


async def _main(database: str, count: str) -> None:
    url = database.replace("+psycopg", "")
    app = App(connector=PsycopgConnector(conninfo=url))

    @app.task(name="nothing")
    async def nothing(number: int) -> None:
        del number

    async with app.open_async():
        await app.schema_manager.apply_schema_async()

        async def work() -> float:
            jobs = [_job(number) for number in range(int(count))]
            await nothing.batch_defer_async(*jobs)
            start = time.perf_counter()
            await app.run_worker_async(
                concurrency=1, wait=False, install_signal_handlers=False, listen_notify=False
            )
            return time.perf_counter() - start

        await work_when_asked(work)


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
