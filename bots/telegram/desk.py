"""The way to the core and back: requests that come together are handled by one thread."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final

from core.request import Reply, Request

QUICK_SECONDS: Final = 0.05
"""What a thread may take for all that it was given; one that is held up gives back the rest."""

Waiting = tuple[Request, "asyncio.Future[Reply]"]
Outcome = Reply | Exception


class Desk:
    """Hands requests to threads, those of one turn of the loop to one thread.

    To hand over to a thread and back costs as much as to answer, and two threads that want to run
    Python at the same time cost as much again. Somebody who has to wait for the database (a lock,
    a connection) delays those beside them only until then: the rest get a thread each.
    """

    def __init__(self, handle: Callable[[Request], Reply]) -> None:
        self._handle = handle
        self._waiting: list[Waiting] = []

    async def answer(self, request: Request) -> Reply:
        """The reply to a request; raises what the core raises."""
        loop = asyncio.get_running_loop()
        if not self._waiting:
            loop.call_soon(self._begin)
        reply: asyncio.Future[Reply] = loop.create_future()
        self._waiting.append((request, reply))
        return await reply

    def _begin(self) -> None:
        waiting, self._waiting = self._waiting, []
        self._hand_over(waiting)

    def _hand_over(self, waiting: Sequence[Waiting]) -> None:
        requests = [request for request, _ in waiting]
        work = asyncio.get_running_loop().run_in_executor(None, self._work_off, requests)
        work.add_done_callback(lambda done: self._settle(waiting, done.result()))

    def _work_off(self, requests: Sequence[Request]) -> list[Outcome]:
        """In a thread: what became of the first requests, of all if none was held up."""
        outcomes: list[Outcome] = []
        end = time.monotonic() + QUICK_SECONDS
        for request in requests:
            try:
                outcomes.append(self._handle(request))
            except Exception as error:  # noqa: BLE001  whoever waits for the reply gets it
                outcomes.append(error)
            if time.monotonic() > end:
                break
        return outcomes

    def _settle(self, waiting: Sequence[Waiting], outcomes: Sequence[Outcome]) -> None:
        for (_, reply), outcome in zip(waiting, outcomes, strict=False):
            if reply.done():
                continue
            if isinstance(outcome, Exception):
                reply.set_exception(outcome)
            else:
                reply.set_result(outcome)
        for one in waiting[len(outcomes) :]:
            self._hand_over((one,))
