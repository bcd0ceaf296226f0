"""Whose turn is when: whatever is asked for in whatever order, no limit is ever exceeded."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.grid import FARTHEST, SECOND
from core.domain.limits import AHEAD, PATIENCE, Held, Lane, Place, Standing, Want, book
from core.domain.people import Platform

START = 1_791_234_567_000_000
TELEGRAM, SLACK = Platform.TELEGRAM, Platform.SLACK
GROUP, SUPERGROUP = "-7", "-1001234567890"


@dataclass
class Desk:
    """One database, and all that was ever given away."""

    rate: int = 30
    now: int = START
    standings: dict[str, Standing] = field(default_factory=dict)
    given: list[tuple[int, Want]] = field(default_factory=list)

    def ask(self, *wants: Want) -> Sequence[Place]:
        held = Held(self.now, dict(self.standings))
        booking = book(wants, held, dict.fromkeys(Platform, self.rate))
        for key, state in booking.states.items():
            self.standings[key] = replace(self.standings.get(key, Standing()), state=state)
        pairs = zip(booking.places, wants, strict=True)
        self.given += [(place.at, want) for place, want in pairs if place.booked]
        return booking.places

    def pause(self, key: str, micros: int) -> None:
        standing = self.standings.get(key, Standing())
        self.standings[key] = replace(standing, paused_until=self.now + micros)

    def times(self, platform: Platform = TELEGRAM, conversation: str = "") -> list[int]:
        chosen = [at for at, want in self.given if want.platform is platform]
        if conversation:
            chosen = [at for at, want in self.given if want.conversation == conversation]
        return sorted(chosen)


def most_in(times: Sequence[int], window: int) -> int:
    """The most in any window of that length, both of its ends included."""
    return max((bisect_right(times, at + window) - i for i, at in enumerate(times)), default=0)


def a_chat(number: int) -> str:
    return str(1000 + number)


lanes = st.sampled_from(Lane)
conversations = st.sampled_from([*map(a_chat, range(12)), GROUP, SUPERGROUP])
wants = st.builds(Want, st.just(TELEGRAM), conversations, lanes, st.just(PATIENCE))
steps = st.tuples(st.integers(0, 400_000), st.lists(wants, max_size=12))


@given(st.lists(steps, max_size=40), st.sampled_from([1, 2, 5, 7, 30, 100, 1000]))
def test_no_limit_is_exceeded_in_any_window(asked: list[tuple[int, list[Want]]], rate: int) -> None:
    desk = Desk(rate)
    for pause, each in asked:
        desk.now += pause
        places = desk.ask(*each)
        assert all(place.at >= desk.now for place in places)
    times = desk.times()
    assert len(set(times)) == len(times)
    assert most_in(times, SECOND) <= rate
    for conversation in {want.conversation for _, want in desk.given}:
        in_chat = desk.times(conversation=conversation)
        assert most_in(in_chat, SECOND) <= 1
        if conversation.startswith("-"):
            assert most_in(in_chat, 60 * SECOND) <= 20


@given(st.lists(steps, max_size=30), st.lists(st.sampled_from([2, 5, 30]), min_size=30))
def test_changed_rate_never_gives_a_moment_twice(
    asked: list[tuple[int, list[Want]]], rates: list[int]
) -> None:
    """Two processes with different settings, as while they are restarted one after another."""
    desk = Desk()
    for (pause, each), rate in zip(asked, rates, strict=False):
        desk.now, desk.rate = desk.now + pause, rate
        desk.ask(*each)
    assert most_in(desk.times(), SECOND) <= 30
    assert len(set(desk.times())) == len(desk.times())


def flood(desk: Desk, seconds: int, lanes: Iterable[Lane]) -> dict[Lane, list[int]]:
    """Each 100 ms ten ask in each lane, and each asks again until it gets a turn."""
    waiting: dict[Lane, list[Want]] = {lane: [] for lane in lanes}
    number, got = 0, defaultdict[Lane, list[int]](list)
    end = desk.now + seconds * SECOND
    while desk.now < end:
        for lane, queue in waiting.items():
            queue += [
                Want(TELEGRAM, a_chat(number + i), lane) for i in range(10 if not queue else 0)
            ]
            number += len(queue)
            places = desk.ask(*queue)
            got[lane] += [place.at for place in places if place.booked]
            pairs = zip(queue, places, strict=True)
            waiting[lane] = [want for want, place in pairs if not place.booked]
        desk.now += 100_000
    return got


def in_between(times: Iterable[int], start: int, end: int) -> int:
    return sum(start <= at < end for at in times)


def test_digests_get_everything_while_nobody_asks() -> None:
    desk = Desk()
    got = flood(desk, 20, [Lane.DIGEST])
    full = in_between(got[Lane.DIGEST], START + SECOND, START + 19 * SECOND)
    assert full / 18 >= 0.98 * 30
    assert most_in(got[Lane.DIGEST], SECOND) <= 30


@pytest.mark.parametrize("rate", [5, 30, 100])
def test_digests_keep_a_fifth_and_answers_the_rest_when_both_wait(rate: int) -> None:
    desk = Desk(rate)
    got = flood(desk, 20, [Lane.ANSWER, Lane.DIGEST])
    start, end = START + SECOND, START + 19 * SECOND
    digests = in_between(got[Lane.DIGEST], start, end) / 18
    answers = in_between(got[Lane.ANSWER], start, end) / 18
    assert digests >= 0.2 * rate
    assert answers >= 0.7 * rate
    assert digests + answers >= 0.98 * rate


def test_answers_may_have_nearly_everything_when_no_digest_waits() -> None:
    desk = Desk()
    for number in range(2000):
        desk.now += 34_000
        desk.ask(Want(TELEGRAM, a_chat(number), Lane.ANSWER))
    waits = [at - (START + 34_000 * (i + 1)) for i, (at, _) in enumerate(desk.given)]
    assert len(waits) == 2000
    assert max(waits) <= 34_000


def test_answer_out_of_the_blue_goes_at_once() -> None:
    desk = Desk(rate=5)
    desk.ask(Want(TELEGRAM, a_chat(1), Lane.ANSWER))
    desk.now += 700_123
    (place,) = desk.ask(Want(TELEGRAM, a_chat(2), Lane.ANSWER))
    assert place == Place(desk.now, booked=True)


@given(st.integers(1, 200))
def test_answer_never_waits_long_behind_digests(count: int) -> None:
    desk = Desk()
    desk.ask(*(Want(TELEGRAM, a_chat(n)) for n in range(count)))
    (place,) = desk.ask(Want(TELEGRAM, "7", Lane.ANSWER))
    assert place.booked
    assert place.at - desk.now <= AHEAD + 4 * 34_000


def test_answers_are_given_turns_before_digests_of_the_same_moment() -> None:
    desk = Desk()
    digests = [Want(TELEGRAM, a_chat(n)) for n in range(20)]
    *_, answer = desk.ask(*digests, Want(TELEGRAM, "7", Lane.ANSWER))
    assert answer == Place(desk.now, booked=True)


def test_too_far_away_is_not_booked_and_costs_nobody_anything() -> None:
    desk = Desk()
    desk.ask(Want(TELEGRAM, "7", Lane.ANSWER))
    (refused,) = desk.ask(Want(TELEGRAM, "7", Lane.ANSWER, within=0.5))
    assert not refused.booked
    assert refused.at - desk.now > SECOND
    assert len(desk.given) == 1


def test_twentieth_message_into_a_group_is_the_last_of_its_minute() -> None:
    desk = Desk()
    for _ in range(20):
        desk.now += 2 * SECOND
        desk.ask(Want(TELEGRAM, GROUP, Lane.ANSWER))
    (refused,) = desk.ask(Want(TELEGRAM, GROUP, Lane.ANSWER, within=10))
    assert not refused.booked
    assert refused.at - desk.given[0][0] > 60 * SECOND
    (place,) = desk.ask(Want(TELEGRAM, "7", Lane.ANSWER))
    assert place.booked


def test_channel_on_slack_has_no_limit_by_the_minute() -> None:
    desk = Desk()
    for _ in range(40):
        desk.now += SECOND + 20_000
        (place,) = desk.ask(Want(SLACK, "-C", Lane.ANSWER))
        assert place.booked


@given(st.lists(steps, max_size=20), st.integers(1, 300) | st.integers(3600, 7200))
def test_nothing_is_given_away_within_a_pause(
    asked: list[tuple[int, list[Want]]], seconds: int
) -> None:
    desk = Desk()
    desk.pause("telegram", seconds * SECOND)
    for pause, each in asked:
        desk.now += pause
        desk.ask(*each)
    assert all(at >= START + seconds * SECOND for at in desk.times())
    assert most_in(desk.times(), SECOND) <= 30


def test_pause_of_one_conversation_concerns_no_other() -> None:
    desk = Desk()
    desk.pause(f"telegram:{GROUP}", 30 * SECOND)
    paused, other = desk.ask(
        Want(TELEGRAM, GROUP, Lane.ANSWER), Want(TELEGRAM, SUPERGROUP, Lane.ANSWER)
    )
    assert not paused.booked
    assert paused.at - START >= 30 * SECOND
    assert other == Place(START, booked=True)


def test_platforms_have_limits_of_their_own() -> None:
    desk = Desk(rate=1)
    places = desk.ask(Want(TELEGRAM, "1", Lane.ANSWER), Want(SLACK, "1", Lane.ANSWER))
    assert [place.at for place in places] == [START, START]


@given(st.integers(1, 12).map(lambda power: SECOND * 4**power))
def test_clock_set_back_or_forward_blocks_nobody_for_long(jump: int) -> None:
    for sign in (1, -1):
        desk = Desk()
        for number in range(100):
            desk.ask(Want(TELEGRAM, a_chat(number), Lane.ANSWER))
        desk.ask(Want(TELEGRAM, GROUP, Lane.ANSWER))
        desk.now += sign * jump
        places = desk.ask(Want(TELEGRAM, GROUP, Lane.ANSWER), Want(TELEGRAM, "7", Lane.ANSWER))
        assert all(place.at - desk.now <= 2 * FARTHEST for place in places)
        for _ in range(200):
            desk.now += SECOND
            (place,) = desk.ask(Want(TELEGRAM, GROUP, Lane.ANSWER))
        assert place.at - desk.now <= 60 * SECOND


@given(st.text(max_size=40) | st.sampled_from(["1e 0 0", "0 1 0 0", "1e z 0 0", "1e 0 77 0"]))
def test_state_that_can_not_be_read_is_given_up(state: str) -> None:
    desk = Desk(standings={"telegram": Standing(state), f"telegram:{GROUP}": Standing(state)})
    for _ in range(70):
        (place,) = desk.ask(Want(TELEGRAM, GROUP, Lane.ANSWER))
        desk.now += 2 * SECOND
    assert place.at - desk.now <= 60 * SECOND


def test_state_stays_small() -> None:
    desk = Desk()
    for number in range(3000):
        desk.now += 10_000
        desk.ask(Want(TELEGRAM, a_chat(number), Lane.ANSWER), Want(TELEGRAM, GROUP))
    assert len(desk.standings["telegram"].state) < 250
    assert len(desk.standings[f"telegram:{GROUP}"].state) <= 20 * 14
