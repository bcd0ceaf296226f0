"""Whatever a form says, Slack takes its modal, and every input is in it."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bots.slack.inbound import Opener, Route
from bots.slack.modal import CALLBACK, acknowledgement, form_of, later, modal, notice
from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.parts import Action, Field, FieldKind, FormPart, Paragraph, View
from core.request import Actor, Audience, Form, Reply, Request
from tests.doubles.slack_validate import check_view
from tests.property.views import forms, texts, views

hostile = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.data_too_large]
)
PRESSED = Request(
    "slack:1",
    Actor(Identity(Platform.SLACK, "T1:U1")),
    Address(Platform.SLACK, "C1"),
    "form:capacity",
    Form.TOKEN,
    private=False,
    audience=Audience.ASKER,
    reply_to=str(Route("https://hooks.slack.com/actions/T1/1/x", "1.1", True, "1.2.x")),  # noqa: FBT003
    modals=True,
)
form_views = st.builds(
    View,
    name=st.just("form"),
    title=texts,
    parts=st.tuples(views, forms).map(lambda pair: (*pair[0].parts[:2], pair[1])),
)


@hostile
@given(form_views)
def test_a_form_is_a_modal_that_slack_takes(view: View) -> None:
    found = form_of((view,))
    assert found is not None
    shown = modal(*found, PRESSED)
    assert check_view(shown) == []
    assert shown["callback_id"] == CALLBACK
    blocks = shown["blocks"]
    assert isinstance(blocks, list)
    inputs = [block["block_id"] for block in blocks if block["type"] == "input"]
    assert inputs == [field.key for field in found[1].fields]


@hostile
@given(form_views, st.booleans())
def test_an_answer_to_a_form_is_one_that_slack_takes(view: View, first: bool) -> None:  # noqa: FBT001
    found = form_of((view,))
    assert found is not None
    keys = {field.key: "" for field in found[1].fields[: 1 if first else None]}
    sent = replace(PRESSED, form=Form.FIELDS, fields=keys)
    ack = acknowledgement(sent, Reply("form", (view,), Audience.ASKER, in_form=True))
    if ack["response_action"] == "errors":
        errors = ack["errors"]
        assert isinstance(errors, dict)
        assert errors.keys() <= keys.keys()
        assert all(0 < len(text) <= 2_000 for text in errors.values())
    else:
        assert check_view(ack["view"]) == []


@hostile
@given(views)
def test_a_notice_is_a_modal_that_slack_takes(view: View) -> None:
    assert check_view(notice(view)) == []


def _field(number: int, text: str) -> Field:
    return Field(f"k{number}", FieldKind.LINE, text, hint=text, problem=text)


def _all_text(block: object) -> str:
    return json.dumps(block, ensure_ascii=False)


def test_no_field_is_lost_where_there_is_no_room_for_all_that_is_said() -> None:
    endless = "word and word " * 1430
    crowded = FormPart(
        "Title", tuple(_field(n, endless) for n in range(60)), "Save", Action("Open", "form", "x")
    )
    view = View("form", "", (Paragraph("Said above. " + endless), crowded))
    shown = modal(view, crowded, PRESSED)
    assert check_view(shown) == []
    blocks = shown["blocks"]
    assert isinstance(blocks, list)
    assert [b["block_id"] for b in blocks if b["type"] == "input"] == [
        field.key for field in crowded.fields
    ]
    others = [block for block in blocks if block["type"] != "input"]
    assert len(others) == 40
    assert all("⚠️" in _all_text(block) for block in others), "what is wrong goes first"


def test_of_each_text_the_beginning_is_said_before_the_rest_of_any() -> None:
    endless = "word and word " * 1430
    form = FormPart("Title", (_field(1, endless),), "Save", Action("Open", "form", "x"))
    many = tuple(Paragraph(f"Above {n}. {endless}") for n in range(20))
    shown = modal(View("form", "", (*many, form)), form, PRESSED)
    blocks = shown["blocks"]
    assert isinstance(blocks, list)
    assert len(blocks) == 100
    for number in range(20):
        assert any(f"Above {number}. " in _all_text(block) for block in blocks)
    assert any("⚠️" in _all_text(block) for block in blocks)


def test_a_form_of_more_fields_than_a_modal_takes_is_refused() -> None:
    fields = tuple(_field(number, "x") for number in range(101))
    form = FormPart("Title", fields, "Save", Action("Open", "form", "x"))
    with pytest.raises(ValueError, match="form:x"):
        modal(View("form", "", (form,)), form, PRESSED)


def test_what_takes_longer_is_said_in_the_modal() -> None:
    assert check_view(later(PRESSED)["view"]) == []


def test_a_modal_knows_where_it_was_opened_and_that_its_trigger_is_used_up() -> None:
    opener = Opener.of(PRESSED, "form:capacity", "SWE:10")
    assert Opener.parse(str(opener)) == opener
    route = Route.parse(opener.route)
    assert (route.thread, route.hidden, route.trigger) == ("1.1", True, "")
    for stray in ("", "{}", "[1]", "[1, 2, 3, 4]", "no json"):
        assert Opener.parse(stray) is None
