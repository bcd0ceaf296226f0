"""Cases within a sight: what is found, what is shown of it, and what never comes out."""

from collections.abc import Iterable

from core.domain.cases import Case, CaseFilter, Level
from core.domain.values import Sight
from core.ports import CaseStore, Parties
from storage.unit_of_work import SqlStore
from tests.contract.builders import HIDDEN, TODAY, a_case, put


def found(cases: CaseStore, wanted: CaseFilter, sight: Sight = Sight.PUBLIC) -> list[str]:
    page = cases.find(wanted, Parties(), sight, TODAY, 1)
    return [line.key for line in page.lines]


def test_a_case_comes_back_as_it_was_put(store: SqlStore) -> None:
    put(store, a_case())
    with store.read() as uow:
        assert uow.cases.get("mys-0012", Sight.PUBLIC) == a_case()


def test_hidden_cases_come_out_nowhere(store: SqlStore) -> None:
    put(store, a_case(), *HIDDEN)
    with store.read() as uow:
        every_level = CaseFilter(levels=tuple(Level))
        page = uow.cases.find(every_level, Parties(), Sight.PUBLIC, TODAY, 1)
        assert (page.total, dict(page.counts)) == (1, {Level.ACTIVE: 1})
        assert found(uow.cases, every_level) == ["MYS-0012"]
        assert [uow.cases.get(key, Sight.PUBLIC) for key in keys(HIDDEN)] == [None] * len(HIDDEN)
        assert [label.key for label in uow.cases.labels(Sight.PUBLIC)] == ["MYS-0012"]
        assert uow.cases.listed(["MYS-0012", *keys(HIDDEN)]) == {"MYS-0012"}


def keys(cases: Iterable[Case]) -> list[str]:
    return [case.key for case in cases]
