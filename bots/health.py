"""Whether this process lives and can do its work, for whoever watches over it.

`/healthz` answers as long as the event loop runs: who restarts on it never restarts because a
platform or the database is away. `/readyz` looks at every part.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import structlog
from aiohttp import web

from core.ports import Clock, StoreAwayError

log = structlog.get_logger()

LOOK_EVERY: Final = 15.0
"""Seconds between two looks of our own, so that it is known since when something is not well."""
PATIENCE: Final = 2.0
"""Seconds that a part may take to answer."""
THROUGH_PROXY: Final = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
"""What a proxy adds: behind one the outside world may be asking."""

Check = Callable[[], Coroutine[None, None, str]]
"""Why a part is not as it should be, in a few plain words without ids; empty where it is."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a part, and since when."""

    why: str
    since: datetime


class Health:
    """The parts of this process, and what is wrong with them."""

    def __init__(self, clock: Clock) -> None:
        """Nothing is watched yet."""
        self._clock = clock
        self._checks: dict[str, Check] = {}
        self._troubles: dict[str, Trouble] = {}
        self._looking: asyncio.Task[None] | None = None

    def watch(self, part: str, check: Check) -> None:
        """From now on this part is looked at."""
        self._checks[part] = check

    async def look(self) -> Mapping[str, Trouble | None]:
        """How each part is now; who asks while somebody looks gets what they find."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        await asyncio.shield(self._looking)
        return {part: self._troubles.get(part) for part in self._checks}

    async def run(self) -> None:
        """Look now and then, for ever."""
        while True:
            await self.look()
            await asyncio.sleep(LOOK_EVERY)

    async def _look(self) -> None:
        found = await asyncio.gather(*map(_asked, self._checks.values()))
        for part, why in zip(self._checks, found, strict=True):
            self._note(part, why)

    def _note(self, part: str, why: str) -> None:
        before = self._troubles.get(part)
        if why and before is None:
            log.warning("not_ready", part=part, why=why)
        if not why and before is not None:
            del self._troubles[part]
            log.info("ready_again", part=part)
        if why:
            since = before.since if before else self._clock.now()
            self._troubles[part] = Trouble(why, since)


async def _asked(check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except StoreAwayError as error:
        return error.why.value
    except TimeoutError:
        return "does not answer in time"


def routes(health: Health) -> list[web.RouteDef]:
    """What to add to the web application."""

    async def ready(request: web.Request) -> web.Response:
        refuse_proxies(request)
        parts = await health.look()
        told = {part: _told(trouble) for part, trouble in parts.items()}
        is_ready = not any(parts.values())
        body = {"ready": is_ready, "parts": told}
        return web.json_response(body, status=200 if is_ready else 503)

    return [web.get("/healthz", _alive), web.get("/readyz", ready)]


def refuse_proxies(request: web.Request) -> None:
    """Say 404 to whoever comes through a proxy, as a webhook does: this is for the inside.

    Raises:
        HTTPNotFound: the request came through one.
    """
    if any(header in request.headers for header in THROUGH_PROXY):
        raise web.HTTPNotFound


async def _alive(_request: web.Request) -> web.Response:
    return web.json_response({"vigil": "alive"})


def _told(trouble: Trouble | None) -> Mapping[str, object]:
    if trouble is None:
        return {"ok": True}
    return {"ok": False, "why": trouble.why, "since": trouble.since.isoformat(timespec="seconds")}
