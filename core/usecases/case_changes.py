"""What followers are told of when a case was changed. Pure."""

from collections.abc import Iterator

from core.domain.cases import Action, Case
from core.domain.follows import CaseChange, ChangeKind
from core.usecases.changes import action_code


def changes_between(before: Case, after: Case) -> tuple[CaseChange, ...]:
    """The level, people's statuses and the actions that are others than before."""
    return (*_level(before, after), *_statuses(before, after), *_actions(before, after))


def _level(before: Case, after: Case) -> Iterator[CaseChange]:
    if before.level is not after.level:
        was = "" if before.never_active else before.level
        yield CaseChange(ChangeKind.LEVEL, was, after.level)


def _statuses(before: Case, after: Case) -> Iterator[CaseChange]:
    known = {person.number: person.status for person in before.individuals}
    for person in after.individuals:
        was = known.get(person.number)
        if was is not person.status:
            yield CaseChange(ChangeKind.STATUS, was or "", person.status, person.number)


def _actions(before: Case, after: Case) -> Iterator[CaseChange]:
    known = {action.number: action for action in before.actions}
    for action in after.actions:
        was = known.get(action.number)
        if was != action:
            yield _action(was, action)


def _action(was: Action | None, action: Action) -> CaseChange:
    before, after = action_code(was) if was else "", action_code(action)
    kind = ChangeKind.ACTION_CHANGED if was else ChangeKind.ACTION_OPENED
    if action.over is not None and (was is None or was.over is None):
        kind = ChangeKind.ACTION_OVER
        before = before or after
    return CaseChange(kind, before, after, action.number)
