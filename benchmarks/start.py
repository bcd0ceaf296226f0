"""How long a start takes, as whole processes, against a program that imports all it may need."""

import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Final

from benchmarks import portfolio
from benchmarks.processes import child, end, free_port
from benchmarks.remote import Remote
from benchmarks.table import Bound, Line

ROUNDS: Final = 7
_TOKEN: Final = "1:start"  # noqa: S105  of no bot
_VIGIL: Final = str(Path(sysconfig.get_path("scripts")) / "vigil")
_DEPENDENCIES: Final = (
    "aiohttp.web",
    "alembic.command",
    "apscheduler.schedulers.asyncio",
    "babel.dates",
    "psycopg",
    "pydantic",
    "pydantic_settings",
    "rapidfuzz.process",
    "rich.console",
    "slack_bolt.adapter.socket_mode.async_handler",
    "slack_bolt.async_app",
    "sqlalchemy",
    "structlog",
    "telegram.ext",
    "typer",
    "tzdata",
)
"""What a program at run time depends on, by the modules that one imports of each."""
_EAGER: Final = f"""
import importlib, pkgutil
import bots, core, scheduler, storage
for name in {_DEPENDENCIES!r}:
    importlib.import_module(name)
for package in (bots, core, scheduler, storage):
    for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if ".migrations" not in module.name:
            importlib.import_module(module.name)
"""


def measure(folder: Path) -> Iterator[Line]:
    """In turns: everything imported, `vigil run` until it serves, `vigil --help`."""
    database = portfolio.sample_portfolio(folder / "start.db")
    with ExitStack() as stack:
        server = stack.enter_context(child("far_side"))
        remote = Remote(server)
        stack.callback(remote.close)
        rounds = [
            (_whole(sys.executable, "-c", _EAGER), _serving(server, remote, database), _help())
            for _ in range(ROUNDS + 1)
        ][1:]
    eager = [each[0] for each in rounds]
    yield Line(
        "Start: both platforms against all imports",
        [each[1] for each in rounds],
        eager,
        Bound(0.65),
    )
    yield Line(
        "Start: vigil --help against all imports", [each[2] for each in rounds], eager, Bound(0.2)
    )


def _help() -> float:
    return _whole(_VIGIL, "--help")


def _whole(*command: str) -> float:
    """Seconds of a process from beginning to end."""
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


def _serving(server: str, remote: Remote, database: str) -> float:
    """Seconds until a process polls Telegram, and so listens to Slack, which comes before."""
    settings = {
        "VIGIL_DATABASE_URL": database,
        "VIGIL_SLACK_BOT_TOKEN": "xoxb-benchmark",
        "VIGIL_SLACK_SIGNING_SECRET": "benchmark",
        "VIGIL_SLACK_API_URL": f"{server}/api/",
        "VIGIL_TELEGRAM_TOKEN": _TOKEN,
        "VIGIL_TELEGRAM_API_URL": server,
        "VIGIL_PORT": str(free_port()),
    }
    with ThreadPoolExecutor(1) as waiting:
        polled = waiting.submit(remote.ask, "/control/polled", token=_TOKEN)
        started = time.perf_counter()
        process = subprocess.Popen(
            [_VIGIL, "run"], env=os.environ | settings, stderr=subprocess.DEVNULL
        )
        try:
            polled.result()
            return time.perf_counter() - started
        finally:
            process.terminate()
            end(process)
