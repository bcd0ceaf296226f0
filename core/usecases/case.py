"""Show one case."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from core.answer import Answer
from core.domain.cases import Case, Level
from core.domain.commitments import Load, Party
from core.domain.decisions import Decision, DecisionKind
from core.domain.levels import IN_WORK
from core.domain.people import Role, Section
from core.domain.proposals import Proposal
from core.domain.reports import Total
from core.domain.values import Sight
from core.intents import ShowCase
from core.permissions import READERS
from core.ports import Label
from core.request import Understood
from core.understanding.fold import fold
from core.usecases.turn import Turn

MOST = 4
"""Suggestions, or choices, in one answer."""
READ = 80
"""How much of a mistyped reference is compared."""
NEAR_REFERENCE = 2
"""Typing errors in a reference that are forgiven."""
NEAR_NAME = 80
"""The least likeness, of 100, at which a name or title is offered."""
SHORTEST_NAME = 3
MOST_EVENTS = 12
"""How much of the history stands on a card."""
TOLD_TO_ALL = frozenset(
    {
        DecisionKind.LEVEL,
        DecisionKind.POC,
        DecisionKind.STATUS,
        DecisionKind.PAUSE,
        DecisionKind.PROPOSAL,
    }
)
_PARTS = re.compile(r"([a-z]{2,4})[^a-z0-9]*(\d{1,6})")


@dataclass(frozen=True, slots=True)
class Side:
    """A section that the asker coordinates, and whether it has taken the case on."""

    section: Section
    load: Load
    committed: bool


@dataclass(frozen=True, slots=True)
class CaseCard(Answer):
    """A case with what the asker can do for it."""

    case: Case
    today: date
    sections: tuple[Section, ...] = ()
    """Those that have taken it on."""
    sides: tuple[Side, ...] = ()
    """The asker's own, where nobody else reads."""
    may_commit: bool = False
    """The asker is a person who can take it on for themselves."""
    committed: bool = False
    """The asker has taken it on for themselves; told where nobody else reads."""
    may_follow: bool = False
    """The asker is a person who can be told of changes on it."""
    follows: bool = False
    """The asker is told of them already; said where nobody else reads."""
    steward: bool = False
    """The asker may change it, and nobody else reads."""
    proposals: tuple[Proposal, ...] = ()
    """What is proposed about the protected persons on it, each without its reason."""
    may_question: bool = False
    """The asker coordinates a section, which can question what is proposed."""
    history: tuple[Decision, ...] = ()
    """The last of what was decided, as far as the asker may know, with the reasons that they may
    read."""
    reported: tuple[Total, ...] = ()
    """What members report that they did on it."""

    @property
    def understood(self) -> Mapping[str, Understood]:
        """The reference."""
        return {"ref": self.case.key}

    @property
    def personal(self) -> bool:
        """A case that only stewards see is shown nowhere else."""
        return not self.case.shown_to_members

    @property
    def token(self) -> str:
        """What a button carries that asks for this card."""
        return f"case:{self.case.key}"


@dataclass(frozen=True, slots=True)
class NoSuchCase(Answer):
    """The same answer for a case that is not there and for one that the asker may not see."""

    ref: str
    suggestions: tuple[Label, ...] = ()

    @property
    def understood(self) -> Mapping[str, Understood]:
        """The reference as typed."""
        return {"ref": self.ref}


@dataclass(frozen=True, slots=True)
class WhichCase(Answer):
    """Several cases go by that name."""

    ref: str
    labels: tuple[Label, ...]
    total: int

    @property
    def understood(self) -> Mapping[str, Understood]:
        """The name as typed."""
        return {"ref": self.ref}


CaseOutcome = CaseCard | NoSuchCase | WhichCase


def show_case(wish: ShowCase, turn: Turn) -> CaseOutcome:
    """Show the case of a reference, or the one that goes by a name."""
    case = turn.uow.cases.get(wish.ref, turn.sight) if wish.ref else None
    if case is not None:
        return card_of(case, turn)
    labels = turn.uow.cases.labels(turn.sight)
    named = _named(wish.ref, labels)
    if len(named) > 1:
        return WhichCase(wish.ref, tuple(named[:MOST]), len(named))
    case = turn.uow.cases.get(named[0].key, turn.sight) if named else None
    return card_of(case, turn) if case else NoSuchCase(wish.ref, _near(wish.ref, labels))


def no_such_case(ref: str, turn: Turn) -> NoSuchCase:
    """Say so, with the nearest of the cases that the asker may see."""
    return NoSuchCase(ref, _near(ref, turn.uow.cases.labels(turn.sight)))


