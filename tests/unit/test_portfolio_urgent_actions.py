"""The how-to's script, on invented rows of the shape of such an index."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from core.domain.cases import CaseFilter, Level
from core.domain.values import Sight
from core.ports import Parties
from storage.unit_of_work import SqlStore
from tests.csv_portfolio import NOW, brought_in

SCRIPT = Path(__file__).parents[2] / "docs" / "how-to" / "urgent_actions.py"
HEAD = (
    "document",
    "id",
    "subject",
    "category",
    "country",
    "gender",
    "appeal_date",
    "issue_date",
    "action",
    "all_dates",
)
ROWS = (
    # a series of three notices, which a final update closes
    (
        "9001",
        "401/05",
        "ua 401/05 on malaysia",
        "torture|malaysia|ua 401/05",
        "malaysia",
        "initial",
    ),
    (
        "9003",
        "401/05",
        "first update to ua 401/05 on malaysia",
        "torture",
        "malaysia",
        "first update",
    ),
    (
        "9002",
        "401/05",
        "final update on ua 401/05 on malaysia",
        "torture|fear for safety",
        "ua 401",
        "final update",
    ),
    # the same id of another kind, and in another country, is another series
    ("9004", "401/05", "ex 401/05 on malaysia", "death penalty|ex 401/05", "malaysia", "unknown"),
    ("9005", "401/05", "ua 401/05 on iran", "prisoners of conscience", "iran", "initial"),
    # an old name, an article, zeros before the number
    ("9006", "007/99", "stop action on ua 07/99 on burma", "ua 7/99", "burma", "stop action"),
    ("9007", "12/04", "ua 12/04 on the gambia", "human rights defenders", "the gambia", "initial"),
    # what is not understood
    ("9008", "13/04", "ua 13/04 on iran/iraq", "iran|iraq", "iran", "initial"),
    ("9009", "14/04", "ua 14/04 on atlantis", "", "atlantis", "initial"),
    ("9010", "15/04", "update to 15/04 on iran", "", "iran", "first update"),
    ("9011", "16/0", "ua 16/0 on iran", "", "iran", "initial"),
    ("9012", "17/04", "ua 18/04 on iran", "", "iran", "initial"),
    ("9013", "19/55", "ua 19/55 on iran", "", "iran", "initial"),
    ("9014", "20/04", "ua 20/04 on iran", "ex 20/04", "iran", "initial"),
)
REJECTED = (
    ("9", "9008", "several countries: IRN, IRQ"),
    ("10", "9009", 'no country of that name is known: "atlantis"'),
    ("11", "9010", "no kind of series (UA, EX, MA, NSA) in subject and category"),
    ("12", "9011", 'the id "16/0" is no number and year such as 104/03'),
    ("13", "9012", 'the id is 17/04, but another cell says "ua 18/04"'),
    ("14", "9013", 'the year "55" is not between 1990 and 2029'),
    ("15", "9014", "several kinds of series in subject and category"),
    ("16", "9015", "3 cells instead of 10"),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The converted index."""
    with (tmp_path / "index.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEAD)
        for document, number, subject, category, country, action in ROWS:
            writer.writerow(
                (document, number, subject, category, country, "", "", "2005-01-01", action, "")
            )
        writer.writerow(("9015", "21/04", "ua 21/04 on iran"))
    done = subprocess.run(
        [sys.executable, SCRIPT, tmp_path / "index.csv", tmp_path / "made"],
        capture_output=True,
        check=True,
    )
    assert [line.split(" (")[0] for line in done.stdout.decode().splitlines()] == [
        "7 rows in 5 cases",
        "8 rows not understood",
        "15 rows in all",
    ]
    return tmp_path / "made"


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_series_is_a_case(folder: Path) -> None:
    told = {
        row["case"]: (row["title"], row["level"], row["outcome"], row["concerns"])
        for row in rows_of(folder / "cases.csv")
    }
    assert told == {
        "GMB-200410012": ("UA 12/04", "dormant", "", "human_rights_defender"),
        "IRN-200510401": ("UA 401/05", "dormant", "", "prisoner_of_conscience"),
        "MMR-199910007": ("UA 7/99", "closed", "unknown", ""),
        "MYS-200510401": ("UA 401/05", "closed", "unknown", "torture"),
        "MYS-200520401": ("EX 401/05", "dormant", "", "death_penalty"),
    }


def test_no_date_is_taken_and_nobody_consented(folder: Path) -> None:
    for row in rows_of(folder / "cases.csv"):
        assert row["opened"] == row["closed"] == row["verified"] == row["consent"] == ""
        assert row["archive"] == "yes"


def test_every_row_is_in_a_case_or_rejected(folder: Path) -> None:
    used = [
        document
        for row in rows_of(folder / "cases.csv")
        for document in row["source"]
        .removeprefix("Index of urgent actions, documents ")
        .split(", ")
    ]
    left = [row["document"] for row in rows_of(folder / "rejected.csv")]
    assert sorted(used + left) == [str(number) for number in range(9001, 9016)]


def test_what_is_not_understood_is_listed_with_its_reason(folder: Path) -> None:
    assert [tuple(row.values()) for row in rows_of(folder / "rejected.csv")] == list(REJECTED)


def test_the_result_is_imported_as_past_cases(sqlite_store: SqlStore, folder: Path) -> None:
    brought_in(sqlite_store, folder / "cases.csv", as_archive=True)
    wanted = CaseFilter(countries=("MYS",), levels=(Level.DORMANT, Level.CLOSED))
    with sqlite_store.read() as uow:
        page = uow.cases.find(wanted, Parties(), Sight.PUBLIC, NOW.date(), 1)
    assert [(line.key, line.archive) for line in page.lines] == [
        ("MYS-200510401", True),
        ("MYS-200520401", True),
    ]


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a,b\n1,2\n")
    done = subprocess.run(
        [sys.executable, SCRIPT, path, tmp_path], capture_output=True, check=False
    )
    assert done.returncode == 1
    assert "the first line must be document,id" in done.stderr.decode()


def test_the_example_of_the_page_is_true(tmp_path: Path) -> None:
    page = SCRIPT.with_name("bring-in-an-existing-index.md").read_text(encoding="utf-8")
    index = page.partition("```csv\n")[2].partition("```")[0]
    (tmp_path / "urgent-actions.csv").write_text(index, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, SCRIPT, "urgent-actions.csv", "converted"],
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )
    assert f"```text\n{done.stdout.decode()}```" in page
    assert rows_of(tmp_path / "converted" / "cases.csv")[0]["case"] in page
