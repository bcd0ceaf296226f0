"""Slack's Web API and its response_urls over one session.

The client's own retry is off: it would send a message again after a connection error that came
when the message was already posted.
"""

import json
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bots.slack.payload import word
from bots.slack.results import NO_ANSWER, answered, failure
from core.domain.subscriptions import Failure, Gone

SLACK_API: Final = "https://slack.com/api/"
_TIMEOUT: Final = aiohttp.ClientTimeout(total=10.0, sock_connect=5.0)
"""Seconds. Shorter than the lease of a delivery, so that an answer in doubt is really over."""
_JSON: Final = {"Content-Type": "application/json;charset=utf-8"}
_OK: Final = 200
_SPENT: Final = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the app is installed, and as whom."""

    team: str
    enterprise: str
    bot: str

    @property
    def home(self) -> str:
        """The organisation's id, or that of the workspace which is in none."""
        return self.enterprise or self.team

    def home_of(self, team: str, enterprise: str = "") -> str:
        """The home of somebody of that workspace and organisation; ours where nothing is said."""
        ours = team in {"", self.team, self.enterprise} or self.enterprise == enterprise != ""
        return self.home if ours else enterprise or team


class SlackWeb:
    """All calls to Slack."""

    def __init__(self, client: AsyncWebClient, session: aiohttp.ClientSession) -> None:
        self.client = client
        self._session = session
        self._installation: Installation | None = None

    @property
    def is_closed(self) -> bool:
        """Whether nothing can be written any more: the process is ending."""
        return self._session.closed

    def without_token(self) -> AsyncWebClient:
        """A client for Bolt, which warns of a token beside its `authorize`."""
        return _client(self._session, self.client.base_url, None)

    async def call(self, method: str, **arguments: object) -> Mapping[str, object]:
        """Call a method of the Web API with JSON.

        Raises:
            SlackApiError, aiohttp.ClientError, TimeoutError, OSError: see `results.failure`.
        """
        response = await self.client.api_call(method, json=arguments)
        data: object = response.data
        return data if isinstance(data, Mapping) else {}

    async def post(self, method: str, body: bytes) -> Mapping[str, object]:
        """Call a method with JSON that is made already: the client would make it anew each time.

        Raises:
            SlackApiError, aiohttp.ClientError, TimeoutError, OSError: as from `call`.
        """
        url = f"{self.client.base_url}{method}"
        headers = {"Authorization": f"Bearer {self.client.token}", **_JSON}
        async with self._session.post(
            url, data=body, headers=headers, allow_redirects=False
        ) as response:
            try:
                data: object = json.loads(await response.read())
            except ValueError:
                raise SlackApiError("no JSON", response) from None  # type: ignore[no-untyped-call]  # the library has no types there
        if response.status == _OK and isinstance(data, Mapping) and data.get("ok"):
            return data
        refused = AsyncSlackResponse(
            client=self.client,
            http_verb="POST",
            api_url=url,
            req_args={},
            data=dict(data) if isinstance(data, Mapping) else {},
            headers={name.title(): value for name, value in response.headers.items()},
            status_code=response.status,
        )
        raise SlackApiError("refused", refused)  # type: ignore[no-untyped-call]  # as above

    async def attempt(self, method: str, **arguments: object) -> Failure | None:
        """Call a method whose answer does not matter; None if Slack did it."""
        try:
            await self.call(method, **arguments)
        except NO_ANSWER as error:
            return failure(error)
        return None

    async def look_up(self, method: str, **arguments: object) -> Mapping[str, object]:
        """Call a method that only looks, which takes its arguments in the URL. Raises as `call`."""
        response = await self.client.api_call(method, http_verb="GET", params=arguments)
        data: object = response.data
        return data if isinstance(data, Mapping) else {}

    async def respond(self, url: str, message: Mapping[str, object]) -> Failure | None:
        """Answer through a response_url; None if Slack took it, Gone if the url is used up."""
        try:
            async with self._session.post(url, json=message, allow_redirects=False) as response:
                if response.status == _OK:
                    return None
                if response.status in _SPENT:
                    return Gone("response_url")
                return answered(response.status, response.headers, "response_url_refused")
        except NO_ANSWER as error:
            return failure(error)

    async def installation(self) -> Installation:
        """Who we are, asked once. Raises as `call`."""
        if self._installation is None:
            me = await self.call("auth.test")
            self._installation = Installation(
                word(me, "team_id"), word(me, "enterprise_id"), word(me, "user_id")
            )
        return self._installation


@asynccontextmanager
async def open_web(token: str, api_url: str = SLACK_API) -> AsyncIterator[SlackWeb]:
    """The Web API with a bot's token, for as long as the context lasts."""
    async with aiohttp.ClientSession(timeout=_TIMEOUT) as session:
        yield SlackWeb(_client(session, api_url, token), session)


def _client(session: aiohttp.ClientSession, api_url: str, token: str | None) -> AsyncWebClient:
    return AsyncWebClient(
        token=token,
        base_url=api_url,
        session=session,
        logger=library_logger(),
        retry_handlers=[],
    )


def library_logger() -> logging.Logger:
    """The logger of Slack's libraries. Below WARNING they write whole messages into it."""
    logger = logging.getLogger("vigil.slack.library")
    logger.setLevel(logging.WARNING)
    return logger
