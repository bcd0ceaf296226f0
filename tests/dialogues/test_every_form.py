"""Every form there is: whatever is wrong with a field's input is answered at the field.

Missing, too long, of the wrong kind, hostile; on each platform. A new form is walked as soon as
it stands in FORMS.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from core.domain.people import Asker, Grant, Identity, Platform, Role
from core.domain.subscriptions import Address
from core.i18n import Words
from core.usecases.form_table import FORMS
from core.usecases.forms import (
    CHOOSING,
    FieldKind,
    FieldSpec,
    FormOpened,
    Problem,
    check_field,
)
from core.usecases.turn import Turn
from core.views.form_problems import problem_text
from core.views.form_words import FORM_WORDS
from storage.unit_of_work import SqlStore
from tests.dialogues.conftest import Play
from tests.dialogues.form_places import PLACES
from tests.dialogues.on_slack import SlackBot
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, PRIVATE, ChatBot, Heard, talk, together
from tests.doubles.slack_payloads import element_state, view_submission
from tests.doubles.slack_records import Ack, Payload, SlackView
from tests.doubles.slack_views import apply_submission_ack

HOSTILE = "<!channel> <b>&</b> *x* {ref} \u202e\x00\x07 '; DROP TABLE cases; --"
RIGHT = {
    FieldKind.LINE: "Hostile <!channel> <b>&</b>",
    FieldKind.TEXT: "Hostile <!channel> <b>&</b>\n*two* lines",
    FieldKind.DATE: "31 May 2010",
    FieldKind.PARTIAL_DATE: "May 2010",
}
GRANTS = frozenset({Grant(Role.COORDINATOR, "SWE"), Grant(Role.STEWARD), Grant(Role.BOARD)})
WORDS = Words()


def wrong(spec: FieldSpec) -> Iterator[str]:
    """What can't be an answer, but for what is hostile."""
    if spec.kind in CHOOSING:
        yield from ("nonsense", "x" * 4_000)
        return
    yield "x" * (spec.length + 1)
    if spec.kind not in {FieldKind.LINE, FieldKind.TEXT}:
        yield from ("nonsense", "31 February 2010", "\u0663\u066b\u0665")


def right(spec: FieldSpec) -> str:
    if spec.kind in CHOOSING:
        return spec.choices[0]
    return RIGHT.get(spec.kind, str(spec.lowest))[: spec.length]


async def prepared(bot: ChatBot, name: str) -> FormOpened:
    """The form as it opens for somebody with every role, once it can be opened."""
    for grant in sorted(GRANTS):
        await become(bot, ANNA, grant.role, grant.section)
    world = bot.world
    assert isinstance(world.store, SqlStore)
    ref = PLACES[name](world.store) if name in PLACES else ""
    asker = Asker(Identity(Platform.CONSOLE, "anna"), "p1", GRANTS)
    address = Address(Platform.CONSOLE, "anna")
    with world.store.read() as uow:
        now = world.clock.now()
        turn = Turn(asker, uow, now, address, "UTC", True, True, world.chance)  # noqa: FBT003
        opened = FORMS[name].open(ref, turn)
    assert isinstance(opened, FormOpened), f"give {name} a place in form_places.py: {opened}"
    return opened


def token(opened: FormOpened) -> str:
    return f"form:{opened.form}:{opened.ref}"


def label(opened: FormOpened, spec: FieldSpec) -> str:
    return FORM_WORDS[opened.form](opened, WORDS).fields[spec.key].label


def problem(spec: FieldSpec, typed: str) -> str:
    found = check_field(spec, typed)
    assert isinstance(found, Problem), (spec, typed)
    return problem_text(found, WORDS)


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("platform", ["telegram", "console"])
def test_each_field_by_question_and_answer(name: str, play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        opened = await prepared(bot, name)
        heard = await bot.forge(ANNA, token(opened), PRIVATE)
        for spec in opened.fields:
            await _each_wrong_answer(bot, opened, spec, heard)
            heard = await bot.say(ANNA, right(spec), PRIVATE)
        assert "Is this right?" in together(heard)
        await talk(bot, [("/cancel", "Cancelled")])

    play(script)


async def _each_wrong_answer(
    bot: ChatBot, opened: FormOpened, spec: FieldSpec, heard: list[Heard]
) -> None:
    asked = label(opened, spec)
    assert asked in together(heard)
    if spec.required:
        assert "[Skip]" not in together(heard)
        missing = together(await bot.say(ANNA, "\x07", PRIVATE))
        assert asked in missing
        assert problem(spec, "\x07") in missing
    for typed in wrong(spec):
        text = together(await bot.say(ANNA, typed[:4_000], PRIVATE))
        assert asked in text
        assert problem(spec, typed[:4_000])[:60] in text
    if spec.kind not in {FieldKind.LINE, FieldKind.TEXT}:
        assert asked in together(await bot.say(ANNA, HOSTILE, PRIVATE))


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("platform", ["slack"])
def test_each_field_in_a_modal(name: str, play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        assert isinstance(bot, SlackBot)
        opened = await prepared(bot, name)
        assert await bot.forge(ANNA, token(opened), PRIVATE) == []
        view = bot.slack.views[-1]
        for spec in opened.fields:
            for typed in ("\x00 \x07", *wrong(spec), HOSTILE):
                if isinstance(found := check_field(spec, typed), Problem):
                    errors = await _errors(bot, view, {spec.key: typed})
                    told = problem_text(found, WORDS).replace("\u202e ", "")
                    assert errors[spec.key] == told
        texts = {
            s.key: HOSTILE for s in opened.fields if s.kind in {FieldKind.LINE, FieldKind.TEXT}
        }
        ack = await _sent(bot, view, texts)
        assert ack.status == 200
        told = (ack.payload or {}).get("errors", {})
        assert told.keys() <= {spec.key for spec in opened.fields}

    play(script)


async def _errors(bot: SlackBot, view: SlackView, values: dict[str, str]) -> dict[str, str]:
    ack = await _sent(bot, view, values)
    assert ack.payload is not None
    assert ack.payload["response_action"] == "errors"
    errors: dict[str, str] = ack.payload["errors"]
    return errors


async def _sent(bot: SlackBot, view: SlackView, values: dict[str, str]) -> Ack:
    """Send the modal with these values alone, also where Slack's own window would not let one."""
    user = bot.slack.world.users[view.user]
    inputs = [block for block in view.view["blocks"] if block["type"] == "input"]
    loose = [block | {"optional": True} for block in inputs]
    delivery = view_submission(
        bot.slack.world, replace(view, view=view.view | {"blocks": loose}), {}, user
    )
    state = delivery.payload["view"]["state"]["values"]
    for block in inputs:
        typed = values.get(block["block_id"])
        if typed is not None:
            state[block["block_id"]] = {"value": _state(block["element"], typed)}
    ack = await bot.slack.deliver(delivery)
    if ack.payload:
        apply_submission_ack(bot.slack.world, view, ack.payload)
    return ack


def _state(element: Payload, typed: str) -> Payload:
    match element["type"]:
        case "static_select":
            return {"type": "static_select", "selected_option": {"value": typed}}
        case "multi_static_select":
            return {"type": "multi_static_select", "selected_options": [{"value": typed}]}
        case _:
            return element_state(element, typed)


def test_every_place_is_that_of_a_form() -> None:
    assert PLACES.keys() <= FORMS.keys()
