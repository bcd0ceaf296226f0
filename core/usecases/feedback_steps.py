"""What each step of feedback does beside itself: the history, who is told, what is suspended."""

from dataclasses import dataclass, replace
from typing import Final

from core.domain.contested import contested_in
from core.domain.decisions import Decision, DecisionKind
from core.domain.feedback import (
    ENDED,
    Contested,
    Feedback,
    State,
    Verdict,
    barred_from_ruling,
    changes,
)
from core.domain.levels import PAST
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Asker, Role
from core.domain.proposals import ProposalState
from core.domain.values import Sight
from core.ports_feedback import STORE_EYES, Reader
from core.usecases.casework import Work, lapse, tell_committed

_ABOUT_LEVEL: Final = frozenset({Contested.CLOSURE, Contested.LEVEL})


def reader_of(asker: Asker) -> Reader:
    """What somebody may read of feedback: their sections' own; stewards and the board all."""
    return Reader(
        asker.sections(Role.COORDINATOR),
        everything=bool(asker.roles & {Role.STEWARD, Role.BOARD}),
        drafts=Role.STEWARD in asker.roles,
    )


def record(
    feedback: Feedback, state: State, work: Work, verdict: Verdict | None = None, reason: str = ""
) -> None:
    """Put a step into the history: who, in which role, when, before and after."""
    after = f"{state}:{verdict}" if verdict else str(state)
    before = "" if state is State.SUBMITTED else str(feedback.state)
    section = feedback.section if work.role is Role.COORDINATOR else ""
    work.uow.decisions.append(
        Decision(
            DecisionKind.FEEDBACK,
            feedback.subject,
            work.now,
            before,
            after,
            reason,
            work.person,
            work.role,
            section,
        )
    )


def anew(feedback: Feedback, work: Work) -> Feedback:
    """The same feedback as it is on record now."""
    found = work.uow.feedback.get(feedback.number, STORE_EYES)
    if not isinstance(found, Feedback):
        raise LookupError(feedback.ref)  # noqa: TRY004  it is gone, which nothing can bring about
    return found


def contested_decisions(feedback: Feedback, work: Work) -> tuple[Decision, ...]:
    """The entries of the history that are the contested decision."""
    target, uow = feedback.target, work.uow
    case = uow.cases.get(target.case, Sight.STAFF) if target.case else None
    history = uow.casework.history(case) if case else uow.decisions.of(target.subject)
    return contested_in(target, history)


def barred(feedback: Feedback, work: Work) -> frozenset[str]:
    """Who may not rule on it: the ids of people."""
    contested = contested_decisions(feedback, work)
    proposal = work.uow.casework.proposal(feedback.target.proposal)
    proposer = {proposal.proposed_by} if proposal else set()
    steps = work.uow.decisions.of(feedback.subject)
    return barred_from_ruling(steps, contested) | (proposer - {""})


def settle(feedback: Feedback, work: Work, verdict: Verdict | None = None) -> None:
    """Let the questioned proposal lapse if a verdict changes it; let it go on if nothing is open.

    The caller holds the case, see `hold`.
    """
    proposal = work.uow.casework.proposal(feedback.target.proposal)
    if proposal is None or not proposal.running:
        return
    if verdict is not None and changes(verdict):
        lapse(proposal, work, feedback.subject)
        case = work.uow.cases.get(proposal.case, Sight.STAFF)
        if case is not None:
            tell_committed(case, replace(proposal, state=ProposalState.LAPSED), work)
        return
    filed = work.uow.feedback.on_proposal(proposal.id)
    if all(one.state in ENDED for one in filed):
        work.uow.casework.resume(proposal.id)


def hold(feedback: Feedback, work: Work) -> None:
    """Keep others from changing the case of a proposal, so that none resumes it while one files."""
    if feedback.target.proposal:
        work.uow.casework.hold(feedback.target.case)


def name_of(section: str, work: Work) -> str:
    """A section's name."""
    found = work.uow.sections.get(section)
    return found.name if found else section


@dataclass(frozen=True, slots=True)
class Telling:
    """A step to be told: `kind` to those who act next or wait, the outline to who is concerned."""

    feedback: Feedback
    work: Work

    def tell(self, kind: NoticeKind, to: To, **facts: str | int) -> None:
        """Tell one event once to each who is meant."""
        feedback = self.feedback
        told: dict[str, str | int] = {
            "ref": feedback.ref,
            "section": name_of(feedback.section, self.work),
            "kind": feedback.target.kind,
            "country": feedback.target.country,
            "case": feedback.target.case,
            **facts,
        }
        key = f"{feedback.ref}:{facts.get('event', feedback.state)}"
        self.work.uow.notices.tell(Notice(kind, key, told, again=True), to, self.work.now)

    def section(self, kind: NoticeKind, **facts: str | int) -> None:
        """Tell the section whose feedback it is."""
        self.tell(kind, To(sections=(self.feedback.section,)), **facts)

    def stewards(self, kind: NoticeKind, **facts: str | int) -> None:
        """Tell the stewards."""
        self.tell(kind, To(roles=(Role.STEWARD,)), **facts)

    def concerned(self) -> None:
        """Tell the other sections that have taken the case on, if it may still be shown.

        Those, too, whose commitment it ended by leaving active work: of all feedback until it is
        active again, and of what is asked about its level also after that.
        """
        feedback, uow = self.feedback, self.work.uow
        case = uow.cases.get(feedback.target.case, Sight.PUBLIC) if feedback.target.case else None
        if case is None:
            return
        gone = case.level in PAST or feedback.target.kind in _ABOUT_LEVEL
        left = frozenset(uow.commitments.left_by(case.key) if gone else ()).difference(
            case.committed_sections
        )
        others = sorted({*case.committed_sections, *left} - {feedback.section})
        if others:
            facts: dict[str, str | int] = {
                "ref": feedback.ref,
                "section": name_of(feedback.section, self.work),
                "state": feedback.state,
                "left": int(bool(left)),
            }
            key = f"{feedback.ref}:{feedback.state}"
            notice = Notice(NoticeKind.FEEDBACK_STEP, key, facts, case.key, again=True)
            uow.notices.tell(notice, To(sections=tuple(others)), self.work.now)
