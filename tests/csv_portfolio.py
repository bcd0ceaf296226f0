"""Small portfolios as CSV files, for the tests of import and export."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from core.portfolio.columns import BY_FILE
from core.portfolio.importing import Imported, ImportOutcome, Rejected, import_files
from core.portfolio.writing import export_files
from storage.unit_of_work import SqlStore

NOW = datetime(2010, 5, 14, 12, 0, tzinfo=UTC)
SAMPLE = Path(__file__).parent.parent / "storage" / "sample"
Cells = Mapping[str, str]

VALID: Mapping[str, Cells] = {
    "sections.csv": {
        "code": "SWE",
        "name": "Sweden",
        "country": "SWE",
        "languages": "sv|en",
        "zone": "Europe/Stockholm",
        "capacity": "10",
    },
    "people.csv": {
        "person": "p1",
        "platform": "console",
        "identity": "lars",
        "role": "coordinator",
        "section": "SWE",
        "zone": "Europe/Stockholm",
        "language": "en",
    },
    "cases.csv": {
        "case": "MYS-0012",
        "title": "Editor held without trial",
        "country": "MYS",
        "level": "active",
        "concerns": "torture",
        "articles": "5|19",
        "inclusion_reason": "It shows how the act is used.",
        "consent": "listing|names",
        "safe_to_publicise": "yes",
        "paused": "no",
        "archive": "no",
    },
    "individuals.csv": {
        "case": "MYS-0012",
        "number": "1",
        "name": "Tan Mei Lin",
        "withheld": "no",
        "gender": "female",
        "poc": "yes",
        "status": "imprisoned",
    },
    "actions.csv": {
        "case": "MYS-0012",
        "number": "1",
        "kind": "letter",
        "text": "Write to the minister.",
        "language": "en",
    },
    "commitments.csv": {"case": "MYS-0012", "section": "SWE", "started": "2010-01-05"},
    "goals.csv": {
        "goal": "available",
        "title": "500 cases",
        "metric": "available_cases",
        "owner": "Secretariat",
        "baseline": "138",
        "baseline_date": "2008-12",
        "target": "500",
        "start": "2008-12",
    },
    "observations.csv": {
        "metric": "available_cases",
        "date": "2010-05-10",
        "value": "151",
        "kind": "measured",
    },
}
"""One valid row of each file, which together make a small portfolio."""


def write_csv(folder: Path, file: str, rows: Sequence[Cells]) -> Path:
    """A file with these rows; each is the valid row of the file with changed cells."""
    path = folder / file
    names = BY_FILE[file].names
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, names, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows({**VALID[file], **changes} for changes in rows)
    return path


def small_portfolio(folder: Path) -> list[Path]:
    """All eight files with one valid row each."""
    return [write_csv(folder, file, [{}]) for file in BY_FILE]


def brought_in(store: SqlStore, *paths: Path, as_archive: bool = False) -> Imported:
    """Import files that are right."""
    outcome = import_files(store, paths, NOW, as_archive=as_archive)
    assert isinstance(outcome, Imported), told(outcome)
    return outcome


def told(outcome: ImportOutcome) -> list[str]:
    """What an import complained of, without the folder's name."""
    if isinstance(outcome, Imported):
        return []
    return [_short(problem.file, str(problem)) for problem in outcome.problems]


def _short(file: str, text: str) -> str:
    return text.replace(f"{Path(file).parent}/", "")


def refused(store: SqlStore, *paths: Path, as_archive: bool = False) -> list[str]:
    """Import files that are wrong, and tell why."""
    outcome = import_files(store, paths, NOW, as_archive=as_archive)
    assert isinstance(outcome, Rejected)
    return told(outcome)


def exported(store: SqlStore, folder: Path, *, public: bool = False) -> dict[str, bytes]:
    """What an export writes, file by file."""
    export_files(store, folder, public=public)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def alone(
    store: SqlStore, folder: Path, file: str, *rows: Cells, archive: bool = False
) -> list[str]:
    """What is said of one file, imported into what is on record."""
    return refused(store, write_csv(folder, file, rows), as_archive=archive)
