"""What was posted about a case is taken back when it may not be shown any more."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Grant, Platform, Role
from core.domain.subscriptions import Address, Gone, Retry, Unknown
from core.domain.values import Sight
from core.request import ShownMessage
from core.usecases.retraction import Mentions, Told, keep_posted, retract
from scheduler.delivery import LEASE
from storage.tables_notices import posted
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, a_case, a_draft, put
from tests.contract.test_digests import Postbox
from tests.contract.test_notices import deliver, meet

KEY, OTHER = "MYS-0012", "MYS-0013"
CHANNEL = Address(Platform.CONSOLE, "#sweden")
DRAFT = "draft-abcdefghijkl"


@pytest.fixture
def two(store: SqlStore) -> SqlStore:
    put(store, a_case(), a_case(OTHER), a_draft(DRAFT))
    return store


def show(
    store: SqlStore,
    *keys: str,
    message: str = "m1",
    sight: Sight = Sight.PUBLIC,
    typed: bool = False,
) -> None:
    named = frozenset(keys)
    mentions = Mentions(named, frozenset() if typed else named)
    with store.write() as uow:
        keep_posted(uow, [Told(sight, mentions, [ShownMessage(CHANNEL, message)])], NOW)


def take_back(store: SqlStore, key: str = KEY) -> int:
    with store.write() as uow:
        return retract(uow, key, NOW)


def kept(store: SqlStore) -> list[str]:
    with store.read() as uow:
        return sorted(uow.connection.execute(select(posted.c.message)).scalars())


def test_every_message_that_names_it_is_taken_back_once(two: SqlStore) -> None:
    show(two, KEY, message="card")
    show(two, KEY, OTHER, message="list")
    show(two, OTHER, message="another")
    assert take_back(two) == 2
    assert kept(two) == ["another"]
    postbox = Postbox()
    assert sorted(deliver(two, postbox)) == ["#sweden: This message was taken back"] * 2
    assert sorted(message for _, _, message in postbox.taken) == ["card", "list"]
    assert take_back(two) == 0


def test_what_is_posted_while_it_is_stopped_is_taken_back_at_once(two: SqlStore) -> None:
    put(two, a_case(paused=True))
    show(two, KEY)
    assert deliver(two, Postbox()) == ["#sweden: This message was taken back"]


def test_a_steward_goes_on_reading_of_it(two: SqlStore) -> None:
    show(two, DRAFT, sight=Sight.STAFF)
    assert deliver(two, Postbox()) == []
    assert kept(two) == ["m1"]


@pytest.mark.parametrize("key", [DRAFT, "draft-bbbbbbbbbbbb", "MYS-9999"])
def test_what_was_only_typed_tells_nobody_whether_there_is_such_a_case(
    two: SqlStore, key: str
) -> None:
    show(two, key, typed=True)
    assert deliver(two, Postbox()) == []
    assert kept(two) == []


def test_what_the_platform_keeps_is_told_to_the_stewards_once(two: SqlStore) -> None:
    meet(two, "grace", Grant(Role.STEWARD))
    show(two, KEY, message="old")
    show(two, KEY, message="new")
    show(two, KEY, message="")
    take_back(two)
    postbox = Postbox([Gone("too old")])
    titles = deliver(two, postbox)
    assert titles.count("#sweden: This message was taken back") == 2
    assert [t for t in titles if "grace" in t] == [
        "grace: Some messages about MYS-0012 could not be taken back"
    ]
    text = str(postbox.taken[-1][1])
    assert "whose place I don't know" in text
    assert deliver(two, postbox, NOW + timedelta(days=1)) == []


def test_what_may_have_been_taken_back_is_tried_again(two: SqlStore) -> None:
    meet(two, "grace", Grant(Role.STEWARD))
    show(two, KEY)
    take_back(two)
    postbox = Postbox([Retry(30, "429"), Unknown("reset")], found=None)
    for step in range(4):
        deliver(two, postbox, NOW + 3 * step * LEASE)
    assert [message for _, _, message in postbox.taken] == ["m1"] * 3


def test_a_notice_can_be_taken_back_and_the_call_to_stop_stays(two: SqlStore) -> None:
    meet(two, "aisha")
    with two.write() as uow:
        news = Notice(NoticeKind.CASE_CHANGED, "1", {"changes": 0}, case=KEY)
        uow.notices.tell(news, To(("aisha",)), NOW)
    deliver(two, Postbox())
    put(two, a_case(paused=True))
    with two.write() as uow:
        retract(uow, KEY, NOW)
        stop = Notice(NoticeKind.STOP_ACTION, "2", case=KEY, again=True)
        uow.notices.tell(stop, To(("aisha",)), NOW)
    assert sorted(deliver(two, Postbox())) == [
        "aisha: Stop all action on MYS-0012 now",
        "aisha: This message was taken back",
    ]
    with two.write() as uow:
        assert retract(uow, KEY, NOW) == 0


def test_what_many_were_told_at_once_is_kept_for_each(two: SqlStore) -> None:
    told = [
        Told(
            Sight.PUBLIC, Mentions(frozenset({KEY}), frozenset({KEY})), [ShownMessage(CHANNEL, "a")]
        ),
        Told(Sight.PUBLIC, Mentions(frozenset({OTHER})), [ShownMessage(CHANNEL, "b")]),
        Told(Sight.STAFF, Mentions(frozenset({KEY, "QQQ-9999"})), [ShownMessage(CHANNEL, "c")]),
    ]
    with two.write() as uow:
        keep_posted(uow, told, NOW)
        keep_posted(uow, (), NOW)
    assert kept(two) == ["a", "b", "c"]
    assert take_back(two) == 2
    assert kept(two) == ["b"]
