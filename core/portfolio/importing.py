"""Bring the portfolio in from CSV files: all of it or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.domain.values import Sight
from core.portfolio.casework import check_casework, settle_archive
from core.portfolio.changes import Changes, plan_changes
from core.portfolio.problems import Problem, Problems
from core.portfolio.reading import read_files
from core.portfolio.references import check_references
from core.portfolio.rows import Rows, Sheets
from core.portfolio.telling import before_import, tell_of_import
from core.ports import Store, UnitOfWork


@dataclass(frozen=True, slots=True)
class Imported:
    """All is kept, or in a dry run: would be kept."""

    changes: Changes


@dataclass(frozen=True, slots=True)
class Rejected:
    """Nothing was kept. `problems` are the first of `count`."""

    problems: tuple[Problem, ...]
    count: int


ImportOutcome = Imported | Rejected


def import_files(
    store: Store,
    paths: Sequence[Path],
    now: datetime,
    *,
    as_archive: bool = False,
    dry_run: bool = False,
) -> ImportOutcome:
    """Read files, check them against each other and what is on record, and keep them.

    `as_archive` allows past cases. A dry run writes nothing.

    Raises:
        StoreAwayError: the database is away; nothing was kept.
    """
    problems = Problems()
    sheets = read_files(paths, problems)
    with store.read() if dry_run else store.write() as uow:
        if not dry_run:
            uow.portfolio.hold()
        outcome = _plan(sheets, problems, uow, now, as_archive=as_archive)
        if isinstance(outcome, Imported) and not dry_run:
            before = before_import(uow, outcome.changes)
            uow.portfolio.put(outcome.changes, now)
            uow.decisions.append(*outcome.changes.decisions)
            tell_of_import(uow, before, outcome.changes, now)
        return outcome


def _plan(
    sheets: Sheets, problems: Problems, uow: UnitOfWork, now: datetime, *, as_archive: bool
) -> ImportOutcome:
    current = Rows(uow.portfolio.read(Sight.STAFF))
    settle_archive(sheets, current, as_archive=as_archive)
    check_references(sheets, current, problems)
    check_casework(sheets, current, problems, as_archive=as_archive)
    if problems:
        return Rejected(problems.told(), len(problems))
    return Imported(plan_changes(sheets, current, now))
