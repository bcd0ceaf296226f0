"""The running server of the Slack double: its addresses, its records, its way to the app."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, TypeVar, Unpack

import aiohttp
from aiohttp import web

from tests.doubles.slack_delivery import HttpRoute, Sending, post, send_envelope
from tests.doubles.slack_faults import Fault, FaultKind, Faults
from tests.doubles.slack_records import (
    Ack,
    Call,
    Delivery,
    Payload,
    Ping,
    SlackChannel,
    SlackError,
    SlackIdentity,
    SlackMessage,
    SlackUser,
    SlackView,
    Violation,
)
from tests.doubles.slack_response_url import answer_in_place
from tests.doubles.slack_socket import SocketHub
from tests.doubles.slack_web import WebApi
from tests.doubles.slack_world import ResponseUrl, SlackWorld

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import timedelta

Thing = TypeVar("Thing", SlackUser, SlackChannel)

OK = 200


class SlackServer:
    """The double; `clock` dates messages and lets response_urls and triggers expire.

    `ack_timeout` (seconds) is how long a delivery waits for the app. `post_interval` turns on the
    limit of one chat.postMessage an interval in a channel.
    """

    def __init__(
        self,
        identity: SlackIdentity | None = None,
        *,
        request_url: str | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        ack_timeout: float = 10.0,
        post_interval: timedelta | None = None,
    ) -> None:
        self.identity = identity or SlackIdentity()
        self.request_url = request_url
        self.ack_timeout = ack_timeout
        self.world = SlackWorld(self.identity, clock)
        self.world.post_interval = post_interval
        self.socket = SocketHub(self.world)
        self.bot = self.add(SlackUser(self.bot_user_id, self.identity.bot_name, is_bot=True))
        self.member = self.add(SlackUser("U0MEMBER", "member"))
        self.general = self.add(SlackChannel("C0GENERAL"))
        self._faults = Faults()
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self._session: aiohttp.ClientSession | None = None
        self._origin = ""

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=4 * 1024**2)
        api = WebApi(self.world, self._faults, self._closing, self._new_socket_url)
        app.router.add_route("*", "/api/{method}", api.call)
        app.router.add_post("/response/{url_id}", api.respond)
        app.router.add_get("/link/", self.socket.handle)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port: int = self._runner.addresses[0][1]
        self._origin = f"http://127.0.0.1:{port}"
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_exc: object) -> None:
        self._closing.set()
        await self.socket.close()
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        """For AsyncWebClient(base_url=…)."""
        return f"{self._origin}/api/"

    @property
    def bot_token(self) -> str:
        return self.identity.bot_token

    @property
    def app_token(self) -> str:
        return self.identity.app_token

    @property
    def signing_secret(self) -> str:
        return self.identity.signing_secret

    @property
    def bot_user_id(self) -> str:
        return self.identity.bot_user_id

    @property
    def messages(self) -> dict[str, list[SlackMessage]]:
        """What the bot posted, by channel, as it stands now; `ephemerals` are apart."""
        return self.world.messages

    @property
    def ephemerals(self) -> list[SlackMessage]:
        return self.world.ephemerals

    @property
    def views(self) -> list[SlackView]:
        """Modals that are open, in the order of opening."""
        return list(self.world.views.values())

    @property
    def violations(self) -> list[Violation]:
        return self.world.violations

    @property
    def pings(self) -> list[Ping]:
        return self.world.pings

    @property
    def calls(self) -> list[Call]:
        """Every request of the app, also those that a fault swallowed."""
        return self.world.calls

    def add(self, thing: Thing) -> Thing:
        """Make a user or channel known; one of the same id is replaced."""
        if isinstance(thing, SlackUser):
            self.world.users[thing.id] = thing
        else:
            self.world.channels[thing.id] = thing
        return thing

    def im_of(self, user: SlackUser) -> SlackChannel:
        """The direct conversation of the bot with a user."""
        return self.world.im_of(user.id)

    def allow_ping(self, target: str) -> None:
        """This mention, say `<@U0MEMBER>` or `<!here>`, is meant to ring."""
        self.world.allowed_pings.add(target)

    def fail_next(
        self,
        method: str,
        kind: FaultKind,
        times: int = 1,
        *,
        retry_after: int = 1,
        seconds: float = 0.5,
    ) -> None:
        """Let the next calls of a method (or of "response_url") go wrong.

        `kind`: an error code of Slack's, 429 with `retry_after`, 500, "reset_before" (closed, not
        done), "reset_after" (done, closed without an answer), "delay" (done, answered `seconds`
        later).
        """
        self._faults.add(method, Fault(kind, retry_after, seconds), times)

    @property
    def revision(self) -> int:
        """Grows with every post and edit: a mark for `wait_for_message(after=…)`."""
        return self.world.revision

    async def deliver(self, delivery: Delivery, **how: Unpack[Sending]) -> Ack:
        """Send to `request_url`, signed, or over Socket Mode where there is none."""
        if self._session is None:
            raise RuntimeError("the double is not running: use it in `async with`")
        if self.request_url is None:
            ack = await send_envelope(self.socket, delivery, how, self.ack_timeout)
        else:
            route = HttpRoute(
                self._session, self.request_url, self.signing_secret, self.ack_timeout
            )
            ack = await post(route, delivery, how)
        if delivery.kind == "slash_commands" and ack.status == OK and ack.payload:
            self._show_acknowledgement(delivery.payload, ack.payload)
        return ack

    async def connected(self, count: int = 1, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - as above
        """Wait until Socket Mode has this many connections."""
        hub = self.socket
        await self.world.until(lambda: len(hub.connections) == count or None, timeout)

    def _show_acknowledgement(self, command: Payload, body: Payload) -> None:
        place = ResponseUrl(command["channel_id"], command["user_id"], self.world.clock())
        self.settle(
            "acknowledgement", lambda: answer_in_place(self.world, "acknowledgement", place, body)
        )

    def settle(self, method: str, act: Callable[[], None]) -> None:
        """What Slack does with an acknowledgement; a refusal is the app's defect."""
        try:
            act()
        except SlackError as refusal:
            self.world.violate(method, refusal.error, *refusal.problems)

    def response_address(self, url_id: str) -> str:
        return f"{self._origin}/response/{url_id}"

    def _new_socket_url(self) -> str:
        origin = self._origin.replace("http://", "ws://")
        return f"{origin}/link/?ticket={self.socket.new_ticket()}&app_id={self.identity.app_id}"
