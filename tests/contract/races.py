"""Several threads that start the same thing at the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def race(runners: int, run: Callable[[int], T]) -> list[T]:
    """Run it in so many threads at once, each told its number; what each came back with."""
    gate = Barrier(runners, timeout=30)

    def start(number: int) -> T:
        gate.wait()
        return run(number)

    with ThreadPoolExecutor(runners) as pool:
        return list(pool.map(start, range(runners)))
