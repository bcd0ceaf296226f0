"""Forms as modals on Slack: errors at the field, a stale one says so, sent twice is done once."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from core.domain.people import Role
from tests.dialogues.conftest import Play
from tests.dialogues.on_slack import SlackBot
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, BILAL, CHANNEL, PRIVATE, ChatBot, Heard, talk, together
from tests.doubles.slack import SlackDouble, SlackUser
from tests.doubles.slack_records import Ack, SlackView

pytestmark = pytest.mark.parametrize("platform", ["slack", "slack-socket"])
USER = SlackUser("U0ANNA", "anna", "Europe/Stockholm")


@dataclass(slots=True)
class Window:
    """Anna, before a modal."""

    bot: SlackBot
    view: SlackView

    @classmethod
    async def open(cls, bot: ChatBot, command: str = "/capacity", where: str = PRIVATE) -> "Window":
        """The modal that a command opens."""
        assert isinstance(bot, SlackBot)
        before = {view.id for view in bot.slack.views}
        assert await bot.say(ANNA, command, where) == []
        (view,) = [view for view in bot.slack.views if view.id not in before]
        return cls(bot, view)

    @property
    def slack(self) -> SlackDouble:
        return self.bot.slack

    @property
    def is_open(self) -> bool:
        return any(view.id == self.view.id for view in self.slack.views)

    async def send(self, values: Mapping[str, str | list[str]]) -> Ack:
        return await self.slack.submit_view(self.view, values, user=USER)

    async def done(self, values: Mapping[str, str | list[str]]) -> str:
        """What is said in a message once the modal is closed."""
        mark = self.slack.revision
        self.bot.last = await self.send(values)
        assert not self.is_open
        message = await self.slack.wait_for_message(after=mark)
        return message.text


def errors(ack: Ack) -> dict[str, str]:
    assert ack.payload is not None
    assert ack.payload["response_action"] == "errors"
    found: dict[str, str] = ack.payload["errors"]
    return found


def capacity_of(bot: ChatBot, code: str = "SWE") -> int:
    with bot.world.store.read() as uow:
        section = uow.sections.get(code)
    assert section is not None
    return section.capacity


def test_a_form_opens_and_is_answered_where_it_was_asked_for(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        window = await Window.open(bot)
        assert window.view.view["title"]["text"] == "Capacity"
        assert window.view.view["blocks"][-1]["element"]["initial_value"] == "10"
        assert "Capacity of Section Sweden: 12" in await window.done({"number": "12"})
        assert capacity_of(bot) == 12
        public = await Window.open(bot, where=CHANNEL)
        assert "It was 12" in await public.done({"number": "9"})
        assert public.slack.ephemerals[-1].channel == "C0SECTIONSWEDEN"
        assert not public.slack.messages.get("C0SECTIONSWEDEN")

    play(script)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        (" ", "This is needed"),
        ("twelve", "Please write a whole number"),
        ("501", "The most is 500"),
        ("-1", "The least is 0"),
        ("1" * 10_000, "at most 300 characters"),
        ("<!channel> \x00 <b>&</b>", "Please write a whole number"),
    ],
)
def test_what_is_wrong_is_told_at_the_field(play: Play, typed: str, problem: str) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        window = await Window.open(bot)
        found = errors(await window.send({"number": typed}))
        assert list(found) == ["number"]
        assert problem in found["number"]
        assert window.is_open
        assert problem in errors(await window.send({"number": typed}))["number"]
        assert "Capacity of Section Sweden: 3" in await window.done({"number": "3"})

    play(script)


def test_several_sections_are_a_choice(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        for section in ("SWE", "MYS"):
            await become(bot, ANNA, Role.COORDINATOR, section)
        window = await Window.open(bot, "/capacity many")
        told = [block for block in window.view.view["blocks"] if block["type"] == "rich_text"]
        assert "whole number" in str(told)
        ack = await window.send({"section": "MYS", "number": " "})
        assert list(errors(ack)) == ["number"]
        assert "Section Malaysia: 5" in await window.done({"section": "MYS", "number": "5"})

    play(script)


def test_a_form_sent_twice_is_done_once(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        window = await Window.open(bot)
        await window.done({"number": "12"})
        assert window.bot.last is not None
        mark = window.slack.revision
        again = await window.slack.resend(window.bot.last)
        assert again.status == 200
        assert not again.payload
        twice = await window.send({"number": "13"})
        assert not twice.payload
        assert await talk(bot, [("/goals available", "500 cases")])
        said = [m.text for m in window.slack.ephemerals if m.revision > mark]
        assert not any("Capacity" in text for text in said)
        with bot.world.store.read() as uow:
            assert [d.after for d in uow.decisions.of("SWE")] == ["12"]

    play(script)


def test_a_form_that_went_stale_says_so(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        await become(bot, BILAL, Role.COORDINATOR, "SWE")
        window = await Window.open(bot)
        await talk(bot, [("/capacity 9", "Capacity of Section Sweden: 9")], who=BILAL)
        ack = await window.send({"number": "12"})
        assert ack.payload is not None
        assert ack.payload["response_action"] == "update"
        shown = str(ack.payload["view"])
        assert "This form is too old" in shown
        assert "You had written" in shown
        assert "12" in shown
        assert capacity_of(bot) == 9

    play(script)


def test_a_button_opens_the_form_for_a_reason_in_ones_own_words(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        assert isinstance(bot, SlackBot)
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        heard = await talk(bot, [("/commit MYS-0012", "Committed"), ("/release MYS-0012", "Why")])
        assert await bot.press(ANNA, heard[-1], "In my own words") == []
        (view,) = bot.slack.views
        window = Window(bot, view)
        reason = {"reason": "Another reason"}
        assert list(errors(await window.send({**reason, "words": " "}))) == ["words"]
        long = errors(await window.send({**reason, "words": "x" * 1_001}))
        assert long == {"words": "Please write at most 1,000 characters."}
        words = "The <!channel> group\nhas dissolved & *gone*"
        assert "Handed back MYS-0012" in await window.done({**reason, "words": words})
        with bot.world.store.read() as uow:
            *_, last = uow.decisions.of("MYS-0012")
        assert last.reason == words

    play(script)


def test_where_nothing_opens_a_modal_a_button_does(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        assert isinstance(bot, SlackBot)
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        for where in (PRIVATE, CHANNEL):
            heard: list[Heard] = await talk(bot, [("capacity", "Fill in: Capacity")], where=where)
            assert not any(message.public for message in heard)
            assert await bot.press(ANNA, heard[-1], "Fill in: Capacity") == []
            window = Window(bot, bot.slack.views[-1])
            number = str(capacity_of(bot) + 1)
            assert f"Sweden: {number}" in await window.done({"number": number})

    play(script)


def test_who_has_no_such_role_is_told_so_and_nothing_is_done(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        window = await Window.open(bot)
        mark = window.slack.revision
        bilal = window.slack.add(SlackUser("U0BILAL", "bilal", "Asia/Kuala_Lumpur"))
        ack = await window.slack.submit_view(window.view, {"number": "12"}, user=bilal)
        assert not ack.payload
        message = await window.slack.wait_for_message(after=mark)
        assert "Only a coordinator may do that" in message.text
        assert capacity_of(bot) == 10

    play(script)


def test_a_modal_of_somebody_elses_is_left_alone(play: Play) -> None:
    async def script(bot: ChatBot) -> None:
        await become(bot, ANNA, Role.COORDINATOR, "SWE")
        window = await Window.open(bot)
        window.view.view["private_metadata"] = "not ours"
        ack = await window.send({"number": "12"})
        assert ack.status == 200
        assert not ack.payload
        assert "10" in together(await talk(bot, [("/capacity 10", "It was so before")]))

    play(script)
