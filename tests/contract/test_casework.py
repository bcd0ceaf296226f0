"""The store of the stewards' work: versions, references, research capacity, trays."""

from datetime import date, timedelta

import pytest

from core.domain.cases import Case, ConsentScope, Level
from core.domain.commitments import Party
from core.domain.levels import Research
from core.domain.values import Sight
from core.ports_casework import Tray
from storage.portfolio import put_cases
from storage.unit_of_work import SqlStore
from tests.contract.builders import (
    NOW,
    TODAY,
    a_case,
    a_draft,
    an_action,
    put,
)
from tests.contract.races import race


def get(store: SqlStore, key: str = "MYS-0012") -> Case:
    with store.read() as uow:
        case = uow.cases.get(key, Sight.STAFF)
    assert case is not None
    return case


def test_a_case_is_written_over_the_version_that_was_seen(store: SqlStore) -> None:
    put(store, a_case())
    first = get(store)
    with store.write() as uow:
        assert uow.casework.put(a_case(title="Another"), first.version)
    second = get(store)
    assert (second.title, second.version) == ("Another", first.version + 1)
    with store.write() as uow:
        assert not uow.casework.put(a_case(title="Late"), first.version)
    assert get(store).title == "Another"


def test_an_import_makes_what_was_seen_before_old(store: SqlStore) -> None:
    put(store, a_case())
    seen = get(store).version
    with store.write() as uow:
        put_cases(uow.connection, (a_case(title="Imported"),))
    with store.write() as uow:
        assert not uow.casework.put(a_case(title="Late"), seen)


def test_of_two_who_write_at_once_one_is_late(store: SqlStore) -> None:
    put(store, a_case())
    seen = get(store).version

    def write(number: int) -> bool:
        with store.write() as uow:
            return uow.casework.put(a_case(title=f"By {number}"), seen)

    assert sorted(race(4, write)) == [False, False, False, True]
    assert get(store).version == seen + 1


def test_what_a_case_is_found_by_changes_with_it(store: SqlStore) -> None:
    put(store, a_case())
    with store.write() as uow:
        uow.casework.put(a_case(title="Potter"), get(store).version)
        labels = {label.title for label in uow.cases.labels(Sight.PUBLIC)}
    assert labels == {"Potter"}


def test_nobody_holds_what_is_not_there(store: SqlStore) -> None:
    with store.write() as uow, pytest.raises(KeyError):
        uow.casework.hold("MYS-0012")


def test_references_follow_what_is_there_and_are_never_given_twice(store: SqlStore) -> None:
    put(store, a_case("MYS-0007"), a_case("MYS-0009"), a_case("IRN-0100", country="IRN"))
    keys = [f"draft-abcdefghijk{letter}" for letter in "abc"]
    put(store, *(a_draft(key) for key in keys))
    given = []
    for key in keys[:2]:
        with store.write() as uow:
            given.append(uow.casework.give_reference(get(store, key)))
    assert given == ["MYS-0010", "MYS-0011"]
    assert get(store, "MYS-0010").draft_key == keys[0]
    put(store, a_case("MYS-0040"))
    with store.write() as uow:
        assert uow.casework.give_reference(get(store, keys[2])) == "MYS-0041"
    assert get(store, keys[2]).key == "MYS-0041"
    with store.read() as uow:
        assert uow.cases.get(keys[2], Sight.PUBLIC) is None
        assert uow.cases.get("draft-zzzzzzzzzzzz", Sight.STAFF) is None


def test_references_that_are_given_at_once_differ(store: SqlStore) -> None:
    keys = [f"draft-abcdefghijk{letter}" for letter in "abcd"]
    put(store, *(a_draft(key) for key in keys))

    def give(number: int) -> str:
        with store.write() as uow:
            case = uow.cases.get(keys[number], Sight.STAFF)
            assert case is not None
            return uow.casework.give_reference(case)

    assert sorted(race(4, give)) == ["MYS-0001", "MYS-0002", "MYS-0003", "MYS-0004"]


