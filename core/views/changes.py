"""What changed on a case, in a line for each change."""

from datetime import date
from typing import assert_never

from core.domain.cases import Action as Deed
from core.domain.cases import ActionKind, Level, Status
from core.domain.follows import CaseChange, ChangeKind
from core.i18n import Words
from core.views.case_parts import deed
from core.views.labels import level_label, status_label


def change_line(change: CaseChange, words: Words) -> str:
    """Say one change, without anybody's name."""
    match change.kind:
        case ChangeKind.LEVEL:
            return _level(change, words)
        case ChangeKind.STATUS:
            return _status(change, words)
        case ChangeKind.ACTION_OPENED:
            return words("New action: {action}", action=action_words(change.after, words))
        case ChangeKind.ACTION_OVER:
            return words("Action over: {action}", action=action_words(change.before, words))
        case ChangeKind.ACTION_CHANGED:
            return words("Action changed: {action}", action=action_words(change.after, words))
        case _:
            assert_never(change.kind)


def _level(change: CaseChange, words: Words) -> str:
    after = level_label(Level(change.after), words)
    if not change.before:
        return words("It is {level} now.", level=after)
    before = level_label(Level(change.before), words)
    return words("It is {level} now, and was {before}.", level=after, before=before)


def _status(change: CaseChange, words: Words) -> str:
    after = status_label(Status(change.after), words)
    if not change.before:
        return words("Person {number}: {status}.", number=change.number, status=after)
    before = status_label(Status(change.before), words)
    return words(
        "Person {number}: {status}, and was {before}.",
        number=change.number,
        status=after,
        before=before,
    )


def action_words(code: str, words: Words) -> str:
    """An action from its kind and deadline, as `action_code` writes them."""
    kind, _, deadline = code.partition(" ")
    day = date.fromisoformat(deadline) if deadline else None
    return deed(Deed(0, ActionKind(kind), "", "", day), words)