def card_of(case: Case, turn: Turn) -> CaseCard:
    """The card of a case that the asker may see."""
    sections = tuple(filter(None, map(turn.uow.sections.get, case.committed_sections)))
    person = turn.asker.person
    workable = case.level is Level.ACTIVE and case.shown_to_members
    return CaseCard(
        case,
        turn.today,
        sections,
        tuple(_sides(case, turn)) if workable and turn.alone else (),
        may_commit=workable and not turn.asker.anonymous,
        committed=turn.alone
        and person is not None
        and case.committed_members > 0
        and turn.uow.commitments.is_running(case.key, Party(person=person)),
        may_follow=case.shown_to_members and not turn.asker.anonymous,
        follows=turn.alone
        and person is not None
        and turn.uow.follows.pace(person, case.key) is not None,
        steward=turn.sight is Sight.STAFF,
        proposals=_proposals(case, turn),
        may_question=turn.alone and Role.COORDINATOR in turn.asker.roles,
        history=history_for(case, turn),
        reported=tuple(turn.uow.reports.totals(case.key)),
    )


def _proposals(case: Case, turn: Turn) -> tuple[Proposal, ...]:
    if case.level not in IN_WORK:
        return ()
    return tuple(replace(one, reason="") for one in turn.uow.casework.running(case.key))


def history_for(case: Case, turn: Turn) -> tuple[Decision, ...]:
    """The last decisions on a case as the asker may know them, oldest first.

    What was decided while it was a draft, and what changed of its texts, is for stewards; reasons
    are for coordinators, stewards and the board, each alone.
    """
    entries = turn.uow.casework.history(case)
    if turn.sight is not Sight.STAFF:
        entries = [e for e in entries if e.kind in TOLD_TO_ALL and not _as_draft(e, case)]
    if not (turn.alone and turn.asker.roles & READERS):
        entries = [replace(entry, reason="") for entry in entries]
    return tuple(entries[-MOST_EVENTS:])


def _as_draft(entry: Decision, case: Case) -> bool:
    return bool(case.draft_key) and entry.subject.startswith(case.draft_key)


def _sides(case: Case, turn: Turn) -> Iterable[Side]:
    for code in turn.asker.sections(Role.COORDINATOR):
        section = turn.uow.sections.get(code)
        if section is not None:
            load = turn.uow.sections.load(code)
            yield Side(section, load, code in case.committed_sections)


def _named(typed: str, labels: Sequence[Label]) -> list[Label]:
    """The cases whose title, or one of whose people's names, has all words that were typed."""
    wanted = set(fold(typed[:READ]).split())
    if not any(len(word) >= SHORTEST_NAME for word in wanted):
        return []
    return [
        label
        for label in labels
        if any(wanted.issubset(fold(name).split()) for name in (label.title, *label.names))
    ]


def _near(typed: str, labels: Sequence[Label]) -> tuple[Label, ...]:
    """Near references first, then near names and titles."""
    folded = fold(typed[:READ])
    if not folded:
        return ()
    found = [*_near_references(folded, labels), *_near_names(folded, labels)]
    return tuple({label.key: label for label in found}.values())[:MOST]


def _near_references(folded: str, labels: Sequence[Label]) -> list[Label]:
    match = _PARTS.fullmatch(folded)
    if match is None:
        return []
    reference = f"{match[1].upper()}-{int(match[2]):04}"
    keys = [label.key for label in labels]
    near = process.extract(
        reference, keys, scorer=OSA.distance, score_cutoff=NEAR_REFERENCE, limit=MOST
    )
    return [labels[index] for _, _, index in near]


def _near_names(folded: str, labels: Sequence[Label]) -> list[Label]:
    if len(folded) < SHORTEST_NAME or any(letter.isdigit() for letter in folded):
        return []
    names = [(fold(name), label) for label in labels for name in (label.title, *label.names)]
    near = process.extract(
        folded,
        [name for name, _ in names],
        scorer=fuzz.token_sort_ratio,
        score_cutoff=NEAR_NAME,
        limit=MOST,
    )
    words = process.extract(
        folded,
        [word for name, _ in names for word in name.split()],
        scorer=fuzz.ratio,
        score_cutoff=NEAR_NAME,
        limit=MOST,
    )
    of_word = [label for name, label in names for _ in name.split()]
    return [names[index][1] for _, _, index in near] + [of_word[index] for _, _, index in words]
