"""What people do on Slack reaches the application, once, and is acknowledged in time."""

import asyncio
import time
from dataclasses import replace

import aiohttp
import pytest

from bots.slack.inbound import Route, plain
from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.parts import Action
from core.request import Audience, Form, Request
from tests.adapters.slack_harness import QUICK, StubApp, on_slack, put_off, says, until
from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_delivery import Sending
from tests.doubles.slack_records import SlackChannel, SlackIdentity, SlackUser
from tests.doubles.slack_text import plain as plain_text

OPEN = Action("Open", "case", "MYS-0012")
GUEST = SlackUser("U0GUEST", is_restricted=True)
STRANGER = SlackUser("U0STRANGER", team_id="T0OTHER")
ABROAD = SlackUser("U0ABROAD", tz="Asia/Kuala_Lumpur", locale="ms-MY")


async def handled(app: StubApp, count: int = 1) -> Request:
    await until(lambda: len(app.done) >= count)
    return app.handled[-1]


@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])
@pytest.mark.parametrize(
    ("command", "text", "form", "understood"),
    [
        ("/cases", "Malaysia", Form.COMMAND, "cases Malaysia"),
        ("/cases", "", Form.COMMAND, "cases"),
        ("/commit", "MYS-0012 for Sweden", Form.COMMAND, "commit MYS-0012 for Sweden"),
        ("/vigil", "link ABC", Form.WORDS, "link ABC"),
        ("/vigil", "", Form.WORDS, "help"),
        ("/cases", "a &amp; b &lt;c&gt;", Form.COMMAND, "cases a & b <c>"),
    ],
)
def test_command(*, socket: bool, command: str, text: str, form: Form, understood: str) -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app, socket=socket) as (slack, _):
            ack = await slack.command(command, text)
            request = await handled(app)
        assert (ack.status, ack.body) == (200, "")
        assert (request.form, request.text) == (form, understood)
        assert request.actor.identity == Identity(Platform.SLACK, "T0MOVEMENT:U0MEMBER")
        assert request.address == Address(Platform.SLACK, "C0GENERAL")
        assert (request.private, request.audience) == (False, Audience.ASKER)
        assert request.key == f"slack:{ack.delivery.payload['trigger_id']}"

    run(scenario())


@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])
def test_mention(*, socket: bool) -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app, socket=socket) as (slack, _):
            ack = await slack.event("app_mention", f"<@{slack.bot_user_id}> cases Malaysia")
            request = await handled(app)
        assert ack.status == 200
        assert (request.form, request.text) == (Form.WORDS, "cases Malaysia")
        assert (request.private, request.audience) == (False, Audience.CONVERSATION)
        assert request.address == Address(Platform.SLACK, "C0GENERAL")
        assert request.key == f"slack:{ack.delivery.payload['event_id']}"

    run(scenario())


def test_direct_message_has_the_same_address_as_a_command_in_it() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app) as (slack, _):
            await slack.event("message.im", "are there any actions?")
            said = await handled(app)
            await slack.command("/goals", channel=slack.im_of(slack.member))
            commanded = await handled(app, 2)
        assert said.private
        assert commanded.private
        assert said.address == commanded.address == Address(Platform.SLACK, "U0MEMBER")
        assert said.text == "are there any actions?"

    run(scenario())


def test_pressed_button() -> None:
    async def scenario() -> None:
        app = StubApp(lambda _: says("Case", actions=(OPEN,)))
        async with on_slack(app) as (slack, _):
            await slack.event("app_mention", "cases")
            message = await slack.wait_for_message()
            ack = await slack.press(message, "Open")
            request = await handled(app, 2)
        assert ack.status == 200
        assert (request.form, request.text) == (Form.TOKEN, "case:MYS-0012")
        assert request.audience is Audience.CONVERSATION

    run(scenario())


def test_what_no_person_said_to_the_bot_is_left_alone() -> None:
    async def scenario() -> None:
        app = StubApp()
        robot = SlackUser("U0ROBOT", is_bot=True)
        async with on_slack(app) as (slack, _):
            slack.add(robot)
            acks = [
                await slack.event("message.im", "beep", user=robot),
                await slack.event("message.im", "x", fields={"subtype": "message_changed"}),
                await slack.event("message.channels", "just talking"),
                await slack.event("member_joined_channel"),
                await slack.event("app_uninstalled"),
                await slack.event("tokens_revoked"),
            ]
        assert {ack.status for ack in acks} == {200}
        assert app.recorded == {}

    run(scenario())


