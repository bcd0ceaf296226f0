"""Of several processes over one database one polls Telegram, and another takes over."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bots import keeper
from bots.keeper import Keeper
from bots.telegram.app import TelegramBot
from core.ports import StoreAwayError
from storage.unit_of_work import SqlStore
from tests.adapters.slack_harness import until
from tests.adapters.telegram_stage import ADA, StubDoor
from tests.doubles.loop import run
from tests.doubles.telegram import TelegramDouble

NAME = "telegram-polling"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeper, "LEASE", timedelta(seconds=1.5))
    monkeypatch.setattr(keeper, "KEEP_EVERY", 0.3)
    monkeypatch.setattr(keeper, "TRY_EVERY", 0.1)


@asynccontextmanager
async def bot(
    telegram: TelegramDouble, keeping: Keeper, door: StubDoor
) -> AsyncIterator[TelegramBot]:
    async with TelegramBot(
        door,
        telegram.token,
        api_url=telegram.base_url.removesuffix("/bot"),
        poll_seconds=1,
        alone=keeping.alone,
    ) as running:
        await running.ready()
        yield running


async def ask(telegram: TelegramDouble, text: str) -> str:
    asked = await telegram.send_text(ADA, text)
    return (await telegram.wait_for_reply(ADA.id, after=asked, timeout=20)).text


def conflicts(logged: str) -> int:
    return logged.count("telegram_conflict")


def test_two_do_not_fight_and_the_second_takes_over(
    sqlite_store: SqlStore, capfd: pytest.CaptureFixture[str]
) -> None:
    first, second = Keeper(sqlite_store, NAME, "one"), Keeper(sqlite_store, NAME, "two")
    doors = StubDoor(), StubDoor()

    async def scene() -> None:
        async with TelegramDouble() as telegram:
            async with bot(telegram, first, doors[0]):
                assert "one" in await ask(telegram, "one")
                late = asyncio.create_task(second_bot(telegram))
                await asyncio.sleep(1)
                assert "two" in await ask(telegram, "two")
                assert (first.holds, second.holds) == (True, False)
            await late

    async def second_bot(telegram: TelegramDouble) -> None:
        async with bot(telegram, second, doors[1]):
            await until(lambda: second.holds)
            assert "three" in await ask(telegram, "three")
            assert not first.holds

    run(scene())
    assert [door.texts for door in doors] == [["one", "two"], ["three"]]
    assert conflicts("".join(capfd.readouterr())) == 0


def test_one_that_died_is_followed_when_its_lease_is_over(sqlite_store: SqlStore) -> None:
    with sqlite_store.write() as uow:
        uow.leases.hold(NAME, "dead", keeper.LEASE)
    door = StubDoor()

    async def scene() -> bool:
        keeping = Keeper(sqlite_store, NAME, "two")
        async with TelegramDouble() as telegram, bot(telegram, keeping, door):
            assert not keeping.holds
            assert "anybody" in await ask(telegram, "anybody")
            return keeping.holds

    assert run(scene())


def test_whoever_lost_it_stops_and_comes_back(sqlite_store: SqlStore) -> None:
    keeping = Keeper(sqlite_store, NAME, "one")
    ran: list[str] = []

    async def work() -> None:
        ran.append("begun")
        try:
            await asyncio.Event().wait()
        finally:
            ran.append("ended")

    async def scene() -> None:
        task = asyncio.create_task(keeping.alone(work))
        await until(lambda: bool(ran))
        with sqlite_store.write() as uow:
            uow.leases.release(NAME, "one")
            uow.leases.hold(NAME, "two", keeper.LEASE)
        await until(lambda: len(ran) == 3)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    run(scene())
    assert ran == ["begun", "ended", "begun", "ended"]
    with sqlite_store.write() as uow:
        assert uow.leases.hold(NAME, "three", keeper.LEASE)


def test_a_database_that_is_away_takes_nobody_the_turn(
    sqlite_store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeping = Keeper(sqlite_store, NAME, "one")
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("ended")

    def away(_self: Keeper) -> bool:
        raise StoreAwayError

    async def scene() -> bool:
        task = asyncio.create_task(keeping.alone(work))
        await until(lambda: keeping.holds)
        monkeypatch.setattr(Keeper, "_held", away)
        await asyncio.sleep(1)
        still = keeping.holds and not ended
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return still

    assert run(scene())
    assert ended == ["ended"]


def test_work_that_fails_is_told_and_the_lease_given_back(sqlite_store: SqlStore) -> None:
    async def work() -> None:
        raise KeyError

    with pytest.raises(KeyError):
        run(Keeper(sqlite_store, NAME, "one").alone(work))
    with sqlite_store.write() as uow:
        assert uow.leases.hold(NAME, "two", keeper.LEASE)
