"""What changed on a case, kept and told to those who follow it."""

from collections.abc import Sequence
from datetime import datetime

from core.domain.cases import Action
from core.domain.follows import CaseChange, ChangeKind
from core.domain.notices import Notice, NoticeKind, To
from core.ports import UnitOfWork


def tell_all(uow: UnitOfWork, case_key: str, changes: Sequence[CaseChange], now: datetime) -> None:
    """Keep changes for the digests, and tell at once who wants to hear at once.

    It belongs into the unit of work that makes them, and makes one notice of them all.
    """
    if not changes:
        return
    ids = [uow.follows.keep(case_key, change, now) for change in changes]
    notice = Notice(NoticeKind.CASE_CHANGED, f"change:{ids[0]}", facts_of(changes), case=case_key)
    uow.notices.tell(notice, To(followers_at_once_of=case_key), now)


def facts_of(changes: Sequence[CaseChange]) -> dict[str, str | int]:
    """Changes as a notice carries them."""
    facts: dict[str, str | int] = {"changes": len(changes)}
    for place, change in enumerate(changes):
        facts[f"kind {place}"] = change.kind
        facts[f"before {place}"] = change.before
        facts[f"after {place}"] = change.after
        facts[f"number {place}"] = change.number
    return facts


def changes_of(notice: Notice) -> tuple[CaseChange, ...]:
    """The changes of which a notice tells."""
    facts = notice.facts
    return tuple(
        CaseChange(
            ChangeKind(str(facts[f"kind {place}"])),
            str(facts[f"before {place}"]),
            str(facts[f"after {place}"]),
            int(facts[f"number {place}"]),
        )
        for place in range(int(facts["changes"]))
    )


def action_code(action: Action) -> str:
    """An action as a change tells of it: its kind and its deadline, none of its texts."""
    deadline = action.deadline.isoformat() if action.deadline else ""
    return f"{action.kind} {deadline}".strip()
