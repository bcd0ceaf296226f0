"""Slack, put together: what comes in by Socket Mode or signed HTTP, and what goes out.

Import this only where a token is set: Slack's libraries take a fifth of a second.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import structlog
from aiohttp import web as http
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bots.slack.answers import Answers
from bots.slack.exchange import Application, Exchange, Paces
from bots.slack.listeners import register
from bots.slack.profiles import Profiles
from bots.slack.results import NO_ANSWER, failure
from bots.slack.sender import SlackSender
from bots.slack.socket import Line, Watch, connected
from bots.slack.web import SLACK_API, SlackWeb, library_logger, open_web
from core.domain.subscriptions import Gone
from core.inbound import Inbound
from core.ports_limits import Gate

log = structlog.get_logger()

EVENTS_PATH: Final = "/slack/events"
"""One address for commands, interactions and events."""


@dataclass(frozen=True, slots=True)
class Access:
    """An app's secrets. With an `app_token` it connects by itself (Socket Mode).

    Otherwise Slack calls EVENTS_PATH, signed with the `signing_secret`.
    """

    bot_token: str = field(repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    api_url: str = SLACK_API


class Slack:
    """The running adapter."""

    def __init__(
        self,
        bolt: AsyncApp,
        signing_secret: str,
        sender: SlackSender,
        line: Line,
        rest: Callable[[], Awaitable[None]],
    ) -> None:
        self.sender = sender
        self.rest = rest
        """Take nothing in any more, and wait for the answers under way; what sends still can."""
        self._line = line
        self._bolt = bolt
        self._verifier = SignatureVerifier(signing_secret) if signing_secret else None

    @property
    def is_connected(self) -> bool:
        """Whether Slack can reach us: by the socket that we keep, or by calling us."""
        return self._line.is_open

    def routes(self) -> list[http.RouteDef]:
        """What to add to the web application; nothing in Socket Mode."""
        return [http.post(EVENTS_PATH, self._receive)] if self._verifier else []

    async def _receive(self, request: http.Request) -> http.Response:
        """One signed request; what is not signed is not even read as JSON."""
        body = await request.read()
        if not self._is_signed(body, request.headers):
            log.warning("slack_signature_refused")
            return http.Response(status=401)
        headers: dict[str, str | Sequence[str]] = dict(request.headers.items())
        asked = AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=headers)
        return await to_aiohttp_response(await self._bolt.async_dispatch(asked))

    def _is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        timestamp = headers.get("X-Slack-Request-Timestamp")
        signature = headers.get("X-Slack-Signature")
        try:
            return bool(self._verifier and self._verifier.is_valid(body, timestamp, signature))
        except (ValueError, TypeError):  # no number, no UTF-8, no ASCII: nothing of Slack's
            return False


@contextlib.asynccontextmanager
async def running(  # noqa: PLR0913  each named by the caller
    app: Application,
    access: Access,
    paces: Paces | None = None,
    watch: Watch | None = None,
    *,
    gate: Gate | None = None,
    inbound: Inbound | None = None,
) -> AsyncIterator[Slack]:
    """Slack, for as long as the context lasts; its end waits for the answers under way.

    Messages go through the gate; without one, as fast as they can. `inbound` limits what is
    answered.
    """
    async with contextlib.AsyncExitStack() as stack:
        web = await stack.enter_async_context(open_web(access.bot_token, access.api_url))
        taking = await stack.enter_async_context(contextlib.AsyncExitStack())
        answers = Answers(web, gate)
        exchange = Exchange(app, Profiles(web), answers, paces or Paces(), inbound)
        taking.push_async_callback(exchange.close)
        bolt = _bolt(web)
        register(bolt, web, exchange)
        await _introduce(web, exchange)
        recovery = asyncio.create_task(exchange.recover())
        taking.callback(recovery.cancel)
        line = Line(is_open=True)
        if access.app_token:
            socket = connected(bolt, access.app_token, watch or Watch())
            line = await taking.enter_async_context(socket)
        secret = "" if access.app_token else access.signing_secret
        yield Slack(bolt, secret, SlackSender(web, gate), line, taking.aclose)


def _bolt(web: SlackWeb) -> AsyncApp:
    """Bolt without what is done elsewhere: the signature is checked before it reads anything.

    `authorize` also keeps it from looking for tokens in the environment.
    """

    async def authorize() -> AuthorizeResult:
        me = await web.installation()
        return AuthorizeResult(
            enterprise_id=me.enterprise,
            team_id=me.team,
            bot_user_id=me.bot,
            bot_token=web.client.token,
        )

    return AsyncApp(
        name="vigil",
        client=web.without_token(),
        authorize=authorize,
        logger=library_logger(),
        process_before_response=True,
        request_verification_enabled=False,
        ssl_check_enabled=False,
    )


async def _introduce(web: SlackWeb, exchange: Exchange) -> None:
    """Learn who we are; if Slack is away now, the first request will ask again.

    One who is refused is not started in vain: the other platform goes on.
    """
    try:
        me = await web.installation()
        log.info("slack_ready", team=me.team, enterprise=me.enterprise)
    except NO_ANSWER as error:
        problem = failure(error)
        log.warning("slack_not_reached", reason=problem.reason)
        if isinstance(problem, Gone) and problem.wide:
            await exchange.refused(problem.reason)
