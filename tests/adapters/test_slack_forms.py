"""Modals when something is slow, away, too late or broken: what was typed is never lost unseen."""

import asyncio
from dataclasses import replace

from bots.slack.exchange import Paces
from core.parts import Action, Field, FieldKind, FormPart, View
from core.request import Audience, Form, Reply, Request
from tests.adapters.slack_harness import QUICK, StubApp, on_slack, put_off, says, until
from tests.doubles.loop import run
from tests.doubles.slack import SlackDouble
from tests.doubles.slack_records import Ack, SlackView

OPEN = Action("Fill in", "form", "capacity:SWE")
SLOW = Paces(record=0.3, submit=0.2, recovery=60.0, shutdown=5.0)


def form(problem: str = "") -> View:
    field = Field("number", FieldKind.LINE, "How many?", problem=problem)
    return View("form", "Capacity", (FormPart("Capacity", (field,), "Set", OPEN, "SWE:10"),))


def opens(request: Request) -> Reply:
    """Open the form, and take whatever is sent."""
    if request.form is Form.FIELDS:
        return says(f"Taken: {request.fields['number']}", audience=Audience.ASKER)
    return Reply("form", (form(),), Audience.ASKER)


async def opened(slack: SlackDouble) -> SlackView:
    await slack.command("/vigil", "capacity")
    return await slack.wait_for_view()


def errors(ack: Ack) -> dict[str, str]:
    assert ack.payload is not None
    found: dict[str, str] = ack.payload["errors"]
    return found


def test_what_is_sent_comes_as_fields_with_what_the_form_was_made_from() -> None:
    async def scenario() -> None:
        app = StubApp(opens)
        async with on_slack(app) as (slack, _):
            view = await opened(slack)
            mark = slack.revision
            ack = await slack.submit_view(view, {"number": "1\x002"})
            assert not ack.payload
            assert (await slack.wait_for_message(after=mark)).text == "Taken: 12"
            sent = app.handled[-1]
            assert (sent.text, sent.seen) == ("form:capacity:SWE", "SWE:10")
            assert (sent.fields, sent.modals) == ({"number": "12"}, True)
            await until(lambda: sent.key in app.done)

    run(scenario())


def test_away_is_told_at_a_field_so_that_nothing_typed_is_lost() -> None:
    async def scenario() -> None:
        app = StubApp(opens)
        async with on_slack(app) as (slack, _):
            view = await opened(slack)
            app.is_away = True
            ack = await slack.submit_view(view, {"number": "12"})
            assert "try again" in errors(ack)["number"]
            assert slack.views == [view]
            app.is_away = False
            assert not (await slack.submit_view(view, {"number": "12"})).payload

    run(scenario())


def test_a_form_that_is_on_record_when_the_records_go_away_is_done_later() -> None:
    async def scenario() -> None:
        app = StubApp(opens)
        async with on_slack(app, paces=replace(QUICK, recovery=0.05)) as (slack, _):
            view = await opened(slack)
            app.reply = put_off
            ack = await slack.submit_view(view, {"number": "12"})
            assert ack.payload is not None
            assert "I will answer later." in str(ack.payload["view"])
            sent = app.handled[-1]
            assert sent.key not in app.done
            mark = slack.revision
            app.reply, app.waiting = opens, [sent]
            assert (await slack.wait_for_message(after=mark)).text == "Taken: 12"
            await until(lambda: sent.key in app.done)

    run(scenario())


def test_a_fault_of_ours_is_told_at_a_field_with_its_number() -> None:
    def fails(request: Request) -> Reply:
        if request.form is Form.FIELDS:
            raise RuntimeError
        return opens(request)

    async def scenario() -> None:
        app = StubApp(fails)
        async with on_slack(app) as (slack, _):
            view = await opened(slack)
            ack = await slack.submit_view(view, {"number": "12"})
            assert "went wrong" in errors(ack)["number"]

    run(scenario())


def test_what_takes_longer_is_answered_in_a_message() -> None:
    async def scenario() -> None:
        app = StubApp(opens)
        async with on_slack(app, paces=SLOW) as (slack, _):
            view = await opened(slack)
            app.seconds = 0.6
            mark = slack.revision
            ack = await slack.submit_view(view, {"number": "12"})
            assert ack.payload is not None
            assert "It takes a little longer" in str(ack.payload["view"])
            assert (await slack.wait_for_message(after=mark)).text == "Taken: 12"
            await until(lambda: app.handled[-1].key in app.done)

    run(scenario())


def test_a_form_is_told_as_a_message_when_its_trigger_is_too_old() -> None:
    async def scenario() -> None:
        double = SlackDouble()

        def too_late(request: Request) -> Reply:
            double.world.triggers.clear()
            return opens(request)

        app = StubApp(too_late)
        async with on_slack(app, slack=double) as (slack, _):
            mark = slack.revision
            await slack.command("/vigil", "capacity")
            message = await slack.wait_for_message(after=mark)
            assert slack.views == []
            assert "[Fill in]" in message.text
            app.reply = opens
            await slack.press(message, "Fill in")
            assert (await slack.wait_for_view()).view["title"]["text"] == "Capacity"

    run(scenario())


def test_a_problem_may_come_back_as_often_as_it_is_one() -> None:
    def never(request: Request) -> Reply:
        wrong = form("Not this one.") if request.form is Form.FIELDS else form()
        fields = request.form is Form.FIELDS
        return Reply("form", (wrong,), Audience.ASKER, in_form=fields)

    async def scenario() -> None:
        app = StubApp(never)
        async with on_slack(app) as (slack, _):
            view = await opened(slack)
            for _ in range(3):
                ack = await slack.submit_view(view, {"number": "12"})
                assert errors(ack) == {"number": "Not this one."}
            await asyncio.sleep(0)
            assert slack.ephemerals == []

    run(scenario())
