"""What is due is planned once, claimed by one, and every result is kept."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import ClauseElement, select

from core.domain.people import Platform
from core.domain.schedule import Slot
from core.domain.subscriptions import (
    Defect,
    Delivered,
    DigestKind,
    Gone,
    Retry,
    SendResult,
    SubscriptionState,
    Unknown,
)
from core.ports_outbox import Content, Outcome, Posting
from core.ports_plan import Bucket
from core.usecases.digest_content import VERSION
from scheduler.erasing import set_aside_unwanted
from storage import outbox_claims as claims
from storage.tables_messages import deliveries, outbox
from storage.unit_of_work import SqlStore
from tests.contract.builders import a_subscription, an_address
from tests.contract.planning import plan_bucket
from tests.contract.races import race

SLOT = Slot(0, 540, "Asia/Kuala_Lumpur")
MONDAY = datetime(2010, 5, 17, 1, tzinfo=UTC)
BUCKET = Bucket(SLOT, DigestKind.GOALS, MONDAY.date())
NEXT = replace(BUCKET, day=MONDAY.date() + timedelta(days=7))
CONTENT = Content(DigestKind.GOALS, "", MONDAY.date(), VERSION, "{}")
LEASE = timedelta(seconds=90)
HERE = (Platform.TELEGRAM,)


def plan(store: SqlStore, bucket: Bucket = BUCKET) -> int:
    return plan_bucket(store, bucket, CONTENT)


def claim(store: SqlStore, at: datetime = MONDAY, limit: int = 50) -> Sequence[Posting]:
    with store.write() as uow:
        return uow.outbox.claim(at, LEASE, limit, HERE)


def record(
    store: SqlStore,
    posting: Posting,
    result: SendResult,
    at: datetime = MONDAY,
    *,
    final: bool = True,
) -> None:
    with store.write() as uow:
        uow.outbox.record([Outcome(posting, result, final)], at)


def results(store: SqlStore) -> list[tuple[str, str, str, int]]:
    columns = deliveries.c
    with store.read() as uow:
        rows = uow.connection.execute(
            select(columns.result, columns.message, columns.reason, columns.attempts)
        )
        return [(row.result.value, row.message, row.reason, row.attempts) for row in rows]


def waiting(store: SqlStore) -> int:
    with store.read() as uow:
        return len(uow.connection.execute(select(outbox.c.id)).all())


@pytest.fixture
def one(store: SqlStore) -> SqlStore:
    """One subscription whose digest waits."""
    with store.write() as uow:
        uow.subscriptions.put(a_subscription())
    assert plan(store) == 1
    return store


def test_a_week_is_planned_once(one: SqlStore) -> None:
    assert plan(one) == 0
    assert plan(one, NEXT) == 1
    assert waiting(one) == 2


def test_a_claim_lasts_until_its_lease_ends(one: SqlStore) -> None:
    [posting] = claim(one)
    assert posting.subscription == a_subscription()
    assert posting.content == CONTENT
    assert not posting.doubtful
    assert claim(one, MONDAY + LEASE - timedelta(seconds=1)) == []
    assert [again.id for again in claim(one, MONDAY + LEASE)] == [posting.id]


def test_a_sender_that_never_told_leaves_a_doubt(one: SqlStore) -> None:
    [posting] = claim(one)
    with one.write() as uow:
        assert uow.outbox.sending([posting], MONDAY + LEASE) == [posting]
    [again] = claim(one, MONDAY + LEASE)
    assert again == replace(posting, doubtful=True, held_until=MONDAY + LEASE * 2)
    [third] = claim(one, MONDAY + LEASE * 2)
    assert third.doubtful
    record(one, third, Retry(0, "it was not there"), MONDAY + LEASE * 2, final=False)
    [fourth] = claim(one, MONDAY + LEASE * 2)
    assert not fourth.doubtful


def test_a_message_is_held_anew_when_its_sending_begins(one: SqlStore) -> None:
    [posting] = claim(one)
    until = MONDAY + LEASE * 2
    with one.write() as uow:
        [held] = uow.outbox.sending([posting], until)
    assert held == replace(posting, held_until=until)
    assert claim(one, until - timedelta(seconds=1)) == []
    assert len(claim(one, until)) == 1


def test_a_claim_that_was_lost_sends_nothing_and_holds_nobody_up(one: SqlStore) -> None:
    """Its own result counts only where it is the last word: the message is there, or never."""
    [lost] = claim(one)
    [newer] = claim(one, MONDAY + LEASE)
    with one.write() as uow:
        assert uow.outbox.sending([lost], MONDAY + LEASE * 3) == []
        assert uow.outbox.sending([newer], newer.held_until) == [newer]
    for late in (Retry(0, "429"), Unknown("timeout")):
        record(one, lost, late, MONDAY + LEASE, final=False)
        assert claim(one, MONDAY + LEASE * 2 - timedelta(seconds=1)) == []
    record(one, lost, Delivered("55"), MONDAY + LEASE)
    record(one, newer, Unknown("can't be looked up"), MONDAY + LEASE)
    assert results(one) == [("delivered", "55", "", 1)]


def test_what_was_stopped_while_it_was_claimed_is_not_sent(one: SqlStore) -> None:
    [posting] = claim(one)
    with one.write() as uow:
        uow.subscriptions.set_state(an_address(), SubscriptionState.OFF)
    with one.write() as uow:
        assert uow.outbox.sending([posting], MONDAY + LEASE) == []
    assert set_aside_unwanted(one, MONDAY + LEASE) == 1
    assert results(one) == [("stopped", "", "", 0)]


def test_of_two_weeks_that_wait_only_the_newer_is_sent(one: SqlStore) -> None:
    assert plan(one, NEXT) == 1
    older, newer = claim(one, NEXT.moment)
    with one.write() as uow:
        assert uow.outbox.sending([older], older.held_until) == []
        assert uow.outbox.sending([newer], newer.held_until) == [newer]
    assert set_aside_unwanted(one, NEXT.moment + LEASE) == 1
    assert results(one) == [("stopped", "", "", 0)]
    assert waiting(one) == 1


def test_a_retry_waits_as_long_as_it_was_told(one: SqlStore) -> None:
    [posting] = claim(one)
    with one.write() as uow:
        uow.outbox.sending([posting], MONDAY + LEASE)
    record(one, posting, Retry(30, "429"), final=False)
    assert claim(one, MONDAY + timedelta(seconds=29)) == []
    [again] = claim(one, MONDAY + timedelta(seconds=30))
    assert not again.doubtful
    record(one, again, Delivered("56"))
    assert results(one) == [("delivered", "56", "", 2)]
    assert waiting(one) == 0


def test_how_far_a_long_message_came_is_known_to_whoever_goes_on(one: SqlStore) -> None:
    [posting] = claim(one)
    record(one, posting, Retry(30, "429", begun="12,13"), final=False)
    [again] = claim(one, MONDAY + timedelta(seconds=30))
    assert again.message == "12,13"
    record(one, again, Retry(30, "not written"), MONDAY + timedelta(seconds=30), final=False)
    [last] = claim(one, MONDAY + timedelta(seconds=60))
    assert last.message == "12,13"
    record(one, last, Unknown("reset"), MONDAY + timedelta(seconds=60), final=False)
    [doubtful] = claim(one, MONDAY + timedelta(seconds=120))
    assert doubtful.message == "12,13"


@pytest.mark.parametrize(
    "result",
    [
        Unknown("reset", begun="12,13"),
        Gone("token refused", wide=True, begun="12,13"),
        Gone("migrated", moved_to="-100555", begun="12,13"),
    ],
)
def test_a_long_message_goes_on_where_it_came_to_whatever_interrupted_it(
    one: SqlStore, result: SendResult
) -> None:
    [posting] = claim(one)
    record(one, posting, result, final=False)
    [again] = claim(one, MONDAY + timedelta(minutes=5))
    assert again.message == "12,13"


def test_an_unknown_result_waits_in_doubt_until_it_is_settled(one: SqlStore) -> None:
    [posting] = claim(one)
    record(one, posting, Unknown("timeout"), final=False)
    assert claim(one, MONDAY + timedelta(seconds=59)) == []
    [again] = claim(one, MONDAY + timedelta(seconds=60))
    assert again.doubtful
    record(one, again, Unknown("timeout"), final=True)
    assert results(one) == [("unknown", "", "timeout", 2)]
    assert waiting(one) == 0


def test_a_defect_is_set_aside(one: SqlStore) -> None:
    [posting] = claim(one)
    record(one, posting, Defect("invalid_blocks"))
    record(one, posting, Delivered("late"))
    assert results(one) == [("defect", "", "invalid_blocks", 1)]
    with one.read() as uow:
        assert uow.subscriptions.get(an_address()) == a_subscription()


def test_who_is_gone_gets_no_more(one: SqlStore) -> None:
    [posting] = claim(one)
    record(one, posting, Gone("blocked"))
    assert results(one) == [("gone", "", "blocked", 1)]
    with one.read() as uow:
        assert uow.subscriptions.get(an_address()) == a_subscription(state=SubscriptionState.PAUSED)
    assert plan(one, NEXT) == 0


def test_who_moved_gets_it_at_the_new_place(one: SqlStore) -> None:
    assert plan(one, NEXT) == 1
    [posting] = claim(one)
    record(one, posting, Gone("migrated", "-100200"))
    [again] = claim(one)
    assert again.id == posting.id
    assert again.subscription == a_subscription("-100200")
    record(one, again, Delivered("1"))
    assert plan(one) == 0
    [following] = claim(one, NEXT.moment)
    assert following.subscription == a_subscription("-100200")
    with one.read() as uow:
        assert uow.subscriptions.get(an_address()) is None


def test_a_place_that_has_its_own_digest_gets_no_second(one: SqlStore) -> None:
    with one.write() as uow:
        uow.subscriptions.put(a_subscription("-100200"))
    [posting] = claim(one)
    record(one, posting, Gone("migrated", "-100200"))
    assert results(one) == [("gone", "", "migrated", 1)]
    with one.read() as uow:
        assert uow.subscriptions.get(an_address("-100200")) == a_subscription("-100200")


def test_what_was_stopped_meanwhile_is_not_sent(one: SqlStore) -> None:
    with one.write() as uow:
        uow.subscriptions.set_state(an_address(), SubscriptionState.OFF)
    assert claim(one) == []
    assert set_aside_unwanted(one, MONDAY) == 1
    assert results(one) == [("stopped", "", "", 0)]
    assert waiting(one) == 0


def test_what_is_being_sent_while_it_is_stopped_is_still_recorded(one: SqlStore) -> None:
    [posting] = claim(one)
    with one.write() as uow:
        uow.subscriptions.set_state(an_address(), SubscriptionState.OFF)
    assert set_aside_unwanted(one, MONDAY) == 0
    record(one, posting, Delivered("1"))
    assert results(one) == [("delivered", "1", "", 1)]


def test_each_process_serves_its_own_platforms(one: SqlStore) -> None:
    with one.write() as uow:
        assert uow.outbox.claim(MONDAY, LEASE, 50, (Platform.SLACK,)) == []
        assert uow.outbox.claim(MONDAY, LEASE, 50, ()) == []
        assert len(uow.outbox.claim(MONDAY, LEASE, 50, tuple(Platform))) == 1


@pytest.mark.parametrize(("version", "readable"), [(-1, True), (0, True), (1, False), (-2, False)])
def test_a_content_of_another_version(store: SqlStore, version: int, *, readable: bool) -> None:
    with store.write() as uow:
        uow.subscriptions.put(a_subscription())
    assert plan_bucket(store, BUCKET, replace(CONTENT, version=VERSION + version)) == 1
    assert len(claim(store)) == int(readable)
    assert waiting(store) == 1


def test_the_oldest_come_first(store: SqlStore) -> None:
    with store.write() as uow:
        for number in range(6):
            uow.subscriptions.put(a_subscription(str(number)))
    plan(store)
    plan(store, NEXT)
    first = [p for _ in range(3) for p in claim(store, NEXT.moment, limit=2)]
    rest = claim(store, NEXT.moment)
    assert {p.content.day for p in first} == {BUCKET.day}
    assert {p.content.day for p in rest} == {NEXT.day}
    assert len({p.id for p in [*first, *rest]}) == 12


def test_of_several_who_claim_each_gets_other_messages(store: SqlStore) -> None:
    with store.write() as uow:
        for number in range(40):
            uow.subscriptions.put(a_subscription(str(number)))
    plan(store)

    def take(_: int) -> list[str]:
        taken = []
        while some := claim(store, limit=3):
            taken += [posting.id for posting in some]
        return taken

    taken = [posting for postings in race(4, take) for posting in postings]
    assert len(taken) == len(set(taken)) == 40


@pytest.mark.parametrize(
    "statement",
    [
        claims.SENDING,
        claims.MARKED,
        claims.POSTPONE,
        claims.LATER,
        claims.TO_DONE,
        claims.NO_LONGER_WAITS,
    ],
)
def test_sqlite_walks_through_no_million_that_waits(
    sqlite_store: SqlStore, statement: ClauseElement
) -> None:
    text = str(statement.compile(dialect=sqlite_store.engine.dialect))
    values = ("[]",) * text.count("?")
    with sqlite_store.read() as uow:
        plan = uow.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all()
    steps = [step.detail for step in plan]
    assert any("outbox USING" in step for step in steps), steps
    assert not any(step.startswith("SCAN outbox") for step in steps), steps
