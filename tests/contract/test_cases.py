"""Cases within a sight: what is found, what is shown of it, and what never comes out."""

from dataclasses import replace
from datetime import date

import pytest

from core.domain.cases import (
    ActionKind,
    Case,
    CaseFilter,
    Concern,
    ConsentScope,
    Gender,
    Level,
    Outcome,
    Status,
)
from core.domain.commitments import Party
from core.domain.values import PartialDate, Sight
from core.ports import CaseStore, Parties, Store
from storage.unit_of_work import SqlStore
from tests.contract.builders import (
    HIDDEN,
    NOW,
    TODAY,
    a_case,
    a_draft,
    an_action,
    an_individual,
    put,
    put_person,
)

EVERY_LEVEL = CaseFilter(levels=tuple(Level))
HIDDEN_KEYS = [case.key for case in HIDDEN]


def keys(cases: CaseStore, wanted: CaseFilter, sight: Sight = Sight.PUBLIC) -> list[str]:
    page = cases.find(wanted, Parties(), sight, TODAY, 1)
    return [line.key for line in page.lines]


def test_it_is_the_store_of_the_core(store: SqlStore) -> None:
    as_port: Store = store
    with as_port.read() as uow:
        assert uow.cases.labels(Sight.STAFF) == []


def a_full_case() -> Case:
    return a_case(
        level=Level.CLOSED,
        concerns=(Concern.JOURNALIST, Concern.TORTURE),
        articles=(9, 19),
        long_objective="Freedom",
        short_objective="A lawyer",
        inclusion_reason="Held for what he wrote",
        research_team="South-East Asia",
        consent=frozenset(ConsentScope),
        opened=date(2008, 2, 29),
        review=date(2010, 9, 1),
        verified=date(2010, 5, 1),
        outcome=Outcome.RELEASED,
        closed=date(2010, 5, 2),
        source="Sheet 17",
        individuals=(
            an_individual(
                1,
                aliases=("Mei", "Lin Tan"),
                native_name="陳美蓮",
                gender=Gender.FEMALE,
                status=Status.RELEASED,
                status_date=PartialDate(2010, 4),
                status_source="Family",
            ),
            an_individual(2, name="Zoë", poc=False, gender=Gender.OTHER),
        ),
        actions=(an_action(1, date(2010, 6, 1)), an_action(2, None, over=date(2010, 5, 2))),
    )


def test_a_case_comes_back_as_it_was_put(store: SqlStore) -> None:
    put(store, a_full_case())
    with store.read() as uow:
        for typed in ("MYS-0012", "mys-0012", " Mys-0012 "):
            assert uow.cases.get(typed, Sight.PUBLIC) == a_full_case()
        assert uow.cases.get("MYS-0013", Sight.PUBLIC) is None


def test_what_is_put_again_replaces_all_that_was_there(store: SqlStore) -> None:
    put(store, a_full_case(), a_case("MYS-0013"))
    put(store, a_case(title="Another title"))
    with store.read() as uow:
        assert uow.cases.get("MYS-0012", Sight.PUBLIC) == a_case(title="Another title")
        assert uow.cases.get("MYS-0013", Sight.PUBLIC) == a_case("MYS-0013")


def test_a_draft_is_found_by_its_own_key_by_stewards(store: SqlStore) -> None:
    put(store, a_draft())
    with store.read() as uow:
        assert uow.cases.get("Draft-ABCDEFGHIJKL", Sight.STAFF) == a_draft()
        assert uow.cases.get(a_draft().key, Sight.PUBLIC) is None


def test_a_case_tells_who_is_committed(store: SqlStore) -> None:
    put(store, a_case())
    put_person(store)
    with store.write() as uow:
        for party in (Party("SWE"), Party("MYS"), Party(person="p1")):
            uow.commitments.start("MYS-0012", party, NOW)
        uow.commitments.end("MYS-0012", Party("MYS"), NOW, "No capacity")
    with store.read() as uow:
        case = uow.cases.get("MYS-0012", Sight.PUBLIC)
        assert case == replace(a_case(), committed_sections=("SWE",), committed_members=1)
        [line] = uow.cases.find(CaseFilter(), Parties(), Sight.PUBLIC, TODAY, 1).lines
        assert line.committed_sections == ("SWE",)


@pytest.mark.parametrize("wanted", [EVERY_LEVEL, CaseFilter(), CaseFilter(words=("editor",))])
def test_hidden_cases_are_never_found_or_counted(store: SqlStore, wanted: CaseFilter) -> None:
    put(store, a_case(), *HIDDEN)
    with store.read() as uow:
        page = uow.cases.find(wanted, Parties(), Sight.PUBLIC, TODAY, 1)
        assert [line.key for line in page.lines] == ["MYS-0012"]
        assert (page.total, dict(page.counts)) == (1, {Level.ACTIVE: 1})


def test_hidden_cases_come_out_nowhere_else(store: SqlStore) -> None:
    put(store, a_case(), *HIDDEN)
    with store.read() as uow:
        assert [uow.cases.get(key, Sight.PUBLIC) for key in HIDDEN_KEYS] == [None] * len(HIDDEN)
        assert [label.key for label in uow.cases.labels(Sight.PUBLIC)] == ["MYS-0012"]
        assert uow.cases.listed(["MYS-0012", *HIDDEN_KEYS, "QQQ-0000"]) == {"MYS-0012"}
        assert uow.cases.listed([]) == frozenset()


