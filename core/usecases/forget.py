"""Erase a person of a case: who they are, not what was done for them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.domain.cases import Case, Individual
from core.domain.decisions import Decision, DecisionKind
from core.domain.history import Part, TextRef, Typed
from core.domain.people import Role
from core.domain.values import Sight
from core.ports import UnitOfWork
from core.understanding.fold import fold

MARK: Final = "[…]"
"""What stands where a name was, in any language."""
SHORTEST: Final = 3
"""Letters of a part of a name by which a text is taken to name somebody."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The person is a number on the case now."""

    key: str
    number: int
    reasons: int
    """How many reasons in the history named them, and are erased."""
    still_named: tuple[str, ...]
    """The fields of the case that have a part of a name yet: to be edited by a steward."""


@dataclass(frozen=True, slots=True)
class AlreadyForgotten:
    """There is no name to erase."""

    key: str
    number: int


@dataclass(frozen=True, slots=True)
class NobodyThere:
    """No such case, or nobody of that number on it."""


ForgetOutcome = Forgotten | AlreadyForgotten | NobodyThere


class Names:
    """By what somebody goes, to find them in texts."""

    def __init__(self, person: Individual) -> None:
        """Take all names of a person."""
        given = (person.name, *person.aliases, person.native_name)
        self._whole = tuple(filter(None, map(fold, given)))
        longest = sorted(filter(None, given), key=len, reverse=True)
        written = "|".join(r"\s+".join(map(re.escape, name.split())) for name in longest)
        self._written = re.compile(rf"(?<!\w)(?:{written})(?!\w)", re.IGNORECASE)
        words = {word for name in self._whole for word in name.split()}
        self._parts = {word for word in words if len(word) >= SHORTEST} | set(self._whole)

    def __bool__(self) -> bool:
        return bool(self._whole)

    def redacted(self, text: str) -> str:
        """A text with a mark wherever a name stood in full."""
        return self._written.sub(MARK, text)

    def in_full(self, text: str) -> bool:
        """Whether a text has one of the names in full."""
        folded = f" {fold(text)} "
        return any(f" {name} " in folded for name in self._whole)

    def in_part(self, text: str) -> bool:
        """Whether a text has any word of a name: enough where it is about the same case."""
        return self.in_full(text) or bool(self._parts & set(fold(text).split()))


def find_person(uow: UnitOfWork, key: str, number: int) -> tuple[Case, Individual] | None:
    """The person of that number on a case, whatever its level."""
    case = uow.cases.get(key, Sight.STAFF)
    people = case.individuals if case else ()
    found = [person for person in people if person.number == number]
    return (case, found[0]) if case and found else None


def forget(uow: UnitOfWork, key: str, number: int, now: datetime) -> ForgetOutcome:
    """Erase the person's names and source, and the texts of the history that name them.

    The number, the status and what was decided stay: counts and the history remain true.
    """
    found = find_person(uow, key, number)
    if found is None:
        return NobodyThere()
    case, person = found
    names = Names(person)
    if not names:
        return AlreadyForgotten(case.key, number)
    refs = tuple(_naming(uow.history.reasons(), case, number, names))
    uow.persons.forget(case.key, number, names.redacted, names.in_full)
    subject = f"{case.key}/{number}"
    uow.history.erase(refs, Decision(DecisionKind.ERASE, subject, now, "", "", role=Role.ADMIN))
    left = uow.cases.get(case.key, Sight.STAFF) or case
    return Forgotten(case.key, number, len(refs), tuple(_still_named(left, number, names)))


def _naming(reasons: Iterable[Typed], case: Case, number: int, names: Names) -> Iterator[TextRef]:
    """Every reason about the person, those on the case that name them, and others in full."""
    keys = {key for key in (case.key, case.draft_key) if key}
    for typed in reasons:
        key, _, about = typed.subject.partition("/")
        if key not in keys:
            meant = names.in_full(typed.text)
        else:
            meant = about == str(number) or names.in_part(typed.text)
        if meant:
            yield TextRef(typed.number, Part.REASON)


def _still_named(case: Case, number: int, names: Names) -> Iterator[str]:
    texts = {
        "title": case.title,
        "summary": case.summary,
        "long-term objective": case.long_objective,
        "short-term objective": case.short_objective,
        "inclusion reason": case.inclusion_reason,
        "source": case.source,
        **{f"action {action.number}": f"{action.text} {action.target}" for action in case.actions},
        **{
            f"source of person {person.number}": person.status_source
            for person in case.individuals
            if person.number != number
        },
    }
    return (field for field, text in texts.items() if names.in_part(text))
