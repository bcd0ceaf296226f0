"""`vigil report`, as a person runs it."""

from pathlib import Path

import pytest

from tests.csv_portfolio import SAMPLE
from tests.databases import SqliteTemplate
from tests.e2e.command import vigil, vigil_process

PERIOD = ("--from", "2010-01-01", "--to", "2010-05-14")


@pytest.fixture
def folder(sqlite_template: SqliteTemplate, tmp_path: Path) -> Path:
    """A working folder with the sample in its vigil.db."""
    sqlite_template.copy_to(tmp_path)
    vigil("import", *map(str, sorted(SAMPLE.glob("*.csv"))), folder=tmp_path)
    return tmp_path


def test_it_is_printed(folder: Path) -> None:
    done = vigil("report", *PERIOD, folder=folder)
    assert done.status == 0
    lines = done.out.splitlines()
    assert lines[0] == "# Individuals Portfolio: report to the council"
    assert "| Now | 149 |" in lines
    assert "| 1985 | 2,257 | case sheets | resolution on long-term casework |" in lines
    assert "svg" not in done.out
    assert not list(folder.glob("*.svg"))


def test_it_is_written_with_its_charts(folder: Path) -> None:
    done = vigil_process("report", *PERIOD, "--out", "council", folder=folder)
    assert done.status == 0
    assert "report.html, report.md and 4 charts" in done.out
    written = {path.name for path in (folder / "council").iterdir()}
    charts = {"goal-available.svg", "goal-countries.svg", "goal-unassigned.svg"}
    assert written == {"report.html", "report.md", "created-per-year.svg", *charts}
    text = (folder / "council/report.md").read_text(encoding="utf-8")
    assert all(f"({name})" in text for name in charts)
    assert (folder / "council/report.html").read_text(encoding="utf-8").count("<svg") == 4


def test_an_earlier_report_is_replaced_only_when_told(folder: Path) -> None:
    assert vigil("report", *PERIOD, "--out", "council", folder=folder).status == 0
    again = vigil("report", *PERIOD, "--out", "council", folder=folder)
    assert (again.status, again.out) == (2, "")
    assert "There is a report in council." in again.told
    assert vigil("report", *PERIOD, "--out", "council", "--force", folder=folder).status == 0


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--from", "2010-05-14", "--to", "2010-05-13"), "--from must not be after --to"),
        (("--from", "2010-05-14", "--to", "9999-01-01"), "--to not after today"),
        (("--from", "yesterday", "--to", "2010-05-14"), "does not match the format"),
        (("--from", "2010-01-01"), "--to"),
    ],
)
def test_a_period_that_is_none(folder: Path, options: tuple[str, ...], told: str) -> None:
    done = vigil("report", *options, folder=folder)
    assert (done.status, done.out) == (2, "")
    assert told in done.told


def test_a_folder_that_is_a_file(folder: Path) -> None:
    (folder / "council").write_text("taken", encoding="utf-8")
    done = vigil("report", *PERIOD, "--out", "council", folder=folder)
    assert done.status == 2
    assert "council can't be written" in done.told
