"""Telegram: the real adapter, polling or behind its webhook, before the Telegram double."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from bots.world import SettableClock, World
from core.domain.people import Platform
from core.ports import Sender
from tests.adapters.telegram_stage import listening, polled, polling
from tests.dialogues.script import Heard, Member
from tests.doubles.telegram import BOT, Chat, Sent, TelegramDouble, User
from tests.doubles.telegram_html import Json

GROUP = Chat(-1001234567890, "supergroup", "Section Sweden")


@dataclass(slots=True)
class TelegramBot:
    """People with Telegram."""

    world: World
    clock: SettableClock
    telegram: TelegramDouble
    sender: Sender | None = None
    last: Json | None = None
    platform: Platform = Platform.TELEGRAM

    async def say(self, who: Member, text: str, where: str) -> list[Heard]:
        typed = text if text.startswith("/") or not where else f"@{BOT.username} {text}"
        marks = self._marks()
        await self.telegram.send_text(_user(who), typed, GROUP if where else None)
        return await self._heard(marks)

    async def press(self, who: Member, message: Heard, label: str) -> list[Heard]:
        assert isinstance(message.handle, Sent)
        marks = self._marks()
        current = self.telegram.current(message.handle)
        self.telegram.state.own[current.chat_id, current.message_id] = message.handle
        try:
            await self.telegram.press(message.handle, label, user=_user(who))
        finally:
            self.telegram.state.own[current.chat_id, current.message_id] = current
        return await self._heard(marks)

    async def forge(self, who: Member, token: str, where: str) -> list[Heard]:
        user = _user(who)
        chat = GROUP if where else user.private_chat()
        self.telegram.add_chat(chat)
        message = {"message_id": 1, "date": 0, "chat": chat.to_json()}  # too old to be read
        query = {
            "id": "forged",
            "from": user.to_json(),
            "message": message,
            "chat_instance": "1",
            "data": token,
        }
        self.telegram.state.open_queries.add("forged")
        marks = self._marks()
        await self.telegram.updates.add("callback_query", query)
        return await self._heard(marks)

    async def again(self) -> list[Heard]:
        assert self.last is not None
        marks = self._marks()
        await self.telegram.updates.redeliver(self.last)
        return await self._heard(marks)

    def _marks(self) -> tuple[int, int]:
        return len(self.telegram.sent), len(self.telegram.edits)

    async def _heard(self, marks: tuple[int, int]) -> list[Heard]:
        (self.last,) = self.telegram.updates.pending
        assert await self.telegram.updates.wait_until_empty(5.0)
        sent, edits = marks
        return [
            *(seen(message, edited=True) for message in self.telegram.edits[edits:]),
            *(seen(message) for message in self.telegram.sent[sent:]),
        ]


def _user(who: Member) -> User:
    return User(who.number, who.name.title(), language_code="en")


def seen(message: Sent, *, edited: bool = False) -> Heard:
    labels = tuple(button.text for row in message.keyboard for button in row)
    return Heard(message.text, labels, message.chat_id < 0, edited, message)


@asynccontextmanager
async def telegram_bot(
    world: World, clock: SettableClock, *, webhook: bool = False
) -> AsyncIterator[TelegramBot]:
    """Vigil on Telegram; the double's complaints fail the test."""
    async with AsyncExitStack() as stack:
        telegram = await stack.enter_async_context(TelegramDouble())
        sender: Sender | None = None
        if webhook:
            url = await stack.enter_async_context(listening(telegram, world.app))
            assert telegram.updates.webhook is not None
            assert telegram.updates.webhook.url == url
        else:
            adapter = await stack.enter_async_context(polling(telegram, world.app))
            sender = adapter.sender
            await polled(telegram)
        yield TelegramBot(world, clock, telegram, sender)
        assert telegram.violations == []
