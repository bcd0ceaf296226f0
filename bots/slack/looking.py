"""Calls that only look, and so may be repeated where no answer came."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from bots.slack.results import NO_ANSWER, failure
from core.domain.subscriptions import Retry, Unknown

LOOK_AGAIN: Final = 1.0
"""Seconds after which a look that got no answer is repeated."""


async def patiently(
    look: Callable[[], Awaitable[Mapping[str, object]]], seconds: float
) -> Mapping[str, object]:
    """Repeat what only looks, for a while. Raises the last failure, or at once a refusal."""
    waited = 0.0
    while True:
        try:
            return await look()
        except NO_ANSWER as error:
            problem = failure(error)
            if not isinstance(problem, Retry | Unknown):
                raise
            pause = problem.after if isinstance(problem, Retry) else LOOK_AGAIN
            if waited + pause > seconds:
                raise
            await asyncio.sleep(pause)
            waited += pause
