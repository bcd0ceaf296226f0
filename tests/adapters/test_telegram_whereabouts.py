"""What Telegram tells of where the bot is, and a token that is refused in the middle."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bots.telegram.membership import whereabouts_in
from bots.telegram.results import TOKEN_REFUSED
from core.domain.people import Platform
from core.domain.subscriptions import Address, Cause
from core.domain.whereabouts import LetIn, PutOut, Refused, Renamed, Whereabouts
from core.ports import StoreAwayError
from tests.adapters.slack_harness import until
from tests.adapters.telegram_stage import ADA, BEN, GROUP, StubDoor, listening, polling
from tests.doubles.loop import run
from tests.doubles.telegram import TelegramDouble

PRIVATE = Address(Platform.TELEGRAM, str(ADA.id))
SHARED = Address(Platform.TELEGRAM, str(GROUP.id))
REFUSED = Refused(Platform.TELEGRAM, TOKEN_REFUSED.reason)

Scene = Callable[[TelegramDouble, StubDoor], Awaitable[None]]


def play(scene: Scene, door: StubDoor | None = None) -> None:
    async def whole() -> None:
        stub = door or StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, stub):
            await scene(telegram, stub)

    run(whole())


def test_blocking_unblocking_adding_and_removing_are_noted() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor) -> None:
        await telegram.change_bot_membership(ADA, ADA.private_chat(), "kicked")
        await telegram.change_bot_membership(ADA, ADA.private_chat(), "member")
        await telegram.change_bot_membership(BEN, GROUP, "member")
        await telegram.change_bot_membership(BEN, GROUP, "left")
        assert await telegram.updates.wait_until_empty(5)
        assert [told for told in door.noted if told.address == PRIVATE] == [  # type: ignore[union-attr]
            PutOut(PRIVATE, Cause.BLOCKED, "kicked"),
            LetIn(PRIVATE),
        ]
        assert [told for told in door.noted if told.address == SHARED] == [  # type: ignore[union-attr]
            LetIn(SHARED),
            PutOut(SHARED, Cause.REMOVED, "left"),
        ]
        assert door.requests == []

    play(scene)


def message(**content: Any) -> dict[str, Any]:
    return {"update_id": 1, "message": {"message_id": 5, "date": 1, **content}}


def membership(member: dict[str, Any]) -> dict[str, Any]:
    chat = {"id": GROUP.id, "type": "supergroup"}
    return {"update_id": 1, "my_chat_member": {"chat": chat, "new_chat_member": member}}


@pytest.mark.parametrize(
    ("update", "told"),
    [
        (
            message(chat={"id": -5, "type": "group"}, migrate_to_chat_id=-1005),
            Renamed(Address(Platform.TELEGRAM, "-5"), "-1005"),
        ),
        (
            message(chat={"id": -1005, "type": "supergroup"}, migrate_from_chat_id=-5),
            Renamed(Address(Platform.TELEGRAM, "-5"), "-1005"),
        ),
        (
            membership({"status": "restricted", "is_member": False}),
            PutOut(SHARED, Cause.REMOVED, "restricted"),
        ),
        (membership({"status": "restricted", "is_member": True}), LetIn(SHARED)),
        (membership({"status": "administrator"}), LetIn(SHARED)),
        (membership({}), None),
        (message(chat={"id": 7, "type": "private"}, text="hello"), None),
        ({"update_id": 1}, None),
    ],
)
def test_what_an_update_tells(update: dict[str, Any], told: Whereabouts | None) -> None:
    assert whereabouts_in(update) == told


class Forgetful(StubDoor):
    """Whose records are away when the first change is told."""

    away: int = 1

    def note(self, told: Whereabouts) -> None:
        if self.away:
            self.away -= 1
            raise StoreAwayError
        super().note(told)


def test_what_could_not_be_noted_comes_again() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor) -> None:
        await telegram.change_bot_membership(BEN, GROUP, "left")
        assert await telegram.updates.wait_until_empty(5)
        assert door.noted == [PutOut(SHARED, Cause.REMOVED, "left")]

    play(scene, Forgetful())


def test_a_token_that_is_refused_in_the_middle_ends_nothing_and_loses_no_answer() -> None:
    async def scene(telegram: TelegramDouble, door: StubDoor) -> None:
        await telegram.send_text(ADA, "before")
        first = await telegram.wait_for_reply(ADA.id)
        token, telegram.token = telegram.token, "4242:another"
        await telegram.send_text(ADA, "meanwhile")
        await until(lambda: len(door.noted) > 1)
        assert set(door.noted) == {REFUSED}
        telegram.token = token
        second = await telegram.wait_for_reply(ADA.id, after=first, timeout=10)
        assert second.text == "You said: meanwhile"
        await telegram.send_text(ADA, "after")
        third = await telegram.wait_for_reply(ADA.id, after=second, timeout=10)
        assert third.text == "You said: after"

    play(scene)


def test_behind_a_webhook_the_answer_finds_it_out() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, listening(telegram, door):
            telegram.token = "4242:another"
            await telegram.send_text(ADA, "hello")
            assert await telegram.updates.wait_until_empty(5)
            assert door.noted == [REFUSED]
            assert [request.text for request in door.postponed] == ["hello"]

    run(whole())
