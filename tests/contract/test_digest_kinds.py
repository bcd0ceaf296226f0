"""Digests made of lines: each kind to whom it is for, true when it is sent, silent with nothing."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from bots.world import SystemChance
from core.domain.cases import ActionKind, Level
from core.domain.commitments import Party
from core.domain.follows import CaseChange, ChangeKind, Pace
from core.domain.people import Grant, Identity, Platform, Role
from core.domain.reports import Report
from core.domain.schedule import EVERY_DAY, Slot
from core.domain.subscriptions import Address, DigestKind, Subscription
from core.usecases.changes import tell_all
from scheduler.planner import plan
from storage.tables_messages import deliveries
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_case, an_action, put
from tests.contract.test_digests import Postbox, deliver

CHANCE = SystemChance()
KEY = "MYS-0012"
AISHA = Address(Platform.CONSOLE, "aisha")
MONDAY = datetime(2010, 5, 17, 9, tzinfo=UTC)
WEEK = timedelta(weeks=1)
NEWS = CaseChange(ChangeKind.STATUS, "detained", "released", 1)
DAILY = Slot(EVERY_DAY, 8 * 60)
"""Every day at eight, in UTC."""


@pytest.fixture
def aisha(store: SqlStore) -> SqlStore:
    """She coordinates Sweden, which took on MYS-0012, whose action is due on 1 June."""
    put(store, a_case(), a_case("MYS-0013", actions=()))
    with store.write() as uow:
        uow.people.add("aisha", Identity(Platform.CONSOLE, "aisha"), NOW)
        uow.people.grant("aisha", Grant(Role.COORDINATOR, "SWE"))
        uow.commitments.start(KEY, Party(section="SWE"), NOW)
    assert plan(store, CHANCE, NOW) == 0
    return store


def subscribe(
    store: SqlStore, kind: DigestKind, slot: Slot | None = None, muted_until: date | None = None
) -> None:
    section = "SWE" if kind is DigestKind.SECTION else ""
    wanted = Subscription(
        AISHA, slot or Slot(), NOW, "aisha", section, kind=kind, muted_until=muted_until
    )
    with store.write() as uow:
        uow.subscriptions.put(wanted)


def change(store: SqlStore, key: str = KEY, at: datetime = NOW) -> None:
    with store.write() as uow:
        tell_all(uow, key, (NEWS,), at)


def follow(store: SqlStore, pace: Pace, key: str = KEY) -> None:
    with store.write() as uow:
        uow.follows.follow("aisha", key, pace, NOW)


def arrives(store: SqlStore, at: datetime) -> list[str]:
    """The titles and lines of what is planned and sent at that moment."""
    plan(store, CHANCE, at)
    postbox = Postbox()
    deliver(store, postbox, at)
    return [str(view) for _, view, _ in postbox.taken]


def results(store: SqlStore) -> list[str]:
    with store.read() as uow:
        return [r.value for r in uow.connection.execute(select(deliveries.c.result)).scalars()]


def test_a_section_reads_what_is_due_within_a_fortnight(aisha: SqlStore) -> None:
    subscribe(aisha, DigestKind.SECTION)
    assert arrives(aisha, MONDAY) == []
    assert results(aisha) == ["empty"]
    (text,) = arrives(aisha, MONDAY + WEEK)
    assert "What your section has to do · 24 May 2010" in text
    assert "Write a letter by 1 June 2010" in text
    assert "1 of 10 cases" in text


def test_a_section_reads_where_nothing_was_reported(aisha: SqlStore) -> None:
    subscribe(aisha, DigestKind.SECTION)
    (text,) = arrives(aisha, MONDAY + WEEK)
    assert "Nothing reported for 30 days" in text
    with aisha.write() as uow:
        report = Report(KEY, ActionKind.LETTER, 12, NOW.date(), NOW, "SWE")
        uow.reports.add(report, "aisha")
    plan(aisha, CHANCE, MONDAY + 2 * WEEK)
    (later,) = arrives(aisha, MONDAY + 2 * WEEK)
    assert "Nothing reported" not in later


def test_a_line_that_is_not_true_any_more_is_left_out(aisha: SqlStore) -> None:
    put(aisha, a_case("MYS-0013", actions=(an_action(deadline=date(2010, 5, 30)),)))
    with aisha.write() as uow:
        uow.commitments.start("MYS-0013", Party(section="SWE"), NOW)
    subscribe(aisha, DigestKind.SECTION)
    plan(aisha, CHANCE, MONDAY + WEEK)
    put(aisha, a_case(paused=True))
    postbox = Postbox()
    deliver(aisha, postbox, MONDAY + WEEK)
    ((_, view, _),) = postbox.taken
    assert "MYS-0013" in str(view)
    assert KEY not in str(view)


def test_a_digest_whose_every_line_became_untrue_is_not_sent(aisha: SqlStore) -> None:
    subscribe(aisha, DigestKind.SECTION)
    plan(aisha, CHANCE, MONDAY + WEEK)
    put(aisha, a_case(level=Level.DORMANT))
    postbox = Postbox()
    deliver(aisha, postbox, MONDAY + WEEK)
    assert postbox.taken == []
    assert results(aisha) == ["empty"]


def test_my_cases_tell_what_changed_since_the_one_before(aisha: SqlStore) -> None:
    subscribe(aisha, DigestKind.CASES)
    follow(aisha, Pace.WEEKLY, "MYS-0013")
    follow(aisha, Pace.DAILY)
    change(aisha)
    change(aisha, "MYS-0013", NOW + timedelta(hours=1))
    (first,) = arrives(aisha, MONDAY)
    assert first.count("Person 1: released, and was detained.") == 2
    change(aisha, "MYS-0013", MONDAY + timedelta(hours=1))
    (second,) = arrives(aisha, MONDAY + WEEK)
    assert second.count("Person 1: released") == 1


def test_who_follows_daily_reads_each_day_what_changed_on_it(aisha: SqlStore) -> None:
    subscribe(aisha, DigestKind.CHANGES, DAILY)
    follow(aisha, Pace.DAILY)
    follow(aisha, Pace.WEEKLY, "MYS-0013")
    change(aisha, at=NOW + timedelta(minutes=1))
    change(aisha, "MYS-0013")
    eight = NOW.replace(day=15, hour=8)
    (text,) = arrives(aisha, eight)
    assert text.count("Person 1: released") == 1
    assert arrives(aisha, eight + timedelta(hours=2)) == []
    assert arrives(aisha, eight + timedelta(days=1)) == []
    change(aisha, at=eight + timedelta(days=1, minutes=1))
    assert len(arrives(aisha, eight + timedelta(days=2))) == 1


def test_each_kind_has_a_subscription_of_its_own(aisha: SqlStore) -> None:
    subscribe(aisha, DigestKind.GOALS)
    subscribe(aisha, DigestKind.CASES)
    change(aisha)
    assert len(arrives(aisha, MONDAY)) == 2
    with aisha.read() as uow:
        kinds = [one.kind for one in uow.subscriptions.here(AISHA)]
    assert kinds == [DigestKind.GOALS, DigestKind.CASES]


def test_what_is_muted_comes_again_by_itself(aisha: SqlStore) -> None:
    subscribe(aisha, DigestKind.GOALS, muted_until=date(2010, 5, 24))
    with aisha.read() as uow:
        wanted = uow.subscriptions.get(AISHA)
    assert wanted is not None
    assert wanted.following(NOW) == MONDAY + WEEK
    assert arrives(aisha, MONDAY) == []
    assert len(arrives(aisha, MONDAY + WEEK)) == 1


def test_what_waits_while_it_is_muted_is_not_sent(aisha: SqlStore) -> None:
    subscribe(aisha, DigestKind.GOALS)
    assert plan(aisha, CHANCE, MONDAY) == 1
    subscribe(aisha, DigestKind.GOALS, muted_until=date(2010, 5, 18))
    postbox = Postbox()
    deliver(aisha, postbox, MONDAY)
    assert postbox.taken == []
    assert len(arrives(aisha, MONDAY + WEEK)) == 1


def test_from_weekly_to_daily_one_comes_on_the_next_day(aisha: SqlStore) -> None:
    subscribe(aisha, DigestKind.GOALS)
    assert len(arrives(aisha, MONDAY)) == 1
    subscribe(aisha, DigestKind.GOALS, DAILY)
    assert len(arrives(aisha, MONDAY + timedelta(days=1))) == 1
    subscribe(aisha, DigestKind.GOALS)
    assert len(arrives(aisha, MONDAY + WEEK)) == 1


def test_stewards_read_what_others_may_not_see(aisha: SqlStore) -> None:
    put(aisha, a_case("MYS-0090", safe_to_publicise=False, review=date(2010, 5, 1)))
    with aisha.write() as uow:
        uow.people.grant("aisha", Grant(Role.STEWARD))
    subscribe(aisha, DigestKind.STEWARDS)
    (text,) = arrives(aisha, MONDAY)
    assert "Review due 1 May 2010" in text
    assert "MYS-0090" in text


@pytest.mark.parametrize("kind", [DigestKind.STEWARDS, DigestKind.BOARD, DigestKind.SECTION])
def test_who_holds_the_role_no_more_gets_it_no_more(aisha: SqlStore, kind: DigestKind) -> None:
    put(aisha, a_case("MYS-0014", review=date(2010, 5, 1)))
    subscribe(aisha, kind)
    with aisha.write() as uow:
        uow.people.revoke("aisha", Grant(Role.COORDINATOR, "SWE"))
    assert arrives(aisha, MONDAY + WEEK) == []
    assert results(aisha) == ["hidden"]
