"""Stop all action on a case at once: pause it, or close it because consent was withdrawn."""

from dataclasses import dataclass, replace

from core.answer import Personal
from core.domain.cases import Case, Level, Outcome
from core.domain.decisions import DecisionKind
from core.intents_casework import Pause, Resume
from core.usecases.case import NoSuchCase, no_such_case
from core.usecases.casework import Kept, Overtaken, keep, overtaken_now, work_of
from core.usecases.levels import level_decision
from core.usecases.turn import Turn


@dataclass(frozen=True, slots=True)
class Paused(Personal):
    """The case is hidden everywhere from this moment; `kept.told` people were told to stop."""

    kept: Kept


@dataclass(frozen=True, slots=True)
class Resumed(Personal):
    """The case is shown again, if nothing else hides it."""

    case: Case


@dataclass(frozen=True, slots=True)
class NothingToPause(Personal):
    """It was paused before, or is not; or it is a draft, which nobody acts on."""

    case: Case
    pausing: bool


@dataclass(frozen=True, slots=True)
class ConsentWithdrawn(Personal):
    """The case is closed and hidden everywhere; `kept.told` people were told to stop."""

    kept: Kept


StopOutcome = Paused | Resumed | NothingToPause | NoSuchCase | Overtaken


def pause(wish: Pause, turn: Turn) -> StopOutcome:
    """Hide a case and stop all action on it, at once."""
    case = turn.uow.cases.get(wish.ref, turn.sight)
    if case is None:
        return no_such_case(wish.ref, turn)
    if case.paused or case.never_active:
        return NothingToPause(case, pausing=True)
    work = work_of(turn)
    decision = work.decision(DecisionKind.PAUSE, case.key, "no", "yes")
    kept = keep(case, replace(case, paused=True), [decision], work)
    return Paused(kept) if kept else overtaken_now(case, turn)


def resume(wish: Resume, turn: Turn) -> StopOutcome:
    """Show a paused case again."""
    case = turn.uow.cases.get(wish.ref, turn.sight)
    if case is None:
        return no_such_case(wish.ref, turn)
    if not case.paused or case.never_active:
        return NothingToPause(case, pausing=False)
    work = work_of(turn)
    decision = work.decision(DecisionKind.PAUSE, case.key, "yes", "no")
    kept = keep(case, replace(case, paused=False), [decision], work)
    return Resumed(kept.case) if kept else overtaken_now(case, turn)


def withdraw_consent(case: Case, reason: str, turn: Turn) -> ConsentWithdrawn | Overtaken:
    """Close a case because consent was withdrawn: no notice, and nothing of it is shown any more.

    It can be questioned afterwards. A draft that is closed so is paused for good, as by any other
    outcome. Withdrawn once more, where nothing is left to withdraw, it is no decision.
    """
    work = work_of(turn)
    before = case.outcome is Outcome.CONSENT_WITHDRAWN
    after = replace(
        case,
        level=Level.CLOSED,
        outcome=Outcome.CONSENT_WITHDRAWN,
        closed=case.closed if before else turn.today,
        review=None,
        paused=case.paused or case.never_active,
        consent=frozenset(),
        archive=False,
    )
    if after == case:
        return ConsentWithdrawn(Kept(case))
    decision = level_decision(case, Level.CLOSED, Outcome.CONSENT_WITHDRAWN, reason, work)
    kept = keep(case, after, [decision], work)
    return ConsentWithdrawn(kept) if kept else overtaken_now(case, turn)
