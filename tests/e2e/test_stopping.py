"""SIGTERM under load: what is under way ends well, what is not begun is free at once."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bots.world import SystemClock
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.ports_notices import Reach
from storage.engine import open_engine
from storage.tables_delivery import leases
from storage.tables_messages import deliveries, outbox
from storage.types import Result
from storage.unit_of_work import SqlStore
from tests.adapters.console_stage import furnish
from tests.adapters.slack_harness import until
from tests.doubles.loop import run
from tests.doubles.telegram import Chat, TelegramDouble, User
from tests.e2e.test_run import PATIENCE, serving, told_when_stopped

ADA = User(7, "Ada", username="ada")
MANY = 200
STOP = Notice(NoticeKind.STOP_ACTION, "pause:1", case="MYS-0012", again=True)
HANGS = """
import asyncio, os, signal, threading, time
from bots import stopping

stopping.AT_LAST = 0.5


async def main():
    stop = asyncio.Event()
    stopping.stop_when_told(stop)
    asyncio.get_running_loop().run_in_executor(None, time.sleep, 600)
    await asyncio.sleep(0.1)
    os.kill(os.getpid(), signal.SIGTERM)
    await stop.wait()


asyncio.run(main())
"""


@contextmanager
def opened(url: str) -> Iterator[SqlStore]:
    engine = open_engine(url)
    yield SqlStore(engine)
    engine.dispose()


def load(url: str) -> None:
    """Many people are to be told, each in a chat of their own."""
    now = SystemClock().now()
    with opened(url) as store, store.write() as uow:
        names = [str(number) for number in range(100, 100 + MANY)]
        for name in names:
            uow.people.add(f"p{name}", Identity(Platform.TELEGRAM, name), now)
            uow.reach.use(f"p{name}", Reach(Address(Platform.TELEGRAM, name), "UTC", "en"), now)
        assert uow.notices.tell(STOP, To(tuple(f"p{name}" for name in names)), now) == MANY


def is_sending(url: str) -> bool:
    with opened(url) as store, store.read() as uow:
        return uow.connection.execute(select(outbox).where(outbox.c.sending)).first() is not None


def test_what_is_under_way_is_finished_and_the_rest_released(url: str) -> None:
    furnish(url)
    load(url)

    async def scene() -> tuple[set[int], float]:
        async with TelegramDouble() as telegram:
            for number in range(100, 100 + MANY):
                telegram.add_chat(Chat(number, "private", str(number)))
            telegram.fail_next("sendMessage", "delay", MANY + 10, seconds=1.0)
            async with serving(
                database_url=url,
                port="0",
                telegram_rate="0",
                telegram_token=telegram.token,
                telegram_api_url=telegram.base_url.removesuffix("/bot"),
            ) as process:
                await telegram.send_text(ADA, "/cases Malaysia")
                await until(lambda: any(sent.chat_id != ADA.id for sent in telegram.sent), PATIENCE)
                begun = asyncio.get_running_loop().time()
                told = await told_when_stopped(process)
                took = asyncio.get_running_loop().time() - begun
            assert "stopped_in_haste" not in told
            answers = [sent.text for sent in telegram.sent if sent.chat_id == ADA.id]
            assert sum("MYS-0012" in text for text in answers) == 1
            return {sent.chat_id for sent in telegram.sent} - {ADA.id}, took

    arrived, took = run(scene(), seconds=120)
    assert took < 10
    assert 0 < len(arrived) < MANY
    with opened(url) as store, store.read() as uow:
        connection = uow.connection
        done = connection.execute(select(deliveries.c.conversation, deliveries.c.result)).all()
        assert {int(row.conversation) for row in done} == arrived
        assert {row.result for row in done} == {Result.DELIVERED}
        waiting = connection.execute(select(outbox)).all()
        assert len(waiting) == MANY - len(arrived)
        assert not any(row.sending or row.doubtful for row in waiting)
        soon = SystemClock().now() + timedelta(seconds=1)
        assert all(row.available_at <= soon for row in waiting)
        assert connection.scalar(select(func.count()).select_from(leases)) == 0


@pytest.fixture
def url(database_url: str) -> str:
    return database_url


def test_a_second_signal_ends_it_at_once(sqlite_url: str) -> None:
    furnish(sqlite_url)
    load(sqlite_url)

    async def scene() -> int | None:
        async with TelegramDouble() as telegram:
            telegram.fail_next("sendMessage", "delay", MANY, seconds=60.0)
            async with serving(
                database_url=sqlite_url,
                port="0",
                telegram_token=telegram.token,
                telegram_api_url=telegram.base_url.removesuffix("/bot"),
            ) as process:
                await until(lambda: is_sending(sqlite_url), PATIENCE)
                process.send_signal(signal.SIGTERM)
                await asyncio.sleep(1)
                assert process.returncode is None
                process.send_signal(signal.SIGTERM)
                return await asyncio.wait_for(process.wait(), 3)

    assert run(scene(), seconds=90) == -signal.SIGTERM


def test_a_thread_that_hangs_does_not_keep_it() -> None:
    done = subprocess.run([sys.executable, "-c", HANGS], timeout=PATIENCE, check=False)
    assert done.returncode == 0
