"""What an import makes of cases that people act on: told to them like any other change."""

from collections.abc import Mapping
from datetime import datetime

from core.domain.cases import Case
from core.domain.values import Sight
from core.portfolio.changes import Changes
from core.ports import UnitOfWork
from core.usecases.case_changes import changes_between
from core.usecases.changes import tell_all
from core.usecases.retraction import resume_action, stop_action

Before = Mapping[str, Case]


def before_import(uow: UnitOfWork, changes: Changes) -> Before:
    """The cases that an import changes, as they were."""
    known = (uow.cases.get(case.key, Sight.STAFF) for case in changes.cases)
    return {case.key: case for case in known if case is not None}


def tell_of_import(uow: UnitOfWork, before: Before, changes: Changes, now: datetime) -> None:
    """Tell whoever acts on a case to stop if it is hidden now; else its followers what changed.

    Who was told to stop hears that it may be spoken of again. One notice of each kind for each
    case, however much of it an import changes.
    """
    for after in changes.cases:
        was = before.get(after.key)
        if was is None:
            continue
        if after.shown_to_members:
            if not was.shown_to_members:
                resume_action(uow, was, now)
            tell_all(uow, after.key, changes_between(was, after), now)
        elif was.shown_to_members:
            stop_action(uow, was, now)
