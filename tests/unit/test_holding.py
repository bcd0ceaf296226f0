"""What is under way is told to the records for as long as it takes."""

import asyncio
import time
from collections.abc import Sequence

from bots.holding import Holding
from core.ports import StoreAwayError
from tests.doubles.loop import run


def test_what_takes_long_is_told_again_and_again_until_it_ends() -> None:
    told: list[Sequence[str]] = []

    def tell(keys: Sequence[str]) -> None:
        told.append(keys)
        if len(told) == 1:
            raise StoreAwayError

    async def whole() -> None:
        holding = Holding(tell, every=0.02)
        with holding.of("quick"):
            assert "quick" in holding
        async with asyncio.timeout(5):
            teller = asyncio.create_task(holding.run())
            with holding.of("b", "a"):
                while len(told) < 3:  # noqa: ASYNC110  no event for it
                    await asyncio.sleep(0.01)
            assert "a" not in holding
            await asyncio.sleep(0.05)
            before = len(told)
            await asyncio.sleep(0.1)
            teller.cancel()
        assert len(told) == before
        assert set(map(tuple, told)) == {("a", "b")}

    run(whole())


def test_records_that_were_away_are_told_as_soon_as_they_are_back() -> None:
    told: list[float] = []

    def tell(_: Sequence[str]) -> None:
        told.append(time.monotonic())
        if len(told) < 3:
            raise StoreAwayError

    async def whole() -> None:
        holding = Holding(tell, every=0.5, again=0.01)
        with holding.of("a"):
            teller = asyncio.create_task(holding.run())
            async with asyncio.timeout(5):
                while len(told) < 3:  # noqa: ASYNC110  no event for it
                    await asyncio.sleep(0.01)
            teller.cancel()
        assert told[2] - told[0] < 0.4

    run(whole())
