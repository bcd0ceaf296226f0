"""Who has taken which case on, and how much each section can take, also in a race."""

import pytest
from sqlalchemy.exc import IntegrityError

from core.domain.commitments import Load, Party
from core.domain.goals import Metric
from core.domain.people import Section
from core.ports import AlreadyCommittedError
from storage.unit_of_work import SqlStore
from tests.contract.builders import MALAYSIA, NOW, SWEDEN, a_case, put, put_person
from tests.contract.races import race

ROUNDS = 5
PARTIES = [Party(section="SWE"), Party(person="p1")]


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    put(store, *(a_case(f"MYS-{number:04}") for number in range(1, 21)))
    put_person(store)
    return store


def test_sections_come_back_by_name(store: SqlStore) -> None:
    group = Section("SWE-1", "Group 1", "SWE", ("sv",), "Europe/Stockholm", 1, "SWE")
    put(store, sections=(SWEDEN, MALAYSIA, group))
    with store.read() as uow:
        assert uow.sections.all() == [group, MALAYSIA, SWEDEN]
        assert [uow.sections.get(code) for code in ("SWE", "QQQ", "")] == [SWEDEN, None, None]
        assert [uow.sections.load(code) for code in ("SWE", "QQQ")] == [Load(0, 10), Load(0, 0)]


@pytest.mark.parametrize("party", PARTIES)
def test_one_runs_at_a_time(filled: SqlStore, party: Party) -> None:
    with filled.write() as uow:
        assert not uow.commitments.is_running("MYS-0001", party)
        assert not uow.commitments.end("MYS-0001", party, NOW, "")
        uow.commitments.start("MYS-0001", party, NOW)
        with pytest.raises(AlreadyCommittedError):
            uow.commitments.start("mys-0001", party, NOW)
        uow.commitments.start("MYS-0002", party, NOW)
    with filled.read() as uow:
        assert uow.commitments.is_running("MYS-0001", party)
        assert not uow.commitments.is_running("MYS-0003", party)


@pytest.mark.parametrize("party", PARTIES)
def test_one_that_ended_can_begin_again(filled: SqlStore, party: Party) -> None:
    with filled.write() as uow:
        uow.commitments.start("MYS-0001", party, NOW)
        assert uow.commitments.end("MYS-0001", party, NOW, "No capacity")
        assert not uow.commitments.is_running("MYS-0001", party)
        uow.commitments.start("MYS-0001", party, NOW)
    with filled.read() as uow:
        assert uow.commitments.is_running("MYS-0001", party)


def test_a_load_counts_what_runs_for_the_section_itself(filled: SqlStore) -> None:
    with filled.write() as uow:
        uow.commitments.start("MYS-0001", Party("SWE"), NOW)
        uow.commitments.start("MYS-0002", Party("SWE"), NOW)
        uow.commitments.start("MYS-0002", Party("MYS"), NOW)
        uow.commitments.start("MYS-0003", Party(person="p1"), NOW)
        uow.commitments.end("MYS-0001", Party("SWE"), NOW, "")
        assert uow.sections.lock("SWE") == uow.sections.load("SWE") == Load(1, 10)


@pytest.mark.parametrize(
    "hidden", [{"paused": True}, {"safe_to_publicise": False}, {"consent": frozenset()}]
)
def test_a_place_is_kept_for_a_case_that_may_not_be_worked_on(
    filled: SqlStore, hidden: dict[str, object]
) -> None:
    with filled.write() as uow:
        for key in ("MYS-0001", "MYS-0002"):
            uow.commitments.start(key, Party("MYS"), NOW)
    assert MALAYSIA.capacity == 3
    put(filled, a_case("MYS-0001", **hidden))
    with filled.read() as uow:
        load = uow.sections.load("MYS")
        share = uow.goals.measure(Metric.CAPACITY_USED, NOW.date())
    assert share is not None
    assert (load, load.free, load.over) == (Load(1, 3, kept=1), 1, 0)
    put(filled, a_case("MYS-0001"))
    with filled.read() as uow:
        assert uow.sections.load("MYS") == Load(2, 3)
        assert uow.goals.measure(Metric.CAPACITY_USED, NOW.date()) == 2 * share


def test_a_case_that_is_not_there_can_not_be_taken_on(filled: SqlStore) -> None:
    with pytest.raises(IntegrityError), filled.write() as uow:
        uow.commitments.start("MYS-9999", Party("SWE"), NOW)


@pytest.mark.parametrize("coordinators", [2, 8])
def test_of_coordinators_who_race_for_the_last_place_one_wins(
    filled: SqlStore, coordinators: int
) -> None:
    """Each takes another case, so that nothing but the capacity stands between them."""

    def take_last(number: int) -> bool:
        with filled.write() as uow:
            if not uow.sections.lock("MYS").free:
                return False
            uow.commitments.start(f"MYS-{number + 10:04}", Party("MYS"), NOW)
            return True

    with filled.write() as uow:
        for key in ("MYS-0001", "MYS-0002"):
            uow.commitments.start(key, Party("MYS"), NOW)
    for _ in range(ROUNDS):
        won = race(coordinators, take_last)
        assert sum(won) == 1
        with filled.write() as uow:
            assert uow.sections.load("MYS") == Load(3, 3)
            assert uow.commitments.end(f"MYS-{won.index(True) + 10:04}", Party("MYS"), NOW, "")


def test_of_members_who_press_twice_at_once_one_is_told_it_was_done(filled: SqlStore) -> None:
    def take(_: int) -> bool:
        try:
            with filled.write() as uow:
                uow.commitments.start("MYS-0001", Party(person="p1"), NOW)
        except AlreadyCommittedError:
            return False
        return True

    for _ in range(ROUNDS):
        assert sorted(race(4, take)) == [False, False, False, True]
        with filled.write() as uow:
            uow.commitments.end("MYS-0001", Party(person="p1"), NOW, "")


def test_a_capacity_is_set_while_it_is_held(filled: SqlStore) -> None:
    with filled.write() as uow:
        uow.commitments.start("MYS-0001", Party(section="SWE"), NOW)
        uow.sections.lock("SWE")
        uow.sections.set_capacity("SWE", 0)
    with filled.read() as uow:
        assert uow.sections.load("SWE") == Load(1, 0)
        assert uow.sections.load("SWE").free == 0
        assert uow.sections.load("MYS") == Load(0, MALAYSIA.capacity)
