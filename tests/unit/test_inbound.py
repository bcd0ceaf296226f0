"""How much one may ask in a minute: told once, with when to go on; nobody uses up another's."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.world import SettableClock
from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address
from core.inbound import Inbound
from core.request import Actor, Audience, Form, Request
from core.usecases import crowding
from core.usecases.crowding import Crowding

NOW = datetime(2010, 5, 14, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
GROUP = Address(Platform.TELEGRAM, "-7")
NUMBERS = count(1)


def asks(
    person: str = "1",
    where: Address | None = None,
    *,
    form: Form = Form.COMMAND,
    audience: Audience = Audience.CONVERSATION,
) -> Request:
    """A new request, in private unless said otherwise."""
    return Request(
        f"telegram:{next(NUMBERS)}",
        Actor(Identity(Platform.TELEGRAM, person)),
        where or Address(Platform.TELEGRAM, person),
        "cases Malaysia",
        form,
        private=where is None,
        audience=audience,
    )


def granted(crowd: Crowding, requests: list[Request], now: datetime = NOW) -> int:
    return sum(crowd.note(request, now) is None for request in requests)


def test_twenty_a_minute_and_then_wait_until_it_is_over() -> None:
    crowd = Crowding(20)
    assert granted(crowd, [asks() for _ in range(30)]) == 20
    refused = crowd.note(asks(), NOW + 59 * SECOND)
    assert refused is not None
    assert refused.again == NOW + 60 * SECOND
    assert crowd.note(asks(), refused.again) is None


def test_it_is_told_once_until_one_may_go_on() -> None:
    crowd = Crowding(2)
    told = [crowd.note(asks(), NOW) for _ in range(5)]
    assert [one.told for one in told if one] == [False, True, True]
    later = NOW + 61 * SECOND
    told = [crowd.note(asks(), later) for _ in range(4)]
    assert [one.told for one in told if one] == [False, True]


def test_others_are_not_concerned() -> None:
    crowd = Crowding(5)
    granted(crowd, [asks("1") for _ in range(9)])
    assert granted(crowd, [asks("2") for _ in range(9)]) == 5


def test_presses_count_and_a_form_that_was_filled_in_is_never_refused() -> None:
    crowd = Crowding(3)
    granted(crowd, [asks(form=Form.TOKEN) for _ in range(3)])
    assert crowd.note(asks(), NOW) is not None
    assert crowd.note(asks(form=Form.FIELDS), NOW) is None


def test_what_the_platform_repeats_is_no_new_request() -> None:
    crowd = Crowding(2)
    first = asks()
    assert granted(crowd, [first, first, first, asks(), first]) == 5
    assert crowd.note(asks(), NOW) is not None
    assert crowd.note(first, NOW) is None


def test_one_person_uses_up_no_more_than_half_of_a_conversation() -> None:
    crowd = Crowding(20)
    assert granted(crowd, [asks("1", GROUP) for _ in range(30)]) == 20
    assert granted(crowd, [asks("2", GROUP) for _ in range(9)]) == 9
    assert granted(crowd, [asks("3", GROUP) for _ in range(9)]) == 1


def test_conversation_is_told_as_a_whole_and_who_asks_alone_alone() -> None:
    crowd = Crowding(4)
    granted(crowd, [asks(str(n), GROUP) for n in range(4)])
    told = [crowd.note(asks(str(n), GROUP), NOW) for n in (5, 6)]
    assert [(one.of_chat, one.told) for one in told if one] == [(True, False), (True, True)]
    alone = [crowd.note(asks(str(n), GROUP, audience=Audience.ASKER), NOW) for n in (5, 6, 5)]
    assert [one.told for one in alone if one] == [False, False, True]


def test_who_is_refused_in_a_conversation_may_still_ask_in_private() -> None:
    crowd = Crowding(4)
    granted(crowd, [asks(str(n), GROUP) for n in range(4)])
    assert crowd.note(asks("5", GROUP), NOW) is not None
    assert crowd.note(asks("5"), NOW) is None


def test_without_a_limit_nothing_is_counted() -> None:
    assert granted(Crowding(0), [asks() for _ in range(100)]) == 100


@pytest.mark.parametrize("jump", [timedelta(hours=-5), timedelta(days=400)])
def test_clock_that_jumps_shuts_nobody_out(jump: timedelta) -> None:
    crowd = Crowding(2)
    granted(crowd, [asks() for _ in range(5)])
    assert crowd.note(asks(), NOW + jump) is None


def test_memory_stays_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowding, "MOST_KEPT", 50)
    crowd = Crowding(2)
    granted(crowd, [asks(str(n), Address(Platform.TELEGRAM, f"-{n}")) for n in range(200)])
    assert len(crowd._people) == len(crowd._chats) == 50


@given(
    st.lists(st.tuples(st.integers(0, 30), st.sampled_from("1234"), st.booleans()), max_size=80),
    st.integers(1, 6),
)
def test_nobody_ever_gets_more_in_any_minute(
    asked: list[tuple[int, str, bool]], limit: int
) -> None:
    crowd, now = Crowding(limit), NOW
    got: list[tuple[datetime, str, bool]] = []
    for pause, person, shared in asked:
        now += pause * SECOND
        refused = crowd.note(asks(person, GROUP if shared else None), now)
        if refused is None:
            got.append((now, person, shared))
        else:
            assert now < refused.again <= now + 60 * SECOND
    for at, person, _ in got:
        window = [one for one in got if at <= one[0] < at + 60 * SECOND]
        assert sum(one[1] == person for one in window) <= limit
        by_others = sum(one[2] and one[1] != person for one in window)
        assert by_others <= 3 * limit


def test_words_say_how_much_and_when_to_go_on() -> None:
    clock = SettableClock(NOW)
    inbound = Inbound(clock, 2)
    for _ in range(2):
        assert inbound.refusal(asks("1", GROUP)) is None
    clock.advance(timedelta(seconds=17.4))
    refusal = inbound.refusal(asks("1", GROUP))
    assert refusal is not None
    assert refusal.reply is not None
    (view,) = refusal.reply.views
    assert refusal.reply.audience is Audience.CONVERSATION
    assert "up to 2 messages a minute from one person" in str(view)
    assert "in 43 seconds" in str(view)
    again = inbound.refusal(asks("1"))
    assert again is not None
    assert again.reply is None


def test_words_are_in_the_language_of_whoever_asks() -> None:
    inbound = Inbound(SettableClock(NOW), 1)
    inbound.refusal(asks())
    request = asks()
    swedish = replace(request, actor=replace(request.actor, language="sv"))
    refusal = inbound.refusal(swedish)
    assert refusal is not None
    assert refusal.reply is not None
