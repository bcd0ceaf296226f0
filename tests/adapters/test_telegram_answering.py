"""How far an answer came is remembered until it is at its end, also while the records are away."""

from collections.abc import Sequence

import pytest
from telegram.error import TelegramError

from bots.course import Course
from bots.holding import Holding
from bots.postbook import PostBook
from bots.telegram.answering import Answering
from bots.telegram.answers import Answers
from bots.telegram.inbound import Incoming, Route
from core.ports import StoreAwayError
from core.request import Progress, Reply, Request, Sent
from tests.adapters.telegram_stage import StubDoor
from tests.adapters.test_telegram_desk import request
from tests.doubles.loop import run


class Interrupted(Answers):
    """Sends one message of an answer and is interrupted, once; then sends the rest."""

    def __init__(self) -> None:
        self.began: list[Sequence[str]] = []

    async def give(self, incoming: Incoming, reply: Reply, course: Course) -> None:
        del incoming, reply
        self.began.append(tuple(course.said))
        if len(self.began) == 1:
            course.said.append("first")
            raise TelegramError("lost")


class AwayDoor(StubDoor):
    away = False

    def answered(self, request: Request) -> None:
        if self.away:
            raise StoreAwayError
        super().answered(request)

    def progress(self, request: Request) -> Progress:
        if self.away:
            raise StoreAwayError
        return super().progress(request)


def test_records_that_are_away_do_not_make_what_was_said_forgotten() -> None:
    shown: list[Sent] = []

    async def scene() -> None:
        door, answers = AwayDoor(), Interrupted()
        answering = Answering(door, answers, PostBook(shown.extend), Holding(door.hold))
        incoming = Incoming(request("act MYS-0012"), Route(7))
        door.postponed.append(incoming.request)
        with pytest.raises(TelegramError):
            await answering.answer_late(incoming)
        door.away = True
        with pytest.raises(StoreAwayError):
            await answering.answer_late(incoming)
        door.away = False
        await answering.answer_late(incoming)
        assert answers.began == [(), ("first",)]
        assert door.sent == [incoming.request.key]
        assert not answering.is_owed(incoming.request)

    run(scene())


def test_what_the_records_do_not_know_to_be_answered_is_held_until_they_do() -> None:
    class Parting(Answers):
        """Sends an answer, and then the records are away."""

        def __init__(self) -> None:
            pass

        async def give(self, incoming: Incoming, reply: Reply, course: Course) -> None:
            del incoming, reply, course
            door.away = True

    door = AwayDoor()
    shown: list[Sent] = []

    async def scene() -> None:
        holding = Holding(door.hold)
        answering = Answering(door, Parting(), PostBook(shown.extend), holding)
        incoming = Incoming(request("act MYS-0012"), Route(7))
        door.postponed.append(incoming.request)
        with pytest.raises(StoreAwayError):
            await answering.answer_late(incoming)
        assert incoming.request.key in holding
        door.away = False
        await answering.ended.settle()
        assert incoming.request.key not in holding
        assert door.sent == [incoming.request.key]

    run(scene())
