"""An import that changes what people act on is told to them like any other change."""

from pathlib import Path

import pytest

from core.domain.follows import Pace
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW
from tests.contract.test_digests import Postbox
from tests.contract.test_notices import deliver, meet
from tests.csv_portfolio import Cells, brought_in, small_portfolio, write_csv

KEY = "MYS-0012"


@pytest.fixture
def followed(store: SqlStore, tmp_path: Path) -> SqlStore:
    """A portfolio with a case that Lars' section took on and that Aisha follows."""
    brought_in(store, *small_portfolio(tmp_path))
    meet(store, "aisha")
    with store.write() as uow:
        uow.follows.follow("aisha", KEY, Pace.AT_ONCE, NOW)
    assert deliver(store, Postbox()) == []
    return store


def test_of_much_that_changes_on_a_case_one_notice_tells(
    followed: SqlStore, tmp_path: Path
) -> None:
    actions: list[Cells] = [
        {"over": "2010-05-13"},
        {"number": "2", "kind": "email", "deadline": "2010-06-30"},
    ]
    released: Cells = {"status": "released", "status_source": "family"}
    brought_in(
        followed,
        write_csv(tmp_path, "actions.csv", actions),
        write_csv(tmp_path, "individuals.csv", [released]),
    )
    postbox = Postbox()
    assert deliver(followed, postbox) == ["aisha: News of MYS-0012"]
    text = str(postbox.taken[0][1])
    assert "Person 1: released, and was imprisoned." in text
    assert "Action over: Write a letter" in text
    assert "New action: Write an e-mail by 30 June 2010" in text


def test_the_same_again_tells_nothing(followed: SqlStore, tmp_path: Path) -> None:
    brought_in(followed, *small_portfolio(tmp_path))
    assert deliver(followed, Postbox()) == []


@pytest.mark.parametrize(
    "hidden", [{"paused": "yes"}, {"consent": "names"}, {"safe_to_publicise": "no"}]
)
def test_what_an_import_hides_is_stopped(followed: SqlStore, tmp_path: Path, hidden: Cells) -> None:
    brought_in(followed, write_csv(tmp_path, "cases.csv", [hidden]))
    stop = "Stop all action on MYS-0012 now"
    assert sorted(deliver(followed, Postbox())) == [f"aisha: {stop}", f"lars: {stop}"]
    brought_in(followed, *small_portfolio(tmp_path))
    over = "MYS-0012 may be spoken of again"
    assert over in "".join(deliver(followed, Postbox()))
