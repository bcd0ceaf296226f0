"""Commands a second with 1, 2 and 4 processes on one PostgreSQL."""

import asyncio
import json
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Final

import aiohttp

from benchmarks import portfolio
from benchmarks.processes import child
from benchmarks.table import Bound, Line
from benchmarks.vigil import several
from bots.telegram.webhook import SECRET_HEADER, WEBHOOK_PATH
from tests.databases import Server

PROCESSES: Final = (1, 2, 4)
QUESTION: Final = "/cases Malaysia"
CHATS: Final = 64
COMMANDS: Final = 1500
ROUNDS: Final = 3
SECRET: Final = "of-the-benchmark"  # noqa: S105  it guards nothing
WORSE: Final = 0.8
"""Of one process's rate, on any machine: where there are cores for them, more processes do more."""


def measure(folder: Path) -> Iterator[Line]:
    """The same commands to so many processes; 1 is the floor of the others."""
    del folder
    rates = {}
    with closing(Server()) as server, child("far_side") as far_side:
        for processes in PROCESSES:
            rates[processes] = _rates(server.emptied(), far_side, processes)
    for processes in PROCESSES[1:]:
        name = f"Commands: {processes} processes against 1"
        yield Line(name, rates[processes], rates[1], Bound(WORSE, at_least=True), "/s")


def _rates(database: str, far_side: str, processes: int) -> list[float]:
    portfolio.fill(database)
    settings = {
        "database_url": database,
        "telegram_token": f"1:scaling-{processes}",
        "telegram_api_url": far_side,
        "telegram_webhook_secret": SECRET,
        "telegram_rate": 0,
        "inbound_limit": 0,
        "public_url": "http://127.0.0.1:{port}",
    }
    with several(processes, "--only", "bots", **settings) as ports:
        urls = [f"http://127.0.0.1:{port}{WEBHOOK_PATH}" for port in ports]
        numbers = count(1)
        return [asyncio.run(_round(urls, numbers)) for _ in range(ROUNDS + 1)][1:]


async def _round(urls: Sequence[str], numbers: "count[int]") -> float:
    """Ask from many chats at once, each process in turn; the commands answered in a second."""
    left = iter(range(COMMANDS))
    async with aiohttp.ClientSession(headers={SECRET_HEADER: SECRET}) as session:

        async def chat(person: int) -> None:
            for _ in left:
                number = next(numbers)
                update = json.dumps(_update(number, person)).encode()
                async with session.post(urls[number % len(urls)], data=update) as answer:
                    answer.raise_for_status()

        started = time.perf_counter()
        await asyncio.gather(*(chat(person) for person in range(1, CHATS + 1)))
        return COMMANDS / (time.perf_counter() - started)


def _update(number: int, person: int) -> dict[str, object]:
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": 1_273_838_400,
            "chat": {"id": person, "type": "private", "first_name": "Reader"},
            "from": {"id": person, "is_bot": False, "first_name": "Reader", "language_code": "en"},
            "text": QUESTION,
            "entities": [{"type": "bot_command", "offset": 0, "length": 6}],
        },
    }
