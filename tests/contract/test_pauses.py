"""Where nothing arrives: paused and told once, revived when heard from, moved as a whole."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bots.world import SettableClock, SystemChance
from core.app import App
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Grant, Identity, Meeting, Platform, Role
from core.domain.schedule import Slot
from core.domain.subscriptions import (
    Address,
    Cause,
    Delivered,
    DigestKind,
    Gone,
    Subscription,
    SubscriptionState,
)
from core.domain.whereabouts import LetIn, PutOut, Renamed
from core.ports_notices import Reach
from core.ports_pauses import Affected
from core.request import Actor, Audience, Form, Reply, Request, ShownMessage
from core.usecases.pauses import Pauses
from scheduler.delivery import Delivery
from scheduler.planner import plan
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_case, put
from tests.contract.races import race
from tests.contract.test_digests import Postbox
from tests.doubles.loop import run

CHANCE = SystemChance()
MONDAY = NOW + timedelta(days=2, hours=22)
"""Monday, 10:00 UTC."""
GROUP = Address(Platform.TELEGRAM, "-100")
TOPIC = replace(GROUP, thread="3")
NEW_ID = "-100200"
ALONE = Address(Platform.TELEGRAM, "7")
KICKED = Gone("Forbidden: bot was kicked", cause=Cause.REMOVED)


@pytest.fixture(autouse=True)
def _sections(store: SqlStore) -> None:
    put(store)


def meet(store: SqlStore, person: str, *addresses: Address, grants: Sequence[Grant] = ()) -> None:
    """Somebody who spoke in private at these addresses, at the last of them most recently."""
    with store.write() as uow:
        for minute, address in enumerate(addresses):
            uow.people.add(person, Identity(address.platform, address.conversation), NOW)
            uow.reach.use(person, Reach(address), NOW + timedelta(minutes=minute))
        for grant in grants:
            uow.people.grant(person, grant)


def slack(person: str) -> Address:
    return Address(Platform.SLACK, person)


def subscribe(store: SqlStore, address: Address, owner: str = "", **changes: object) -> None:
    wanted = replace(Subscription(address, Slot(), NOW), **changes)  # type: ignore[arg-type]
    with store.write() as uow:
        uow.subscriptions.put(wanted)
        if owner:
            uow.pauses.own(wanted, owner)


def states(store: SqlStore, address: Address) -> dict[DigestKind, SubscriptionState]:
    with store.read() as uow:
        return {one.kind: one.state for one in uow.subscriptions.here(address)}


def deliver(
    store: SqlStore, *answers: Gone | Delivered, on: Platform = Platform.TELEGRAM
) -> list[str]:
    """What is sent there at that moment, as conversations and titles."""
    postbox = Postbox(list(answers))
    run(Delivery(store, SettableClock(MONDAY), {on: postbox}).drain())
    return [f"{address.conversation}: {view.title}" for address, view, _ in postbox.taken]


def told(store: SqlStore) -> list[str]:
    """Who is told on Slack now."""
    return sorted(deliver(store, on=Platform.SLACK))


def due(store: SqlStore) -> None:
    plan(store, CHANCE, NOW)
    assert plan(store, CHANCE, MONDAY) > 0


TITLE = "A digest can't be delivered any more"


def test_whoever_asked_for_it_is_told_that_it_arrives_no_more(store: SqlStore) -> None:
    meet(store, "lars", slack("lars"))
    meet(store, "siti", slack("siti"), grants=[Grant(Role.COORDINATOR, "SWE")])
    subscribe(store, GROUP, "lars", section="SWE")
    due(store)
    assert len(deliver(store, KICKED)) == 1
    assert states(store, GROUP) == {DigestKind.GOALS: SubscriptionState.PAUSED}
    assert told(store) == [f"lars: {TITLE}"]


def test_without_an_owner_the_coordinators_are_told_and_without_them_the_admins(
    store: SqlStore,
) -> None:
    meet(store, "siti", slack("siti"), grants=[Grant(Role.COORDINATOR, "SWE")])
    meet(store, "grace", slack("grace"), grants=[Grant(Role.ADMIN)])
    with store.write() as uow:
        uow.people.add("lars", Identity(Platform.CONSOLE, "lars"), NOW)
        uow.pauses.pause(Address(Platform.CONSOLE, "lars"), "left")
    subscribe(store, GROUP, "lars", section="SWE")
    subscribe(store, TOPIC, section="MYS")
    with store.write() as uow:
        Pauses(uow.pauses, uow.notices, MONDAY).pause(GROUP, Cause.REMOVED, "kicked")
    assert told(store) == [f"siti: {TITLE}"]
    with store.write() as uow:
        Pauses(uow.pauses, uow.notices, MONDAY).pause(TOPIC, Cause.CLOSED, "closed")
    assert told(store) == [f"grace: {TITLE}"]


def test_a_person_is_told_at_another_address_or_nowhere(store: SqlStore) -> None:
    meet(store, "aisha", slack("aisha"), ALONE)
    meet(store, "nur", replace(ALONE, conversation="8"))
    meet(store, "grace", slack("grace"), grants=[Grant(Role.ADMIN)])
    subscribe(store, ALONE, person="aisha")
    subscribe(store, replace(ALONE, conversation="8"), person="nur")
    due(store)
    blocked = Gone("blocked", cause=Cause.BLOCKED)
    assert len(deliver(store, blocked, blocked)) == 2
    assert told(store) == [f"aisha: {TITLE}"]
    with store.read() as uow:
        assert [one.address for one in uow.reach.of("aisha")] == [slack("aisha")]
        assert uow.reach.of("nur") == []


def test_it_is_told_once_a_pause(store: SqlStore) -> None:
    meet(store, "lars", slack("lars"))
    for kind in (DigestKind.GOALS, DigestKind.SECTION):
        subscribe(store, GROUP, "lars", section="SWE", kind=kind)
    due(store)
    deliver(store, KICKED, KICKED)
    with store.write() as uow:
        assert Pauses(uow.pauses, uow.notices, MONDAY).pause(GROUP, Cause.REMOVED, "left") == []
    assert told(store) == [f"lars: {TITLE}"]


def test_of_several_who_find_it_out_at_once_one_tells(store: SqlStore) -> None:
    subscribe(store, GROUP)

    def pause(_: int) -> int:
        with store.write() as uow:
            return len(uow.pauses.pause(GROUP, "kicked"))

    assert sorted(race(4, pause)) == [0, 0, 0, 1]


def test_the_notice_says_what_where_why_and_what_to_do(store: SqlStore) -> None:
    meet(store, "lars", slack("lars"))
    subscribe(store, GROUP, "lars")
    with store.write() as uow:
        Pauses(uow.pauses, uow.notices, MONDAY).pause(GROUP, Cause.REMOVED, "kicked")
        [posting] = uow.outbox.claim(MONDAY, timedelta(minutes=1), 9, (Platform.SLACK,))
    assert posting.content.kind == NoticeKind.DIGEST_PAUSED
    for fact in ("telegram", "-100", "goals", "removed"):
        assert fact in posting.content.payload


def test_the_owner_is_whoever_asked_last(store: SqlStore) -> None:
    for person in ("lars", "siti"):
        meet(store, person, slack(person))
        subscribe(store, GROUP, person)
    with store.write() as uow:
        [affected] = uow.pauses.pause(GROUP, "kicked")
    assert affected.owner == "siti"


@pytest.mark.parametrize("who", ["siti", "nobody"])
def test_who_speaks_there_and_what_is_paused_there_is_asked_at_once(
    store: SqlStore, who: str
) -> None:
    meet(store, "siti", slack("siti"))
    subscribe(store, GROUP)
    identity = Identity(Platform.SLACK, slack(who).conversation)
    for paused in (False, True):
        with store.write() as uow:
            if paused:
                uow.pauses.pause(GROUP, "kicked")
            known = uow.people.find(identity)
            assert uow.people.meet(identity, GROUP, NOW) == Meeting(known, paused, filling=False)
            elsewhere = uow.people.meet(identity, slack(who), NOW)
            assert elsewhere == Meeting(known, lost=False, filling=False)


def test_what_was_paused_comes_again_from_now_on(store: SqlStore) -> None:
    subscribe(store, GROUP)
    subscribe(store, GROUP, kind=DigestKind.SECTION, state=SubscriptionState.OFF)
    with store.write() as uow:
        uow.pauses.pause(GROUP, "kicked")
        assert uow.pauses.is_lost(GROUP)
    plan(store, CHANCE, NOW)
    assert plan(store, CHANCE, MONDAY + timedelta(hours=2)) == 0
    back = MONDAY + timedelta(hours=3)
    with store.write() as uow:
        [affected] = uow.pauses.revive(GROUP, back)
        assert affected == Affected(Subscription(GROUP, Slot(), back))
        assert not uow.pauses.is_lost(GROUP)
        assert uow.pauses.revive(GROUP, back) == []
    assert states(store, GROUP)[DigestKind.SECTION] is SubscriptionState.OFF
    assert plan(store, CHANCE, back) == 0
    assert plan(store, CHANCE, MONDAY + timedelta(days=7, hours=2)) == 1


def test_only_that_thread_is_paused_by_a_send_and_all_by_being_put_out(store: SqlStore) -> None:
    subscribe(store, GROUP)
    subscribe(store, TOPIC)
    with store.write() as uow:
        assert len(uow.pauses.pause(TOPIC, "topic closed")) == 1
        assert len(uow.pauses.pause(GROUP, "left", whole=True)) == 1
        assert len(uow.pauses.revive(GROUP, NOW, whole=True)) == 2


# What the platforms tell, and what people hear when they speak again.


@pytest.fixture
def app(store: SqlStore) -> App:
    return App(store, SettableClock(MONDAY), CHANCE)


def say(app: App, text: str, address: Address = ALONE, **changes: object) -> Reply:
    private = address == ALONE
    request = Request(
        f"telegram:{CHANCE.new_id()}",
        Actor(Identity(Platform.TELEGRAM, "7")),
        address,
        text,
        Form.COMMAND,
        private,
        Audience.ASKER if private else Audience.CONVERSATION,
    )
    return app.handle(replace(request, **changes))  # type: ignore[arg-type]  # names its fields


def titles(reply: Reply) -> list[str]:
    return [view.title for view in reply.views]


def test_who_blocked_the_bot_and_comes_back_is_told_once(store: SqlStore, app: App) -> None:
    say(app, "cases")
    app.note(PutOut(ALONE, Cause.BLOCKED, "kicked"))
    assert set(states(store, ALONE).values()) == {SubscriptionState.PAUSED}
    assert titles(say(app, "goals"))[-1] == "Your digest comes again"
    assert set(states(store, ALONE).values()) == {SubscriptionState.ACTIVE}
    assert "Your digest comes again" not in titles(say(app, "goals"))
    with store.read() as uow:
        asker = uow.people.find(Identity(Platform.TELEGRAM, "7"))
        assert asker is not None
        assert asker.person is not None
        assert [one.address for one in uow.reach.of(asker.person)] == [ALONE]


@pytest.mark.parametrize("wish", ["digest off", "digest Fri 9:00"])
def test_who_turns_it_off_or_moves_it_is_not_told_that_it_comes_again(app: App, wish: str) -> None:
    say(app, "cases")
    app.note(PutOut(ALONE, Cause.BLOCKED, "kicked"))
    assert "Your digest comes again" not in titles(say(app, wish))
    assert "Your digest comes again" not in titles(say(app, "goals"))


def test_a_digest_that_is_off_by_their_own_will_stays_off(store: SqlStore, app: App) -> None:
    say(app, "cases")
    say(app, "digest off")
    app.note(PutOut(ALONE, Cause.BLOCKED, "kicked"))
    assert "Your digest comes again" not in titles(say(app, "goals"))
    assert set(states(store, ALONE).values()) == {SubscriptionState.OFF}


def test_a_group_that_is_heard_from_gets_its_digest_again(store: SqlStore, app: App) -> None:
    subscribe(store, GROUP)
    app.note(PutOut(GROUP, Cause.REMOVED, "left"))
    assert titles(say(app, "goals", GROUP))[-1] == "The digest comes here again"
    assert set(states(store, GROUP).values()) == {SubscriptionState.ACTIVE}


def test_a_command_that_only_the_asker_sees_shows_not_that_the_bot_is_there(
    store: SqlStore, app: App
) -> None:
    subscribe(store, GROUP)
    app.note(PutOut(GROUP, Cause.REMOVED, "left"))
    say(app, "goals", GROUP, audience=Audience.ASKER)
    assert set(states(store, GROUP).values()) == {SubscriptionState.PAUSED}


def test_who_was_told_of_the_pause_is_told_when_the_bot_is_let_in(
    store: SqlStore, app: App
) -> None:
    meet(store, "lars", slack("lars"))
    subscribe(store, GROUP, "lars")
    subscribe(store, TOPIC, "lars")
    app.note(PutOut(GROUP, Cause.REMOVED, "left"))
    app.note(PutOut(GROUP, Cause.REMOVED, "left"))
    app.note(LetIn(GROUP))
    app.note(LetIn(GROUP))
    assert told(store) == [f"lars: {TITLE}", "lars: A digest is delivered again"]
    assert set(states(store, TOPIC).values()) == {SubscriptionState.ACTIVE}


# A conversation with a new id.


def test_everything_follows_a_group_to_its_new_id(store: SqlStore, app: App) -> None:
    new = replace(GROUP, conversation=NEW_ID)
    subscribe(store, GROUP, "")
    subscribe(store, GROUP, kind=DigestKind.SECTION, section="SWE")
    subscribe(store, TOPIC)
    subscribe(store, replace(GROUP, conversation="-5"))
    due(store)
    for _ in range(2):
        app.note(Renamed(GROUP, NEW_ID))
    assert states(store, GROUP) == states(store, TOPIC) == {}
    assert len(states(store, new)) == 2
    assert len(states(store, replace(new, thread="3"))) == 1
    assert sorted(title.split(":")[0] for title in deliver(store)) == [NEW_ID] * 2 + ["-5"]


def test_the_answer_to_a_send_moves_all_of_them_and_the_message_goes_on(store: SqlStore) -> None:
    meet(store, "lars", slack("lars"))
    subscribe(store, GROUP, "lars")
    subscribe(store, TOPIC, "lars")
    due(store)
    moved = Gone("migrated", moved_to=NEW_ID)
    sent = deliver(store, moved, moved)
    assert sorted(title.split(":")[0] for title in sent) == ["-100", "-100", NEW_ID, NEW_ID]
    assert told(store) == []
    with store.write() as uow:
        new = replace(GROUP, conversation=NEW_ID)
        affected = uow.pauses.pause(new, "kicked", whole=True)
    assert [one.owner for one in affected] == ["lars", "lars"]


def test_a_place_with_a_digest_of_its_own_keeps_that(store: SqlStore, app: App) -> None:
    new = replace(GROUP, conversation=NEW_ID)
    friday = Slot(4)
    subscribe(store, new, slot=friday)
    subscribe(store, GROUP)
    subscribe(store, GROUP, kind=DigestKind.SECTION, section="SWE")
    app.note(Renamed(GROUP, NEW_ID))
    assert states(store, GROUP) == {DigestKind.GOALS: SubscriptionState.OFF}
    with store.read() as uow:
        here = {one.kind: one.slot for one in uow.subscriptions.here(new)}
    assert here == {DigestKind.GOALS: friday, DigestKind.SECTION: Slot()}


def test_a_group_that_was_put_out_on_the_way_is_active_at_its_new_id(
    store: SqlStore, app: App
) -> None:
    """Telegram may tell of the old group that we left it before it tells of the new one."""
    subscribe(store, GROUP)
    app.note(PutOut(GROUP, Cause.REMOVED, "left"))
    app.note(Renamed(GROUP, NEW_ID))
    new = replace(GROUP, conversation=NEW_ID)
    assert states(store, new) == {DigestKind.GOALS: SubscriptionState.ACTIVE}


def test_a_message_at_the_old_id_is_not_looked_for_at_the_new_one(
    store: SqlStore, app: App
) -> None:
    """Its number counts in the old group only: at the new id it is somebody else's message."""
    put(store, a_case())
    with store.write() as uow:
        uow.posted.keep([("MYS-0012", ShownMessage(GROUP, "55"))], NOW)
    app.note(Renamed(GROUP, NEW_ID))
    with store.write() as uow:
        assert uow.posted.take_back("MYS-0012", NOW) == 1
    postbox = Postbox([Gone("migrated", moved_to=NEW_ID)])
    run(Delivery(store, SettableClock(MONDAY), {Platform.TELEGRAM: postbox}).drain())
    assert [address for address, _, _ in postbox.taken] == [GROUP]
    with store.read() as uow:
        assert uow.posted.left("MYS-0012", NOW.date()) == [ShownMessage(GROUP, "55")]


def test_a_notice_goes_where_its_reader_is_to_be_found(store: SqlStore) -> None:
    meet(store, "aisha", slack("aisha"), ALONE)
    with store.write() as uow:
        uow.notices.tell(Notice(NoticeKind.STOP_ACTION, "1"), To(("aisha",)), MONDAY)
    assert len(deliver(store, Gone("blocked"))) == 1
    assert len(told(store)) == 1
