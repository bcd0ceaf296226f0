"""What senders are given, on record in both databases, for all processes together."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import select, update

from core.domain.grid import SECOND
from core.domain.limits import Held, Lane, Standing, Want, book
from core.domain.people import Platform
from storage.engine import open_engine
from storage.tables_delivery import rate_limits
from storage.unit_of_work import SqlStore
from tests.contract.races import race

RATES = {Platform.TELEGRAM: 30, Platform.SLACK: 5}


@contextmanager
def another(store: SqlStore) -> Iterator[SqlStore]:
    """The same database, as another process has it."""
    engine = open_engine(store.engine.url.render_as_string(hide_password=False))
    yield SqlStore(engine)
    engine.dispose()


def test_what_was_kept_stands_there_for_the_next(store: SqlStore) -> None:
    with store.write() as uow:
        held = uow.limits.hold(["telegram"], ["telegram:7"])
        assert held.standings == {"telegram": Standing()}
        uow.limits.keep({"telegram": "a", "telegram:7": "b"}, held.now)
    with store.write() as uow:
        held = uow.limits.hold(["telegram"], ["telegram:7", "telegram:8"])
    assert held.standings == {"telegram": Standing("a"), "telegram:7": Standing("b")}


def test_time_is_told_to_the_microsecond_and_goes_on(store: SqlStore) -> None:
    with store.write() as uow:
        times = [uow.limits.hold(["telegram"]).now for _ in range(20)]
    now = datetime.now(UTC).timestamp() * SECOND
    assert times == sorted(set(times))
    assert abs(times[-1] - now) < 60 * SECOND


def test_pause_lasts_and_a_shorter_one_does_not_end_it(store: SqlStore) -> None:
    with store.write() as uow:
        uow.limits.pause("telegram", 60)
        uow.limits.pause("telegram", 5)
        uow.limits.pause("telegram:-7", 90)
    with store.read() as uow:
        assert 50 < uow.limits.paused(["telegram"]) <= 60
        assert 80 < uow.limits.paused(["telegram", "telegram:-7"]) <= 90
        assert uow.limits.paused(["slack"]) == 0
    with store.write() as uow:
        held = uow.limits.hold(["telegram"], ["telegram:-7"])
    lasts = {key: (s.paused_until - held.now) / SECOND for key, s in held.standings.items()}
    assert 50 < lasts["telegram"] <= 60
    assert 80 < lasts["telegram:-7"] <= 90


def test_what_is_given_away_ends_no_pause_and_a_pause_nothing_that_was_given(
    store: SqlStore,
) -> None:
    with store.write() as uow:
        uow.limits.pause("telegram", 60)
        uow.limits.keep({"telegram": "state"}, uow.limits.hold(["telegram"]).now)
        uow.limits.pause("telegram", 90)
        standing = uow.limits.hold(["telegram"]).standings["telegram"]
    assert standing.state == "state"
    assert standing.paused_until > 0


def test_unused_rows_are_forgotten_a_few_at_a_time_and_paused_ones_are_not(
    store: SqlStore,
) -> None:
    with store.write() as uow:
        now = uow.limits.hold(["telegram"]).now
        uow.limits.keep({f"telegram:{n}": "" for n in range(5)}, now - 400 * SECOND)
        uow.limits.keep({"telegram:new": ""}, now - 100 * SECOND)
        uow.limits.pause("telegram:0", 60)
    left = []
    with store.write() as uow:
        for _ in range(3):
            uow.limits.forget(300, 3)
            parts = [f"telegram:{name}" for name in (*range(5), "new")]
            left.append(uow.limits.hold(["telegram"], parts).standings.keys())
    assert [len(keys) for keys in left] == [4, 3, 3]
    assert left[-1] == {"telegram", "telegram:0", "telegram:new"}


@pytest.mark.parametrize("begun", [False, True])
def test_processes_that_ask_at_once_share_no_moment(store: SqlStore, begun: bool) -> None:  # noqa: FBT001  a parameter
    if begun:
        _ask(store, [Want(Platform.TELEGRAM, "0", Lane.ANSWER)])

    def ask(number: int) -> list[int]:
        with another(store) as own:
            return [
                at
                for turn in range(10)
                for at in _ask(own, [Want(Platform.TELEGRAM, f"{number}{turn}", Lane.ANSWER)])
            ]

    given = sorted(at for times in race(4, ask) for at in times)
    assert len(given) == 40
    gaps = [after - before for before, after in pairwise(given)]
    assert min(gaps) > SECOND / 30


def test_one_conversation_has_its_limit_also_with_several_processes(store: SqlStore) -> None:
    def ask(_: int) -> list[int]:
        with another(store) as own:
            return _ask(own, [Want(Platform.SLACK, "C1", Lane.ANSWER)])

    given = sorted(at for times in race(4, ask) for at in times)
    assert len(given) == 4
    assert min(b - a for a, b in pairwise(given)) > SECOND


def test_state_from_a_far_future_is_given_up(store: SqlStore) -> None:
    _ask(store, [Want(Platform.TELEGRAM, "7", Lane.ANSWER)])
    ahead = timedelta(days=400) // timedelta(microseconds=1)
    with store.write() as uow:
        held = uow.limits.hold(["telegram"])
    far = Held(held.now + ahead, held.standings)
    booking = book([Want(Platform.TELEGRAM, "7", Lane.ANSWER)], far, RATES)
    with store.write() as uow:
        uow.limits.keep(booking.states, far.now)
    assert _ask(store, [Want(Platform.TELEGRAM, "7", Lane.ANSWER)])


def test_state_stays_the_text_that_was_written(store: SqlStore) -> None:
    with store.engine.begin() as connection:
        at = datetime(2010, 5, 14, tzinfo=UTC)
        connection.execute(rate_limits.insert().values(key="telegram", state="rubbish", used_at=at))
        connection.execute(update(rate_limits).values(paused_until=at))
    assert _ask(store, [Want(Platform.TELEGRAM, "7", Lane.ANSWER)])
    with store.engine.connect() as connection:
        state = connection.execute(
            select(rate_limits.c.state).where(rate_limits.c.key == "telegram")
        ).scalar_one()
    assert state.startswith("1e ")


def _ask(store: SqlStore, wants: list[Want]) -> list[int]:
    """The moments that are given, as the gate asks for them."""
    with store.write() as uow:
        held = uow.limits.hold({w.whole for w in wants}, {w.part for w in wants})
        booking = book(wants, held, RATES)
        uow.limits.keep(booking.states, held.now)
    return [place.at for place in booking.places if place.booked]
