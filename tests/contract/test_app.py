"""The application over both databases: what is said to whom, and what races do to it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bots.world import SettableClock, SystemChance
from core.app import PATIENCE, App
from core.domain.decisions import DecisionKind
from core.domain.people import Grant, Identity, Platform, Role
from core.request import Actor, Audience, Form, Reply, Request
from core.usecases.link import invite
from scheduler.clocks import LeaseClock
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_case, an_address, put, put_person
from tests.contract.races import race

ROUNDS = 5
CHANCE = SystemChance()


def said(who: str, text: str, *, private: bool) -> Request:
    """What somebody types on Telegram: to the bot, or in a group."""
    return Request(
        f"telegram:{CHANCE.new_id()}",
        Actor(Identity(Platform.TELEGRAM, who)),
        an_address(who if private else "-100"),
        text,
        Form.COMMAND,
        private=private,
        audience=Audience.ASKER if private else Audience.CONVERSATION,
    )


def at_once(app: App, request: Request) -> list[Reply]:
    """The same request, delivered four times at the same moment."""
    return race(4, lambda _: app.handle(request))


def name(reply: Reply) -> str:
    return reply.views[0].name


@pytest.fixture
def app(store: SqlStore) -> App:
    put(store, a_case(), a_case("MYS-0013"))
    return App(store, SettableClock(NOW), CHANCE)


@pytest.mark.parametrize("anonymous", [False, True])
def test_a_code_that_others_could_read_is_void_whoever_showed_it(
    store: SqlStore, app: App, *, anonymous: bool
) -> None:
    with store.write() as uow:
        code, _ = invite(uow, CHANCE, Grant(Role.STEWARD), NOW)
    shown = said("7", f"link {code}", private=False)
    shown = replace(shown, actor=replace(shown.actor, anonymous=anonymous))
    assert name(app.handle(shown)) == "void_code"
    assert name(app.handle(said("8", f"link {code}", private=True))) == "no_such_code"


@pytest.mark.parametrize("asked", ["cases mine", "actions mine", "actions Malaysia mine"])
def test_what_somebody_has_taken_on_is_told_to_them_alone(app: App, asked: str) -> None:
    assert name(app.handle(said("7", "commit MYS-0012", private=True))) == "committed"
    reply = app.handle(said("7", asked, private=False))
    assert "MYS-0012" in str(reply.views)
    assert reply.audience is Audience.ASKER


def test_of_several_who_hand_a_case_back_at_once_one_does(store: SqlStore, app: App) -> None:
    coordinators = ["1", "2", "3", "4"]
    for who in coordinators:
        put_person(store, f"p{who}", who)
        with store.write() as uow:
            uow.people.grant(f"p{who}", Grant(Role.COORDINATOR, "SWE"))

    def hand_back(number: int) -> str:
        return name(app.handle(said(coordinators[number], "release MYS-0012 tired", private=True)))

    for _ in range(ROUNDS):
        app.handle(said("1", "commit MYS-0012", private=True))
        assert sorted(race(4, hand_back)) == [*["not_committed"] * 3, "released"]
    with store.read() as uow:
        told = [decision.kind for decision in uow.decisions.of("MYS-0012")]
    assert told == [DecisionKind.COMMIT, DecisionKind.RELEASE] * ROUNDS


def test_a_request_that_comes_twice_at_once_is_done_once(store: SqlStore, app: App) -> None:
    for number in range(ROUNDS):
        request = said(f"9{number}", "commit MYS-0013", private=True)
        replies = at_once(app, request)
        assert sorted(reply.repeat for reply in replies) == [False, True, True, True]
        assert all(reply.views == replies[0].views for reply in replies)
        assert name(replies[0]) == "committed"
    with store.read() as uow:
        assert len(uow.decisions.of("MYS-0013")) == ROUNDS


def test_of_several_first_words_at_once_one_is_welcomed(app: App) -> None:
    for number in range(ROUNDS):
        request = said(f"9{number}", "cases Malaysia", private=True)
        names = [view.name for reply in at_once(app, request) for view in reply.views]
        assert names.count("welcome") == 1


def test_a_request_is_kept_from_others_by_the_time_that_all_share(
    postgresql_store: SqlStore,
) -> None:
    """Its recorder's machine is ten minutes behind: for the others it must not be that old."""
    slow = timedelta(minutes=10)

    def of_slow_machine() -> datetime:
        return datetime.now(UTC) - slow

    store = postgresql_store
    clock, slow_clock = SettableClock(NOW), SettableClock(NOW - slow)
    shared, slow_shared = LeaseClock(store, clock), LeaseClock(store, slow_clock, of_slow_machine)
    here, there = App(store, clock, CHANCE, shared), App(store, slow_clock, CHANCE, slow_shared)
    request = said("7", "cases", private=True)
    assert there.record(request)
    assert here.unanswered(request.address.platform) == []
    clock.advance(PATIENCE + timedelta(seconds=5))
    assert here.unanswered(request.address.platform) == [request]
    slow_clock.advance(2 * PATIENCE)
    there.hold([request.key])
    clock.advance(PATIENCE + timedelta(seconds=3))
    assert here.unanswered(request.address.platform) == []
