"""A change is answered until its answer is on record as sent, and never after that."""

import asyncio

from bots.telegram.late import MOST_UNKNOWN
from tests.adapters.telegram_stage import ADA, BEN, StubDoor, polled, polling
from tests.doubles.loop import run
from tests.doubles.telegram import TelegramDouble

CHANGE = "/commit MYS-0012"
LONG_CHANGE = "/act MYS-0012"


def texts(telegram: TelegramDouble) -> list[str]:
    return [sent.text for sent in telegram.sent]


async def heard(telegram: TelegramDouble, count: int) -> None:
    async with asyncio.timeout(5):
        while len(telegram.sent) < count:  # noqa: ASYNC110  no event for it
            await asyncio.sleep(0.01)


async def quiet(telegram: TelegramDouble) -> None:
    """Time enough for whatever would still come."""
    assert await telegram.updates.wait_until_empty(5)
    await asyncio.sleep(0.3)


def test_repeat_of_an_answered_change_is_not_answered_again() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door):
            incoming = await telegram.send_text(ADA, CHANGE)
            update = telegram.updates.pending[0]
            await heard(telegram, 1)
            assert await telegram.updates.wait_until_empty(5)
            await telegram.updates.redeliver(update)
            await quiet(telegram)
            assert texts(telegram) == ["Section Sweden, 7 of 10"]
        assert door.sent == [f"telegram:{incoming.update_id}"]

    run(whole())


def test_killed_before_the_confirmation_it_comes_again_and_is_not_told_again() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram:
            async with polling(telegram, door):
                await polled(telegram)
                telegram.fail_next("getUpdates", "reset_before", 1000)
                # The poll that already waits takes this one; every later one fails.
                await telegram.send_text(ADA, CHANGE)
                await heard(telegram, 1)
            telegram._faults.waiting.clear()
            assert len(telegram.updates.pending) == 1
            async with polling(telegram, door):
                await quiet(telegram)
            assert len(telegram.sent) == 1
        assert len(door.requests) == 2
        assert len(door.done) == 1

    run(whole())


def test_killed_before_the_record_of_its_answer_it_is_answered_again() -> None:
    async def whole() -> None:
        door = StubDoor(forgetful=True)
        async with TelegramDouble() as telegram:
            async with polling(telegram, door):
                await telegram.send_text(ADA, CHANGE)
                update = telegram.updates.pending[0]
                await heard(telegram, 1)
            door.forgetful = False
            await telegram.updates.redeliver(update)
            async with polling(telegram, door):
                await heard(telegram, 2)
                await quiet(telegram)
            assert texts(telegram) == ["Section Sweden, 7 of 10"] * 2
        assert len(door.done) == 1

    run(whole())


def test_records_that_are_away_after_the_answer_are_told_when_they_are_back() -> None:
    async def whole() -> None:
        door = StubDoor(forgetful=True)
        async with TelegramDouble() as telegram, polling(telegram, door):
            await telegram.send_text(ADA, CHANGE)
            await heard(telegram, 1)
            await telegram.send_text(BEN, "hello")
            await heard(telegram, 2)
            await asyncio.sleep(0.3)
            assert len(telegram.updates.pending) == 2
            door.forgetful = False
            await quiet(telegram)
            assert len(telegram.sent) == 2
        assert len(door.sent) == 1

    run(whole())


def test_what_another_process_is_answering_is_left_to_it_and_answered_if_it_dies() -> None:
    async def whole() -> None:
        door = StubDoor(elsewhere=True)
        door.done["telegram:1000"] = door.replies["commit MYS-0012"]
        door.done["telegram:1001"] = door.replies["commit MYS-0012"]
        async with TelegramDouble() as telegram, polling(telegram, door):
            await telegram.send_text(ADA, CHANGE)
            await telegram.send_text(BEN, CHANGE)
            door.sent.append("telegram:1000")  # the other told it, and then died
            await heard(telegram, 1)
            await quiet(telegram)
            assert [sent.chat_id for sent in telegram.sent] == [BEN.id]

    run(whole())


def test_what_was_not_done_comes_again_where_that_could_not_be_said() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door):
            telegram.fail_next("sendMessage", "reset_before")
            await telegram.send_text(ADA, "away")
            await heard(telegram, 1)
            await quiet(telegram)
            assert texts(telegram) == ["Please try again"]
        assert len(door.requests) == 2

    run(whole())


def test_change_whose_answer_may_be_lost_is_answered_again_and_a_look_up_is_not() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door):
            telegram.fail_next("sendMessage", "reset_before", 2)
            await telegram.send_text(ADA, CHANGE)
            await telegram.send_text(BEN, "hello")
            await heard(telegram, 1)
            await quiet(telegram)
            assert texts(telegram) == ["Section Sweden, 7 of 10"]
        assert len(door.sent) == 1
        assert [request.text for request in door.postponed] == ["commit MYS-0012"]

    run(whole())


def test_answer_that_never_gets_through_is_given_up() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door):
            telegram.fail_next("sendMessage", "reset_after", 100)
            await telegram.send_text(ADA, CHANGE)
            async with asyncio.timeout(10):
                while not door.sent:  # noqa: ASYNC110  no event for it
                    await asyncio.sleep(0.01)
            assert len(telegram.sent) == 1 + MOST_UNKNOWN

    run(whole())


def test_long_answer_that_the_rate_limit_interrupts_goes_on_where_it_stopped() -> None:
    async def whole(text: str, stored: int) -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram, polling(telegram, door):
            await telegram.send_text(ADA, text)
            await quiet(telegram)
            expected = texts(telegram)
            assert len(expected) > 3
            telegram.sent.clear()
            telegram.fail_next("sendMessage", 429, after=2, retry_after=30)
            await telegram.send_text(ADA, text)
            await quiet(telegram)
            assert texts(telegram) == expected
        assert len(door.done) == stored

    run(whole(LONG_CHANGE, stored=2))
    run(whole("/long", stored=0))


def test_killed_in_the_middle_of_a_long_answer_the_next_process_goes_on() -> None:
    async def whole() -> None:
        door = StubDoor()
        async with TelegramDouble() as telegram:
            async with polling(telegram, door):
                await telegram.send_text(ADA, LONG_CHANGE)
                update = telegram.updates.pending[0]
                await quiet(telegram)
            expected = texts(telegram)
            door.sent.clear()  # as if it died before the last message
            (key,) = door.marks
            door.marks[key] = door.marks[key][:2]
            telegram.sent.clear()
            await telegram.updates.redeliver(update)
            async with polling(telegram, door):
                await quiet(telegram)
            assert texts(telegram) == expected[2:]

    run(whole())
