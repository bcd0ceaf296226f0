"""Bare aiohttp: the same body to the same far side, so many at once."""

import asyncio
import json
import sys
import time
from collections.abc import Iterator

import aiohttp

from benchmarks.processes import work_when_asked
from scheduler.delivery import AT_ONCE


async def _main(url: str, place: str, body: str, count: str) -> None:
    said: dict[str, object] = json.loads(body)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def send(numbers: Iterator[int]) -> None:
            for number in numbers:
                async with session.post(url, json={**said, place: f"{number}"}) as response:
                    answer = await response.json()
                if not answer["ok"]:
                    raise RuntimeError("That was not taken")

        async def work() -> float:
            numbers = iter(range(1, int(count) + 1))
            start = time.perf_counter()
            await asyncio.gather(*(send(numbers) for _ in range(AT_ONCE)))
            return time.perf_counter() - start

        await work_when_asked(work)


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