def test_research_counts_the_active_cases_of_a_team(store: SqlStore) -> None:
    put(
        store,
        a_case("MYS-0001", research_team="asia"),
        a_case("MYS-0002", research_team="asia", paused=True),
        a_case("MYS-0003", research_team="asia", level=Level.DORMANT),
        a_case("IRN-0001", research_team="mena"),
        a_case("SWE-0001"),
    )
    with store.write() as uow:
        assert uow.casework.research("asia") == Research("asia", 2)
        uow.casework.set_research("asia", 5)
        uow.casework.set_research("africa", 3)
        assert uow.casework.hold_research("asia") == Research("asia", 2, 5)
        assert list(uow.casework.teams()) == [
            Research("africa", 0, 3),
            Research("asia", 2, 5),
            Research("mena", 1),
        ]


def test_commitments_end_with_their_case(store: SqlStore) -> None:
    put(store, a_case(), a_case("MYS-0013"))
    sweden, malaysia = Party(section="SWE"), Party(section="MYS")
    with store.write() as uow:
        for party in (sweden, malaysia):
            uow.commitments.start("MYS-0012", party, NOW)
        uow.commitments.start("MYS-0013", sweden, NOW)
        assert uow.casework.end_commitments("MYS-0012", NOW, "case_ended") == 2
        assert not uow.commitments.is_running("MYS-0012", malaysia)
        assert uow.sections.load("SWE").running == 1


OLD = TODAY - timedelta(days=91)
NEWLY = TODAY - timedelta(days=90)
DONE = (an_action(over=date(2010, 1, 1)),)
IN_TRAYS = {
    Tray.REVIEWS: a_case("MYS-0001", review=TODAY, level=Level.DORMANT),
    Tray.UNVERIFIED: a_case("MYS-0002", verified=OLD),
    Tray.UNCOMMITTED: a_case("MYS-0003", verified=NEWLY),
    Tray.IDLE: a_case("MYS-0004", verified=NEWLY, actions=DONE),
    Tray.DRAFTS: a_draft(),
    Tray.PAUSED: a_case("MYS-0005", paused=True, verified=NEWLY),
    Tray.UNSHOWN: a_case("MYS-0006", verified=NEWLY, consent=frozenset({ConsentScope.NAMES})),
}


def test_each_tray_has_what_belongs_there(store: SqlStore) -> None:
    put(store, *IN_TRAYS.values(), a_case("MYS-0007", level=Level.CLOSED, review=OLD))
    with store.write() as uow:
        for key in ("MYS-0002", "MYS-0004", "MYS-0005", "MYS-0006"):
            uow.commitments.start(key, Party(section="SWE"), NOW)
    with store.read() as uow:
        counts = uow.casework.counts(TODAY)
        for tray, case in IN_TRAYS.items():
            page = uow.casework.tray(tray, TODAY, 1)
            assert [line.key for line in page.lines] == [case.key], tray
            assert counts[tray] == page.total == 1
        assert counts[Tray.PROPOSALS] == 0


def test_a_tray_has_pages_and_none_beyond_the_last(store: SqlStore) -> None:
    put(store, *(a_case(f"MYS-{n:04}", verified=None) for n in range(1, 11)))
    with store.read() as uow:
        first = uow.casework.tray(Tray.UNVERIFIED, TODAY, 1)
        last = uow.casework.tray(Tray.UNVERIFIED, TODAY, 9)
    assert (first.pages, first.total, len(first.lines)) == (2, 10, 8)
    assert (last.page, [line.key for line in last.lines]) == (2, ["MYS-0009", "MYS-0010"])


def test_an_import_and_a_steward_wait_for_each_other(store: SqlStore) -> None:
    put(store, *(a_case(f"MYS-{n:04}") for n in range(1, 6)))

    def change(number: int) -> bool:
        with store.write() as uow:
            if number:
                seen = uow.casework.hold(f"MYS-{number:04}")
                return uow.casework.put(a_case(f"MYS-{number:04}", title="By hand"), seen)
            uow.portfolio.hold()
            put_cases(uow.connection, [a_case(f"MYS-{n:04}") for n in range(1, 6)])
            return True

    assert all(race(5, change))
    with store.read() as uow:
        found = [uow.cases.get(f"MYS-{n:04}", Sight.STAFF) for n in range(1, 6)]
    assert [case.version for case in found if case] == [3, 3, 3, 3, 2]
