"""The people on a case: add one, or change what is on record."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from core.answer import Answer, Personal
from core.domain.cases import Case, Gender, Individual, Level, Status
from core.domain.decisions import Decision, DecisionKind
from core.domain.levels import withdrawal_is_proposed
from core.domain.proposals import Proposal
from core.domain.values import PartialDate
from core.intents_casework import ShowPeople
from core.usecases.case import NoSuchCase, no_such_case
from core.usecases.casework import (
    Kept,
    Work,
    keep,
    overtaken_now,
    work_of,
)
from core.usecases.forms import (
    FieldKind,
    FieldSpec,
    Problem,
    ProblemCode,
    Values,
)
from core.usecases.levels import CantMove, Obstacle, propose
from core.usecases.part_form import PartForm, part_ref
from core.usecases.steward_forms import (
    NO,
    YES,
    CaseChanged,
    Changed,
    with_typed,
    yes_no,
)
from core.usecases.turn import Turn

FORM = "person"
ALIASES = ";"
"""Between other names in one line."""


@dataclass(frozen=True, slots=True)
class PeopleFound(Personal):
    """The people on a case, each with a button."""

    case: Case


def show_people(wish: ShowPeople, turn: Turn) -> PeopleFound | NoSuchCase:
    """List them for stewards."""
    case = turn.uow.cases.get(wish.ref, turn.sight)
    return PeopleFound(case) if case else no_such_case(wish.ref, turn)


def _fields(person: Individual | None) -> tuple[FieldSpec, ...]:
    line = FieldKind.LINE
    shown = person or Individual(0, "", withheld=True, poc=False, status=Status.DETAINED)
    return (
        FieldSpec("name", line, required=person is None or bool(person.name), value=shown.name),
        yes_no("withheld", value=shown.withheld),
        FieldSpec("aliases", line, required=False, value=f"{ALIASES} ".join(shown.aliases)),
        FieldSpec("native_name", line, required=False, value=shown.native_name),
        FieldSpec(
            "gender", FieldKind.CHOICE, value=shown.gender if person else "", choices=tuple(Gender)
        ),
        yes_no("poc", value=shown.poc if person else None),
        FieldSpec(
            "status", FieldKind.CHOICE, value=shown.status if person else "", choices=tuple(Status)
        ),
        FieldSpec("status_date", FieldKind.PARTIAL_DATE, value=str(shown.status_date or "")),
        FieldSpec("status_source", line, value=shown.status_source),
        FieldSpec("reason", FieldKind.TEXT, required=False, most=1_000),
    )


def _person(case: Case, number: int) -> Individual | None:
    return next((person for person in case.individuals if person.number == number), None)


def _wrong(before: Individual | None, values: Values, today: date) -> dict[str, Problem]:
    found = {}
    if PartialDate.parse(values["status_date"]).first_day > today:
        found["status_date"] = Problem(ProblemCode.IN_THE_FUTURE)
    if before is not None and _learnt(before, values) and _dated_as_before(before, values):
        found["status_date"] = Problem(ProblemCode.MISSING)
    redesignated = values["poc"] != (YES if before and before.poc else NO)
    if redesignated and not values["reason"]:
        found["reason"] = Problem(ProblemCode.MISSING)
    return found


def _learnt(before: Individual, values: Values) -> bool:
    """Whether the status is another than on record."""
    return values["status"] != before.status


def _dated_as_before(before: Individual, values: Values) -> bool:
    """Whether a new status has the old one's date and source: nobody said where it comes from."""
    same_date = values["status_date"] == str(before.status_date or "")
    return same_date and values["status_source"] == before.status_source


def _filled(number: int, values: Values) -> Individual:
    aliases = (name.strip() for name in values["aliases"].split(ALIASES))
    return Individual(
        number,
        values["name"],
        withheld=values["withheld"] == YES,
        poc=values["poc"] == YES,
        status=Status(values["status"]),
        status_date=PartialDate.parse(values["status_date"]),
        status_source=values["status_source"],
        aliases=tuple(filter(None, aliases)),
        native_name=values["native_name"],
        gender=Gender(values["gender"]),
    )


def _write(case: Case, before: Individual | None, values: Values, turn: Turn) -> Answer:
    numbers = [person.number for person in case.individuals]
    after = _filled(before.number if before else max(numbers, default=0) + 1, values)
    work = work_of(turn)
    designated = replace(after, poc=True)
    withdraws = (
        before is not None
        and before.poc
        and not after.poc
        and withdrawal_is_proposed(case, designated)
    )
    if withdraws:
        after = designated
    decisions = tuple(_decisions(case, before, after, values["reason"], work))
    kept = _kept(case, after, decisions, work)
    if kept is None:
        return with_typed(overtaken_now(case, turn), values)
    if withdraws:
        return _proposed(kept.case, after, values["reason"], work)
    change = Changed.PERSON if before else Changed.PERSON_ADDED
    return CaseChanged(change, kept, tuple(decision.kind for decision in decisions))


def _kept(
    case: Case, after: Individual, decisions: tuple[Decision, ...], work: Work
) -> Kept | None:
    if not decisions:
        return Kept(case)
    others = [person for person in case.individuals if person.number != after.number]
    people = sorted([*others, after], key=lambda person: person.number)
    return keep(case, replace(case, individuals=tuple(people)), decisions, work)


def _decisions(
    case: Case, before: Individual | None, after: Individual, reason: str, work: Work
) -> Iterator[Decision]:
    """One for a new person; else one for the status, the designation and the rest, if changed."""
    subject = part_ref(case.key, after.number)
    if before is None:
        yield work.decision(DecisionKind.STATUS, subject, "", after.status)
        if after.poc:
            yield work.decision(DecisionKind.POC, subject, "", YES, reason)
        return
    if after.poc is not before.poc:
        was, is_now = (YES, NO) if before.poc else (NO, YES)
        yield work.decision(DecisionKind.POC, subject, was, is_now, reason)
    if _record(after) != _record(before):
        yield work.decision(DecisionKind.STATUS, subject, before.status, after.status)
    told = tuple(_renamed(before, after))
    if told:
        yield work.decision(DecisionKind.EDIT, subject, "", ",".join(told))


def _record(person: Individual) -> tuple[object, ...]:
    return person.status, person.status_date, person.status_source


def _renamed(before: Individual, after: Individual) -> Iterable[str]:
    fields = ("name", "withheld", "aliases", "native_name", "gender")
    return (field for field in fields if getattr(before, field) != getattr(after, field))


def _proposed(case: Case, person: Individual, reason: str, work: Work) -> Answer:
    """Propose to withdraw the designation of somebody protected. The case was just written."""
    proposal = Proposal(
        id=work.chance.new_id(),
        case=case.key,
        reason=reason,
        proposed_by=work.person,
        proposed_at=work.now,
        notice_ends=work.now.date() + timedelta(days=work.uow.terms.notice),
        individual=person.number,
    )
    return propose(case, proposal, work) or CantMove(case, Level.ACTIVE, Obstacle.PROPOSED_BEFORE)


PERSON_FORM = PartForm(FORM, _person, _fields, _wrong, _write)
"""A status that is news comes with its own date and source."""
