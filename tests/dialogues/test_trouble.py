"""When the fault is not the person's: they are told so, and the bot lives on."""

import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import pytest

from bots.world import SettableClock, SystemChance, World
from core import intents
from core.app import PATIENCE, App
from core.domain.people import Platform, Role
from core.ports import StoreAwayError
from core.routes import ROUTES
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.contract.test_app import said
from tests.databases import Server
from tests.dialogues.conftest import NOW, Play, load_sample, perform_in
from tests.dialogues.records import records, section_load
from tests.dialogues.roles import become
from tests.dialogues.script import ANNA, Absent, ChatBot, talk, together

SOON = 0.2
"""Seconds of patience with a database, so that the tests need little of it."""
AWAY = "My records are not available right now. Nothing was changed. Please try again in a minute."
EVERYWHERE = pytest.mark.parametrize("platform", ["slack", "slack-socket", "telegram", "console"])
SECRET = "shibboleth"


@contextmanager
def impatient(url: str, clock: SettableClock) -> Iterator[World]:
    """A world that gives a database up at once."""
    engine = open_engine(url, patience=SOON)
    store, chance = SqlStore(engine), SystemChance()
    try:
        yield World(App(store, clock, chance), store, clock, chance)
    finally:
        engine.dispose()


async def _outage(bot: ChatBot, stop: Callable[[], None], start: Callable[[], None]) -> None:
    await become(bot, ANNA, Role.COORDINATOR, "SWE")
    card = await talk(bot, [("/case MYS-0012", "[Commit Section Sweden (6 of 10)]")])
    stop()
    try:
        await talk(bot, [("/commit MYS-0012", AWAY, Absent("7 of 10"))])
        pressed = await bot.press(ANNA, card[0], "Commit Section Sweden (6 of 10)")
        assert AWAY in together(pressed)
        await talk(bot, [("/digest off", AWAY)])
    finally:
        start()
    assert section_load(bot.world, "SWE") == 6
    await talk(bot, [("/commit MYS-0012", "7 of 10"), ("/commit MYS-0012", "Already")])


@EVERYWHERE
def test_a_locked_file(platform: str, sample_url: str) -> None:
    clock = SettableClock(NOW)
    other = sqlite3.connect(sample_url.removeprefix("sqlite:///"), isolation_level=None)

    async def script(bot: ChatBot) -> None:
        lock = partial(other.execute, "BEGIN IMMEDIATE")
        free = partial(other.execute, "ROLLBACK")
        await _outage(bot, lambda: (lock(), None)[1], lambda: (free(), None)[1])

    with impatient(sample_url, clock) as world:
        perform_in(platform, world, clock, script)
    other.close()


def test_what_is_on_record_is_put_off_and_done_when_the_records_are_back(sample_url: str) -> None:
    clock = SettableClock(NOW)
    other = sqlite3.connect(sample_url.removeprefix("sqlite:///"), isolation_level=None)
    asked = said("1", "commit MYS-0012", private=True)
    with impatient(sample_url, clock) as world:
        world.app.record(asked)
        other.execute("BEGIN IMMEDIATE")
        reply = world.app.handle(asked, recorded=True)
        assert (reply.put_off, reply.views[0].name) == (True, "put_off")
        other.execute("ROLLBACK")
        clock.set(NOW + PATIENCE)
        (again,) = world.app.unanswered(Platform.TELEGRAM)
        assert world.app.handle(again, recorded=True).views[0].name == "committed"
    other.close()


def test_the_first_look_after_an_outage_leaves_time_to_whoever_could_not_tell_it_was_answered(
    sample_url: str,
) -> None:
    clock = SettableClock(NOW)
    other = sqlite3.connect(sample_url.removeprefix("sqlite:///"), isolation_level=None)
    told, untold = (said(key, "commit MYS-0012", private=True) for key in "12")
    with impatient(sample_url, clock) as world:
        for asked in (told, untold):
            world.app.record(asked)
        clock.set(NOW + PATIENCE)
        other.execute("BEGIN IMMEDIATE")
        for _ in range(2):
            with pytest.raises(StoreAwayError):
                world.app.unanswered(Platform.TELEGRAM)
        other.execute("ROLLBACK")
        assert world.app.unanswered(Platform.TELEGRAM) == ()
        world.app.answered(told)
        assert world.app.unanswered(Platform.TELEGRAM) == [untold]
    other.close()


@pytest.mark.parametrize("platform", ["slack", "telegram"])
def test_a_server_that_is_stopped(
    platform: str, postgresql_url: str, postgresql_server: Server
) -> None:
    clock = SettableClock(NOW)

    async def script(bot: ChatBot) -> None:
        await _outage(bot, postgresql_server.stop, postgresql_server.start)

    with impatient(postgresql_url, clock) as world:
        load_sample(world.store)
        perform_in(platform, world, clock, script)


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Goals and commitments fail by a defect of ours, whose text quotes somebody."""

    def fail(*_: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setitem(dict_of_routes(), intents.Goals, fail)
    monkeypatch.setitem(dict_of_routes(), intents.Commit, fail)


def dict_of_routes() -> dict[object, object]:
    """The table of routes, to be broken."""
    assert isinstance(ROUTES, dict)
    return ROUTES


@EVERYWHERE
@pytest.mark.usefixtures("broken")
def test_a_defect_of_ours_has_a_number_that_stands_in_the_log(
    play: Play, logged: io.StringIO
) -> None:
    async def script(bot: ChatBot) -> None:
        await talk(bot, [("/help", "What you can do here")])
        before = records(bot.world)
        for typed in ("/goals", "/commit MYS-0012"):
            heard = await talk(bot, [(typed, "That is my fault, not yours.", Absent(SECRET))])
            number = re.search(r"this number: (\S+)", together(heard))
            assert number
            lines = [json.loads(line) for line in logged.getvalue().splitlines()]
            failed = [line for line in lines if line.get("error") == "RuntimeError"]
            assert any(number[1] in map(str, line.values()) for line in failed)
        assert records(bot.world) == before
        assert SECRET not in logged.getvalue()
        await talk(bot, [("/cases Malaysia", "3 active cases in Malaysia")])

    play(script)