@pytest.mark.parametrize(
    ("user", "home", "anonymous"),
    [
        (ABROAD, "T0MOVEMENT", False),
        (GUEST, "T0MOVEMENT", True),
        (STRANGER, "T0OTHER", True),
        (SlackUser("U0ULTRA", is_ultra_restricted=True), "T0MOVEMENT", True),
    ],
    ids=lambda value: value.id if isinstance(value, SlackUser) else "",
)
def test_who_asks(*, user: SlackUser, home: str, anonymous: bool) -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app) as (slack, _):
            slack.add(user)
            await slack.event("app_mention", "goals", user=user)
            actor = (await handled(app)).actor
        assert actor.identity.key == f"{home}:{user.id}"
        assert actor.anonymous is anonymous
        assert (actor.zone, actor.language) == (user.tz, user.locale)

    run(scenario())


def test_in_an_organisation_people_go_by_its_id() -> None:
    async def scenario() -> None:
        app = StubApp()
        slack = SlackDouble(SlackIdentity(enterprise_id="E0MOVEMENT", org_install=True))
        async with on_slack(app, slack=slack):
            await slack.command("/goals")
            request = await handled(app)
        assert request.actor.identity.key == "E0MOVEMENT:U0MEMBER"
        assert not request.actor.anonymous

    run(scenario())


def test_profile_is_asked_for_once_and_who_can_not_be_known_may_not_change() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app) as (slack, _):
            slack.fail_next("users.info", "missing_scope")
            await slack.command("/goals")
            unknown = await handled(app)
            for count in (2, 3):
                await slack.command("/goals")
                known = await handled(app, count)
            asked = [call.method for call in slack.calls].count("users.info")
        assert unknown.actor.anonymous
        assert not known.actor.anonymous
        assert asked == 2

    run(scenario())


def test_profile_that_slack_does_not_tell_at_once_is_asked_for_again() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app) as (slack, _):
            slack.fail_next("users.info", 500)
            await slack.command("/goals")
            assert not (await handled(app)).actor.anonymous

    run(scenario())


@pytest.mark.parametrize("how", [Sending(bad_signature=True), Sending(stale_timestamp=True)])
def test_what_slack_did_not_sign_is_refused_and_does_nothing(how: Sending) -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app) as (slack, _):
            acks = [
                await slack.command("/cases", **how),
                await slack.event("message.im", "goals", **how),
            ]
        assert [ack.status for ack in acks] == [401, 401]
        assert app.recorded == {}

    run(scenario())


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=1"},
        {"X-Slack-Request-Timestamp": str(int(time.time())), "X-Slack-Signature": "v0=é"},
    ],
    ids=["none", "no number", "no ASCII"],
)
def test_broken_signatures_are_refused(headers: dict[str, str]) -> None:
    async def scenario() -> None:
        async with on_slack(StubApp()) as (slack, _), aiohttp.ClientSession() as session:
            assert slack.request_url is not None
            body = b"\xff not json"
            async with session.post(slack.request_url, data=body, headers=headers) as response:
                assert response.status == 401

    run(scenario())


def test_address_is_verified() -> None:
    async def scenario() -> None:
        async with on_slack(StubApp()) as (slack, _):
            ack = await slack.event("url_verification")
        assert ack.payload == {"challenge": ack.delivery.payload["challenge"]}

    run(scenario())


def test_repeated_event_is_done_once() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app) as (slack, _):
            ack = await slack.event("app_mention", "commit MYS-0012")
            again = [await slack.resend(ack, retry=number) for number in (1, 2)]
            await handled(app)
        assert [each.status for each in again] == [200, 200]
        assert len(app.handled) == 1
        assert len(slack.messages["C0GENERAL"]) == 1

    run(scenario())


@pytest.mark.parametrize("socket", [False, True], ids=["http", "socket"])
def test_slow_work_is_acknowledged_at_once_and_answered_later(*, socket: bool) -> None:
    async def scenario() -> None:
        app = StubApp(seconds=3.2)
        async with on_slack(app, socket=socket) as (slack, _):
            began = time.monotonic()
            ack = await slack.command("/cases", "Malaysia")
            took = time.monotonic() - began
            assert app.handled == []
            await slack.wait_for_message(seen_by=slack.member, timeout=6)
        assert ack.status == 200
        assert took < 1.0

    run(scenario())


