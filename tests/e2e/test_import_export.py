"""`vigil import` and `vigil export`, as a person runs them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.csv_portfolio import SAMPLE, small_portfolio, write_csv
from tests.databases import SqliteTemplate
from tests.e2e.command import vigil, vigil_process


@pytest.fixture
def folder(sqlite_template: SqliteTemplate, tmp_path: Path) -> Path:
    """A working folder with an empty vigil.db in it."""
    sqlite_template.copy_to(tmp_path)
    return tmp_path


@pytest.fixture
def no_umask() -> Iterator[None]:
    """A process that hides nothing by itself."""
    before = os.umask(0)
    yield
    os.umask(before)


class TestImport:
    def test_the_sample_is_imported(self, folder: Path) -> None:
        done = vigil_process("import", *map(str, sorted(SAMPLE.glob("*.csv"))), folder=folder)
        assert done.status == 0
        assert "cases.csv         231 new, 0 changed, 0 unchanged" in done.out
        assert "Imported. Decisions recorded: 268." in done.out

    def test_a_dry_run_lists_every_decision_and_keeps_nothing(self, folder: Path) -> None:
        paths = [str(path) for path in small_portfolio(folder)]
        done = vigil("import", "--dry-run", *paths, folder=folder)
        assert done.status == 0
        assert done.out.splitlines()[8:] == [
            "Decisions that would be recorded: 2",
            "  MYS-0012: level new → active",
            "  p1: role new → coordinator of SWE",
            "This was a dry run: nothing was imported.",
        ]
        again = vigil("import", *paths, folder=folder)
        assert "cases.csv         1 new" in again.out
        changed = write_csv(folder, "individuals.csv", [{"number": "2"}])
        told = vigil("import", "--dry-run", str(changed), folder=folder).out
        assert told.splitlines() == [
            "individuals.csv  1 new, 0 changed, 0 unchanged",
            "Decisions that would be recorded: 1",
            "  MYS-0012/2: poc new → yes",
            "This was a dry run: nothing was imported.",
        ]

    def test_errors_are_listed_and_end_with_1(self, folder: Path) -> None:
        rows = [{"metric": "nonsense", "date": str(1900 + n)} for n in range(60)]
        path = write_csv(folder, "observations.csv", rows)
        done = vigil("import", path.name, "nowhere.csv", folder=folder)
        assert done.status == 1
        assert done.out == ""
        lines = done.told.splitlines()
        assert len(lines) == 52
        assert lines[0].startswith(
            'observations.csv, line 2, column metric: found "nonsense"; allowed: available_cases, '
        )
        assert lines[-2:] == ["… and 11 more.", "Nothing was imported. Mend this and try again."]

    def test_any_bytes_are_no_traceback(self, folder: Path) -> None:
        (folder / "cases.csv").write_bytes(bytes(range(256)))
        done = vigil("import", "cases.csv", folder=folder)
        assert done.status == 1
        assert "Nothing was imported" in done.told

    def test_past_cases_need_the_option(self, folder: Path) -> None:
        row = {"level": "dormant", "archive": "yes", "consent": ""}
        path = str(write_csv(folder, "cases.csv", [row]))
        refused = vigil("import", path, folder=folder)
        assert refused.status == 1
        assert "past cases are taken with --as-archive" in refused.told
        assert vigil("import", "--as-archive", path, folder=folder).status == 0
        asked = vigil("ask", "/cases Malaysia", folder=folder).out
        assert "This is a past case, not for action." in asked


@pytest.mark.usefixtures("no_umask")
class TestExport:
    def test_only_the_owner_can_read_it(self, folder: Path) -> None:
        vigil("import", *map(str, small_portfolio(folder)), folder=folder)
        done = vigil("export", "a/b/out", folder=folder)
        assert done.status == 0
        assert "cases.csv         1 rows" in done.out
        out = folder / "a" / "b" / "out"
        assert out.stat().st_mode & 0o777 == 0o700
        assert {path.stat().st_mode & 0o777 for path in out.iterdir()} == {0o600}
        assert len(list(out.iterdir())) == 8
        assert [path.name for path in out.parent.iterdir()] == ["out"]

    def test_files_are_replaced_only_when_told_to(self, folder: Path) -> None:
        vigil("import", *map(str, small_portfolio(folder)), folder=folder)
        vigil("export", "out", folder=folder)
        (folder / "out" / "cases.csv").write_text("mine")
        (folder / "out" / "notes.txt").write_text("mine")
        refused = vigil("export", "out", folder=folder)
        assert refused.status == 2
        assert "There are files in out." in refused.told
        assert (folder / "out" / "cases.csv").read_text() == "mine"
        assert vigil("export", "--force", "--public", "out", folder=folder).status == 0
        assert "MYS-0012" in (folder / "out" / "cases.csv").read_text()
        assert (folder / "out" / "notes.txt").read_text() == "mine"
        assert not (folder / "out" / "people.csv").exists()
        assert len(list((folder / "out").iterdir())) == 8

    def test_a_folder_that_can_not_be_made(self, folder: Path) -> None:
        (folder / "file").write_text("")
        for target, why in (("file", "Not a directory"), ("file/out", "File exists")):
            done = vigil("export", target, folder=folder)
            assert done.status == 2
            assert done.told == f"{target} can't be written: {why}.\n"
