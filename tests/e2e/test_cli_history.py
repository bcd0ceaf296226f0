"""The command line of the history, of roles, and of people to be forgotten."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.domain.decisions import Decision, DecisionKind
from core.domain.people import Grant, Identity, Platform, Role
from storage.engine import open_engine
from storage.unit_of_work import SqlStore
from tests.adapters.console_stage import furnish
from tests.contract.builders import NOW
from tests.contract.tampering import tampering
from tests.databases import SqliteTemplate
from tests.e2e.command import Done, vigil

GRANT = ("--role", "admin", "--platform", "telegram", "--identity", "12345")
WHO = Identity(Platform.TELEGRAM, "12345")


@pytest.fixture
def url(sqlite_template: SqliteTemplate, tmp_path: Path) -> str:
    """A database with two sections and three cases in Malaysia, in the working folder."""
    made = sqlite_template.copy_to(tmp_path)
    furnish(made)
    return made


@pytest.fixture
def store(url: str) -> Iterator[SqlStore]:
    engine = open_engine(url)
    yield SqlStore(engine)
    engine.dispose()


@pytest.fixture
def decided(store: SqlStore) -> SqlStore:
    """Three entries more."""
    entry = Decision(DecisionKind.LEVEL, "MYS-0012", NOW, "draft", "active", "Said by Tan", "p1")
    with store.write() as uow:
        uow.decisions.append(entry, entry, entry)
    return store


def verify(folder: Path, *arguments: str) -> Done:
    return vigil("audit", "verify", *arguments, folder=folder)


def tamper(store: SqlStore, statement: str) -> None:
    with tampering(store) as connection:
        connection.execute(text(statement))


class TestVerify:
    @pytest.mark.usefixtures("decided")
    def test_a_sound_history_tells_its_last_hash(self, tmp_path: Path) -> None:
        done = verify(tmp_path)
        assert done.status == 0
        assert "The history is sound: 3 entries." in done.out
        [last] = re.findall(r"Last hash ([0-9a-f]{64})", done.out)
        again = verify(tmp_path, "--last", last)
        assert again.status == 0
        assert "The hash given is that of entry 3" in again.out

    def test_what_was_tampered_with_is_told_apart(self, decided: SqlStore, tmp_path: Path) -> None:
        tamper(decided, "UPDATE decisions SET after = 'closed' WHERE id = 1")
        tamper(decided, "UPDATE decision_texts SET reason = 'x' WHERE decision = 2")
        tamper(decided, "DELETE FROM decisions WHERE id = 3")
        done = verify(tmp_path)
        assert done.status == 1
        assert "Changed   1, 2 (reason)" in done.out
        assert "Missing   3" in done.out
        assert "tampered with" in done.out

    def test_a_tail_that_was_cut_off_is_found_by_a_hash(
        self, decided: SqlStore, tmp_path: Path
    ) -> None:
        [last] = re.findall(r"Last hash ([0-9a-f]{64})", verify(tmp_path).out)
        tamper(decided, "DELETE FROM decision_texts WHERE decision = 3")
        tamper(decided, "DELETE FROM decisions WHERE id = 3")
        head = "(SELECT hash FROM decisions WHERE id = 2)"
        tamper(decided, f"UPDATE history_head SET number = 2, hash = {head}")  # noqa: S608
        assert verify(tmp_path).status == 0
        done = verify(tmp_path, "--last", last)
        assert done.status == 1
        assert "No entry has the hash given" in done.out

    def test_a_head_that_is_gone_is_told(self, decided: SqlStore, tmp_path: Path) -> None:
        tamper(decided, "DELETE FROM history_head")
        done = verify(tmp_path)
        assert done.status == 1
        assert "Missing   the number and hash of the last entry" in done.out

    def test_many_findings_are_counted(self, store: SqlStore, tmp_path: Path) -> None:
        entry = Decision(DecisionKind.LEVEL, "MYS-0012", NOW, "draft", "active")
        with store.write() as uow:
            uow.decisions.append(*[entry] * 150)
        tamper(store, "UPDATE decisions SET after = 'closed'")
        assert "100 … and 50 more" in verify(tmp_path).out


class TestGrant:
    def test_the_first_administrator(self, store: SqlStore, tmp_path: Path) -> None:
        first = vigil("grant", *GRANT, folder=tmp_path)
        assert (first.status, first.out) == (0, "12345 on Telegram is now admin.\n")
        again = vigil("grant", *GRANT, folder=tmp_path)
        assert (again.status, again.out) == (0, "12345 on Telegram was admin.\n")
        with store.read() as uow:
            known = uow.people.find(WHO)
            assert known is not None
            assert known.grants == {Grant(Role.ADMIN)}
            [decision] = uow.decisions.of(known.person or "")
        assert (decision.after, decision.reason) == ("admin", "command line")

    def test_and_taken_away(self, store: SqlStore, tmp_path: Path) -> None:
        vigil("grant", *GRANT, folder=tmp_path)
        taken = vigil("revoke", *GRANT, folder=tmp_path)
        assert (taken.status, taken.out) == (0, "12345 on Telegram is no longer admin.\n")
        again = vigil("revoke", *GRANT, folder=tmp_path)
        assert (again.status, again.out) == (0, "12345 on Telegram is not admin.\n")
        with store.read() as uow:
            known = uow.people.find(WHO)
            assert known is not None
            assert known.grants == frozenset()
            assert [(d.before, d.after) for d in uow.decisions.of(known.person or "")] == [
                ("", "admin"),
                ("admin", ""),
            ]

    def test_in_a_section(self, store: SqlStore, tmp_path: Path) -> None:
        known = ("--platform", "slack", "--identity", "T0123:U0456")
        role = ("--role", "coordinator", "--section", "Sweden")
        done = vigil("grant", *role, *known, folder=tmp_path)
        assert done.out == "T0123:U0456 on Slack is now coordinator of SWE.\n"
        with store.read() as uow:
            assert uow.people.find(Identity(Platform.SLACK, "T0123:U0456")) is not None

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            (("telegram", "anna", "admin"), "known by a number"),
            (("slack", "U0456", "admin"), "by workspace and user"),
            (("telegram", "12345", "coordinator"), "needs a section"),
            (("console", " ", "admin"), "Name the person"),
        ],
    )
    @pytest.mark.usefixtures("url")
    def test_what_is_wrong_is_said(
        self, tmp_path: Path, arguments: tuple[str, str, str], told: str
    ) -> None:
        platform, identity, role = arguments
        for command in ("grant", "revoke"):
            done = vigil(
                command,
                *("--role", role, "--platform", platform, "--identity", identity),
                folder=tmp_path,
            )
            assert done.status == 2
            assert told in done.told


class TestInvite:
    @pytest.mark.usefixtures("url")
    def test_a_link_for_telegram(self, tmp_path: Path) -> None:
        done = vigil("invite", "--role", "steward", "--telegram-bot", "@vigil_bot", folder=tmp_path)
        code = done.out.split("\n")[0].removeprefix("Code").strip()
        assert f"https://t.me/vigil_bot?start={code}" in done.out
        assert f"/vigil link {code}" in done.out

    @pytest.mark.usefixtures("url")
    def test_no_link_to_what_is_no_bot(self, tmp_path: Path) -> None:
        wrong = ("--role", "steward", "--telegram-bot", "a/b")
        assert vigil("invite", *wrong, folder=tmp_path).status == 2


class TestSection:
    def test_a_workspace_belongs_to_a_section_and_to_none(
        self, store: SqlStore, tmp_path: Path
    ) -> None:
        done = vigil("slack", "section", "T0123", "Sweden", folder=tmp_path)
        assert done.out == "The workspace T0123 belongs to Section Sweden now.\n"
        with store.read() as uow:
            assert uow.workspaces.section_of("T0123") == "SWE"
        assert vigil("slack", "section", "T0123", "Malaysia", folder=tmp_path).status == 0
        with store.read() as uow:
            assert uow.workspaces.section_of("T0123") == "MYS"
        vigil("slack", "section", "T0123", "none", folder=tmp_path)
        with store.read() as uow:
            assert uow.workspaces.section_of("T0123") is None

    @pytest.mark.parametrize("wrong", [("sweden", "SWE"), ("T0123", "Atlantis")])
    @pytest.mark.usefixtures("url")
    def test_what_is_wrong_is_said(self, tmp_path: Path, wrong: tuple[str, str]) -> None:
        assert vigil("slack", "section", *wrong, folder=tmp_path).status == 2


class TestForget:
    @pytest.mark.usefixtures("decided")
    def test_a_person_of_a_case(self, tmp_path: Path) -> None:
        asked = vigil("forget", "MYS-0012", "1", folder=tmp_path, stdin=b"n\n")
        assert asked.status == 2
        assert "Nothing was erased." in asked.out
        done = vigil("forget", "mys-0012", "1", folder=tmp_path, stdin=b"y\n")
        assert done.status == 0
        assert "Person 1 of MYS-0012 is erased." in done.out
        checked = verify(tmp_path)
        assert checked.status == 0
        again = vigil("forget", "MYS-0012", "1", "--yes", folder=tmp_path)
        assert "has no name" in again.out

    @pytest.mark.usefixtures("url")
    def test_nobody_there(self, tmp_path: Path) -> None:
        done = vigil("forget", "MYS-9999", "1", "--yes", folder=tmp_path)
        assert done.status == 1
        assert "no person 1 on a case MYS-9999" in done.told
