"""How much is claimed, and when: never so much that a platform's limit would keep it lying here."""

from datetime import UTC, datetime

from core.domain.people import Platform
from core.domain.subscriptions import Address, Urgency, Work
from core.ports_limits import Turn
from core.ports_outbox import Content, Posting
from scheduler.held import AT_A_TIME, FEWEST, HORIZON, MISSED, MOST, REST, Held

NOW = datetime(2010, 5, 17, 9, tzinfo=UTC)
CONTENT = Content("goals", "", NOW.date(), 1, "{}")
NEVER = float("inf")


def a_posting(number: int = 1, urgency: Urgency = Urgency.DIGEST) -> Posting:
    address = Address(Platform.SLACK, f"C{number}")
    return Posting(
        f"{number}",
        Work.DIGEST,
        address,
        CONTENT,
        "en",
        "UTC",
        doubtful=False,
        held_until=NOW,
        urgency=urgency,
    )


def some(count: int, urgency: Urgency = Urgency.DIGEST) -> list[Posting]:
    return [a_posting(number, urgency) for number in range(count)]


def wished(held: Held, now: float = 0.0) -> dict[Urgency, int]:
    return {wish.urgencies[-1]: wish.most for wish in held.wishes(now)}


def claim(held: Held, digests: list[Posting], now: float = 0.0) -> None:
    """Everything that was wished and is there."""
    for wish in held.wishes(now):
        found = digests[: wish.most] if Urgency.DIGEST in wish.urgencies else []
        held.looked(wish, len(found))
        held.wait(found, now)


def book(held: Held, now: float, *turns: Turn) -> list[tuple[Posting, float]]:
    return held.answer(held.asking(now), turns, now)


def test_without_limits_much_is_held_though_never_much_is_claimed_together() -> None:
    held = Held(Platform.SLACK, 64)
    size = 0
    while Urgency.DIGEST in (wishes := wished(held)):
        assert wishes[Urgency.DIGEST] <= AT_A_TIME
        claim(held, some(MOST))
        asking = held.asking(0.0)
        assert held.answer(asking, [Turn(0.0)] * len(asking), 0.0) == []
        size += len(asking)
    assert size == MOST
    held.free = 2 * AT_A_TIME
    assert [booked.exact for booked in held.due(0.0, 0.0)] == [False] * AT_A_TIME


def test_what_is_held_grows_with_each_answer_that_nothing_is_limited() -> None:
    held = Held(Platform.SLACK, FEWEST)
    sizes = []
    for _ in range(3):
        sizes.append(wished(held)[Urgency.DIGEST])
        claim(held, some(MOST))
        asking = held.asking(0.0)
        held.answer(asking, [Turn(0.0)] * len(asking), 0.0)
        held.clear()
    assert sizes == [FEWEST, 2 * FEWEST, 4 * FEWEST]


def test_under_a_limit_only_what_can_be_sent_soon_is_held() -> None:
    held = Held(Platform.SLACK, 64)
    claim(held, some(MOST))
    asking = held.asking(0.0)
    turns = [Turn(0.1), *[Turn(0.5, booked=False)] * (len(asking) - 1)]
    assert held.answer(asking, turns, 0.0) == []
    assert wished(held) == {}
    assert held.asking(0.4) == []
    assert len(held.asking(0.5)) == len(asking) - 1
    assert held.due(0.1, 0.1)[0].exact
    assert wished(held, 0.6)[Urgency.DIGEST] == FEWEST


def test_what_has_its_turn_later_is_given_back() -> None:
    held = Held(Platform.SLACK, 64)
    claim(held, some(2))
    ((slow, seconds),) = book(held, 0.0, Turn(HORIZON + 1, booked=False), Turn(0.0))
    assert (slow.id, seconds) == ("0", HORIZON + 1)
    assert len(held.due(0.0, 0.0)) == 1
    assert held.is_empty


def test_where_nothing_had_a_turn_nothing_is_claimed_for_a_moment() -> None:
    held = Held(Platform.SLACK, 64)
    claim(held, some(64))
    asking = held.asking(0.0)
    assert len(held.answer(asking, [Turn(60.0, booked=False)] * 64, 0.0)) == 64
    assert wished(held, REST / 2) == {}
    assert held.next_moment(REST / 2, 0.0) == REST
    assert Urgency.DIGEST in wished(held, REST)


def test_what_is_urgent_asks_first_and_is_claimed_beside_waiting_digests() -> None:
    held = Held(Platform.SLACK, 64)
    held.wait([a_posting(1), a_posting(2, Urgency.AT_ONCE)], 0.0)
    assert list(wished(held)) == [Urgency.SOON]
    assert [posting.id for posting in held.asking(0.0)] == ["2", "1"]


def test_one_by_one_nothing_is_claimed() -> None:
    held = Held(Platform.SLACK, 64)
    held.wait(some(40, Urgency.SOON), 0.0)
    held.wait(some(40), 0.0)
    asking = held.asking(0.0)
    held.answer(asking, [Turn(0.0)] * len(asking), 0.0)
    assert wished(held) == {Urgency.DIGEST: AT_A_TIME}
    held.wait(some(60), 1.0)
    assert wished(held) == {}


def test_a_missed_turn_is_asked_for_anew() -> None:
    held = Held(Platform.SLACK, 64)
    claim(held, some(1))
    book(held, 0.0, Turn(0.1))
    late = 0.1 + MISSED * 2
    assert held.due(late, late) == []
    assert len(held.asking(late)) == 1


def test_there_is_nothing_to_do_while_all_are_under_way() -> None:
    """Otherwise the loop would turn and turn while the platform hangs."""
    held = Held(Platform.SLACK, 1)
    claim(held, some(1))
    held.wait(some(3), 0.0)
    book(held, 0.0, *[Turn(0.0)] * 4)
    assert len(held.due(0.0, 0.0)) == 1
    assert held.free == 0
    assert held.next_moment(0.0, 0.0) == NEVER


def test_a_pause_gives_all_back_and_holds_for_what_is_just_asking() -> None:
    held = Held(Platform.SLACK, 64)
    claim(held, some(3))
    asking = held.asking(0.0)
    held.wait([a_posting(9)], 0.0)
    assert [posting.id for posting in held.pause(10.0)] == ["9"]
    assert held.is_paused(9.0)
    assert held.answer(asking, [Turn(0.0)] * 3, 4.0) == [(posting, 6.0) for posting in asking]
    assert wished(held, 9.0) == {}
    assert held.next_moment(9.0, 0.0) == 10.0
