"""Requests on their way to the core's threads and back."""

import asyncio
import threading
import time
from collections.abc import Callable

import pytest

from bots.telegram.desk import Desk
from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.parts import View
from core.request import Actor, Audience, Form, Reply, Request
from tests.doubles.loop import run


def request(text: str) -> Request:
    return Request(
        f"telegram:{text}",
        Actor(Identity(Platform.TELEGRAM, "7")),
        Address(Platform.TELEGRAM, "7"),
        text,
        Form.WORDS,
        private=True,
        audience=Audience.ASKER,
    )


def echo(asked: Request) -> Reply:
    return Reply("Echo", (View("echo", asked.text),), Audience.ASKER)


def answers(
    handle: Callable[[Request], Reply], *texts: str, quick_seconds: float = 5.0
) -> list[Reply | BaseException]:
    async def ask() -> list[Reply | BaseException]:
        desk = Desk(handle, quick_seconds=quick_seconds)
        return await asyncio.gather(
            *(desk.answer(request(text)) for text in texts), return_exceptions=True
        )

    return run(ask())


def test_those_that_come_together_share_a_thread_and_keep_their_order() -> None:
    handled: list[tuple[int, str]] = []

    def handle(asked: Request) -> Reply:
        handled.append((threading.get_ident(), asked.text))
        return echo(asked)

    found = answers(handle, "a", "b", "c")
    assert found == [echo(request(text)) for text in "abc"]
    assert [text for _, text in handled] == ["a", "b", "c"]
    assert len({thread for thread, _ in handled}) == 1


def test_a_defect_is_told_to_whom_it_concerns_alone() -> None:
    def handle(asked: Request) -> Reply:
        if asked.text == "b":
            raise LookupError(asked.text)
        return echo(asked)

    first, second, third = answers(handle, "a", "b", "c")
    assert (first, third) == (echo(request("a")), echo(request("c")))
    assert isinstance(second, LookupError)


def test_one_that_is_held_up_gives_the_others_threads_of_their_own() -> None:
    together = threading.Barrier(2, timeout=5.0)

    def handle(asked: Request) -> Reply:
        if asked.text == "held up":
            time.sleep(0.03)
        else:
            together.wait()  # passed only by two at the same time
        return echo(asked)

    found = answers(handle, "held up", "b", "c", quick_seconds=0.02)
    assert found == [echo(request(text)) for text in ("held up", "b", "c")]


def test_who_comes_while_one_is_held_up_is_not() -> None:
    release = threading.Event()

    def handle(asked: Request) -> Reply:
        if asked.text == "held up":
            assert release.wait(5.0)
        return echo(asked)

    async def come_later() -> Reply:
        desk = Desk(handle, quick_seconds=0.02)
        held_up = asyncio.create_task(desk.answer(request("held up")))
        await asyncio.sleep(0.01)
        later = await desk.answer(request("later"))
        assert not held_up.done()
        release.set()
        await held_up
        return await desk.answer(request("last")) and later

    assert run(come_later()) == echo(request("later"))


def test_who_comes_while_a_quick_one_is_handled_waits_for_its_thread() -> None:
    at_work: list[str] = []
    most = 0

    def handle(asked: Request) -> Reply:
        nonlocal most
        at_work.append(asked.text)
        most = max(most, len(at_work))
        time.sleep(0.005)
        at_work.remove(asked.text)
        return echo(asked)

    async def come_and_come() -> None:
        desk = Desk(handle, quick_seconds=5.0)
        asked = []
        for number in range(6):
            asked.append(asyncio.create_task(desk.answer(request(str(number)))))
            await asyncio.sleep(0.001)
        await asyncio.gather(*asked)

    run(come_and_come())
    assert most == 1


def test_one_who_left_keeps_nobody_from_an_answer() -> None:
    async def leave() -> Reply:
        desk = Desk(echo)
        leaving = asyncio.create_task(desk.answer(request("a")))
        staying = asyncio.create_task(desk.answer(request("b")))
        await asyncio.sleep(0)
        leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        return await staying

    assert run(leave()) == echo(request("b"))
