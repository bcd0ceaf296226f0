"""What was answered while the records were away is told them as soon as they are back."""

import asyncio
from collections.abc import Sequence

from bots.ended import Ended
from bots.holding import Holding
from core.ports import StoreAwayError
from core.request import Request
from tests.adapters.test_telegram_desk import request
from tests.doubles.loop import run


class Records:
    """Told by threads; away for as long as wished."""

    def __init__(self) -> None:
        self.away = False
        self.broken = False
        self.told: list[str] = []
        self.held: list[Sequence[str]] = []

    def answered(self, asked: Request) -> None:
        if self.away:
            raise StoreAwayError
        if self.broken:
            self.broken = False
            raise RuntimeError
        self.told.append(asked.key)


async def until(told: list[str], count: int) -> None:
    async with asyncio.timeout(5):
        while len(told) < count:  # noqa: ASYNC110  no event for it
            await asyncio.sleep(0.01)


def test_it_is_told_when_the_records_are_back_and_held_until_then() -> None:
    async def whole() -> None:
        records = Records()
        holding = Holding(records.held.append)
        ended = Ended(records.answered, holding, every=0.02)
        teller = asyncio.create_task(ended.run())
        first, second = request("one"), request("two")
        records.away = True
        for asked in (first, second, first):
            assert not await ended.note(asked)
            assert asked.key in ended
            assert asked.key in holding
        records.away = False
        await until(records.told, 2)
        await asyncio.sleep(0.05)
        assert sorted(records.told) == sorted([first.key, second.key])
        assert first.key not in ended
        assert first.key not in holding
        teller.cancel()

    run(whole())


def test_one_that_can_never_be_told_holds_up_no_other() -> None:
    async def whole() -> None:
        records = Records()
        ended = Ended(records.answered, Holding(records.held.append), every=0.02)
        records.away = True
        for asked in (request("one"), request("two")):
            await ended.note(asked)
        records.away, records.broken = False, True
        teller = asyncio.create_task(ended.run())
        await until(records.told, 1)
        assert records.told == [request("two").key]
        teller.cancel()

    run(whole())


def test_a_shutdown_tells_the_rest_if_the_records_are_there() -> None:
    async def whole() -> None:
        records = Records()
        ended = Ended(records.answered, Holding(records.held.append), every=60.0)
        records.away = True
        asked = request("one")
        await ended.note(asked)
        await ended.close()
        assert asked.key in ended
        records.away = False
        await ended.close()
        assert records.told == [asked.key]
        assert asked.key not in ended

    run(whole())
