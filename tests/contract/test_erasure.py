"""What nobody waits for is erased after its time, and nothing else."""

import asyncio
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from bots.world import SettableClock, SystemChance
from core.domain.keeping import Keeping
from core.domain.people import Identity, Platform
from core.domain.schedule import Slot
from core.domain.subscriptions import Delivered, DigestKind
from core.ports_dialogues import FORGOTTEN_AFTER, Dialogue
from core.ports_erasure import Expired
from core.ports_outbox import Content, Outcome
from core.ports_plan import Bucket
from core.request import Audience, Reply
from core.usecases.digest_content import VERSION
from scheduler import erasing
from scheduler.delivery import Delivery
from scheduler.erasing import erase
from scheduler.planner import plan
from scheduler.ticks import Ticks
from storage.columns import metadata
from storage.tables_messages import contents, inbox
from storage.unit_of_work import SqlStore
from tests.contract.builders import a_subscription, put_person
from tests.contract.planning import plan_bucket
from tests.contract.test_inbox import REQUEST

SLOT = Slot(0, 540, "Asia/Kuala_Lumpur")
MONDAY = datetime(2010, 5, 17, 1, tzinfo=UTC)
BUCKET = Bucket(SLOT, DigestKind.GOALS, MONDAY.date())
CONTENT = Content(DigestKind.GOALS, "", MONDAY.date(), VERSION, '{"what": "it said"}')
DAY = timedelta(days=1)
HERE = (Platform.TELEGRAM,)
CHANCE = SystemChance()


def rows(store: SqlStore, table: str) -> int:
    with store.read() as uow:
        query = select(func.count()).select_from(metadata.tables[table])
        return int(uow.connection.execute(query).scalar_one())


def payload(store: SqlStore) -> list[str]:
    with store.read() as uow:
        return list(uow.connection.execute(select(contents.c.payload)).scalars())


@pytest.fixture
def waits(store: SqlStore) -> SqlStore:
    """Two digests of one content wait."""
    with store.write() as uow:
        uow.subscriptions.put(a_subscription("1"))
        uow.subscriptions.put(a_subscription("2"))
    assert plan_bucket(store, BUCKET, CONTENT) == 2
    return store


def send(store: SqlStore, most: int = 9) -> None:
    with store.write() as uow:
        for posting in uow.outbox.claim(MONDAY, timedelta(seconds=90), most, HERE):
            uow.outbox.record([Outcome(posting, Delivered("7"))], MONDAY)


def test_what_a_message_said_is_erased_once_all_have_it(waits: SqlStore) -> None:
    send(waits, 1)
    assert erase(waits, MONDAY + 100 * DAY) == {}
    assert payload(waits) == [CONTENT.payload]
    send(waits)
    assert erase(waits, MONDAY + 30 * DAY) == {}
    assert erase(waits, MONDAY + 31 * DAY) == {Expired.BODIES: 1}
    assert payload(waits) == [""]
    assert erase(waits, MONDAY + 32 * DAY) == {}


def test_that_it_was_sent_is_known_for_longer_and_then_forgotten(waits: SqlStore) -> None:
    send(waits)
    later = MONDAY + 401 * DAY
    erase(waits, later - 2 * DAY)
    assert (rows(waits, "deliveries"), rows(waits, "contents")) == (2, 1)
    erased = erase(waits, later)
    assert erased == {Expired.DELIVERIES: 2, Expired.CONTENTS: 1}
    assert (rows(waits, "deliveries"), rows(waits, "contents")) == (0, 0)


def test_what_was_erased_is_never_planned_again(waits: SqlStore) -> None:
    """Only the latest period is ever planned, and that of the year before is not it."""
    send(waits)
    later = MONDAY + timedelta(weeks=60)
    erase(waits, later)
    assert plan(waits, CHANCE, later) == 2
    with waits.read() as uow:
        keys = uow.subscriptions.had(a_subscription("1").address, DigestKind.GOALS)
    assert keys == [SLOT.period(SLOT.latest_day(later))]


def test_the_operator_says_for_how_long(waits: SqlStore) -> None:
    send(waits)
    short = Keeping(bodies=DAY, deliveries=60 * DAY)
    assert erase(waits, MONDAY + 3 * DAY, short) == {Expired.BODIES: 1}
    assert erase(waits, MONDAY + 61 * DAY, short)[Expired.DELIVERIES] == 2


