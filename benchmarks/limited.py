"""A full queue under Telegram's limit of 30 a second, with 1 and with 4 processes.

The limits are judged by the moments that were given away, which stand in the database by its own
clock, and by when the far side got the messages.
"""

import time
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import create_engine, select

from benchmarks import portfolio
from benchmarks.processes import ANSWER_WITHIN, child
from benchmarks.remote import Remote
from benchmarks.table import Bound, Line
from benchmarks.vigil import several
from bots.world import SystemChance
from core.domain.people import Platform
from core.domain.schedule import Slot
from core.domain.subscriptions import Address, Subscription
from scheduler.planner import plan
from storage.engine import open_engine
from storage.tables_delivery import rate_limits
from storage.unit_of_work import SqlStore
from tests.databases import Server

RATE: Final = 30
SECONDS: Final = 20
FIRST: Final = RATE * 3
"""So many messages are sent before the rate is measured: everything is loaded by then."""
PROCESSES: Final = (1, 4)
TOKEN: Final = "1:limited"  # noqa: S105  of no bot
_MICROSECONDS: Final = 1_000_000


def measure(folder: Path) -> Iterator[Line]:
    """Drain the same kind of queue with so many processes."""
    del folder
    with closing(Server()) as server, child("far_side") as far_side:
        for processes in PROCESSES:
            yield from _drain(server.emptied(), far_side, processes)


def _drain(database: str, far_side: str, processes: int) -> Iterator[Line]:
    token = f"{TOKEN}-{processes}"
    settings = {
        "database_url": database,
        "telegram_token": token,
        "telegram_api_url": far_side,
        "telegram_rate": RATE,
    }
    portfolio.fill(database)
    count = FIRST + RATE * SECONDS
    with (
        closing(Remote(far_side)) as remote,
        several(processes, "--only", "scheduler", **settings),
    ):
        _put_down(database, count)
        arrived = _arrivals(remote, token, count)
    given = _given(database)
    if len(given) < count or len(arrived) != count:
        raise RuntimeError(f"{len(given)} turns, {len(arrived)} messages instead of {count}")
    sustained = [(count - 1 - FIRST) / (arrived[-1] - arrived[FIRST])]
    name = f"Limit of {RATE} a second, {processes} process{'es' if processes > 1 else ''}"
    yield Line(f"{name}: sustained", sustained, [RATE], Bound(0.95, at_least=True), "/s")
    most = most_in(given, _MICROSECONDS)
    yield Line(f"{name}: most turns in any second", [most], [RATE], Bound(1.0), "")
    most = most_in(arrived, 1.0)
    yield Line(f"{name}: most arrivals", [most], [RATE + 1], Bound(1.0), "")


def most_in(times: Sequence[float], window: float) -> int:
    """The most in any window of that length, both of its ends included."""
    return max(bisect_right(times, at + window) - i for i, at in enumerate(times))


def _put_down(database: str, count: int) -> None:
    """Let so many people's digests be due, at noon of their own."""
    now = datetime.now(UTC)
    zone = f"Etc/GMT{12 - now.hour:+d}".replace("+", "~").replace("-", "+").replace("~", "-")
    slot = Slot(now.weekday(), 12 * 60, zone)
    engine = open_engine(database)
    store = SqlStore(engine)
    with store.write() as uow:
        for chat in range(1, count + 1):
            address = Address(Platform.TELEGRAM, str(chat))
            uow.subscriptions.put(Subscription(address, slot, datetime(2010, 1, 1, tzinfo=UTC)))
    plan(store, SystemChance(), datetime.now(UTC))
    engine.dispose()


def _arrivals(remote: Remote, token: str, count: int) -> list[float]:
    """When each message got to the far side, once all have."""
    end = time.monotonic() + ANSWER_WITHIN
    while time.monotonic() < end:
        times: list[float] = remote.ask("/control/arrivals", token=token)["times"]
        if len(times) >= count:
            return times
        time.sleep(0.5)
    raise RuntimeError(f"{len(times)} of {count} messages arrived")


def _given(database: str) -> list[int]:
    """The moments that were given away, those that a message missed among them.

    Each chat got one message, and what it was given stays on record for minutes.
    """
    engine = create_engine(database)
    with engine.connect() as connection:
        chats = rate_limits.c.key.like("telegram:%")
        states = connection.scalars(select(rate_limits.c.state).where(chats)).all()
    engine.dispose()
    return sorted(int(at, 16) for state in states for at in state.split(","))
