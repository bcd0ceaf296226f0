"""`vigil deliveries`: told by ids, and put back where that helps."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bots.world import SettableClock
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Identity, Platform
from core.domain.subscriptions import Address, Defect, SendResult, Unknown
from core.ports_notices import Reach
from scheduler.delivery import LEASE, Delivery
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.contract.test_digests import Postbox
from tests.databases import SqliteTemplate
from tests.doubles.loop import run
from tests.e2e.command import vigil

NOW = datetime.now(UTC) - timedelta(hours=1)
SECRET = "shibboleth"


@pytest.fixture
def store(sqlite_template: SqliteTemplate, tmp_path: Path) -> SqlStore:
    return SqlStore(open_engine(sqlite_template.copy_to(tmp_path)))


def told(store: SqlStore, number: str, *answers: SendResult) -> None:
    """A notice to somebody, and what became of it."""
    with store.write() as uow:
        uow.people.add("p1", Identity(Platform.CONSOLE, "U7"), NOW)
        uow.reach.use("p1", Reach(Address(Platform.CONSOLE, "U7"), "", ""), NOW)
        notice = Notice(NoticeKind.NOBODY_TO_RULE, number, {"ref": SECRET, "due": "2010-05-14"})
        uow.notices.tell(notice, To(("p1",)), NOW)
    postbox = Postbox(list(answers))
    for moment in (NOW, NOW + 2 * LEASE):
        run(Delivery(store, SettableClock(moment), {Platform.CONSOLE: postbox}).drain())
    store.engine.dispose()


def as_json(folder: Path, *options: str) -> dict[str, object]:
    done = vigil("deliveries", "--json", *options, folder=folder)
    assert done.status == 0
    shown: dict[str, object] = json.loads(done.out)
    return shown


def the_id(folder: Path) -> str:
    messages = as_json(folder)["messages"]
    assert isinstance(messages, list)
    return str(messages[0]["id"])


def test_an_empty_database_has_nothing_to_tell(store: SqlStore, tmp_path: Path) -> None:
    del store
    done = vigil("deliveries", folder=tmp_path)
    assert done.status == 0
    assert "Nothing waits to be sent." in done.out
    assert "Nothing was sent or set aside since 2" in done.out
    assert "result" not in done.out


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "vigil.db").write_text("no database " * 100)
    done = vigil("deliveries", folder=tmp_path)
    assert done.status == 2
    assert done.told.startswith(
        "The database can't be used (DatabaseError). See that it is Vigil's"
    )
    assert len(done.told.splitlines()) == 1


def test_what_needs_eyes_is_shown_without_names_and_words(store: SqlStore, tmp_path: Path) -> None:
    told(store, "1")
    told(store, "2", Defect("invalid_blocks"))
    done = vigil("deliveries", folder=tmp_path)
    assert done.status == 0
    for word in ("delivered", "defect", "invalid_blocks", "console", "U7", "nobody_to_rule"):
        assert word in done.out
    assert SECRET not in done.out


def test_the_same_as_json(store: SqlStore, tmp_path: Path) -> None:
    told(store, "1", Defect("invalid_blocks"))
    told(store, "2")
    shown = as_json(tmp_path)
    assert shown["waiting"] == []
    assert shown["done"] == {"delivered": 1, "defect": 1}
    assert shown["messages"] == [
        {
            "id": the_id(tmp_path),
            "kind": "nobody_to_rule",
            "platform": "console",
            "conversation": "U7",
            "thread": "",
            "at": NOW.isoformat(),
            "attempts": 1,
            "result": "defect",
            "reason": "invalid_blocks",
        }
    ]


@pytest.mark.parametrize(
    ("options", "messages"),
    [
        ((), 1),
        (("--all",), 2),
        (("--result", "delivered"), 1),
        (("--result", "delivered", "--result", "defect"), 2),
        (("--result", "gone"), 0),
        (("--all", "--most", "1"), 1),
        (("--all", "--since", "30m"), 0),
        (("--all", "--since", "2h"), 2),
        (("--all", "--since", "2010-05-14"), 2),
    ],
)
def test_what_is_listed(
    store: SqlStore, tmp_path: Path, options: tuple[str, ...], messages: int
) -> None:
    told(store, "1", Defect("invalid_blocks"))
    told(store, "2")
    found = as_json(tmp_path, *options)["messages"]
    assert isinstance(found, list)
    assert len(found) == messages


@pytest.mark.parametrize(
    ("options", "word"), [(("--result", "lost"), "lost"), (("--since", "yesterday"), "yesterday")]
)
def test_what_is_typed_wrong_is_said(
    store: SqlStore, tmp_path: Path, options: tuple[str, ...], word: str
) -> None:
    del store
    done = vigil("deliveries", *options, folder=tmp_path)
    assert done.status == 2
    assert f"“{word}”" in done.told


def test_a_defect_is_put_back(store: SqlStore, tmp_path: Path) -> None:
    told(store, "1", Defect("invalid_blocks"))
    one = the_id(tmp_path)
    done = vigil("deliveries", "again", one, folder=tmp_path)
    assert (done.status, done.out) == (0, f"{one}: It waits to be sent again.\n")
    shown = as_json(tmp_path)
    assert isinstance(shown["waiting"], list)
    assert shown["waiting"][0]["urgency"] == "soon"
    done = vigil("deliveries", "again", one, "nothing", folder=tmp_path)
    assert done.status == 1
    assert done.out.count("There is no such message") == 2


def test_what_may_come_twice_is_asked_for_first(store: SqlStore, tmp_path: Path) -> None:
    told(store, "1", Unknown("timeout"), Unknown("timeout"))
    one = the_id(tmp_path)
    done = vigil("deliveries", "again", one, folder=tmp_path, stdin=b"n\n")
    assert done.status == 2
    assert "Nothing is sent again." in done.out
    assert the_id(tmp_path) == one
    assert vigil("deliveries", "again", one, folder=tmp_path, stdin=b"y\n").status == 0


def test_without_a_question_where_one_says_yes(store: SqlStore, tmp_path: Path) -> None:
    told(store, "1", Unknown("timeout"), Unknown("timeout"))
    done = vigil("deliveries", "again", the_id(tmp_path), "--yes", folder=tmp_path)
    assert done.status == 0
