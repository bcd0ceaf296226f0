"""Move a case from one level to another, or propose it where a protected person is concerned."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from core.answer import Personal
from core.domain.cases import Case, Level, Outcome
from core.domain.decisions import Decision, DecisionKind
from core.domain.levels import (
    ENDED_BY,
    NEEDS_RECORD,
    OUTCOMES,
    Requirement,
    Research,
    is_proposed,
    may_follow,
    missing_for_activation,
    not_carried,
    protected_of,
    with_record,
)
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Role
from core.domain.proposals import Proposal
from core.domain.values import PartialDate, Sight
from core.usecases.casework import (
    Kept,
    Overtaken,
    Work,
    keep,
    overtaken_now,
    tell_committed,
    work_of,
)
from core.usecases.nominations import tell_published
from core.usecases.turn import Turn


@dataclass(frozen=True, slots=True)
class Move:
    """Where a case is to go, and all that this may need."""

    to: Level
    reason: str
    outcome: Outcome | None = None
    """Why it is closed."""
    review: date | None = None
    """When a dormant case is looked at again: dormancy has an end."""
    into: str = ""
    """The reference of the active case into which it is merged."""
    since: PartialDate | None = None
    """Since when an outcome about people is so, and who says so."""
    source: str = ""
    override: bool = False
    """Beyond research capacity, for the reason given."""


class Obstacle(StrEnum):
    """Why a case can't be moved so. Consent and safety are told as missing, not here."""

    FORBIDDEN = "forbidden"
    NO_REASON = "no_reason"
    NO_OUTCOME = "no_outcome"
    UNFIT_OUTCOME = "unfit_outcome"
    """An outcome where there is none to be, or one that has another way."""
    NO_REVIEW = "no_review"
    NO_RECORD = "no_record"
    """It says what became of a protected person without a date and a source."""
    NO_OTHER = "no_other"
    """The case into which it is to be merged is not an active one."""
    NOT_CARRIED = "not_carried"
    """That case does not carry everybody who is waiting."""
    PROPOSED_BEFORE = "proposed_before"


@dataclass(frozen=True, slots=True)
class CantMove(Personal):
    """Nothing was done."""

    case: Case
    to: Level
    obstacle: Obstacle


@dataclass(frozen=True, slots=True)
class Missing(Personal):
    """It can't become active: all that is missing."""

    case: Case
    missing: tuple[Requirement, ...]
    research: Research


@dataclass(frozen=True, slots=True)
class Moved(Personal):
    """It stands at another level now."""

    before: Level
    kept: Kept
    beyond: Research | None = None
    """The team's load, where its capacity was overridden."""

    @property
    def case(self) -> Case:
        """As it is now."""
        return self.kept.case


@dataclass(frozen=True, slots=True)
class Proposed(Personal):
    """It takes effect after the notice, unless it is questioned. `told` people know of it."""

    case: Case
    proposal: Proposal
    told: int


MoveOutcome = Moved | Proposed | Missing | CantMove | Overtaken


def move(case: Case, wish: Move, turn: Turn, role: Role = Role.STEWARD) -> MoveOutcome:
    """Move a case, or propose it. The one way by which a level changes in chat.

    The case is read anew as stewards see it: what was read in a narrower sight is never written.
    """
    whole = turn.uow.cases.get(case.key, Sight.STAFF)
    if whole is None or whole.version != case.version:
        return overtaken_now(case, turn)
    obstacle = _obstacle(whole, wish, turn)
    if obstacle is not None:
        return CantMove(whole, wish.to, obstacle)
    work = work_of(turn, role)
    if wish.to is Level.ACTIVE:
        return _activate(whole, wish, work) or overtaken_now(whole, turn)
    recorded = wish.since is not None and bool(wish.source)
    if is_proposed(whole, wish.to, wish.outcome, recorded=recorded):
        return propose_move(whole, wish, work)
    kept = take_out(whole, wish, work)
    return Moved(whole.level, kept) if kept else overtaken_now(whole, turn)


def _obstacle(case: Case, wish: Move, turn: Turn) -> Obstacle | None:
    if not may_follow(case.level, wish.to):
        return Obstacle.FORBIDDEN
    if not wish.reason.strip():
        return Obstacle.NO_REASON
    if wish.to is Level.CLOSED:
        return _closing(case, wish, turn)
    if wish.outcome is not None:
        return Obstacle.UNFIT_OUTCOME
    endless = wish.review is None or wish.review <= turn.today
    return Obstacle.NO_REVIEW if wish.to is Level.DORMANT and endless else None


