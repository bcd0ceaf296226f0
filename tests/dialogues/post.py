"""What the bot writes to people by itself, as each of them finds it."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import storage
from bots.console.personas import Persona
from bots.console.render import render
from bots.console.talk import Seat
from core.domain.people import Platform
from core.domain.subscriptions import Address, Delivered, Found, Gone, SendResult
from core.parts import View
from core.ports import Sender
from core.usecases.feedback_clock import lapse_appeals
from core.usecases.proposals import due_proposals
from scheduler.delivery import Delivery
from scheduler.planner import plan
from tests.dialogues import on_slack, on_telegram
from tests.dialogues.on_slack import SlackBot
from tests.dialogues.on_telegram import TelegramBot
from tests.dialogues.script import ChatBot, Heard, Member, together
from tests.doubles.slack import SlackUser

_PEOPLE: Final = (Path(storage.__file__).parent / "sample" / "people.csv").read_text("utf-8")
SAMPLE: Final = frozenset(row["identity"] for row in csv.DictReader(_PEOPLE.splitlines()))
"""People of the sample portfolio, who have roles at the terminal too, and no part in a test."""

Mail = dict[str, list[Heard]]
"""What has come, by whom it has come to."""


async def collect(bot: ChatBot, people: Sequence[Member]) -> Mail:
    """Let the timer do what is due, send what waits, and see what came to each.

    A conversation that is nobody's of these people stands under its own id.
    """
    world, now = bot.world, bot.clock.now()
    lapse_appeals(world.store, world.chance, now)
    due_proposals(world.store, world.chance, now)
    plan(world.store, world.chance, now)
    if isinstance(bot, SlackBot):
        return await _by_slack(bot, people)
    if isinstance(bot, TelegramBot):
        return await _by_telegram(bot, people)
    terminal = _Terminal()
    await _send(bot, terminal)
    return {name: heard for name, heard in terminal.mail.items() if name not in SAMPLE}


async def expect(bot: ChatBot, people: Sequence[Member], wanted: Mapping[str, str]) -> Mail:
    """Each of these is told one thing, with these words between `|`; nobody else is told any."""
    mail = await collect(bot, people)
    told = {name: [message.text for message in heard] for name, heard in mail.items()}
    assert set(told) == set(wanted), told
    for name, words in wanted.items():
        assert len(mail[name]) == 1, told
        text = together(mail[name])
        for part in words.split("|"):
            assert part in text, f"{name}, {part!r} in:\n{text}"
    assert await collect(bot, people) == {}, "told twice"
    return mail


async def _send(bot: ChatBot, sender: Sender) -> None:
    senders: dict[Platform, Sender] = {bot.platform: sender}
    await Delivery(bot.world.store, bot.clock, senders).drain()


async def _by_slack(bot: SlackBot, people: Sequence[Member]) -> Mail:
    mark = bot.slack.revision
    await _send(bot, bot.sender)
    users = [SlackUser(f"U0{who.name.upper()}", who.name, who.zone) for who in people]
    names = {bot.slack.im_of(bot.slack.add(user)).id: user.name for user in users}
    mail: Mail = {}
    for channel, posted in bot.slack.messages.items():
        for message in posted:
            if message.revision > mark:
                mail.setdefault(names.get(channel, channel), []).append(on_slack.seen(message))
    return mail


async def _by_telegram(bot: TelegramBot, people: Sequence[Member]) -> Mail:
    assert bot.sender is not None
    mark = len(bot.telegram.sent)
    await _send(bot, bot.sender)
    names = {who.number: who.name for who in people}
    mail: Mail = {}
    for sent in bot.telegram.sent[mark:]:
        name = names.get(sent.chat_id, str(sent.chat_id))
        mail.setdefault(name, []).append(on_telegram.seen(sent))
    return mail


@dataclass(slots=True)
class _Terminal:
    """`Sender` that keeps what a terminal would show."""

    mail: Mail = field(default_factory=dict)

    async def send(self, address: Address, view: View, posting: str, begun: str = "") -> SendResult:
        screen = render(view)
        labels = tuple(choice.label for choice in screen.choices)
        seat = Seat(Persona(address.conversation))
        heard = Heard(screen.plain, labels, public=False, handle=(seat, screen.choices))
        self.mail.setdefault(address.conversation, []).append(heard)
        return Delivered(posting)

    async def was_sent(self, address: Address, posting: str) -> Found | None:
        return None

    async def retract(self, address: Address, message: str, instead: View) -> SendResult:
        return Gone("printed")