def test_what_is_on_record_when_the_records_go_away_is_noted_and_answered_later() -> None:
    async def scenario() -> None:
        app = StubApp(put_off, is_away=False)
        async with on_slack(app, paces=replace(QUICK, recovery=0.05)) as (slack, _):
            await slack.command("/commit", "MYS-0012")
            noted = await slack.wait_for_message(seen_by=slack.member)
            (kept,) = app.recorded.values()
            app.waiting = [kept]
            await until(lambda: len(app.handled) == 2)
            assert app.done == []
            app.reply, app.waiting = (lambda _: says("Committed", audience=Audience.ASKER)), [kept]
            await until(lambda: app.done == [kept.key])
        told = [plain_text(message) for message in slack.ephemerals]
        assert told == [plain_text(noted), "Committed"] == ["I will answer later.", "Committed"]

    run(scenario())


def test_what_was_answered_when_the_records_went_away_is_not_done_again() -> None:
    async def scenario() -> None:
        app = StubApp(seconds=0.2)
        async with on_slack(app, paces=replace(QUICK, recovery=0.05)) as (slack, _):
            await slack.command("/commit", "MYS-0012")
            app.is_away = True
            await slack.wait_for_message(seen_by=slack.member)
            await asyncio.sleep(0.1)
            app.is_away, app.waiting = False, list(app.recorded.values())
            await until(lambda: len(app.done) == 1)
        assert len(app.handled) == len(slack.ephemerals) == 1

    run(scenario())


def test_many_slow_answers_hold_up_no_acknowledgement() -> None:
    async def scenario() -> None:
        app = StubApp(seconds=0.4)
        async with on_slack(app) as (slack, _):
            began = time.monotonic()
            acks = await asyncio.gather(*(slack.command("/cases", str(n)) for n in range(20)))
            took = time.monotonic() - began
            await handled(app, 20)
        assert {ack.status for ack in acks} == {200}
        assert took < 1.0
        assert "Please try again" not in " ".join(message.text for message in slack.ephemerals)

    run(scenario())


def test_shutdown_waits_for_answers_under_way() -> None:
    async def scenario() -> None:
        app = StubApp(seconds=0.5)
        async with on_slack(app) as (slack, _):
            await slack.command("/cases")
        assert len(slack.ephemerals) == 1
        assert len(app.done) == 1

    run(scenario())


def test_deaf_socket_is_replaced() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app, socket=True) as (slack, _):
            (first,) = slack.socket.connections
            slack.socket.deaf = True
            await asyncio.sleep(0.5)
            slack.socket.deaf = False
            await until(lambda: bool(set(slack.socket.connections) - {first}), 10)
            await until(lambda: first not in slack.socket.connections, 10)
            assert (await slack.command("/goals")).status == 200
            await handled(app)

    run(scenario())


def test_socket_whose_tasks_died_is_replaced() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app, socket=True) as (slack, _):
            (first,) = slack.socket.connections
            for task in asyncio.all_tasks():
                if "SocketModeClient" in repr(task.get_coro()):
                    task.cancel()
            await until(lambda: first not in slack.socket.connections)
            await slack.connected()
            assert (await slack.command("/goals")).status == 200
            await handled(app)

    run(scenario())


def test_socket_is_refreshed_when_slack_asks() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app, socket=True) as (slack, _):
            await slack.socket.refresh()
            await slack.connected()
            assert (await slack.command("/goals")).status == 200
            await handled(app)

    run(scenario())


def test_typed_text_is_as_it_was_typed() -> None:
    typed = "<@U0VIGILBOT> see <https://example.org|example.org> in <#C1|general> &lt;b&gt; <!here>"
    assert plain(typed, "U0VIGILBOT") == "see example.org in #general <b> @here"


def test_what_no_database_keeps_is_left_out() -> None:
    assert plain("Mala\x00ysia \ud800!", "U0VIGILBOT") == "Malaysia !"


def test_route_survives_its_storage() -> None:
    routes = [
        Route(),
        Route("https://hooks.slack.com/x?y=1", "12.34", hidden=True),
        Route(thread="1.2"),
    ]
    assert [Route.parse(str(route)) for route in routes] == routes


def test_button_in_a_private_channel_is_no_private_conversation() -> None:
    async def scenario() -> None:
        app = StubApp(lambda _: says("Case", actions=(OPEN,)))
        room = SlackChannel("C0BOARD", is_private=True)
        async with on_slack(app) as (slack, _):
            slack.add(room)
            await slack.command("/cases", channel=room)
            message = await slack.wait_for_message(seen_by=slack.member)
            await slack.press(message, "Open")
            request = await handled(app, 2)
        assert not request.private
        assert request.audience is Audience.ASKER

    run(scenario())