def _closing(case: Case, wish: Move, turn: Turn) -> Obstacle | None:
    if wish.outcome is None:
        return Obstacle.NO_OUTCOME
    if wish.outcome not in OUTCOMES:
        return Obstacle.UNFIT_OUTCOME
    if wish.outcome is Outcome.MERGED:
        return _merger(case, wish.into, turn)
    unrecorded = wish.since is None or not wish.source.strip()
    if wish.outcome in ENDED_BY and unrecorded and protected_of(case):
        return Obstacle.NO_RECORD
    return None


def _merger(case: Case, into: str, turn: Turn) -> Obstacle | None:
    other = turn.uow.cases.get(into, Sight.STAFF) if into else None
    if other is None or other.level is not Level.ACTIVE or other.key == case.key:
        return Obstacle.NO_OTHER
    return Obstacle.NOT_CARRIED if not_carried(case, other) else None


def _activate(case: Case, wish: Move, work: Work) -> Moved | Missing | None:
    """Activate or reopen it, with a reference if it has none; None if somebody was faster."""
    casework = work.uow.casework
    team = case.research_team.strip()
    research = casework.hold_research(team) if team else Research("", 0)
    lacking = missing_for_activation(case, research)
    lacking = tuple(r for r in lacking if r is not Requirement.CAPACITY or not wish.override)
    if lacking:
        return Missing(case, lacking, research)
    if casework.hold(case.key) != case.version:
        return None
    first = case.never_active
    if first:
        case = replace(case, key=casework.give_reference(case), draft_key=case.key)
    after = replace(
        case,
        level=Level.ACTIVE,
        paused=case.paused and not first,
        opened=work.now.date() if first else case.opened,
        review=wish.review or case.review,
        outcome=None,
        closed=None,
        archive=False,
    )
    beyond = research if research.full else None
    decisions = [level_decision(case, Level.ACTIVE, None, wish.reason, work)]
    if beyond:
        load = f"{research.active + 1}:{research.capacity}"
        decisions.append(
            work.decision(DecisionKind.RESEARCH, case.key, "", f"beyond:{load}", wish.reason)
        )
    kept = keep(case, after, decisions, work)
    if kept and first:
        tell_published(after, work)
    elif kept and after.shown_to_members:
        notice = Notice(
            NoticeKind.CASE_REOPENED, f"{case.key}:{case.version}", {}, case.key, again=True
        )
        work.uow.notices.tell(notice, To(left_by=case.key), work.now)
    return Moved(case.level, kept, beyond) if kept else None


def level_decision(
    case: Case, to: Level, outcome: Outcome | None, reason: str, work: Work
) -> Decision:
    """The entry of a change of level; a closure has its outcome, as `closed:released`."""
    code = ":".join(filter(None, (to, outcome)))
    return work.decision(DecisionKind.LEVEL, case.key, case.level, code, reason)


def take_out(case: Case, wish: Move, work: Work) -> Kept | None:
    """Make a case dormant or close it, with what its outcome says of people; None if overtaken.

    A draft that is closed is paused for good: no consent on record ever lists it.
    """
    settled = case
    if wish.outcome in NEEDS_RECORD and wish.since is not None and wish.source.strip():
        settled = with_record(case, wish.outcome, wish.since, wish.source.strip())
    closing = wish.to is Level.CLOSED
    after = replace(
        settled,
        level=wish.to,
        outcome=wish.outcome,
        closed=work.now.date() if closing else None,
        review=None if closing else wish.review,
        paused=case.paused or case.never_active,
    )
    decisions = [level_decision(case, wish.to, wish.outcome, wish.reason, work)]
    decisions += (
        work.decision(DecisionKind.STATUS, f"{case.key}/{now.number}", was.status, now.status)
        for was, now in zip(case.individuals, settled.individuals, strict=True)
        if was != now
    )
    return keep(case, after, decisions, work)


def propose_move(case: Case, wish: Move, work: Work) -> Proposed | CantMove:
    """Propose it: the committed sections are told at once, and have the notice to question it."""
    proposal = Proposal(
        id=work.chance.new_id(),
        case=case.key,
        reason=wish.reason.strip(),
        proposed_by=work.person,
        proposed_at=work.now,
        notice_ends=work.now.date() + timedelta(days=work.uow.terms.notice),
        to=wish.to,
        outcome=wish.outcome,
        review=wish.review if wish.to is Level.DORMANT else None,
    )
    return propose(case, proposal, work) or CantMove(case, wish.to, Obstacle.PROPOSED_BEFORE)


def propose(case: Case, proposal: Proposal, work: Work) -> Proposed | None:
    """Keep a proposal and tell the committed; None where one runs about the same."""
    if not work.uow.casework.propose(proposal):
        return None
    work.uow.decisions.append(
        work.decision(
            DecisionKind.PROPOSAL, proposal.subject, proposal.code, "proposed", proposal.reason
        )
    )
    return Proposed(case, proposal, tell_committed(case, proposal, work))
