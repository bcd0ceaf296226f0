"""Of several processes one holds a lease."""

from datetime import timedelta
from time import sleep

from storage.unit_of_work import SqlStore
from tests.contract.races import race

LONG = timedelta(minutes=5)
SHORT = timedelta(seconds=0.3)


def hold(store: SqlStore, holder: str, length: timedelta = LONG, name: str = "polling") -> bool:
    with store.write() as uow:
        return uow.leases.hold(name, holder, length)


def release(store: SqlStore, holder: str) -> None:
    with store.write() as uow:
        uow.leases.release("polling", holder)


def test_who_came_first_holds_it_and_may_hold_it_for_longer(store: SqlStore) -> None:
    assert hold(store, "one")
    assert not hold(store, "two")
    assert hold(store, "one")
    assert hold(store, "two", name="another")


def test_of_many_at_once_one_gets_it(store: SqlStore) -> None:
    assert sum(race(8, lambda number: hold(store, f"holder {number}"))) == 1


def test_one_that_is_over_may_be_taken(store: SqlStore) -> None:
    assert hold(store, "one", SHORT)
    sleep(0.5)
    assert sum(race(4, lambda number: hold(store, f"holder {number}"))) == 1
    assert not hold(store, "one")


def test_one_given_back_may_be_taken_at_once(store: SqlStore) -> None:
    assert hold(store, "one")
    release(store, "two")
    assert not hold(store, "two")
    release(store, "one")
    assert hold(store, "two")
