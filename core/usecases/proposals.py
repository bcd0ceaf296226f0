"""Proposals about protected persons: they take effect by themselves when their notice is over."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from core.answer import Answer
from core.domain.cases import Case
from core.domain.decisions import DecisionKind
from core.domain.levels import stands
from core.domain.people import Role
from core.domain.proposals import Proposal, ProposalState
from core.domain.values import Sight
from core.intents_casework import ShowProposal
from core.permissions import READERS
from core.ports import Chance, Store, UnitOfWork
from core.usecases.case import NoSuchCase, no_such_case
from core.usecases.casework import Kept, Work, keep, lapse, tell_committed
from core.usecases.levels import Move, take_out
from core.usecases.turn import Turn


@dataclass(frozen=True, slots=True)
class ProposalFound(Answer):
    """A proposal, to be questioned in time. Its reason is empty where the asker may not read it."""

    case: Case
    proposal: Proposal
    today: date
    may_question: bool = False

    @property
    def personal(self) -> bool:
        """Its reason is for those whose work it ends."""
        return bool(self.proposal.reason) or not self.case.shown_to_members


def show_proposal(wish: ShowProposal, turn: Turn) -> ProposalFound | NoSuchCase:
    """Show one; of a case that the asker may not see, the same answer as of none."""
    proposal = turn.uow.casework.proposal(wish.proposal)
    case = turn.uow.cases.get(proposal.case, turn.sight) if proposal else None
    if proposal is None or case is None:
        return no_such_case(wish.proposal, turn)
    reads = turn.alone and bool(turn.asker.roles & READERS)
    return ProposalFound(
        case,
        proposal if reads else replace(proposal, reason=""),
        turn.today,
        may_question=Role.COORDINATOR in turn.asker.roles
        and proposal.can_be_questioned(turn.today),
    )


def due_proposals(store: Store, chance: Chance, now: datetime) -> int:
    """Let everything take effect whose notice is over; how many did.

    Each in a transaction of its own, so that one can't hold another up. Of several processes one
    does it: the case is held, and the proposal read again.
    """
    with store.read() as uow:
        waiting = uow.casework.due(now.date())
    done = 0
    for proposal_id in waiting:
        with store.write() as uow:
            done += take_effect(proposal_id, uow, chance, now)
    return done


def take_effect(proposal_id: str, uow: UnitOfWork, chance: Chance, now: datetime) -> bool:
    """Do what is proposed if it is due; False if it is not, or has lost its ground."""
    proposal = uow.casework.proposal(proposal_id)
    if proposal is None:
        return False
    version = uow.casework.hold(proposal.case)
    proposal = uow.casework.proposal(proposal_id)
    if proposal is None or not proposal.is_due(now.date()):
        return False
    case = uow.cases.get(proposal.case, Sight.STAFF)
    assert case is not None  # noqa: S101  it is held
    assert case.version == version  # noqa: S101  as above
    work = Work(uow, now, chance, proposal.proposed_by, _proposed_as(proposal, uow))
    if not stands(proposal, case):
        lapse(proposal, work)
        tell_committed(case, replace(proposal, state=ProposalState.LAPSED), work)
        return False
    uow.casework.effect(proposal.id, now)
    tell_committed(case, replace(proposal, state=ProposalState.EFFECTIVE), work)
    return _do(case, proposal, work) is not None


def _proposed_as(proposal: Proposal, uow: UnitOfWork) -> Role:
    """The role in which it was decided: a steward's, or the board's by a ruling."""
    for entry in uow.decisions.of(proposal.subject):
        if entry.kind is DecisionKind.PROPOSAL and entry.at == proposal.proposed_at:
            return entry.role
    return Role.STEWARD


def _do(case: Case, proposal: Proposal, work: Work) -> Kept | None:
    if proposal.to is None:
        return undesignate(case, proposal.individual, proposal.reason, work)
    wish = Move(proposal.to, proposal.reason, proposal.outcome, proposal.review)
    return take_out(case, wish, work)


def undesignate(case: Case, number: int, reason: str, work: Work) -> Kept | None:
    """Withdraw a person's designation; None if somebody else changed the case first."""
    people = tuple(
        replace(person, poc=False) if person.number == number else person
        for person in case.individuals
    )
    subject = f"{case.key}/{number}"
    decision = work.decision(DecisionKind.POC, subject, "yes", "no", reason)
    return keep(case, replace(case, individuals=people), [decision], work)
