"""Every message of ours goes through the gate, and what it holds back is answered later."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

import pytest

from bots.slack.results import HELD_BACK
from bots.slack.sender import SlackSender
from bots.slack.web import open_web
from bots.telegram.api import Api
from bots.telegram.outgoing import Outgoing
from bots.telegram.results import HeldBackError
from bots.telegram.results import failure as telegram_failure
from bots.telegram.sender import TelegramSender
from bots.telegram.transport import AiohttpRequest
from core.domain.limits import Lane, Want
from core.domain.people import Platform
from core.domain.subscriptions import Address, Delivered, Retry
from core.parts import Action, Paragraph, View
from core.request import Audience
from tests.adapters.slack_harness import QUICK, StubApp, on_slack, says, until
from tests.adapters.telegram_stage import ADA, GROUP, StubDoor, polling
from tests.doubles.gate import WatchedGate
from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import TelegramDouble

TELEGRAM, SLACK = Platform.TELEGRAM, Platform.SLACK
ADAS = Address(TELEGRAM, str(ADA.id))
LONG = View("digest", "Weekly", (Paragraph("word and word " * 700),))
SHORT = View("digest", "Weekly", (Paragraph("151 of 500"),), (Action("Stop", "digest", "off"),))


def lanes_and_places(gate: WatchedGate) -> list[tuple[Lane, str]]:
    return [(want.lane, want.conversation) for want in gate.asked]


def test_each_message_of_an_answer_on_telegram_asks_for_its_turn() -> None:
    async def whole() -> None:
        gate = WatchedGate()
        async with TelegramDouble() as telegram, polling(telegram, StubDoor(), gate):
            await telegram.send_text(ADA, "/long@vigil_double_bot", GROUP)
            assert await telegram.updates.wait_until_empty(5)
        assert len(telegram.sent) > 1
        assert lanes_and_places(gate) == [(Lane.ANSWER, str(GROUP.id))] * len(telegram.sent)
        first, *others = (want.within for want in gate.asked)
        assert first < min(others)

    run(whole())


def test_edit_on_telegram_asks_for_its_turn() -> None:
    async def whole() -> None:
        gate = WatchedGate()
        async with TelegramDouble() as telegram, polling(telegram, StubDoor(), gate):
            await telegram.send_text(ADA, "/cases Malaysia")
            shown = await telegram.wait_for_reply(ADA.id)
            gate.asked.clear()
            await telegram.press(shown, "Next", user=ADA)
            assert await telegram.updates.wait_until_empty(5)
        assert lanes_and_places(gate) == [(Lane.ANSWER, str(ADA.id))]
        assert any(call.method == "editMessageText" for call in telegram.calls)

    run(whole())


@pytest.mark.parametrize("text", ["/commit MYS-0012", "/cases Malaysia"])
def test_answer_that_the_gate_holds_back_on_telegram_is_sent_later(text: str) -> None:
    async def whole() -> None:
        door, gate = StubDoor(), WatchedGate()
        gate.waits.extend([30.0, 45.0])
        async with TelegramDouble() as telegram, polling(telegram, door, gate):
            await telegram.send_text(ADA, text)
            await telegram.wait_for_reply(ADA.id)
            assert await telegram.updates.wait_until_empty(5)
            await until(lambda: bool(door.sent))
        assert len(telegram.sent) == 1
        assert [request.key for request in door.postponed] == door.sent
        assert gate.pauses == []

    run(whole())


def test_flood_control_on_telegram_pauses_the_whole_bot() -> None:
    async def whole() -> None:
        gate = WatchedGate()
        async with TelegramDouble() as telegram, polling(telegram, StubDoor(), gate):
            telegram.fail_next("sendMessage", 429, retry_after=1)
            await telegram.send_text(ADA, "hello")
            await telegram.wait_for_reply(ADA.id)
        assert gate.pauses == [(TELEGRAM, 1.0, "")]
        assert len(gate.asked) == 2

    run(whole())


@pytest.mark.parametrize("view", [SHORT, LONG], ids=["short", "long"])
def test_first_message_of_a_delivery_on_telegram_has_its_turn(view: View) -> None:
    async def whole() -> None:
        gate, request = WatchedGate(), AiohttpRequest()
        async with TelegramDouble() as telegram, request:
            await telegram.send_text(ADA, "/start")
            api = Api(request, f"{telegram.base_url}{telegram.token}")
            sender = TelegramSender(Outgoing(api, gate))
            address = Address(TELEGRAM, str(ADA.id))
            result = await sender.send(address, view, "posting")
            assert isinstance(result, Delivered)
            first, *others = result.message.split(",")
            assert isinstance(await sender.retract(address, first, SHORT), Delivered)
        assert lanes_and_places(gate) == [(Lane.DIGEST, str(ADA.id))] * len(others)
        assert bool(others) is (view is LONG)

    run(whole())


def test_delivery_on_telegram_that_is_held_back_half_way_goes_on_there() -> None:
    async def whole() -> None:
        gate, request = WatchedGate(), AiohttpRequest()
        gate.waits.append(7.0)
        async with TelegramDouble() as telegram, request:
            await telegram.send_text(ADA, "/start")
            api = Api(request, f"{telegram.base_url}{telegram.token}")
            sender, address = TelegramSender(Outgoing(api, gate)), Address(TELEGRAM, str(ADA.id))
            first = await sender.send(address, LONG, "posting")
            begun = ",".join(str(sent.message_id) for sent in telegram.sent)
            assert first == Retry(7.0, "held back", begun=begun)
            assert len(telegram.sent) == 1
            assert isinstance(await sender.send(address, LONG, "posting", begun), Delivered)
        words = "".join(sent.text + " " for sent in telegram.sent).split()
        assert words == ["Weekly", *("word and word " * 700).split()]

    run(whole())


@pytest.mark.parametrize("held_back", [False, True])
def test_what_telegram_takes_only_as_plain_text_asks_for_another_turn(*, held_back: bool) -> None:
    async def scene(telegram: TelegramDouble, gate: WatchedGate, sender: TelegramSender) -> None:
        telegram.fail_next("sendMessage", "cant_parse")
        gate.waits.extend([7.0] * held_back)
        result = await sender.send(ADAS, SHORT, "posting")
        assert lanes_and_places(gate) == [(Lane.DIGEST, str(ADA.id))]
        if held_back:
            assert result == Retry(7.0, "held back")
            assert telegram.sent == []
        else:
            assert isinstance(result, Delivered)
            assert [sent.text for sent in telegram.sent] == ["Weekly\n\n151 of 500"]

    on_telegram(scene)


@pytest.mark.parametrize("held_back", [False, True])
def test_to_delete_on_telegram_takes_a_turn_of_its_own(*, held_back: bool) -> None:
    async def scene(telegram: TelegramDouble, gate: WatchedGate, sender: TelegramSender) -> None:
        sent = await sender.send(ADAS, SHORT, "posting")
        assert isinstance(sent, Delivered)
        telegram.fail_next("editMessageText", "cant_edit")
        gate.waits.extend([7.0] * held_back)
        result = await sender.retract(ADAS, sent.message, SHORT)
        assert lanes_and_places(gate) == [(Lane.ANSWER, str(ADA.id))]
        assert result == (Retry(7.0, "held back") if held_back else sent)
        assert ("deleteMessage" in [call.method for call in telegram.calls]) is not held_back

    on_telegram(scene)


def on_telegram(
    scene: Callable[[TelegramDouble, WatchedGate, TelegramSender], Awaitable[None]],
) -> None:
    """A sender to somebody who started the bot, before a gate."""

    async def whole() -> None:
        gate, request = WatchedGate(), AiohttpRequest()
        async with TelegramDouble() as telegram, request:
            await telegram.send_text(ADA, "/start")
            api = Api(request, f"{telegram.base_url}{telegram.token}")
            await scene(telegram, gate, TelegramSender(Outgoing(api, gate)))

    run(whole())


@pytest.mark.parametrize("held_back", [False, True])
def test_to_delete_on_slack_takes_a_turn_of_its_own(*, held_back: bool) -> None:
    async def scenario() -> None:
        gate = WatchedGate()
        address = Address(SLACK, "C0GENERAL")
        async with SlackDouble() as slack, open_web(slack.bot_token, slack.base_url) as web:
            sender = SlackSender(web, gate)
            sent = await sender.send(address, SHORT, "one")
            assert isinstance(sent, Delivered)
            assert await sender.retract(address, sent.message, SHORT) == sent
            assert gate.asked == []
            slack.fail_next("chat.update", "edit_window_closed")
            gate.waits.extend([7.0] * held_back)
            result = await sender.retract(address, sent.message, SHORT)
            assert result == (Retry(7.0, HELD_BACK) if held_back else sent)
            assert bool(slack.messages["C0GENERAL"]) is held_back
        assert lanes_and_places(gate) == [(Lane.ANSWER, "C0GENERAL")]

    run(scenario())


def test_held_back_is_no_flood_control() -> None:
    assert telegram_failure(HeldBackError(3.0)) == Retry(3.0, "held back", wide=False)


def test_messages_and_whispers_on_slack_ask_for_their_turn_and_response_urls_do_not() -> None:
    async def scenario() -> None:
        app, gate = StubApp(), WatchedGate()
        async with on_slack(app, gate=gate) as (slack, _):
            await slack.command("/cases")
            await until(lambda: len(app.done) == 1)
            assert gate.asked == []
            await slack.event("app_mention", "goals")
            await until(lambda: len(app.done) == 2)
            app.reply = lambda _: says("Yours", audience=Audience.ASKER)
            await slack.event("app_mention", "digest")
            await until(lambda: len(app.done) == 3)
            methods = [call.method for call in slack.calls]
        assert methods.count("chat.postMessage") == methods.count("chat.postEphemeral") == 1
        assert lanes_and_places(gate) == [(Lane.ANSWER, slack.general.id)] * 2

    run(scenario())


def _has_asked(gate: WatchedGate, often: int) -> bool:
    return len(gate.asked) == often


def test_answer_that_the_gate_holds_back_on_slack_is_left_to_the_recovery() -> None:
    async def scenario() -> None:
        app, gate = StubApp(), WatchedGate()
        gate.waits.extend([30.0] * 7)
        often = replace(QUICK, recovery=0.02)
        async with on_slack(app, gate=gate, paces=often) as (slack, _):
            await slack.event("message.im", "goals")
            for tried in range(1, len(gate.waits) + 1):
                await until(partial(_has_asked, gate, tried))
                assert app.done == []
                app.waiting += app.recorded.values()
            await until(lambda: len(app.done) == 1)
        assert len(slack.messages[slack.im_of(slack.member).id]) == 1

    run(scenario())


@pytest.mark.parametrize(
    ("method", "wide"),
    [
        ("chat.postMessage", True),
        ("chat.postEphemeral", True),
        ("chat.update", True),
        ("conversations.history", False),
        ("views.open", False),
    ],
)
def test_limit_of_one_method_on_slack_pauses_only_what_it_concerns(method: str, wide: bool) -> None:  # noqa: FBT001  a row
    async def scenario() -> None:
        async with SlackDouble() as slack, open_web(slack.bot_token, slack.base_url) as web:
            slack.fail_next(method, 429, retry_after=7)
            assert await web.attempt(method) == Retry(7.0, "ratelimited", wide=wide)

    run(scenario())


def test_rate_limit_of_messages_on_slack_pauses_the_workspace() -> None:
    async def scenario() -> None:
        app, gate = StubApp(), WatchedGate()
        async with on_slack(app, gate=gate) as (slack, _):
            slack.fail_next("chat.postMessage", 429, retry_after=1)
            await slack.event("message.im", "goals")
            await until(lambda: len(app.done) == 1)
        assert gate.pauses == [(SLACK, 1.0, "")]
        assert len(gate.asked) == 2

    run(scenario())


def test_further_parts_of_a_delivery_on_slack_ask_for_their_turn() -> None:
    async def scenario() -> None:
        gate = WatchedGate()
        address = Address(SLACK, "C0GENERAL")
        async with SlackDouble() as slack, open_web(slack.bot_token, slack.base_url) as web:
            sender = SlackSender(web, gate)
            assert isinstance(await sender.send(address, SHORT, "one"), Delivered)
            assert gate.asked == []
            gate.waits.append(7.0)
            first = await sender.send(address, LONG, "two")
            [*_, begun] = slack.messages["C0GENERAL"]
            assert first == Retry(7.0, HELD_BACK, begun=begun.ts)
            assert isinstance(await sender.send(address, LONG, "two"), Delivered)
            parts = [m for m in slack.messages["C0GENERAL"] if "two" in str(m.metadata)]
        assert len(parts) > 1
        assert set(gate.asked) == {Want(SLACK, "C0GENERAL")}

    run(scenario())
