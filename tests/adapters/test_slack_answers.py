"""An answer reaches those who may read it, where they asked, whatever goes wrong on the way."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from bots.slack.exchange import MOST_ATTEMPTS, Paces
from core.parts import Action
from core.request import Audience, Form, Reply, Request
from tests.adapters.slack_harness import QUICK, StubApp, on_slack, says, until, view
from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_records import SlackMessage
from tests.doubles.slack_text import buttons, plain

NEXT = Action("Next", "cases", "2:")
OPEN = Action("Open", "case", "MYS-0012")
SHOW = Action("Show here", "show", "cases:1:")
LONG = "A long line of a long answer. " * 400


def pages(request: Request) -> Reply:
    """A list whose pages replace each other, and a case that does not."""
    if request.text == OPEN.token:
        return says("The case", audience=request.audience, show_here=SHOW)
    title = "Page 2" if request.text.endswith("2:") else "Page 1"
    return says(
        title,
        audience=request.audience,
        actions=(NEXT, OPEN),
        show_here=None if request.audience is Audience.CONVERSATION else SHOW,
        replaces=request.form is Form.TOKEN and not request.text.startswith("show:"),
    )


def titles(messages: list[SlackMessage]) -> list[str]:
    return [plain(message).split("\n")[0] for message in messages]


def test_command_is_answered_to_the_asker_alone() -> None:
    async def scenario() -> None:
        async with on_slack(StubApp(pages)) as (slack, _):
            await slack.command("/cases")
            answer = await slack.wait_for_message(seen_by=slack.member)
        assert buttons(answer) == ["Next", "Open", "Show here"]
        assert slack.messages["C0GENERAL"] == []

    run(scenario())


def test_mention_is_answered_in_its_thread() -> None:
    async def scenario() -> None:
        async with on_slack(StubApp(pages)) as (slack, _):
            ack = await slack.event("app_mention", "cases")
            answer = await slack.wait_for_message(channel=slack.general)
            deep = await slack.event("app_mention", "goals", thread_ts=answer.thread_ts)
            second = await slack.wait_for_message(after=answer)
        asked = ack.delivery.payload["event"]["ts"]
        assert answer.thread_ts == second.thread_ts == asked
        assert deep.delivery.payload["event"]["ts"] != asked
        assert buttons(answer) == ["Next", "Open"]

    run(scenario())


def test_what_is_for_the_asker_alone_is_not_shown_after_a_mention() -> None:
    async def scenario() -> None:
        app = StubApp(lambda _: says("Yours", audience=Audience.ASKER))
        async with on_slack(app) as (slack, _):
            ack = await slack.event("app_mention", "digest")
            answer = await slack.wait_for_message(seen_by=slack.member)
        assert answer.thread_ts == ack.delivery.payload["event"]["ts"]
        assert slack.messages["C0GENERAL"] == []

    run(scenario())


def test_direct_message_is_answered_plainly() -> None:
    async def scenario() -> None:
        async with on_slack(StubApp(pages)) as (slack, _):
            await slack.event("message.im", "cases")
            answer = await slack.wait_for_message(channel=slack.im_of(slack.member))
            await slack.press(answer, "Open")
            case = await slack.wait_for_message(after=answer)
        assert (answer.thread_ts, answer.seen_by) == (None, None)
        assert (case.channel, case.seen_by) == (answer.channel, None)
        assert buttons(case) == []

    run(scenario())


@pytest.mark.parametrize("public", [False, True], ids=["ephemeral", "public"])
def test_paging_edits_the_message(*, public: bool) -> None:
    async def scenario() -> None:
        async with on_slack(StubApp(pages)) as (slack, _):
            ask = slack.event("app_mention", "cases") if public else slack.command("/cases")
            await ask
            first = await slack.wait_for_message()
            await slack.press(first, "Next")
            second = await slack.wait_for_message(after=first)
        assert second.ts == first.ts
        assert titles([second]) == ["Page 2"]
        assert ("Show here" in buttons(second)) is not public

    run(scenario())


def test_direct_message_is_edited_by_its_pages() -> None:
    async def scenario() -> None:
        async with on_slack(StubApp(pages)) as (slack, _):
            await slack.event("message.im", "cases")
            first = await slack.wait_for_message()
            await slack.press(first, "Next")
            second = await slack.wait_for_message(after=first)
        assert second.ts == first.ts

    run(scenario())


def test_another_button_of_a_public_message_is_answered_to_who_pressed_it() -> None:
    async def scenario() -> None:
        async with on_slack(StubApp(pages)) as (slack, _):
            await slack.event("app_mention", "cases")
            public = await slack.wait_for_message()
            await slack.press(public, "Open")
            case = await slack.wait_for_message(seen_by=slack.member)
        assert titles([case]) == ["The case"]
        assert case.thread_ts == public.thread_ts
        assert titles(slack.messages["C0GENERAL"]) == ["Page 1"]

    run(scenario())


def test_what_is_for_the_asker_alone_never_edits_a_public_message() -> None:
    def reply(request: Request) -> Reply:
        alone = request.form is Form.TOKEN
        audience = Audience.ASKER if alone else Audience.CONVERSATION
        return says("Mine" if alone else "All", audience=audience, actions=(NEXT,), replaces=alone)

    async def scenario() -> None:
        async with on_slack(StubApp(reply)) as (slack, _):
            await slack.event("app_mention", "cases")
            public = await slack.wait_for_message()
            await slack.press(public, "Next")
            await slack.wait_for_message(seen_by=slack.member)
        assert titles(slack.messages["C0GENERAL"]) == ["All"]

    run(scenario())


def test_show_here_shows_it_to_everybody() -> None:
    async def scenario() -> None:
        app = StubApp(pages)
        async with on_slack(app) as (slack, _):
            await slack.command("/cases")
            mine = await slack.wait_for_message(seen_by=slack.member)
            await slack.press(mine, "Show here")
            shown = await slack.wait_for_message(channel=slack.general, after=mine)
        assert app.handled[-1].audience is Audience.CONVERSATION
        assert shown.seen_by is None
        assert buttons(shown) == ["Next", "Open"]
        assert titles(slack.ephemerals) == ["Page 1"]

    run(scenario())


@pytest.mark.parametrize("how", ["command", "mention", "direct", "page", "shown"])
def test_long_answer_comes_whole(how: str) -> None:
    def reply(request: Request) -> Reply:
        lines = (LONG, "The end.") if request.form is Form.TOKEN or how in WAYS else ()
        replaces = request.text == NEXT.token
        actions = () if lines else (NEXT,)
        return replace(
            says("Title", *lines, audience=request.audience, actions=actions, replaces=replaces),
            show_here=None if lines else SHOW,
        )

    async def scenario() -> None:
        app = StubApp(reply)
        async with on_slack(app) as (slack, _):
            await WAYS.get(how, WAYS["command"])(slack)
            before = (await slack.wait_for_message()).revision
            if how not in WAYS:
                first = slack.ephemerals[0]
                await slack.press(first, "Next" if how == "page" else "Show here")
            await until(lambda: len(app.done) == len(app.handled) == (1 if how in WAYS else 2))
            everything = [*slack.ephemerals, *(m for all_ in slack.messages.values() for m in all_)]
        parts = sorted(
            (m for m in everything if m.revision >= before), key=lambda message: message.ts
        )
        shown = " ".join(" ".join(map(plain, parts)).split())
        assert shown.count("A long line of a long answer.") == 400
        assert shown.endswith("The end.")

    run(scenario())


WAYS = {
    "command": lambda slack: slack.command("/cases"),
    "mention": lambda slack: slack.event("app_mention", "cases"),
    "direct": lambda slack: slack.event("message.im", "cases"),
}


def test_more_messages_than_a_response_url_takes_end_in_a_direct_message() -> None:
    async def scenario() -> None:
        views = tuple(view(f"View {number}") for number in range(7))
        app = StubApp(lambda request: Reply("Test", views, request.audience))
        async with on_slack(app) as (slack, _):
            await slack.command("/cases")
            await until(lambda: len(app.done) == 1)
        assert titles(slack.ephemerals) == [f"View {number}" for number in range(5)]
        assert titles(slack.messages[slack.im_of(slack.member).id]) == ["View 5", "View 6"]

    run(scenario())


@pytest.mark.parametrize("kind", ["command", "mention", "direct"])
def test_who_asks_while_the_records_are_away_is_told_to_try_again(kind: str) -> None:
    async def scenario() -> None:
        app = StubApp(is_away=True)
        async with on_slack(app) as (slack, _):
            ack = await WAYS[kind](slack)
            answer = await slack.wait_for_message()
            app.is_away = False
            await slack.command("/goals")
            await until(lambda: len(app.done) == 1)
        assert ack.status == 200
        assert titles([answer]) == ["Please try again in a minute."]
        assert len(app.handled) == 1

    run(scenario())


def test_record_that_comes_too_late_is_declined_and_not_done_behind_the_askers_back() -> None:
    async def scenario() -> None:
        app = StubApp(record_seconds=0.6)
        async with on_slack(app) as (slack, _):
            ack = await slack.command("/commit", "MYS-0012")
            await until(lambda: len(app.done) == 1)
        assert ack.status == 200
        assert titles(slack.ephemerals) == ["Please try again in a minute."]
        assert app.handled == []

    run(scenario())


def _has(things: list[Request], count: int) -> bool:
    return len(things) == count


def request_of(app: StubApp) -> Request:
    return next(iter(app.recorded.values()))


def test_unanswered_request_is_answered_by_the_recovery() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app, paces=replace(QUICK, recovery=0.05)) as (slack, _):
            slack.fail_next("response_url", 500)
            await slack.command("/goals")
            await until(lambda: len(app.handled) == 1)
            await asyncio.sleep(0.1)
            assert app.done == []
            app.waiting = [request_of(app)]
            await slack.wait_for_message(seen_by=slack.member)
            await until(lambda: len(app.done) == 1)
        assert len(app.handled) == 2

    run(scenario())


def test_after_half_an_hour_the_answer_is_a_direct_message() -> None:
    class Clock:
        now = datetime(2010, 5, 14, 12, tzinfo=UTC)

    async def scenario() -> None:
        app = StubApp()
        slack = SlackDouble(clock=lambda: Clock.now)
        async with on_slack(app, paces=replace(QUICK, recovery=0.05), slack=slack):
            slack.fail_next("response_url", "reset_before")
            await slack.command("/goals")
            await until(lambda: len(app.handled) == 1)
            Clock.now += timedelta(minutes=31)
            app.waiting = [request_of(app)]
            answer = await slack.wait_for_message()
        assert answer.channel == slack.im_of(slack.member).id
        assert answer.seen_by is None

    run(scenario())


def test_shown_answer_goes_to_the_channel_when_its_url_is_spent() -> None:
    async def scenario() -> None:
        app = StubApp(pages)
        async with on_slack(app) as (slack, _):
            await slack.command("/cases")
            mine = await slack.wait_for_message(seen_by=slack.member)
            before = slack.world.response_urls.copy()
            app.seconds = 0.2
            await slack.press(mine, "Show here")
            for url_id in slack.world.response_urls.keys() - before.keys():
                slack.world.response_urls[url_id].uses = 5
            shown = await slack.wait_for_message(channel=slack.general, after=mine)
        assert shown.seen_by is None

    run(scenario())


def test_rate_limit_is_waited_for() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app) as (slack, _):
            slack.fail_next("chat.postMessage", 429, retry_after=1)
            await slack.event("message.im", "goals")
            await until(lambda: len(app.done) == 1)
        assert len(slack.messages[slack.im_of(slack.member).id]) == 1

    run(scenario())


def test_who_can_not_be_reached_any_more_is_not_tried_again() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app) as (slack, _):
            slack.fail_next("chat.postMessage", "is_archived")
            await slack.event("app_mention", "goals")
            await until(lambda: len(app.done) == 1)
            assert [call.method for call in slack.calls].count("chat.postMessage") == 1

    run(scenario())


@pytest.mark.parametrize("defect", ["exception", "refused"])
def test_fault_of_ours_is_told_with_its_id(defect: str) -> None:
    def reply(request: Request) -> Reply:
        if defect == "exception":
            raise LookupError(request.key)
        return says("Refused", audience=request.audience)

    async def scenario() -> None:
        app = StubApp(reply)
        async with on_slack(app) as (slack, _):
            if defect == "refused":
                slack.fail_next("chat.postMessage", "invalid_blocks")
            ack = await slack.event("message.im", "goals")
            answer = await slack.wait_for_message()
        key = f"slack:{ack.delivery.payload['event_id']}"
        assert titles([answer]) == [f"Something went wrong: {key}"]
        assert app.done == [key]

    run(scenario())


def test_fault_while_recording_is_told_and_acknowledged() -> None:
    class Broken(StubApp):
        def record(self, request: Request) -> bool:
            raise LookupError(request.key)

    async def scenario() -> None:
        async with on_slack(Broken()) as (slack, _):
            ack = await slack.command("/goals")
            answer = await slack.wait_for_message(seen_by=slack.member)
        key = f"slack:{ack.delivery.payload['trigger_id']}"
        assert ack.status == 200
        assert titles([answer]) == [f"Something went wrong: {key}"]

    run(scenario())


def test_answer_that_never_arrives_is_given_up() -> None:
    async def scenario() -> None:
        app = StubApp()
        async with on_slack(app, paces=Paces(recovery=0.01)) as (slack, _):
            slack.fail_next("response_url", 500, times=99)
            await slack.command("/goals")
            await until(lambda: len(app.recorded) == 1)
            for attempt in range(1, MOST_ATTEMPTS):
                await until(partial(_has, app.handled, attempt))
                await asyncio.sleep(0.1)
                app.waiting = [request_of(app)]
            await until(lambda: len(app.done) == 1)
        assert len(app.handled) == MOST_ATTEMPTS

    run(scenario())


def test_what_was_answered_while_the_records_were_away_is_told_them_when_they_are_back() -> None:
    async def scenario() -> None:
        app = StubApp()

        def reply(request: Request) -> Reply:
            app.is_away = True
            return says(request.text, audience=request.audience)

        app.reply = reply
        async with on_slack(app, paces=replace(QUICK, recovery=0.05)) as (slack, _):
            await slack.command("/commit", "MYS-0012")
            await slack.wait_for_message(seen_by=slack.member)
            app.waiting = [request_of(app)]  # as others may be given it, who do not know
            await until(lambda: not app.waiting)
            await asyncio.sleep(0.1)
            assert app.done == []
            app.is_away = False
            await until(lambda: len(app.done) == 1)
        assert len(slack.ephemerals) == len(app.handled) == 1

    run(scenario())


@pytest.mark.parametrize("change", [True, False])
def test_what_another_process_answered_meanwhile_is_not_answered_again(*, change: bool) -> None:
    async def scenario() -> None:
        app = StubApp(lambda request: replace(says(request.text), stored=change, repeat=change))
        async with on_slack(app, paces=replace(QUICK, recovery=0.05)) as (slack, _):
            slack.fail_next("response_url", 500)
            await slack.command("/commit", "MYS-0012")
            await until(lambda: len(app.handled) == 1)
            app.done.append(request_of(app).key)
            app.waiting = [request_of(app)]
            await until(lambda: len(app.handled) == 2)
            await asyncio.sleep(0.1)
            assert slack.ephemerals == []

    run(scenario())


@pytest.mark.parametrize("socket", [False, True])
def test_what_is_neither_on_record_nor_declined_is_not_acknowledged(*, socket: bool) -> None:
    async def scenario() -> None:
        app = StubApp(is_away=True)
        async with on_slack(app, socket=socket) as (slack, _):
            slack.ack_timeout = 2.0
            slack.fail_next("chat.postMessage", "reset_before")
            first = await slack.event("message.im", "commit MYS-0012")
            assert first.status in {None, 503}
            app.is_away = False
            again = await slack.resend(first, retry=1)
            assert again.status == 200
            await until(lambda: len(app.done) == 1)

    run(scenario())
