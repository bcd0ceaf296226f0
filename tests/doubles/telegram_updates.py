"""The queue of updates for the bot: long polling and the webhook."""

import asyncio
import itertools
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import aiohttp

from tests.doubles.telegram_checks import ApiError
from tests.doubles.telegram_html import Json
from tests.doubles.telegram_records import WebhookAttempt

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where updates are posted to. The double also takes plain http, for loopback."""

    url: str
    secret: str | None = None
    max_connections: int = 40


class UpdateQueue:
    """Keeps each update until it is confirmed: by a later offset, or by a 2xx of the webhook."""

    def __init__(self, *, first_backoff: float, last_backoff: float) -> None:
        self.pending: list[Json] = []
        self.attempts: list[WebhookAttempt] = []
        self.allowed: frozenset[str] | None = None
        self.webhook: Webhook | None = None
        self._ids = itertools.count(1000)
        self._poll = 0
        self._changed = asyncio.Condition()
        self._backoffs = (first_backoff, last_backoff)
        self._worker: asyncio.Task[None] | None = None

    def number_from(self, first: int) -> None:
        """Give the next update this id, as where a bot takes up what another process began."""
        self._ids = itertools.count(first)

    async def add(self, kind: str, body: Json) -> int | None:
        """Queue an update; None if the bot's allowed_updates hold it back."""
        if self.allowed is not None and kind not in self.allowed:
            return None
        update_id = next(self._ids)
        self.pending.append({"update_id": update_id, kind: body})
        await self._notify()
        return update_id

    async def redeliver(self, update: Json) -> None:
        """Queue an update again, with the same id, as after a lost confirmation."""
        self.pending.insert(0, update)
        await self._notify()

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """The updates from `offset` on; those before it are confirmed and forgotten."""
        if self.webhook is not None:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._poll = mine = self._poll + 1
        self._confirm(offset)
        await self._notify()
        await self._wait(lambda: bool(self.pending) or self._poll != mine, seconds)
        if self._poll != mine:
            raise ApiError(
                409,
                "Conflict: terminated by other getUpdates request; "
                "make sure that only one bot instance is running",
            )
        return self.pending[:limit]

    async def set_webhook(self, webhook: Webhook | None, *, drop_pending: bool) -> None:
        """Post updates to it from now on; None returns to polling."""
        await self.stop()
        if drop_pending:
            self.pending.clear()
        self.webhook = webhook
        if webhook is not None:
            self._poll += 1
            await self._notify()
            self._worker = asyncio.create_task(self._deliver(webhook))

    async def wait_until_empty(self, seconds: float) -> bool:
        """Whether everything queued was confirmed in time."""
        return await self._wait(lambda: not self.pending, seconds)

    async def stop(self) -> None:
        """End the deliveries."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.cancel()
            with suppress(asyncio.CancelledError):
                await worker

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            self.pending = self.pending[offset:]
        else:
            self.pending = [u for u in self.pending if u["update_id"] >= offset]

    async def _notify(self) -> None:
        async with self._changed:
            self._changed.notify_all()

    async def _wait(self, condition: Callable[[], bool], seconds: float) -> bool:
        async with self._changed:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._changed.wait_for(condition), seconds)
        return condition()

    async def _deliver(self, webhook: Webhook) -> None:
        first, last = self._backoffs
        backoff = first
        headers = {} if webhook.secret is None else {SECRET_HEADER: webhook.secret}
        async with aiohttp.ClientSession(headers=headers) as session:
            while True:
                async with self._changed:
                    await self._changed.wait_for(lambda: bool(self.pending))
                update = self.pending[0]
                status = await _post(session, webhook.url, update)
                self.attempts.append(WebhookAttempt(update["update_id"], status))
                if status is not None and 200 <= status < 300:
                    backoff = first
                    self.pending.remove(update)
                    await self._notify()
                else:
                    await asyncio.sleep(backoff)
                    backoff = min(last, backoff * 2)


async def _post(session: aiohttp.ClientSession, url: str, update: Json) -> int | None:
    try:
        async with session.post(url, json=update) as response:
            await response.read()
            return response.status
    except aiohttp.ClientError:
        return None
