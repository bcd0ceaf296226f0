"""Which decisions on a case a section can question. Pure."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from core.domain.cases import Case, Level
from core.domain.decisions import Decision, DecisionKind
from core.domain.feedback import Contested, Target
from core.domain.proposals import Proposal

MOST_LEVELS = 5
"""So many of the last changes of level can be questioned."""
DIGEST = 24
"""Hexadecimal digits by which feedback on a person is told from that on another."""


def contestable(
    case: Case, history: Sequence[Decision], proposals: Iterable[Proposal], today: date
) -> tuple[Target, ...]:
    """What can be questioned of a case that members may see, what presses most first.

    `history` is the case's, oldest first, with that of the people on it.
    """
    levels = [d for d in history if d.kind is DecisionKind.LEVEL and _level(d.before)]
    running = (p for p in proposals if p.can_be_questioned(today))
    changes = [d for d in levels if _level(d.before) is not Level.DRAFT]
    return (
        *(_proposed(proposal, case, history) for proposal in running),
        *(_changed(decision, case) for decision in reversed(changes[-MOST_LEVELS:])),
        _included(case, history),
        *_designated(case, history),
    )


def of_person(name: str, country: str) -> Target:
    """That somebody is not in the portfolio. It depends on nothing but what was typed."""
    digest = hashlib.sha256(f"{country}:{name}".encode()).hexdigest()[:DIGEST]
    return Target(Contested.EXCLUSION, f"person:{digest}", country=country)


def of_refusal(number: int, country: str, history: Iterable[Decision]) -> Target:
    """That a nomination was refused."""
    subject = f"nomination:{number}"
    refused = [d for d in history if d.kind is DecisionKind.NOMINATION and d.after == "refused"]
    last = refused[-1] if refused else None
    return Target(
        Contested.EXCLUSION,
        subject,
        country=country,
        number=last.number if last else 0,
        subject=subject,
        at=last.at.date() if last else None,
    )


def contested_in(target: Target, history: Iterable[Decision]) -> tuple[Decision, ...]:
    """The entries of the history that are the contested decision."""
    return tuple(d for d in history if target.number and d.number == target.number)


def _proposed(proposal: Proposal, case: Case, history: Iterable[Decision]) -> Target:
    kind = Contested.LEVEL if proposal.to is Level.DORMANT else Contested.CLOSURE
    entries = [d for d in history if d.at == proposal.proposed_at and d.subject == proposal.subject]
    return Target(
        Contested.POC if proposal.individual else kind,
        f"notice:{proposal.id}",
        case.key,
        case.country,
        entries[-1].number if entries else 0,
        proposal.subject,
        proposal.proposed_at.date(),
        "" if proposal.individual else case.level,
        proposal.code,
    )


def _changed(decision: Decision, case: Case) -> Target:
    closed = _level(decision.after) is Level.CLOSED
    kind = Contested.CLOSURE if closed else Contested.LEVEL
    return _target(kind, f"level:{decision.number}", decision, case)


def _included(case: Case, history: Sequence[Decision]) -> Target:
    """Inclusion is one decision for good: the first activation, or the import that brought it."""
    first = [
        d
        for d in history
        if d.kind is DecisionKind.LEVEL
        and _level(d.before) in {None, Level.DRAFT}
        and _level(d.after) is not Level.DRAFT
    ]
    key = f"inclusion:{case.key}"
    if first:
        return _target(Contested.INCLUSION, key, first[0], case)
    return Target(Contested.INCLUSION, key, case.key, case.country, at=case.opened)


def _designated(case: Case, history: Sequence[Decision]) -> Iterator[Target]:
    for person in case.individuals:
        subject = f"{case.key}/{person.number}"
        entries = [
            d
            for d in history
            if d.kind is DecisionKind.POC and d.subject.endswith(f"/{person.number}")
        ]
        if entries:
            key = f"poc:{entries[-1].number}"
            yield _target(Contested.POC, key, entries[-1], case)
        else:
            after = "yes" if person.poc else "no"
            yield Target(
                Contested.POC,
                f"poc:{subject}",
                case.key,
                case.country,
                subject=subject,
                after=after,
            )


def _target(kind: Contested, key: str, decision: Decision, case: Case) -> Target:
    return Target(
        kind,
        key,
        case.key,
        case.country,
        decision.number,
        decision.subject,
        decision.at.date(),
        decision.before,
        decision.after,
    )


def _level(code: str) -> Level | None:
    """The level in a code as `closed:released`; None of none."""
    level = code.partition(":")[0]
    return Level(level) if level in set(Level) else None
