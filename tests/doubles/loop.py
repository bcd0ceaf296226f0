import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


def run(coro: Coroutine[Any, Any, T], seconds: float = 30.0) -> T:
    """Run one test's coroutine on a loop of its own; TimeoutError if it takes longer."""
    return asyncio.run(asyncio.wait_for(coro, seconds))
