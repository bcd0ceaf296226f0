"""Take a case on, and hand it back."""

from dataclasses import dataclass, replace

from core.answer import Answer
from core.domain.cases import Case, Level
from core.domain.commitments import Load, Party
from core.domain.decisions import Decision, DecisionKind
from core.domain.people import Role, Section
from core.intents import Commit, Release
from core.permissions import Refused, section_refusal
from core.ports import AlreadyCommittedError
from core.understanding.sections import find_section
from core.usecases.case import NoSuchCase, no_such_case
from core.usecases.turn import Turn

SELF = frozenset({"me", "myself"})


@dataclass(frozen=True, slots=True)
class _ForSomebody(Answer):
    """A section's answer; or, with no section, the asker's own, as others see only totals."""

    case: Case
    section: Section | None

    @property
    def personal(self) -> bool:
        """What somebody takes on for themselves is theirs to tell."""
        return self.section is None


@dataclass(frozen=True, slots=True)
class Committed(_ForSomebody):
    """A section, or the asker, has taken the case on."""

    load: Load | None

    @property
    def own_country(self) -> bool:
        """A section that works on its own country is warned, not refused."""
        return self.section is not None and self.section.country == self.case.country


@dataclass(frozen=True, slots=True)
class AlreadyCommitted(_ForSomebody):
    """It was taken on before; nothing was changed."""

    load: Load | None


@dataclass(frozen=True, slots=True)
class SectionFull(Answer):
    """The section has no place left; nothing was changed."""

    case: Case
    section: Section
    load: Load

    @property
    def personal(self) -> bool:
        """That places are kept tells that there are cases which may not be spoken of."""
        return bool(self.load.kept)


@dataclass(frozen=True, slots=True)
class NotActive(Answer):
    """Only active cases that members may see are taken on."""

    case: Case

    @property
    def personal(self) -> bool:
        """Of a case that only stewards see, nobody else is told."""
        return not self.case.shown_to_members


@dataclass(frozen=True, slots=True)
class WhichSection(Answer):
    """The asker coordinates several sections and did not say for which."""

    case: Case
    sections: tuple[Section, ...]
    wish: Commit | Release


@dataclass(frozen=True, slots=True)
class NoSuchSection(Answer):
    """No section has that name; the nearest are offered."""

    typed: str
    nearest: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class NameTheCase(Answer):
    """The wish came without a case."""

    verb: str


@dataclass(frozen=True, slots=True)
class Released(_ForSomebody):
    """The case was handed back."""

    load: Load | None


@dataclass(frozen=True, slots=True)
class NotCommitted(_ForSomebody):
    """There was nothing to hand back."""


@dataclass(frozen=True, slots=True)
class SayWhy(_ForSomebody):
    """Handing back needs a reason."""


Problem = NoSuchCase | NoSuchSection | WhichSection | NameTheCase | Refused
CommitOutcome = Committed | AlreadyCommitted | SectionFull | NotActive | Problem
ReleaseOutcome = Released | NotCommitted | SayWhy | Problem


@dataclass(frozen=True, slots=True)
class _Side:
    """For whom: a section, or the asker when it is None."""

    section: Section | None


def commit(wish: Commit, turn: Turn) -> CommitOutcome:
    """Commit a section, or the asker, to an active case.

    The section's capacity is held from the count to the end of the transaction, so that of two
    coordinators who race for its last place exactly one gets it. The case is held too, so that
    nobody closes or pauses it meanwhile.
    """
    case = _case(wish, turn)
    if not isinstance(case, Case):
        return case
    turn.uow.casework.hold(case.key)
    case = _case(wish, turn)
    if not isinstance(case, Case):
        return case
    side = _side(wish, case, turn)
    if not isinstance(side, _Side):
        return side
    if case.level is not Level.ACTIVE or not case.shown_to_members:
        return NotActive(case)
    if side.section is None:
        return _commit_member(case, turn)
    return _commit_section(case, side.section, turn)


def _commit_section(case: Case, section: Section, turn: Turn) -> CommitOutcome:
    load = turn.uow.sections.lock(section.code)
    party = Party(section=section.code)
    if turn.uow.commitments.is_running(case.key, party):
        return AlreadyCommitted(case, section, load)
    if not load.free:
        return SectionFull(case, section, load)
    turn.uow.commitments.start(case.key, party, turn.now)
    _record(turn, DecisionKind.COMMIT, case, section)
    return Committed(case, section, replace(load, running=load.running + 1))


def _commit_member(case: Case, turn: Turn) -> CommitOutcome:
    try:
        turn.uow.commitments.start(case.key, _member(turn), turn.now)
    except AlreadyCommittedError:
        return AlreadyCommitted(case, None, None)
    _record(turn, DecisionKind.COMMIT, case, None)
    return Committed(case, None, None)


def release(wish: Release, turn: Turn) -> ReleaseOutcome:
    """End a running commitment, with the reason."""
    case = _case(wish, turn)
    if not isinstance(case, Case):
        return case
    side = _side(wish, case, turn)
    if not isinstance(side, _Side):
        return side
    section = side.section
    party = Party(section=section.code) if section else _member(turn)
    if not turn.uow.commitments.is_running(case.key, party):
        return NotCommitted(case, section)
    if not wish.reason.strip():
        return SayWhy(case, section)
    reason = wish.reason.strip()
    if not turn.uow.commitments.end(case.key, party, turn.now, reason):
        return NotCommitted(case, section)  # somebody else ended it since we looked
    _record(turn, DecisionKind.RELEASE, case, section, reason)
    return Released(case, section, turn.uow.sections.load(section.code) if section else None)


def _case(wish: Commit | Release, turn: Turn) -> Case | NoSuchCase | NameTheCase:
    if not wish.ref:
        return NameTheCase("commit" if isinstance(wish, Commit) else "release")
    return turn.uow.cases.get(wish.ref, turn.sight) or no_such_case(wish.ref, turn)


def _side(
    wish: Commit | Release, case: Case, turn: Turn
) -> _Side | NoSuchSection | WhichSection | Refused:
    """For whom: the section named, else the one that the asker coordinates, else the asker."""
    sections = turn.uow.sections
    if wish.section.casefold() in SELF:
        return _Side(None)
    if wish.section:
        found = find_section(wish.section, sections.all())
        if isinstance(found, tuple):
            return NoSuchSection(wish.section, found)
        return section_refusal(type(wish), turn.asker, found) or _Side(found)
    own = tuple(filter(None, map(sections.get, turn.asker.sections(Role.COORDINATOR))))
    if len(own) > 1:
        return WhichSection(case, own, wish)
    return _Side(own[0] if own else None)


def _member(turn: Turn) -> Party:
    assert turn.asker.person  # noqa: S101  whoever may change something is on record by then
    return Party(person=turn.asker.person)


def _record(
    turn: Turn, kind: DecisionKind, case: Case, section: Section | None, reason: str = ""
) -> None:
    before, after = ("", "running") if kind is DecisionKind.COMMIT else ("running", "")
    turn.uow.decisions.append(
        Decision(
            kind,
            case.key,
            turn.now,
            before,
            after,
            reason,
            turn.asker.person or "",
            Role.COORDINATOR if section else Role.MEMBER,
            section.code if section else "",
        )
    )