def test_stewards_see_them_all(store: SqlStore) -> None:
    put(store, a_case(), *HIDDEN)
    with store.read() as uow:
        page = uow.cases.find(EVERY_LEVEL, Parties(), Sight.STAFF, TODAY, 1)
        assert (page.total, dict(page.counts)) == (5, {Level.ACTIVE: 4, Level.DRAFT: 1})
        assert [uow.cases.get(case.key, Sight.STAFF) for case in HIDDEN] == list(HIDDEN)
        assert {label.key for label in uow.cases.labels(Sight.STAFF)} == {"MYS-0012", *HIDDEN_KEYS}


@pytest.mark.parametrize("case", [a_case(), *HIDDEN, a_case(consent=frozenset(), archive=True)])
def test_the_condition_says_what_the_rule_says(store: SqlStore, case: Case) -> None:
    put(store, case)
    with store.read() as uow:
        assert bool(uow.cases.listed([case.key])) is case.shown_to_members


NAMED = an_individual(aliases=("Mei",), native_name="陳美蓮")


@pytest.mark.parametrize(
    "case",
    [
        a_case(individuals=(replace(NAMED, withheld=True),)),
        a_case(individuals=(NAMED,), consent=frozenset({ConsentScope.LISTING})),
        a_case(individuals=(NAMED,), archive=True),
    ],
    ids=["withheld", "not consented to", "archive"],
)
def test_a_name_that_may_not_be_told_is_told_to_stewards_alone(store: SqlStore, case: Case) -> None:
    put(store, case)
    with store.read() as uow:
        public, staff = (uow.cases.get(case.key, sight) for sight in Sight)
        assert public is not None
        assert [(i.name, i.aliases, i.native_name) for i in public.individuals] == [("", (), "")]
        assert staff == case
        assert [label.names for label in uow.cases.labels(Sight.PUBLIC)] == [()]
        assert [label.names for label in uow.cases.labels(Sight.STAFF)] == [
            ("Tan Mei Lin", "Mei", "陳美蓮")
        ]
        asked = CaseFilter(words=("mei",))
        assert keys(uow.cases, asked) == []
        assert keys(uow.cases, asked, Sight.STAFF) == ["MYS-0012"]


def test_the_nearest_open_deadline_comes_first(store: SqlStore) -> None:
    put(
        store,
        a_case("AAA-0001", actions=()),
        a_case("BBB-0001", actions=(an_action(1, date(2010, 7, 1)),)),
        a_case("CCC-0001", actions=(an_action(1, TODAY),)),
        a_case("DDD-0001", actions=(an_action(1, date(2010, 5, 13)), an_action(2, None))),
        a_case("EEE-0001", actions=(an_action(1, date(2010, 5, 20), over=TODAY),)),
        a_case("FFF-0001", actions=(an_action(1, date(2010, 8, 1)), an_action(2, TODAY))),
    )
    with store.read() as uow:
        first = uow.cases.find(CaseFilter(), Parties(), Sight.PUBLIC, TODAY, 1)
        second = uow.cases.find(CaseFilter(), Parties(), Sight.PUBLIC, TODAY, 2)
        assert [line.key[:3] for line in first.lines] == ["CCC", "FFF", "BBB", "AAA", "DDD"]
        assert [line.key[:3] for line in second.lines] == ["EEE"]
        assert (first.total, first.pages, second.page) == (6, 2, 2)


def test_a_line_shows_open_actions_alone_in_the_order_of_their_deadlines(store: SqlStore) -> None:
    actions = (
        an_action(1, date(2010, 8, 1)),
        an_action(2, None),
        an_action(3, date(2010, 5, 13)),
        an_action(4, TODAY),
        an_action(5, date(2010, 9, 1), over=TODAY),
    )
    case = a_case(actions=actions, individuals=(an_individual(1), an_individual(2, poc=False)))
    put(store, case)
    with store.read() as uow:
        [line] = uow.cases.find(CaseFilter(), Parties(), Sight.PUBLIC, TODAY, 1).lines
    assert line.open_actions == case.open_actions(TODAY)
    assert [action.number for action in line.open_actions] == [4, 1, 2]
    assert (line.individuals, line.poc, line.open_actions[0].kind) == (2, 1, ActionKind.LETTER)


@pytest.mark.parametrize(("asked", "given"), [(-3, 1), (0, 1), (2, 2), (3, 2), (99, 2)])
def test_a_page_that_is_not_there_is_the_nearest(store: SqlStore, asked: int, given: int) -> None:
    put(store, *(a_case(f"MYS-{number:04}") for number in range(1, 8)))
    with store.read() as uow:
        page = uow.cases.find(CaseFilter(), Parties(), Sight.PUBLIC, TODAY, asked)
    assert page.page == given
    assert len(page.lines) == (5 if given == 1 else 2)


def test_nothing_found_is_one_empty_page(store: SqlStore) -> None:
    with store.read() as uow:
        page = uow.cases.find(CaseFilter(), Parties(), Sight.PUBLIC, TODAY, 1)
    assert (page.lines, page.page, page.total, page.pages, dict(page.counts)) == ((), 1, 0, 1, {})
