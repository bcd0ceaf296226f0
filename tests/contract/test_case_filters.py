"""Each field of a filter, alone and with others."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.domain.cases import (
    CaseFilter,
    Concern,
    ConsentScope,
    Gender,
    Level,
    Status,
)
from core.domain.commitments import Party
from core.domain.values import Sight
from core.ports import Parties
from storage.unit_of_work import SqlStore
from tests.contract.builders import (
    NOW,
    TODAY,
    a_case,
    a_draft,
    an_action,
    an_individual,
    put,
    put_person,
)

WOMAN = an_individual(gender=Gender.FEMALE)
MAN = an_individual(name="Li Wei", gender=Gender.MALE)
CASES = (
    a_case("AAA-0001", country="MYS", concerns=(Concern.TORTURE,), articles=(5,)),
    a_case("BBB-0001", country="IRN", individuals=(WOMAN,), articles=(9, 19)),
    a_case(
        "CCC-0001",
        country="IRN",
        individuals=(an_individual(1, gender=Gender.FEMALE, poc=False), an_individual(2)),
        concerns=(Concern.JOURNALIST, Concern.TORTURE),
    ),
    a_case("DDD-0001", level=Level.DORMANT, opened=TODAY - timedelta(days=90)),
    a_case("EEE-0001", level=Level.CLOSED, title="50% of 100_000 / free", opened=TODAY),
    a_case("FFF-0001", actions=(an_action(1, date(2010, 5, 13)),), individuals=(MAN,)),
    a_case("GGG-0001", consent=frozenset(), archive=True, title="From the archive", actions=()),
    a_draft(country="IRN", individuals=(WOMAN,), concerns=(Concern.TORTURE,), opened=TODAY),
)
COMMITTED = (("AAA-0001", Party("SWE")), ("BBB-0001", Party("MYS")), ("CCC-0001", Party("", "p1")))
ALL = tuple(Level)
NOBODY = Parties()


@pytest.fixture
def filled(store: SqlStore) -> SqlStore:
    put(store, *CASES)
    put_person(store)
    with store.write() as uow:
        for key, party in COMMITTED:
            uow.commitments.start(key, party, NOW)
        uow.commitments.start("FFF-0001", Party("SWE"), NOW)
        uow.commitments.end("FFF-0001", Party("SWE"), NOW, "")
    return store


def found(
    store: SqlStore, wanted: CaseFilter, party: Parties = NOBODY, sight: Sight = Sight.PUBLIC
) -> str:
    """The first letters of what is found, in the order of the keys."""
    with store.read() as uow:
        first = uow.cases.find(wanted, party, sight, TODAY, 1)
        pages = [uow.cases.find(wanted, party, sight, TODAY, n + 1) for n in range(first.pages)]
    lines = [line for page in pages for line in page.lines]
    assert len(lines) == first.total == len({line.key for line in lines})
    return " ".join(sorted(line.key[:1] for line in lines))


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (CaseFilter(), "A B C F G"),
        (CaseFilter(countries=("IRN",)), "B C"),
        (CaseFilter(countries=("IRN", "MYS")), "A B C F G"),
        (CaseFilter(countries=("SWE",)), ""),
        (CaseFilter(sections=("SWE",)), "A"),
        (CaseFilter(sections=("SWE", "MYS")), "A B"),
        (CaseFilter(concerns=(Concern.TORTURE,)), "A C"),
        (CaseFilter(concerns=(Concern.TORTURE, Concern.JOURNALIST), countries=("IRN",)), "C"),
        (CaseFilter(articles=(19,)), "B"),
        (CaseFilter(articles=(5, 9)), "A B"),
        (CaseFilter(levels=(Level.DORMANT,)), "D"),
        (CaseFilter(levels=(Level.DORMANT, Level.CLOSED)), "D E"),
        (CaseFilter(levels=(Level.DRAFT,)), ""),
        (CaseFilter(levels=ALL), "A B C D E F G"),
        (CaseFilter(genders=(Gender.FEMALE,)), "B C"),
        (CaseFilter(genders=(Gender.FEMALE, Gender.MALE)), "B C F"),
        (CaseFilter(poc=True), "A B C F G"),
        (CaseFilter(poc=True, genders=(Gender.FEMALE,)), "B"),
        (CaseFilter(available=True), "A B C"),
        (CaseFilter(available=True, levels=ALL), "A B C"),
        (CaseFilter(committed=True), "A B"),
        (CaseFilter(committed=True, uncommitted=True), ""),
        (CaseFilter(uncommitted=True), "C F G"),
        (CaseFilter(uncommitted=True, levels=ALL), "C F G"),
        (CaseFilter(new=True, levels=ALL), "D E"),
        (CaseFilter(words=("archive",)), "G"),
        (CaseFilter(words=("editor", "security")), "A B C F G"),
        (CaseFilter(words=("editor", "archive")), "G"),
        (CaseFilter(words=("editor", "spaceship")), ""),
        (CaseFilter(words=("iran",)), "B C"),
        (CaseFilter(words=("li wei",)), "F"),
        (CaseFilter(words=("%",), levels=ALL), ""),
        (CaseFilter(words=("_",), levels=ALL), ""),
        (CaseFilter(words=("'; drop table cases; --",), levels=ALL), ""),
    ],
)
def test_what_any_member_finds(filled: SqlStore, wanted: CaseFilter, expected: str) -> None:
    assert found(filled, wanted) == expected


def test_stewards_find_drafts_when_they_ask_for_them(filled: SqlStore) -> None:
    assert found(filled, CaseFilter(levels=(Level.DRAFT,)), sight=Sight.STAFF) == "d"
    assert found(filled, CaseFilter(countries=("IRN",), levels=ALL), sight=Sight.STAFF) == "B C d"
    assert found(filled, CaseFilter(), sight=Sight.STAFF) == "A B C F G"


@pytest.mark.parametrize(
    ("party", "expected"),
    [
        (Parties(), ""),
        (Parties(("SWE",)), "A"),
        (Parties(("SWE", "MYS")), "A B"),
        (Parties((), "p1"), "C"),
        (Parties(("MYS",), "p1"), "B C"),
        (Parties((), "somebody else"), ""),
    ],
)
def test_mine_is_what_the_asker_or_a_section_of_theirs_took_on(
    filled: SqlStore, party: Parties, expected: str
) -> None:
    assert found(filled, CaseFilter(mine=True), party) == expected
    assert found(filled, CaseFilter(), party) == "A B C F G"


def test_counts_are_over_all_that_matches_but_the_level(filled: SqlStore) -> None:
    with filled.read() as uow:
        for levels in ((), (Level.CLOSED,), ALL):
            wanted = CaseFilter(countries=("MYS",), levels=levels)
            page = uow.cases.find(wanted, Parties(), Sight.PUBLIC, TODAY, 1)
            assert dict(page.counts) == {Level.ACTIVE: 3, Level.DORMANT: 1, Level.CLOSED: 1}
        hidden = uow.cases.find(
            CaseFilter(countries=("IRN",), new=True), Parties(), Sight.PUBLIC, TODAY, 1
        )
        assert (hidden.total, dict(hidden.counts)) == (0, {})


@pytest.mark.parametrize("word", ["50", "100 000", "free"])
def test_words_are_looked_for_as_they_are_folded(filled: SqlStore, word: str) -> None:
    assert found(filled, CaseFilter(words=(word,), levels=ALL)) == "E"


def test_a_level_given_twice_counts_once(filled: SqlStore) -> None:
    assert found(filled, CaseFilter(levels=(Level.DORMANT, Level.DORMANT))) == "D"


def test_consent_scope_of_names_is_what_lets_a_name_be_found(store: SqlStore) -> None:
    put(store, a_case(consent=frozenset({ConsentScope.LISTING}), individuals=(MAN,)))
    assert found(store, CaseFilter(words=("wei",))) == ""
    put(store, a_case(individuals=(MAN,)))
    assert found(store, CaseFilter(words=("wei",))) == "M"


def test_a_released_prisoner_still_counts_as_one_of_conscience(store: SqlStore) -> None:
    put(store, a_case(individuals=(an_individual(status=Status.RELEASED),)))
    assert found(store, CaseFilter(poc=True)) == "M"


def test_a_source_that_names_nobody_may_still_say_poc(store: SqlStore) -> None:
    told = a_case(
        "HHH-0001",
        individuals=(),
        concerns=(Concern.PRISONER_OF_CONSCIENCE,),
        level=Level.DORMANT,
        archive=True,
    )
    put(store, told)
    asked = CaseFilter(poc=True, levels=(Level.DORMANT,))
    assert found(store, asked) == "H"
    assert found(store, replace(asked, genders=(Gender.FEMALE,))) == ""
