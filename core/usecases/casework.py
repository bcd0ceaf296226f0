"""Change a case: with its decisions, over nobody else's change, told to whom it concerns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from core.answer import Personal
from core.domain.cases import Case, Level
from core.domain.decisions import Decision, DecisionKind
from core.domain.levels import PAST, stands
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Role
from core.domain.proposals import Proposal, ProposalState
from core.ports import Chance, UnitOfWork
from core.usecases.case_changes import changes_between
from core.usecases.changes import tell_all
from core.usecases.retraction import resume_action, stop_action
from core.usecases.turn import Turn

ENDED_WITH_CASE = "case_ended"
"""The reason of the commitments that end because their case leaves active work."""


@dataclass(frozen=True, slots=True)
class Work:
    """A change under way: over which unit of work, when, and who makes it in which role."""

    uow: UnitOfWork
    now: datetime
    chance: Chance
    person: str
    role: Role

    def decision(
        self, kind: DecisionKind, subject: str, before: str, after: str, reason: str = ""
    ) -> Decision:
        """An entry of the history that says so."""
        return Decision(
            kind, subject, self.now, before, after, reason, person=self.person, role=self.role
        )


def work_of(turn: Turn, role: Role = Role.STEWARD) -> Work:
    """The work of whoever asks."""
    return Work(turn.uow, turn.now, turn.chance, turn.asker.person or "", role)


@dataclass(frozen=True, slots=True)
class Overtaken(Personal):
    """Somebody else changed the case meanwhile; nothing was done. `since` is what they did."""

    case: Case
    since: tuple[Decision, ...]
    own: str = ""
    """The asker's id, so that their own changes are called so."""
    typed: tuple[str, ...] = ()
    """What was written, so that it isn't lost."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of a change that was written."""

    case: Case
    stopped: bool = False
    """Whoever acts on it was told to stop."""
    told: int = 0
    """How many people were told to stop."""
    lapsed: tuple[Proposal, ...] = ()
    """The proposals that have lost their ground."""


def seen_of(case: Case, uow: UnitOfWork) -> str:
    """The fingerprint of a case in a form: its version, and its last decision."""
    history = uow.casework.history(case)
    return f"{case.version}.{history[-1].number if history else 0}"


def overtaken(case: Case, seen: str, turn: Turn) -> Overtaken | None:
    """What happened since a form was made from the case; None if nothing did."""
    version, _, last = seen.partition(".")
    if version == str(case.version):
        return None
    known = int(last) if last.isdigit() else 0
    since = tuple(entry for entry in turn.uow.casework.history(case) if entry.number > known)
    return Overtaken(case, since, turn.asker.person or "")


def overtaken_now(case: Case, turn: Turn) -> Overtaken:
    """Somebody wrote between our reading and our writing: what they did."""
    last = turn.uow.casework.history(case)[-1:]
    now = turn.uow.cases.get(case.key, turn.sight) or case
    return Overtaken(now, tuple(last), turn.asker.person or "")


def keep(before: Case, after: Case, decisions: Sequence[Decision], work: Work) -> Kept | None:
    """Write a change and all that follows from it; None if somebody else changed the case first.

    In the same transaction the case leaves every list if it may not be shown any more, whoever acts
    on it is told to stop, its commitments end with its active work, and its proposals lapse that
    have lost their ground.
    """
    if not work.uow.casework.put(after, before.version):
        return None
    work.uow.decisions.append(*decisions)
    stopped = before.shown_to_members and not after.shown_to_members
    told = stop_action(work.uow, before, work.now) if stopped else 0
    if after.shown_to_members and not before.shown_to_members:
        resume_action(work.uow, before, work.now)
    if after.shown_to_members:
        tell_all(work.uow, after.key, changes_between(before, after), work.now)
    lapsed = tuple(_lapse(before, after, work))
    if before.level is Level.ACTIVE and after.level in PAST:
        work.uow.casework.end_commitments(after.key, work.now, ENDED_WITH_CASE)
    return Kept(after, stopped, told, lapsed)


def lapse(proposal: Proposal, work: Work, reason: str = "") -> bool:
    """Let a proposal not take effect; False if it was not running any more."""
    if not work.uow.casework.lapse(proposal.id, work.now):
        return False
    work.uow.decisions.append(
        work.decision(DecisionKind.PROPOSAL, proposal.subject, proposal.code, "lapsed", reason)
    )
    return True


def _lapse(before: Case, after: Case, work: Work) -> Iterable[Proposal]:
    """Of the running proposals those whose ground a change took away."""
    changed = before.level is not after.level or before.individuals != after.individuals
    for proposal in work.uow.casework.running(after.key) if changed else ():
        if not stands(proposal, after) and lapse(proposal, work):
            tell_committed(after, replace(proposal, state=ProposalState.LAPSED), work)
            yield proposal


def tell_committed(case: Case, proposal: Proposal, work: Work) -> int:
    """Tell who is committed what became of a proposal; how many people."""
    facts: dict[str, str | int] = {
        "ref": case.key,
        "title": case.title,
        "proposal": proposal.id,
        "code": proposal.code,
        "individual": proposal.individual,
        "state": proposal.state,
        "ends": proposal.notice_ends.isoformat(),
        "from": (proposal.notice_ends + timedelta(days=1)).isoformat(),
    }
    key = f"{proposal.id}:{proposal.state}"
    notice = Notice(NoticeKind.PROPOSAL, key, facts, case=case.key, again=True)
    return work.uow.notices.tell(notice, To(committed_to=case.key), work.now)
