"""What must be true of every step: judged from the records before and after, and what was said."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from core.domain.cases import TRANSITIONS, Level, Outcome
from core.domain.decisions import Decision, DecisionKind
from core.domain.people import Role
from core.domain.proposals import ProposalState
from core.parts import View
from core.portfolio.columns import IndividualRow
from tests.property.portfolio_filling import MARKED
from tests.property.portfolio_snapshot import (
    SETTLED,
    SETTLED_ON_RECORD,
    Snapshot,
    is_protected,
    told_to_all,
)
from tests.property.portfolio_world import GRANTS, Mark

READERS: Final = {Role.COORDINATOR, Role.STEWARD, Role.BOARD}
CASEWORK: Final = {
    DecisionKind.LEVEL,
    DecisionKind.POC,
    DecisionKind.PAUSE,
    DecisionKind.CONSENT,
    DecisionKind.STATUS,
    DecisionKind.EDIT,
    DecisionKind.ACTION,
    DecisionKind.VERIFY,
    DecisionKind.PROPOSAL,
    DecisionKind.RESEARCH,
}
"""What stewards decide, and by a ruling the board."""
ONESELF: Final = {DecisionKind.COMMIT, DecisionKind.RELEASE}
DRAFT: Final = re.compile(r"draft-[a-z2-7]{12}")
IN_WORK: Final = {Level.ACTIVE, Level.DORMANT}


@dataclass(slots=True)
class Replay:
    """The history followed entry by entry: where each case and each person stands by it."""

    levels: dict[str, Level] = field(default_factory=dict)
    paused: dict[str, bool] = field(default_factory=dict)
    pocs: dict[tuple[str, int], bool] = field(default_factory=dict)
    _active: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, snapshot: Snapshot) -> "Replay":
        """What stands in the records themselves."""
        standing = cls()
        for case in snapshot.cases:
            ident = snapshot.idents[case.case]
            standing.levels[ident] = case.level
            standing.paused[ident] = case.paused
            for number, person in snapshot.people(case.case).items():
                standing.pocs[ident, number] = person.poc
        return standing

    def follow(self, entries: tuple[Decision, ...], snapshot: Snapshot) -> None:
        """Take each up, and make sure that it changes what it says, and may."""
        for entry in entries:
            key, _, number = entry.subject.partition("/")
            ident = snapshot.idents.get(key, key)
            if entry.kind is DecisionKind.LEVEL:
                self._move(ident, entry, never_active=key == ident)
            elif entry.kind is DecisionKind.PAUSE:
                assert self.paused[ident] is (entry.before == "yes"), entry
                assert entry.before != entry.after, entry
                self.paused[ident] = entry.after == "yes"
            elif entry.kind is DecisionKind.POC:
                assert self.pocs.get((ident, int(number)), False) is (entry.before == "yes"), entry
                assert entry.before != entry.after, entry
                self.pocs[ident, int(number)] = entry.after == "yes"
            elif entry.kind is DecisionKind.STATUS:
                self.pocs.setdefault((ident, int(number)), False)

    def _move(self, ident: str, entry: Decision, *, never_active: bool) -> None:
        level, _, outcome = entry.after.partition(":")
        to = Level(level)
        assert self.levels.get(ident, "") == entry.before, entry
        if not entry.before:
            assert to is Level.DRAFT, entry
            self.paused[ident] = False
        elif outcome != Outcome.CONSENT_WITHDRAWN:  # which may be at any time
            assert to in TRANSITIONS[Level(entry.before)], entry
        if never_active and ident.startswith("draft-") and to is Level.CLOSED:
            self.paused[ident] = True
        elif ident.startswith("draft-") and to is Level.ACTIVE and not self._was_active(ident):
            self.paused[ident] = False
        self.levels[ident] = to
        if to is Level.ACTIVE:
            self._active.add(ident)

    def _was_active(self, ident: str) -> bool:
        return ident in self._active


def leaks(
    who: str, views: tuple[View, ...], typed: str, known: set[str], *, alone: bool
) -> list[str]:
    """The marks and the keys of drafts that are read and may not be; by all, where not `alone`."""
    if alone and GRANTS[who].role is Role.STEWARD:
        return []
    text = repr(views)
    marks = (
        found.group()
        for found in MARKED.finditer(text)
        if not _may_read(who, Mark(found.group(1)), found.group(2), alone=alone)
    )
    found = {mark for mark in marks if mark not in known} | set(DRAFT.findall(text))
    return sorted(mark for mark in found if mark not in typed)


def _may_read(who: str, mark: Mark, section: str, *, alone: bool) -> bool:
    """Whether somebody may read of that kind what is not told to all."""
    if not alone:
        return False
    grant = GRANTS[who]
    theirs = grant.role is Role.COORDINATOR and grant.section.lower() == section
    match mark:
        case Mark.REASON | Mark.FEEDBACK:
            return grant.role in READERS
        case Mark.OUTSIDER | Mark.NOMINATED:
            return theirs or grant.role is Role.BOARD
        case Mark.NOMINATION:
            return theirs
        case _:
            return False


def known_to_all(before: Snapshot, after: Snapshot) -> set[str]:
    """What all may read who speak between two moments."""
    return told_to_all(before) | told_to_all(after)


def check_authority(entries: tuple[Decision, ...]) -> None:
    """Whoever decided had the role in which it is recorded, and that role decides such things."""
    for entry in entries:
        if not entry.person:
            assert entry.kind is DecisionKind.FEEDBACK, entry
            assert entry.role is Role.ADMIN, entry
            continue
        own = GRANTS[entry.person]
        oneself = entry.kind in ONESELF and entry.role is Role.MEMBER and not entry.section
        assert oneself or entry.role is own.role, entry
        assert not entry.section or entry.section == own.section, entry
        if entry.kind in CASEWORK:
            assert entry.role in {Role.STEWARD, Role.BOARD}, entry


def check_capacity(after: Snapshot) -> None:
    """Nobody took on more than there is place for."""
    beyond = {d.subject for d in after.decisions if d.after.startswith("beyond:")}
    for entry in after.decisions:
        if entry.kind is DecisionKind.COMMIT and entry.section:
            running, capacity = after.load(entry.section)
            assert running <= capacity, entry
        activated = entry.kind is DecisionKind.LEVEL and entry.after == Level.ACTIVE
        given = entry.kind is DecisionKind.EDIT and "research_team" in entry.after
        if (activated or given) and entry.subject not in beyond:
            _check_team(entry, after)


def _check_team(entry: Decision, after: Snapshot) -> None:
    case = after.case(after.idents[entry.subject])
    assert case is not None
    if case.level is Level.ACTIVE:
        capacity = after.research.get(case.research_team, {}).get("capacity")
        assert not isinstance(capacity, int) or after.active_of(case.research_team) <= capacity


def check_protected(before: Snapshot, after: Snapshot) -> None:
    """Nobody living and unreleased left active work, or lost the designation, without notice."""
    for entry in after.decisions:
        if entry.kind in {DecisionKind.LEVEL, DecisionKind.POC} and not _is_free(
            entry, before, after
        ):
            assert any(_took_effect(entry, after)), entry


def _is_free(entry: Decision, before: Snapshot, after: Snapshot) -> bool:
    key, _, number = entry.subject.partition("/")
    was, case = before.case(after.idents[key]), after.case(after.idents[key])
    if was is None or case is None:
        return True
    if entry.kind is DecisionKind.POC:
        person = after.people(key)[int(number)]
        withdrawn = entry.after == "no" and was.level is not Level.DRAFT
        return not withdrawn or not is_protected(_designated(person))
    leaves = was.level in IN_WORK and entry.before != entry.after
    if not leaves or case.level is Level.ACTIVE:
        return True
    if case.outcome in SETTLED | {Outcome.CONSENT_WITHDRAWN}:
        return True
    people = after.people(key).values()
    on_record = all(p.status_date and p.status_source for p in people if p.poc)
    if case.outcome in SETTLED_ON_RECORD and on_record:
        return True
    return not any(map(is_protected, before.people(was.case).values()))


def _designated(person: IndividualRow) -> IndividualRow:
    return replace(person, poc=True)


def _took_effect(entry: Decision, after: Snapshot) -> Iterator[bool]:
    key, _, number = entry.subject.partition("/")
    for proposal in after.proposals.values():
        yield (
            after.case_keys[proposal["case_id"]] == key
            and proposal["individual"] == int(number or 0)
            and proposal["state"] is ProposalState.EFFECTIVE
            and proposal["settled_at"] == entry.at
        )
