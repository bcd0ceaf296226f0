"""What moving a case from one level to another needs, and when it is only proposed. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final, Protocol

from core.domain.cases import (
    ENDED_STATUSES,
    TRANSITIONS,
    Case,
    ConsentScope,
    Individual,
    Level,
    Outcome,
    Status,
)
from core.domain.proposals import Proposal
from core.domain.values import PartialDate


class Requirement(StrEnum):
    """What a case needs to become active, reopening included."""

    CONSENT = "consent"
    SAFE = "safe"
    INDIVIDUAL = "individual"
    COUNTRY = "country"
    CONCERN = "concern"
    """A concern, or a right of the Universal Declaration."""
    REASON = "reason"
    """Why it is included in the portfolio."""
    TEAM = "team"
    """A research team, whose capacity it takes."""
    CAPACITY = "capacity"
    """A free place of that team. It may be overridden, with a reason; the others by nobody."""


@dataclass(frozen=True, slots=True)
class Research:
    """How many active cases a research team has, of how many that it can sustain."""

    team: str
    active: int
    capacity: int | None = None
    """None where nobody has said: then nothing is capped."""

    @property
    def full(self) -> bool:
        """Whether one more would be too many."""
        return self.capacity is not None and self.active >= self.capacity


def missing_for_activation(case: Case, research: Research) -> tuple[Requirement, ...]:
    """All that a case lacks to become active; nothing where it can be.

    `research` is its team's load without the case itself.
    """
    has = {
        Requirement.CONSENT: ConsentScope.LISTING in case.consent,
        Requirement.SAFE: case.safe_to_publicise,
        Requirement.INDIVIDUAL: bool(case.individuals),
        Requirement.COUNTRY: bool(case.country),
        Requirement.CONCERN: bool(case.concerns or case.articles),
        Requirement.REASON: bool(case.inclusion_reason.strip()),
        Requirement.TEAM: bool(case.research_team.strip()),
        Requirement.CAPACITY: not research.full,
    }
    return tuple(requirement for requirement, there in has.items() if not there)


OUTCOMES: Final = tuple(
    outcome for outcome in Outcome if outcome not in {Outcome.UNKNOWN, Outcome.CONSENT_WITHDRAWN}
)
"""With which a steward closes a case. Withdrawal of consent has its own way, at once."""

ENDED_BY: Final = {
    Outcome.RELEASED: Status.RELEASED,
    Outcome.DIED: Status.DIED,
    Outcome.EXECUTED: Status.EXECUTED,
}
"""The outcomes that say what became of a person, and what is recorded of them by it."""
RESOLVED: Final = frozenset({*ENDED_BY, Outcome.MERGED})
"""Outcomes that by themselves resolve the matter of a prisoner of conscience."""
RESOLVED_ON_RECORD: Final = frozenset({Outcome.SENTENCE_SERVED, Outcome.NO_LONGER_AT_RISK})
"""Outcomes that do so where each such person's status has a date and a source."""
NEEDS_RECORD: Final = frozenset({*ENDED_BY, *RESOLVED_ON_RECORD})
"""Outcomes about people, which a steward records of them with a date and a source."""

IN_WORK: Final = frozenset({Level.ACTIVE, Level.DORMANT})
PAST: Final = frozenset({Level.DORMANT, Level.CLOSED})


class OnRecord(Protocol):
    """What is recorded of a person, wherever it stands."""

    @property
    def poc(self) -> bool:
        """Whether they are designated as a prisoner of conscience."""
        ...

    @property
    def status(self) -> Status:
        """What is known of them."""
        ...

    @property
    def status_date(self) -> PartialDate | None:
        """Since when."""
        ...

    @property
    def status_source(self) -> str:
        """From whom."""
        ...


def is_protected(person: OnRecord) -> bool:
    """Whether somebody is a living, unreleased prisoner of conscience."""
    return person.poc and person.status not in ENDED_STATUSES


def protected_of(case: Case) -> tuple[Individual, ...]:
    """The protected persons on a case."""
    return tuple(filter(is_protected, case.individuals))


def leaves_work(before: Level, after: Level) -> bool:
    """Whether an active case is made dormant, or an active or dormant one is closed."""
    return before is not after and before in IN_WORK and after in PAST


def resolves(outcome: Outcome | None, people: Iterable[OnRecord]) -> bool:
    """Whether an outcome settles the matter of those on the case who are protected.

    For a merger somebody has to make sure, beside this, that the other case carries them.
    """
    if outcome in RESOLVED_ON_RECORD:
        return all(p.status_date and p.status_source.strip() for p in people if p.poc)
    return outcome in RESOLVED


def with_record(case: Case, outcome: Outcome, since: PartialDate, source: str) -> Case:
    """The case with what an outcome says of those who were protected, as it was learnt.

    A sentence served ends in release; who is no longer at risk keeps the status, confirmed anew.
    """
    ended = {**ENDED_BY, Outcome.SENTENCE_SERVED: Status.RELEASED}
    people = tuple(
        replace(
            person,
            status=ended.get(outcome, person.status),
            status_date=since,
            status_source=source,
        )
        if is_protected(person)
        else person
        for person in case.individuals
    )
    return replace(case, individuals=people)


def is_proposed(case: Case, to: Level, outcome: Outcome | None, *, recorded: bool) -> bool:
    """Whether that move can only be proposed.

    `recorded`: what the outcome says of those who are protected comes with a date and a source. An
    old entry is no such record: who is on record as detained has not served the sentence.
    """
    if not leaves_work(case.level, to) or not protected_of(case):
        return False
    return outcome not in RESOLVED and not (recorded and outcome in RESOLVED_ON_RECORD)


def withdrawal_is_proposed(case: Case, person: Individual) -> bool:
    """Whether withdrawing that person's designation can only be proposed. A draft is free."""
    return case.level is not Level.DRAFT and person.protected


def may_follow(before: Level, after: Level) -> bool:
    """Whether a case may be moved so at all."""
    return after in TRANSITIONS[before]


def stands(proposal: Proposal, case: Case) -> bool:
    """Whether what is proposed can still be done, and has not been resolved meanwhile.

    A level waits for those who are designated; whose designation was withdrawn since, by a notice
    of its own, holds nothing up.
    """
    if proposal.to is None:
        return proposal.individual in {person.number for person in protected_of(case)}
    designated = [person for person in case.individuals if person.poc]
    resolved = bool(designated) and not protected_of(case)
    return may_follow(case.level, proposal.to) and not resolved


def not_carried(case: Case, other: Case) -> tuple[Individual, ...]:
    """The people whom a merger into the other case would lose.

    Each who is living and unreleased has to be there by name, a prisoner of conscience as one.
    """
    there = {
        (_name(called), carrier.protected)
        for carrier in other.individuals
        for called in (carrier.name, *carrier.aliases, carrier.native_name)
        if called.strip()
    }
    waiting = [person for person in case.individuals if person.status not in ENDED_STATUSES]
    return tuple(
        person
        for person in waiting
        if (_name(person.name), True) not in there
        and (person.protected or (_name(person.name), False) not in there)
    )


def _name(name: str) -> str:
    return " ".join(name.casefold().split())
