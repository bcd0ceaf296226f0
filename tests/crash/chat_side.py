"""The far side of people who chat: what they say comes in, and what they hear is noted."""

import re
from collections.abc import Callable, Sequence
from typing import Final

import aiohttp
from aiohttp import web

from tests.crash.far_side import SLACK, FarSide, Patience, place_of
from tests.crash.faults import Schedule
from tests.crash.journal import Sending
from tests.doubles.slack_web import _json_object

CASE: Final = re.compile(r"\b[A-Z]{3}-\d{4}\b")
AWAY: Final = "away"
"""Nothing was changed, and the person is to ask again."""
OTHER: Final = "other"
_NOTHING_CHANGED: Final = "Nothing was changed. Please try again"
_PASSED_ON: Final = (
    "Content-Type",
    "X-Slack-Signature",
    "X-Slack-Request-Timestamp",
    "X-Telegram-Bot-Api-Secret-Token",
)


class ChatSide(FarSide):
    """Tells whoever waits for it what was heard: a case's reference, or that nothing was done.

    Where the platforms call us, they call here, and a living process gets it, as behind a proxy
    with several.
    """

    def __init__(self, schedule: Schedule, patience: Patience) -> None:
        super().__init__(schedule, patience)
        self.hear: Callable[[Sending], None] = lambda _sending: None
        self.ports: Callable[[], Sequence[int]] = list
        """Of the processes that live now."""
        self._session: aiohttp.ClientSession | None = None
        self._turn = 0
        self.slack.ack_timeout = patience.slack + 1.0

    @property
    def entrance(self) -> str:
        """The address that the platforms are told."""
        return f"http://127.0.0.1:{self.port}/in"

    def add_routes(self, app: web.Application) -> None:
        """Beside the platforms' interfaces the ways in, and the ways back."""
        super().add_routes(app)
        app.router.add_post("/response/{url_id}", self._on_response)
        app.router.add_get("/link/", self.slack.socket.handle)
        app.router.add_post("/in/{way:.*}", self._pass_on)

    async def open(self) -> None:
        """What needs the running loop."""
        self._session = aiohttp.ClientSession()
        self.slack._session = self._session

    async def close(self) -> None:
        """Let everything end that was opened."""
        await self.telegram.updates.stop()
        await self.slack.socket.close()
        if self._session is not None:
            await self._session.close()

    def tag_of_telegram(self, text: str) -> str:
        """The first case that is named."""
        return _tag(text)

    def tag_of_slack(self, text: str, blocks: Sequence[object]) -> str:
        """As on Telegram: the text says all that the blocks show."""
        del blocks
        return _tag(text)

    def on_kept(self, sending: Sending) -> None:
        """Let the person know."""
        self.hear(sending)

    async def _on_response(self, request: web.Request) -> web.StreamResponse:
        """An answer through a response_url, for the one who asked."""
        body, url_id = await _json_object(request), request.match_info["url_id"]
        url = self.slack.world.response_urls.get(url_id)
        place = place_of(SLACK, url.user if url else "")
        seen = self.seen(request, place, self.tag_of_slack(str(body.get("text", "")), []))

        async def act() -> web.Response:
            return self._api._answer_response_url(url_id, body)

        return await self._through(request, SLACK, seen, act)

    async def _pass_on(self, request: web.Request) -> web.Response:
        """Give what a platform posts to the next process that lives; 502 if that one does not."""
        ports = self.ports()
        if not ports or self._session is None:
            return web.Response(status=502)
        self._turn += 1
        url = f"http://127.0.0.1:{ports[self._turn % len(ports)]}/{request.match_info['way']}"
        headers = {n: request.headers[n] for n in _PASSED_ON if n in request.headers}
        try:
            async with self._session.post(
                url, data=await request.read(), headers=headers
            ) as response:
                body = await response.read()
                kind = response.content_type
                return web.Response(status=response.status, body=body, content_type=kind)
        except (aiohttp.ClientError, OSError):
            return web.Response(status=502)


def _tag(text: str) -> str:
    if _NOTHING_CHANGED in text:
        return AWAY
    found = CASE.search(text)
    return found[0] if found else OTHER