def test_it_goes_on_in_steps_until_nothing_is_left(
    store: SqlStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "STEP", 2)
    monkeypatch.setattr(erasing, "PAUSE", 0)
    with store.write() as uow:
        for number in range(5):
            uow.queries.remember(str(number), "a question", MONDAY)
        uow.queries.remember("4", "a question", MONDAY + DAY)
    assert erase(store, MONDAY + 180 * DAY + timedelta(hours=1)) == {Expired.QUESTIONS: 4}
    with store.read() as uow:
        assert uow.queries.recall("4") == "a question"


def test_requests_and_replies_go_once_no_platform_asks_again(store: SqlStore) -> None:
    answered, done, waiting = (replace(REQUEST, key=f"telegram:{n}") for n in range(3))
    with store.write() as uow:
        for request in (answered, waiting):
            assert uow.inbox.record(request, MONDAY)
        uow.inbox.answered(answered.key, MONDAY)
        uow.inbox.done(done.key, Reply("commit", (), Audience.ASKER), MONDAY)
    assert erase(store, MONDAY + 2 * DAY) == {}
    assert erase(store, MONDAY + 2 * DAY + timedelta(seconds=1)) == {Expired.REPLIES: 2}
    assert waiting_for_an_answer(store) == [waiting.key]


def waiting_for_an_answer(store: SqlStore) -> list[str]:
    with store.read() as uow:
        return list(uow.connection.execute(select(inbox.c.key)).scalars())


def test_what_nobody_could_answer_is_told_to_the_operator_and_erased(
    store: SqlStore, logged: io.StringIO
) -> None:
    tried, untried = (replace(REQUEST, key=f"telegram:{n}") for n in range(2))
    with store.write() as uow:
        uow.inbox.record(tried, MONDAY)
        uow.inbox.hold([tried.key], MONDAY + timedelta(minutes=1))
        uow.inbox.record(untried, MONDAY)
    erase(store, MONDAY + DAY)
    assert rows(store, "inbox") == 2
    erase(store, MONDAY + 3 * DAY)
    assert waiting_for_an_answer(store) == [untried.key]
    assert "requests_never_answered" in logged.getvalue()
    assert tried.key in logged.getvalue()


def test_forms_and_codes_that_are_over_are_erased(store: SqlStore) -> None:
    put_person(store, "p1", "7")
    form = Dialogue(
        Identity(Platform.TELEGRAM, "7"), "m", "form", "ref", "", "field", {}, MONDAY, MONDAY
    )
    with store.write() as uow:
        uow.dialogues.put(form)
        uow.link_codes.add("digest", "p1", MONDAY + timedelta(minutes=10), MONDAY)
    assert erase(store, MONDAY + timedelta(minutes=9)) == {}
    assert erase(store, MONDAY + timedelta(minutes=11)) == {Expired.LINK_CODES: 1}
    assert erase(store, MONDAY + FORGOTTEN_AFTER + DAY) == {Expired.DIALOGUES: 1}


def test_an_hour_that_nobody_wants_is_forgotten(store: SqlStore) -> None:
    with store.write() as uow:
        uow.plan.filled([(SLOT, BUCKET.day)], MONDAY)
    assert erase(store, MONDAY + 59 * DAY) == {}
    assert erase(store, MONDAY + 61 * DAY) == {Expired.SLOTS: 1}


def test_a_tick_erases_and_says_how_much(waits: SqlStore, logged: io.StringIO) -> None:
    send(waits)
    clock = SettableClock(MONDAY + 31 * DAY)
    ticks = Ticks(waits, clock, CHANCE, Delivery(waits, clock, {}))
    asyncio.run(ticks.erase())
    assert payload(waits) == [""]
    assert "erased" in logged.getvalue()
    ticks.keep(Keeping(deliveries=DAY))
    asyncio.run(ticks.erase())
    assert rows(waits, "deliveries") == 0


def test_of_several_who_erase_at_once_none_waits(waits: SqlStore) -> None:
    """What one is at, the other passes over."""
    send(waits)
    with waits.write() as uow:
        assert uow.erasure.erase(Expired.BODIES, MONDAY + DAY, 9) == 1
        if waits.engine.dialect.name == "postgresql":
            assert erase(waits, MONDAY + 40 * DAY) == {}
    assert payload(waits) == [""]
