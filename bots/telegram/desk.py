"""The way to the core and back: one thread handles what waits, as long as it is quick."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final

from core.request import Reply, Request

QUICK_SECONDS: Final = 0.05
"""What a thread may take for all that it was given; after that the others go on without it."""

Waiting = tuple[Request, "asyncio.Future[Reply]"]
Outcome = Reply | Exception


class Desk:
    """Hands requests to a thread, all that wait at once, and the next when it is back.

    To hand over to a thread and back costs as much as to answer, and so do two threads that want
    to run Python at the same time. Somebody who has to wait for the database (a lock, a server far
    away) delays those beside and behind them only until that is known: the rest of what that
    thread was given gets a thread each, and what came meanwhile another.
    """

    def __init__(
        self, handle: Callable[[Request], Reply], *, quick_seconds: float = QUICK_SECONDS
    ) -> None:
        self._handle = handle
        self._quick = quick_seconds
        self._waiting: list[Waiting] = []
        self._patience: asyncio.TimerHandle | None = None
        """With the thread that is at work; None while there is none."""

    async def answer(self, request: Request) -> Reply:
        """The reply to a request; raises what the core raises."""
        loop = asyncio.get_running_loop()
        if not self._waiting and self._patience is None:
            loop.call_soon(self._begin)
        reply: asyncio.Future[Reply] = loop.create_future()
        self._waiting.append((request, reply))
        return await reply

    def _begin(self) -> None:
        """Give all that waits to a thread."""
        waiting, self._waiting = self._waiting, []
        self._patience = None
        if waiting:
            loop = asyncio.get_running_loop()
            self._patience = loop.call_later(self._quick, self._begin)
            self._hand_over(waiting, self._patience)

    def _hand_over(
        self, waiting: Sequence[Waiting], patience: asyncio.TimerHandle | None = None
    ) -> None:
        def done(work: "asyncio.Future[list[Outcome]]") -> None:
            self._settle(waiting, work.result())
            if patience is not None and self._patience is patience:
                patience.cancel()
                self._begin()

        requests = [request for request, _ in waiting]
        work = asyncio.get_running_loop().run_in_executor(None, self._work_off, requests)
        work.add_done_callback(done)

    def _work_off(self, requests: Sequence[Request]) -> list[Outcome]:
        """In a thread: what became of the first requests, of all if none was held up."""
        outcomes: list[Outcome] = []
        end = time.monotonic() + self._quick
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
