"""However many parts are slow to end, the whole ends in time."""

import asyncio
from collections.abc import Sequence

import pytest

from bots import stopping


def stopped(
    monkeypatch: pytest.MonkeyPatch, parts: Sequence[float], within: float
) -> tuple[list[int], float]:
    """Which parts came to their end, and the seconds that it took."""
    monkeypatch.setattr(stopping, "STOP_WITHIN", within)
    monkeypatch.setattr(stopping, "HASTE", 0.05)
    ended: list[int] = []

    async def end(number: int, seconds: float) -> None:
        await asyncio.sleep(seconds)
        ended.append(number)

    async def scene() -> float:
        now = asyncio.get_running_loop().time
        begun = now()
        async with stopping.stopping_in_time() as stack:
            for number, seconds in enumerate(parts):
                stack.push_async_callback(end, number, seconds)
            begun = now()
        return now() - begun

    return ended, asyncio.run(scene())


def test_what_is_under_way_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    ended, _ = stopped(monkeypatch, (0.05, 0.05), within=10)
    assert ended == [1, 0]


def test_slow_parts_do_not_each_take_their_time(monkeypatch: pytest.MonkeyPatch) -> None:
    ended, seconds = stopped(monkeypatch, (0.0, 60, 60, 60), within=0.2)
    assert ended == [0]
    assert seconds < 30


def test_a_part_that_fails_to_end_is_heard_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stopping, "STOP_WITHIN", 10.0)

    async def fail() -> None:
        raise OSError

    async def scene() -> None:
        async with stopping.stopping_in_time() as stack:
            stack.push_async_callback(fail)

    with pytest.raises(OSError):  # noqa: PT011  it says no more
        asyncio.run(scene())
