"""Import and export on both databases."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from core.domain.cases import Level
from core.domain.commitments import Party
from core.domain.decisions import Decision, DecisionKind
from core.domain.goals import Metric
from core.domain.people import Identity, Platform, Role
from core.domain.values import Sight
from core.portfolio.columns import BY_FILE, Row
from core.portfolio.importing import Imported, import_files
from storage.unit_of_work import SqlStore
from tests.csv_portfolio import (
    NOW,
    SAMPLE,
    Cells,
    brought_in,
    exported,
    refused,
    small_portfolio,
    write_csv,
)

SECRET = "Geheimnis"


def everything(store: SqlStore) -> set[Row]:
    with store.read() as uow:
        return set(uow.portfolio.read(Sight.STAFF))


def decisions_of(store: SqlStore, subject: str) -> list[Decision]:
    with store.read() as uow:
        return list(uow.decisions.of(subject))


def entry(kind: DecisionKind, subject: str, before: str, after: str) -> Decision:
    return Decision(kind, subject, NOW, before, after, "import")


class TestImport:
    def test_every_file_comes_in(self, store: SqlStore, tmp_path: Path) -> None:
        done = brought_in(store, *small_portfolio(tmp_path))
        assert [(count.file, count.new) for count in done.changes.counts] == [
            (file, 1) for file in BY_FILE
        ]
        with store.read() as uow:
            case = uow.cases.get("MYS-0012", Sight.PUBLIC)
            asker = uow.people.find(Identity(Platform.CONSOLE, "lars"))
            assert uow.commitments.is_running("MYS-0012", Party(section="SWE"))
            assert uow.sections.load("SWE").running == 1
            available = uow.goals.measure(Metric.AVAILABLE_CASES, NOW.date())
        assert case is not None
        assert [person.name for person in case.individuals] == ["Tan Mei Lin"]
        assert available == 1
        assert asker is not None
        assert asker.sections(Role.COORDINATOR) == ("SWE",)

    def test_again_it_changes_nothing(self, store: SqlStore, tmp_path: Path) -> None:
        paths = small_portfolio(tmp_path)
        brought_in(store, *paths)
        before = everything(store)
        again = brought_in(store, *paths)
        assert [(count.new, count.changed) for count in again.changes.counts] == [(0, 0)] * 8
        assert again.changes.decisions == ()
        assert everything(store) == before
        assert len(decisions_of(store, "MYS-0012")) == 1

    def test_with_one_error_nothing_is_kept(self, store: SqlStore, tmp_path: Path) -> None:
        paths = small_portfolio(tmp_path)
        write_csv(tmp_path, "observations.csv", [{"value": "many"}])
        assert len(refused(store, *paths)) == 1
        assert everything(store) == set()
        assert decisions_of(store, "MYS-0012") == []

    def test_what_fails_half_way_leaves_nothing(
        self, store: SqlStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_: object) -> None:
            raise RuntimeError

        monkeypatch.setattr("storage.decisions.SqlDecisions.append", fail)
        with pytest.raises(RuntimeError):
            import_files(store, small_portfolio(tmp_path), NOW)
        assert everything(store) == set()

    def test_a_dry_run_tells_the_same_and_keeps_nothing(
        self, store: SqlStore, tmp_path: Path
    ) -> None:
        paths = small_portfolio(tmp_path)
        tried = import_files(store, paths, NOW, dry_run=True)
        assert everything(store) == set()
        assert decisions_of(store, "MYS-0012") == []
        assert isinstance(tried, Imported)
        done = brought_in(store, *paths)
        assert tried.changes.decisions == done.changes.decisions
        assert tried.changes.counts == done.changes.counts

    def test_what_is_not_in_the_files_stays(self, store: SqlStore, tmp_path: Path) -> None:
        brought_in(store, *small_portfolio(tmp_path))
        more = write_csv(tmp_path, "actions.csv", [{"number": "2", "kind": "email"}])
        brought_in(store, more)
        with store.read() as uow:
            case = uow.cases.get("MYS-0012", Sight.PUBLIC)
        assert case is not None
        assert [action.kind for action in case.actions] == ["letter", "email"]
        assert case.concerns == ("torture",)
        assert case.committed_sections == ("SWE",)

    def test_groups_may_come_before_their_section(self, store: SqlStore, tmp_path: Path) -> None:
        rows = [{"code": "A2", "parent": "B2"}, {"code": "B2", "parent": "C2"}, {"code": "C2"}]
        brought_in(store, write_csv(tmp_path, "sections.csv", rows))
        with store.read() as uow:
            group = uow.sections.get("A2")
        assert group is not None
        assert group.parent == "B2"

    def test_a_commitment_on_record_is_ended(self, store: SqlStore, tmp_path: Path) -> None:
        brought_in(store, *small_portfolio(tmp_path))
        ended = {"ended": "2010-05-01", "reason": "no capacity"}
        done = brought_in(store, write_csv(tmp_path, "commitments.csv", [ended]))
        assert [(count.new, count.changed) for count in done.changes.counts] == [(0, 1)]
        with store.read() as uow:
            assert not uow.commitments.is_running("MYS-0012", Party(section="SWE"))

    def test_a_person_has_several_identities_and_roles(
        self, store: SqlStore, tmp_path: Path
    ) -> None:
        brought_in(store, *small_portfolio(tmp_path))
        rows: list[Cells] = [
            {"platform": "telegram", "identity": "77"},
            {"platform": "telegram", "identity": "77", "role": "board", "section": ""},
        ]
        done = brought_in(store, write_csv(tmp_path, "people.csv", rows))
        assert [(d.after, d.section) for d in done.changes.decisions] == [("board", "")]
        with store.read() as uow:
            asker = uow.people.find(Identity(Platform.CONSOLE, "lars"))
        assert asker is not None
        assert asker.roles == {Role.BOARD, Role.COORDINATOR, Role.MEMBER}


class TestDecisions:
    def test_a_new_case_is_one(self, store: SqlStore, tmp_path: Path) -> None:
        brought_in(store, *small_portfolio(tmp_path))
        assert decisions_of(store, "MYS-0012") == [
            entry(DecisionKind.LEVEL, "MYS-0012", "", "active")
        ]
        assert decisions_of(store, "MYS-0012/1") == []
        given = entry(DecisionKind.ROLE, "p1", "", "coordinator")
        assert decisions_of(store, "p1") == [replace(given, section="SWE")]

    def test_each_changed_level_pause_and_designation_is_one(
        self, store: SqlStore, tmp_path: Path
    ) -> None:
        paths = small_portfolio(tmp_path)
        write_csv(tmp_path, "individuals.csv", [{"poc": "no"}])
        brought_in(store, *paths)
        case = write_csv(tmp_path, "cases.csv", [{"level": "dormant", "paused": "yes"}])
        people = write_csv(tmp_path, "individuals.csv", [{"poc": "no"}, {"number": "2"}])
        goal = write_csv(tmp_path, "goals.csv", [{"target": "600"}])
        done = brought_in(store, case, goal)
        assert done.changes.decisions == (
            entry(DecisionKind.LEVEL, "MYS-0012", "active", "dormant"),
            entry(DecisionKind.PAUSE, "MYS-0012", "no", "yes"),
            entry(DecisionKind.GOAL, "goal:available", "500", "600"),
        )
        assert brought_in(store, people).changes.decisions == (
            entry(DecisionKind.POC, "MYS-0012/2", "", "yes"),
        )
        designated = brought_in(store, write_csv(tmp_path, "individuals.csv", [{}]))
        assert designated.changes.decisions == (entry(DecisionKind.POC, "MYS-0012/1", "no", "yes"),)
        assert [d.after for d in decisions_of(store, "MYS-0012")] == ["active", "dormant", "yes"]


class TestExport:
    def test_the_sample_comes_back_byte_for_byte(self, store: SqlStore, tmp_path: Path) -> None:
        brought_in(store, *sorted(SAMPLE.glob("*.csv")))
        first = exported(store, tmp_path / "first")
        assert first == {path.name: path.read_bytes() for path in SAMPLE.glob("*.csv")}
        again = brought_in(store, *(tmp_path / "first").glob("*.csv"))
        assert sum(count.changed + count.new for count in again.changes.counts) == 0
        assert exported(store, tmp_path / "second") == first

    def test_what_chat_changed_is_exported_to_the_moment(
        self, store: SqlStore, tmp_path: Path
    ) -> None:
        brought_in(store, *small_portfolio(tmp_path))
        with store.write() as uow:
            uow.commitments.end("MYS-0012", Party(section="SWE"), NOW, "full")
            uow.commitments.start("MYS-0012", Party(section="SWE"), NOW)
            uow.commitments.start("MYS-0012", Party(person="p1"), NOW)
        assert exported(store, tmp_path / "x")["commitments.csv"].decode().splitlines()[1:] == [
            "MYS-0012,SWE,2010-01-05,2010-05-14T12:00:00Z,full",
            "MYS-0012,SWE,2010-05-14T12:00:00Z,,",
        ]


HIDDEN: Mapping[str, Cells] = {
    "draft-abcdefgh1": {"level": "draft"},
    "MYS-0002": {"paused": "yes"},
    "MYS-0003": {"level": "dormant", "consent": "names"},
    "MYS-0004": {"level": "dormant", "safe_to_publicise": "no"},
}
"""Cases that no member may see, each for another reason."""


def marked_portfolio(folder: Path) -> list[Path]:
    """A portfolio in which whatever a member may not see carries the marker."""
    internal = {"inclusion_reason": SECRET, "research_team": SECRET, "review": "2099-09-09"}
    cases: list[Cells] = [
        internal,
        {**internal, "case": "MYS-0001", "consent": "listing"},
        {**internal, "case": "MYS-0005", "level": "dormant"},
    ]
    named = {"name": SECRET, "aliases": SECRET, "native_name": SECRET}
    people: list[Cells] = [{**named, "withheld": "yes"}, {**named, "case": "MYS-0001"}]
    actions: list[Cells] = [{}, {"case": "MYS-0005", "text": SECRET}]
    commitments: list[Cells] = [
        {"started": "2009-01-01", "ended": "2009-02-01", "reason": SECRET},
        {},
    ]
    for key, changes in HIDDEN.items():
        cases.append({"case": key, "title": SECRET, "summary": SECRET, **changes})
        people.append({**named, "case": key, "status_source": SECRET})
        actions.append({"case": key, "text": SECRET, "target": SECRET})
        commitments.append({"case": key})
    return [
        write_csv(folder, "sections.csv", [{}]),
        write_csv(folder, "people.csv", [{"person": SECRET, "identity": SECRET}]),
        write_csv(folder, "cases.csv", cases),
        write_csv(folder, "individuals.csv", people),
        write_csv(folder, "actions.csv", actions),
        write_csv(folder, "commitments.csv", commitments),
    ]


class TestPublicExport:
    def test_no_secret_is_in_it(self, store: SqlStore, tmp_path: Path) -> None:
        brought_in(store, *marked_portfolio(tmp_path))
        public = exported(store, tmp_path / "public", public=True)
        whole = b"".join(public.values())
        assert "people.csv" not in public
        assert SECRET.encode() not in whole
        assert b"2099" not in whole
        assert [key for key in HIDDEN if key.encode() in whole] == []

    def test_the_rest_is_there(self, store: SqlStore, tmp_path: Path) -> None:
        brought_in(store, *marked_portfolio(tmp_path))
        public = exported(store, tmp_path / "public", public=True)
        assert [line.split(b",")[0] for line in public["cases.csv"].splitlines()[1:]] == [
            b"MYS-0001",
            b"MYS-0005",
            b"MYS-0012",
        ]
        assert public["individuals.csv"].splitlines()[1:] == [
            b"MYS-0001,1,,no,,,female,yes,imprisoned,,",
            b"MYS-0012,1,,yes,,,female,yes,imprisoned,,",
        ]
        assert public["actions.csv"].splitlines()[1:] == [
            b"MYS-0012,1,letter,Write to the minister.,,,en,"
        ]
        assert public["commitments.csv"].splitlines()[1:] == [b"MYS-0012,SWE,2010-01-05,,"]

    def test_the_whole_export_has_it_all(self, store: SqlStore, tmp_path: Path) -> None:
        paths = small_portfolio(tmp_path)
        write_csv(tmp_path, "individuals.csv", [{"withheld": "yes", "name": SECRET}])
        brought_in(store, *paths)
        assert SECRET.encode() in exported(store, tmp_path / "whole")["individuals.csv"]


def test_an_archive_is_shown_as_past_cases(store: SqlStore, tmp_path: Path) -> None:
    rows: list[Cells] = [
        {"level": "dormant", "consent": "", "archive": ""},
        {"case": "MYS-0013", "level": "closed", "outcome": "unknown", "consent": "", "archive": ""},
    ]
    path = write_csv(tmp_path, "cases.csv", rows)
    brought_in(store, path, as_archive=True)
    with store.read() as uow:
        shown = [uow.cases.get(key, Sight.PUBLIC) for key in ("MYS-0012", "MYS-0013")]
    assert [(case.level, case.archive) for case in shown if case] == [
        (Level.DORMANT, True),
        (Level.CLOSED, True),
    ]
