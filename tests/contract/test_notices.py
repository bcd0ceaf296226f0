"""Each recipient of a notice is told once, in private, and only what may still be shown."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bots.world import SettableClock
from core.domain.cases import ActionKind
from core.domain.commitments import Party
from core.domain.follows import CaseChange, ChangeKind, Pace
from core.domain.notices import Notice, NoticeKind, QuietHours, To
from core.domain.people import Grant, Identity, Platform, Role
from core.domain.reports import Report
from core.domain.subscriptions import Address, Gone, Unknown
from core.ports_notices import Reach
from core.usecases.casework import ENDED_WITH_CASE
from core.usecases.changes import tell_all
from scheduler.delivery import LEASE, Delivery
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_case, a_draft, put
from tests.contract.races import race
from tests.contract.test_digests import Postbox
from tests.doubles.loop import run

KEY = "MYS-0012"
STOP = Notice(NoticeKind.STOP_ACTION, "pause:1", case=KEY, again=True)
NEWS = CaseChange(ChangeKind.LEVEL, "active", "dormant")


def meet(
    store: SqlStore,
    person: str,
    *grants: Grant,
    platforms: Sequence[Platform] = (Platform.CONSOLE,),
) -> None:
    """Somebody who spoke in private on these platforms, on the last of them most recently."""
    with store.write() as uow:
        for minute, platform in enumerate(platforms):
            uow.people.add(person, Identity(platform, person), NOW)
            reach = Reach(Address(platform, person), "Asia/Kuala_Lumpur", "en")
            uow.reach.use(person, reach, NOW + timedelta(minutes=minute))
        for grant in grants:
            uow.people.grant(person, grant)


def tell(store: SqlStore, notice: Notice, to: To, at: datetime = NOW) -> int:
    with store.write() as uow:
        return uow.notices.tell(notice, to, at)


def deliver(
    store: SqlStore,
    postbox: Postbox,
    at: datetime = NOW,
    platforms: Sequence[Platform] = (Platform.CONSOLE,),
) -> list[str]:
    """Everything that is sent at that moment, as names and titles."""
    before = len(postbox.taken)
    senders = dict.fromkeys(platforms, postbox)
    run(Delivery(store, SettableClock(at), senders).drain())
    return [f"{address.conversation}: {view.title}" for address, view, _ in postbox.taken[before:]]


def test_everybody_meant_is_told_once(store: SqlStore) -> None:
    put(store, a_case())
    meet(store, "lars", Grant(Role.COORDINATOR, "SWE"), Grant(Role.STEWARD))
    meet(store, "nur", Grant(Role.MEMBER, "SWE"))
    meet(store, "aisha")
    meet(store, "siti", Grant(Role.COORDINATOR, "MYS"))
    with store.write() as uow:
        uow.commitments.start(KEY, Party(section="SWE"), NOW)
        uow.commitments.start(KEY, Party(person="nur"), NOW)
        uow.follows.follow("aisha", KEY, Pace.WEEKLY, NOW)
        uow.follows.follow("lars", KEY, Pace.AT_ONCE, NOW)
    to = To(("aisha",), ("SWE",), (Role.STEWARD,), committed_to=KEY, followers_of=KEY)
    assert tell(store, STOP, to) == 3
    assert tell(store, STOP, to) == 0
    title = "Stop all action on MYS-0012 now"
    assert sorted(deliver(store, Postbox())) == [
        f"aisha: {title}",
        f"lars: {title}",
        f"nur: {title}",
    ]
    assert tell(store, STOP, to, NOW + timedelta(days=1)) == 0
    assert tell(store, replace(STOP, key="pause:2"), To(sections=("MYS",))) == 1


def test_notices_of_one_moment_come_in_their_order(store: SqlStore) -> None:
    meet(store, "lars")
    meet(store, "siti")
    numbers = [f"MYS-{number:04}" for number in range(12)]
    for start in (0, 6):
        with store.write() as uow:
            for ref in numbers[start : start + 6]:
                uow.notices.tell(replace(STOP, key=ref, case=ref), To(("lars", "siti")), NOW)
    told = [line for line in deliver(store, Postbox()) if line.startswith("lars")]
    assert told == [f"lars: Stop all action on {ref} now" for ref in numbers]


def test_who_reported_lately_is_told_to_stop(store: SqlStore) -> None:
    put(store, a_case())
    for person, days in (("aisha", 89), ("nur", 91), ("siti", 1)):
        meet(store, person)
        at = NOW - timedelta(days=days)
        report = Report(KEY, ActionKind.LETTER, 12, at.date(), at)
        with store.write() as uow:
            kept = uow.reports.add(report, person)
            if person == "siti":
                uow.reports.strike(kept.number, NOW)
    assert tell(store, STOP, To(reporters_of=KEY)) == 1
    assert deliver(store, Postbox()) == ["aisha: Stop all action on MYS-0012 now"]


def test_whom_a_case_left_last_is_told_when_it_is_active_again(store: SqlStore) -> None:
    put(store, a_case())
    for person in ("lars", "siti", "grace", "nur", "aisha"):
        meet(store, person)
    before, last = NOW - timedelta(days=9), NOW - timedelta(days=2)
    with store.write() as uow:
        uow.people.grant("lars", Grant(Role.COORDINATOR, "SWE"))
        uow.commitments.start(KEY, Party(person="aisha"), before)
        uow.casework.end_commitments(KEY, before, ENDED_WITH_CASE)
        for party in (Party("SWE"), Party(person="nur"), Party(person="grace")):
            uow.commitments.start(KEY, party, before)
        uow.commitments.end(KEY, Party(person="grace"), last, "no time")
        uow.casework.end_commitments(KEY, last, ENDED_WITH_CASE)
        uow.commitments.start(KEY, Party(person="siti"), NOW)
    again = Notice(NoticeKind.CASE_REOPENED, "1", case=KEY)
    assert tell(store, again, To(left_by=KEY)) == 2
    title = "MYS-0012 is active again"
    assert sorted(deliver(store, Postbox())) == [f"lars: {title}", f"nur: {title}"]


def test_who_never_spoke_in_private_is_told_by_who_they_are(store: SqlStore) -> None:
    with store.write() as uow:
        uow.people.add("p1", Identity(Platform.SLACK, "T1:U1"), NOW)
    assert tell(store, STOP, To(("p1", "nobody"))) == 1
    postbox = Postbox()
    deliver(store, postbox, platforms=(Platform.SLACK,))
    assert [address for address, _, _ in postbox.taken] == [Address(Platform.SLACK, "U1")]


def test_who_can_not_be_reached_is_passed_over(store: SqlStore) -> None:
    meet(store, "lars")
    tell(store, STOP, To(("lars",)))
    deliver(store, Postbox([Gone("blocked")]))
    assert tell(store, replace(STOP, key="2"), To(("lars",))) == 0
    meet(store, "lars")
    assert tell(store, replace(STOP, key="2"), To(("lars",))) == 1


def test_of_two_who_tell_the_same_at_once_one_does(store: SqlStore) -> None:
    for number in range(5):
        meet(store, f"p{number}", Grant(Role.BOARD))
    assert sorted(race(2, lambda _: tell(store, STOP, To(roles=(Role.BOARD,))))) == [0, 5]
    assert len(deliver(store, Postbox())) == 5


def test_a_person_on_two_platforms_is_told_on_the_one_used_last(store: SqlStore) -> None:
    both = (Platform.SLACK, Platform.TELEGRAM)
    meet(store, "lars", platforms=both)
    assert tell(store, STOP, To(("lars",))) == 1
    postbox = Postbox()
    deliver(store, postbox, platforms=both)
    assert [address for address, _, _ in postbox.taken] == [Address(Platform.TELEGRAM, "lars")]


def test_where_one_address_is_gone_the_other_is_tried(store: SqlStore) -> None:
    both = (Platform.SLACK, Platform.TELEGRAM)
    meet(store, "lars", platforms=both)
    tell(store, STOP, To(("lars",)))
    postbox = Postbox([Gone("blocked")])
    deliver(store, postbox, platforms=both)
    assert [address.platform for address, _, _ in postbox.taken] == [
        Platform.TELEGRAM,
        Platform.SLACK,
    ]
    assert tell(store, replace(STOP, key="2"), To(("lars",))) == 1
    deliver(store, postbox, platforms=both)
    assert postbox.taken[-1][0].platform is Platform.SLACK


def test_what_may_not_be_shown_any_more_is_not_told(store: SqlStore) -> None:
    put(store, a_case())
    meet(store, "aisha")
    meet(store, "grace", Grant(Role.STEWARD))
    with store.write() as uow:
        for person in ("aisha", "grace"):
            uow.follows.follow(person, KEY, Pace.AT_ONCE, NOW)
        tell_all(uow, KEY, (NEWS,), NOW)
        uow.notices.tell(STOP, To(("aisha",)), NOW)
    put(store, a_case(paused=True))
    assert sorted(deliver(store, Postbox())) == [
        "aisha: Stop all action on MYS-0012 now",
        "grace: News of MYS-0012",
    ]


def test_a_draft_is_told_of_to_stewards_alone(store: SqlStore) -> None:
    put(store, draft := a_draft())
    meet(store, "aisha")
    meet(store, "grace", Grant(Role.STEWARD))
    about = Notice(NoticeKind.CASE_CHANGED, "1", {"changes": 0}, case=draft.key)
    tell(store, about, To(("aisha", "grace")))
    assert [told.split(":")[0] for told in deliver(store, Postbox())] == ["grace"]


@pytest.mark.parametrize(("again", "times"), [(True, 2), (False, 1)])
def test_what_may_have_arrived_is_repeated_only_if_it_must_not_be_lost(
    store: SqlStore, times: int, *, again: bool
) -> None:
    meet(store, "aisha")
    tell(store, replace(STOP, again=again), To(("aisha",)))
    postbox = Postbox([Unknown("reset")], found=None)
    for step in range(3):
        deliver(store, postbox, NOW + 3 * step * LEASE)
    assert len(postbox.taken) == times


def test_what_never_gets_an_answer_is_not_repeated_for_ever(store: SqlStore) -> None:
    meet(store, "aisha")
    tell(store, STOP, To(("aisha",)))
    postbox = Postbox([Unknown("reset")] * 50, found=None)
    for step in range(30):
        deliver(store, postbox, NOW + 3 * step * LEASE)
    assert 2 < len(postbox.taken) < 12


def test_the_quiet_hours_of_several_people_are_looked_up_at_once(store: SqlStore) -> None:
    hours = QuietHours(22 * 60, 7 * 60)
    for person in ("aisha", "lars"):
        meet(store, person)
    with store.write() as uow:
        uow.reach.keep_quiet("aisha", hours)
        assert uow.reach.quiet_of({"aisha", "lars"}) == {"aisha": hours}
        assert uow.reach.quiet_of(()) == {}


def test_quiet_hours_hold_up_all_but_a_stop(store: SqlStore) -> None:
    put(store, a_case())
    meet(store, "aisha")
    late = NOW.replace(hour=15)
    with store.write() as uow:
        uow.reach.keep_quiet("aisha", QuietHours(22 * 60, 7 * 60))
        uow.follows.follow("aisha", KEY, Pace.AT_ONCE, NOW)
        tell_all(uow, KEY, (NEWS,), late)
        uow.notices.tell(STOP, To(("aisha",)), late)
    postbox = Postbox()
    stop = ["aisha: Stop all action on MYS-0012 now"]
    assert deliver(store, postbox, late) == stop
    seven = NOW.replace(hour=23)
    assert deliver(store, postbox, seven - timedelta(seconds=1)) == []
    assert deliver(store, postbox, seven) == ["aisha: News of MYS-0012"]


def test_who_wants_to_hear_at_once_hears_of_changes_together(store: SqlStore) -> None:
    put(store, a_case())
    for person, pace in (("aisha", Pace.AT_ONCE), ("nur", Pace.DAILY), ("siti", Pace.WEEKLY)):
        meet(store, person)
        with store.write() as uow:
            uow.follows.follow(person, KEY, pace, NOW)
    over = CaseChange(ChangeKind.ACTION_OVER, "letter 2010-06-01", number=1)
    with store.write() as uow:
        tell_all(uow, KEY, (NEWS, over), NOW)
    postbox = Postbox()
    assert deliver(store, postbox) == ["aisha: News of MYS-0012"]
    with store.read() as uow:
        kept = uow.follows.changes((KEY,), NOW - timedelta(days=1), NOW)
        assert kept == {KEY: (NEWS, over)}
        assert uow.follows.changes((KEY,), NOW, NOW + timedelta(days=1)) == {}


def test_to_follow_is_changed_and_ended(store: SqlStore) -> None:
    put(store, a_case(), a_case("MYS-0013"))
    meet(store, "aisha")
    with store.write() as uow:
        assert uow.follows.pace("aisha", KEY) is None
        uow.follows.follow("aisha", "mys-0012", Pace.AT_ONCE, NOW)
        uow.follows.follow("aisha", KEY, Pace.DAILY, NOW)
        uow.follows.follow("aisha", "MYS-0013", Pace.WEEKLY, NOW)
        assert uow.follows.all_of("aisha") == {KEY: Pace.DAILY, "MYS-0013": Pace.WEEKLY}
        uow.follows.follow("aisha", KEY, None, NOW)
        assert uow.follows.pace("aisha", KEY) is None


def test_what_waits_for_somebody_follows_them_to_another_id(store: SqlStore) -> None:
    meet(store, "lars", platforms=(Platform.SLACK,))
    meet(store, "lars-too", platforms=(Platform.TELEGRAM,))
    tell(store, STOP, To(("lars-too",)))
    with store.write() as uow:
        uow.persons.join("lars", "lars-too", NOW)
    both = (Platform.SLACK, Platform.TELEGRAM)
    assert deliver(store, Postbox(), platforms=both) == [
        "lars-too: Stop all action on MYS-0012 now"
    ]


def test_who_was_erased_is_told_nothing(store: SqlStore) -> None:
    meet(store, "lars")
    tell(store, STOP, To(("lars",)))
    with store.write() as uow:
        uow.persons.erase("lars", NOW)
    assert deliver(store, Postbox()) == []
