"""Slack: the real adapter, over signed HTTP or Socket Mode, before the Slack double."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from bots.slack.exchange import Paces
from bots.world import SettableClock, World
from core.domain.people import Platform
from core.i18n import SLACK_COMMANDS
from core.ports import Sender
from tests.adapters.slack_harness import on_slack, until
from tests.dialogues.script import Heard, Member
from tests.dialogues.witness import Witness
from tests.doubles.slack import (
    SlackChannel,
    SlackDouble,
    SlackMessage,
    SlackUser,
    buttons,
    plain,
)
from tests.doubles.slack_records import Ack

PATIENT = Paces(record=2.5, recovery=60.0, shutdown=5.0)


@dataclass(slots=True)
class SlackBot:
    """People in a workspace."""

    world: World
    clock: SettableClock
    slack: SlackDouble
    witness: Witness
    sender: Sender
    last: Ack | None = None
    platform: Platform = Platform.SLACK
    windows: frozenset[str] = frozenset()
    """The modals that were open before what was last done."""

    async def say(self, who: Member, text: str, where: str) -> list[Heard]:
        mark = self._mark()
        user = self._user(who)
        channel = self._channel(where) if where else self.slack.im_of(user)
        if text.startswith("/"):
            verb, _, rest = text[1:].partition(" ")
            known = verb in SLACK_COMMANDS
            name, typed = (f"/{verb}", rest) if known else ("/vigil", text[1:])
            self.last = await self.slack.command(name, typed, user=user, channel=channel)
        elif where:
            mention = f"<@{self.slack.bot_user_id}> {text}"
            self.last = await self.slack.event("app_mention", mention, user=user, channel=channel)
        else:
            self.last = await self.slack.event("message.im", text, user=user)
        return await self._heard(mark)

    async def press(self, who: Member, message: Heard, label: str) -> list[Heard]:
        assert isinstance(message.handle, SlackMessage)
        mark = self._mark()
        self.last = await self.slack.press(message.handle, label, user=self._user(who))
        return await self._heard(mark)

    async def forge(self, who: Member, token: str, where: str) -> list[Heard]:
        user = self._user(who)
        channel = self._channel(where) if where else self.slack.im_of(user)
        button = {
            "type": "button",
            "text": {"type": "plain_text", "text": "?"},
            "action_id": "forged",
            "value": token,
        }
        blocks = ({"type": "actions", "block_id": "forged", "elements": [button]},)
        bot = self.slack.bot_user_id
        message = SlackMessage("1.000001", channel.id, "", bot, 0, blocks)
        mark = self._mark()
        self.last = await self.slack.press(message, "forged", user=user)
        return await self._heard(mark)

    async def again(self) -> list[Heard]:
        assert self.last is not None
        mark = self._mark()
        retry = 1 if self.last.delivery.kind == "events_api" else None
        await self.slack.resend(self.last, retry=retry)
        return await self._heard(mark)

    async def _heard(self, mark: int) -> list[Heard]:
        assert self.last is not None
        assert self.last.status == 200
        await until(lambda: not self.witness.owed)
        if self.witness.fresh:
            await until(lambda: self.slack.revision > mark or self._windows() != self.windows)
        posted = [m for channel in self.slack.messages.values() for m in channel]
        new = [m for m in (*self.slack.ephemerals, *posted) if m.revision > mark]
        return [seen(message) for message in sorted(new, key=lambda m: m.revision)]

    def _mark(self) -> int:
        self.windows = self._windows()
        return self.slack.revision

    def _windows(self) -> frozenset[str]:
        return frozenset(view.hash for view in self.slack.views)

    def _user(self, who: Member) -> SlackUser:
        return self.slack.add(SlackUser(f"U0{who.name.upper()}", who.name, who.zone))

    def _channel(self, where: str) -> SlackChannel:
        return self.slack.add(SlackChannel(f"C0{where.upper().replace('-', '')}", name=where))


def seen(message: SlackMessage) -> Heard:
    return Heard(
        plain(message),
        tuple(buttons(message)),
        public=message.seen_by is None and not message.channel.startswith("D"),
        edited=message.edited_ts is not None,
        handle=replace(message),
    )


@asynccontextmanager
async def slack_bot(
    world: World, clock: SettableClock, *, socket: bool = False
) -> AsyncIterator[SlackBot]:
    """Vigil on Slack; the double's complaints fail the test."""
    witness = Witness(world.app)
    async with on_slack(witness, socket=socket, paces=PATIENT) as (slack, adapter):
        yield SlackBot(world, clock, slack, witness, adapter.sender)
