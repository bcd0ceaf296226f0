"""Decisions of before the chain are chained, in their order, and can be brought back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from core.domain.audit import audit
from core.domain.decisions import Decision, DecisionKind
from core.domain.people import Role
from storage import migrate
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW
from tests.databases import Server

BEFORE = "0004"
FORMER = [
    (2, "level", "MYS-0012", "draft", "active", "Consent given", "p1", "steward", ""),
    (3, "role", "p2", "", "board", "invitation", "p2", "member", ""),
    (7, "commit", "MYS-0012", "", "running", "", "p2", "coordinator", "SWE"),
]
"""With gaps in their numbers, as a sequence leaves them where something was undone."""
OF_CASE = [
    Decision(
        DecisionKind.LEVEL, "MYS-0012", NOW, "draft", "active", "Consent given", "p1", Role.STEWARD
    ),
    Decision(
        DecisionKind.COMMIT, "MYS-0012", NOW, "", "running", "", "p2", Role.COORDINATOR, "SWE"
    ),
]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the step before, with three decisions."""
    if request.param == "sqlite":
        made = f"sqlite:///{tmp_path / 'former.db'}"
        fill(made)
        yield made
        return
    server: Server = request.getfixturevalue("postgresql_server")
    with server.bare() as made:
        fill(made)
        yield made


def fill(url: str) -> None:
    migrate.upgrade(url, BEFORE)
    engine = open_engine(url)
    at = f"{NOW:%Y-%m-%d %H:%M:%S.%f}" + ("+00:00" if "postgres" in url else "")
    with engine.begin() as connection:
        for row in FORMER:
            number, kind, subject, before, after, reason, person, role, section = row
            connection.execute(
                text(
                    "INSERT INTO decisions (id, kind, subject, at, before, after, reason, person, "
                    "role, section) VALUES (:id, :kind, :subject, :at, :before, :after, :reason, "
                    ":person, :role, :section)"
                ),
                {
                    "id": number,
                    "kind": kind,
                    "subject": subject,
                    "at": at,
                    "before": before,
                    "after": after,
                    "reason": reason,
                    "person": person,
                    "role": role,
                    "section": section,
                },
            )
    engine.dispose()


def test_they_are_chained_and_none_is_lost(url: str) -> None:
    migrate.upgrade(url)
    engine = open_engine(url)
    store = SqlStore(engine)
    with store.write() as uow:
        assert uow.decisions.of("MYS-0012") == OF_CASE
        assert [d.number for d in uow.decisions.of("MYS-0012")] == [1, 3]
        assert [d.after for d in uow.decisions.of("p2")] == ["board"]
        uow.decisions.append(OF_CASE[0])
    with store.read() as uow:
        checked = audit(uow.history.records(), uow.history.head())
    assert checked.is_sound
    assert checked.findings == ()
    assert checked.head is not None
    assert checked.head.number == 4
    engine.dispose()


def test_and_brought_back(url: str) -> None:
    migrate.upgrade(url)
    migrate.downgrade(url, BEFORE)
    engine = open_engine(url)
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT kind, subject, before, after, reason, person, role, section "
                "FROM decisions ORDER BY id"
            )
        )
        assert [tuple(row) for row in rows] == [row[1:] for row in FORMER]
        assert "decision_texts" not in inspect(connection).get_table_names()
    engine.dispose()
    migrate.upgrade(url)
    migrate.upgrade(url)
