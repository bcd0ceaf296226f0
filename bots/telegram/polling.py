"""Long polling that confirms an update only when it is handled.

The library's own updater confirms first: what a crash interrupts is lost. Here an update counts as
taken by the next `offset` alone (core.telegram.org/bots/api, getUpdates), so it comes again.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import structlog
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bots.telegram.api import Api
from bots.telegram.results import TOKEN_REFUSED, retry_seconds
from bots.telegram.updates import Raw, chat_of, id_of

log = structlog.get_logger()

ALLOWED_UPDATES: Final = ("message", "channel_post", "callback_query", "my_chat_member")
_GRACE_SECONDS: Final = 10.0
_FIRST_PAUSE_SECONDS: Final = 0.5
_LONGEST_PAUSE_SECONDS: Final = 30.0
_MARGIN_SECONDS: Final = 10.0

Take = Callable[[Raw], Awaitable[bool]]
Refuse = Callable[[str], Awaitable[None]]


class Polling:
    """Asks for updates until cancelled. `wait` is how long Telegram holds an empty answer.

    `refuse` is told when Telegram refuses the token, which it took at the start: it was revoked.
    Everything else goes on meanwhile, and so do we once the token is taken again.
    """

    def __init__(self, api: Api, take: Take, refuse: Refuse, *, wait: int = 30) -> None:
        self._api = api
        self._take = take
        self._refuse = refuse
        self._wait = wait
        self._offset = 0
        self._done: set[int] = set()
        self._pause = _FIRST_PAUSE_SECONDS

    async def run(self) -> None:
        """Take updates for ever. When cancelled, finish those in work and confirm them."""
        try:
            while True:
                updates = await self._next()
                work = asyncio.ensure_future(self._work_off(updates))
                try:
                    complete = await asyncio.shield(work)
                except asyncio.CancelledError:
                    await _finish(work)
                    raise
                await self._rest(0.0 if complete else self._pause, troubled=not complete)
        finally:
            await self._confirm()

    async def _next(self) -> list[Raw]:
        """The next updates, after however many failures."""
        while True:
            try:
                return await self._ask(self._wait)
            except InvalidToken:
                await self._refuse(TOKEN_REFUSED.reason)
                pause = self._pause
            except Conflict:
                log.error(  # noqa: TRY400  the words say it all
                    "telegram_conflict",
                    hint="Another process polls with this token, or a webhook is set. "
                    "Only one may: stop the other.",
                )
                pause = self._pause
            except RetryAfter as error:
                pause = retry_seconds(error)
            except TelegramError as error:
                log.warning("telegram_unreachable", error=type(error).__name__)
                pause = self._pause
            await self._rest(pause, troubled=True)

    async def _ask(self, wait: int) -> list[Raw]:
        answer = await self._api.call(
            "getUpdates",
            {"offset": self._offset, "timeout": wait, "allowed_updates": ALLOWED_UPDATES},
            read_timeout=wait + _MARGIN_SECONDS,
        )
        return [raw for raw in answer if isinstance(raw, dict)] if isinstance(answer, list) else []

    async def _work_off(self, updates: list[Raw]) -> bool:
        """Take a batch, each chat's in order; move the offset up to the first that failed."""
        lanes: dict[int | None, list[Raw]] = {}
        for raw in updates:
            if id_of(raw) not in self._done:
                lanes.setdefault(chat_of(raw), []).append(raw)
        await asyncio.gather(*map(self._work_off_lane, lanes.values()))
        waiting = [id_of(raw) for raw in updates if id_of(raw) not in self._done]
        if updates:
            self._offset = min(waiting, default=id_of(updates[-1]) + 1)
        self._done = {done for done in self._done if done > self._offset}
        return not waiting

    async def _work_off_lane(self, updates: list[Raw]) -> None:
        for raw in updates:
            if not await self._take(raw):
                return
            self._done.add(id_of(raw))

    async def _rest(self, pause: float, *, troubled: bool) -> None:
        if not troubled:
            self._pause = _FIRST_PAUSE_SECONDS
            return
        self._pause = min(self._pause * 2, _LONGEST_PAUSE_SECONDS)
        await asyncio.sleep(pause)

    async def _confirm(self) -> None:
        """Say what was handled, so that a restart repeats nothing."""
        if self._offset:
            with suppress(TelegramError):
                await self._ask(0)


async def _finish(work: "asyncio.Future[bool]") -> None:
    """Let what is in work end, for a while."""
    await asyncio.wait((work,), timeout=_GRACE_SECONDS)
    work.cancel()
