"""How many cases a section can take on."""

from dataclasses import dataclass, replace

from core.answer import Answer
from core.domain.commitments import Load
from core.domain.decisions import Decision, DecisionKind
from core.domain.people import Role, Section
from core.intents import Capacity
from core.permissions import COORDINATORS, Refused, section_refusal
from core.understanding.sections import find_section
from core.usecases.commit import NoSuchSection
from core.usecases.forms import (
    FieldKind,
    FieldSpec,
    FormOpened,
    FormProblems,
    StaleForm,
    Values,
    check,
    filled,
    problems,
)
from core.usecases.turn import Turn

FORM = "capacity"
MOST = 500
"""No section works on more; a larger number is a slip of the finger."""


@dataclass(frozen=True, slots=True)
class CapacitySet(Answer):
    """The section's capacity is this now. What it has taken on may be more."""

    section: Section
    before: int
    load: Load

    @property
    def personal(self) -> bool:
        """That places are kept tells that there are cases which may not be spoken of."""
        return bool(self.load.kept)


CapacityOutcome = CapacitySet | FormOpened | FormProblems | StaleForm | NoSuchSection | Refused


def set_capacity(wish: Capacity, turn: Turn) -> CapacityOutcome:
    """Set it as typed; what is missing or wrong is asked for in the form."""
    ref = ""
    if wish.section:
        found = find_section(wish.section, turn.uow.sections.all())
        if isinstance(found, tuple):
            return NoSuchSection(wish.section, found)
        ref = found.code
    opened = open_capacity(ref, turn)
    if not isinstance(opened, FormOpened) or not wish.number:
        return opened
    typed = {spec.key: spec.value for spec in opened.fields} | {"number": wish.number}
    checked = check(opened.fields, typed)
    if "number" in checked.problems:
        return problems(opened, typed, {"number": checked.problems["number"]})
    if checked.problems:
        return filled(opened, typed)
    return submit_capacity(opened.ref, checked.values, opened.seen, turn)


def open_capacity(ref: str, turn: Turn) -> FormOpened | Refused:
    """The form: a number, and for which section if the asker coordinates several."""
    own = tuple(filter(None, map(turn.uow.sections.get, turn.asker.sections(Role.COORDINATOR))))
    if ref:
        section = turn.uow.sections.get(ref)
        refused = section and section_refusal(Capacity, turn.asker, section)
        if section is None or refused:
            return refused or Refused(COORDINATORS, anywhere=True)
        own = (section,)
    if not own:
        return Refused(COORDINATORS, anywhere=True)
    several = len(own) > 1
    number = FieldSpec(
        "number",
        FieldKind.NUMBER,
        value="" if several else str(own[0].capacity),
        highest=MOST,
    )
    which = FieldSpec("section", FieldKind.CHOICE, choices=tuple(s.code for s in own))
    return FormOpened(
        FORM,
        ref,
        (which, number) if several else (number,),
        seen=" ".join(map(_seen, own)),
        subject=", ".join(section.name for section in own),
    )


def submit_capacity(
    ref: str, values: Values, seen: str, turn: Turn
) -> CapacitySet | StaleForm | Refused:
    """Set it, if nobody else did since the form was opened."""
    code = values.get("section") or ref or turn.asker.sections(Role.COORDINATOR)[0]
    load = turn.uow.sections.lock(code)
    section = turn.uow.sections.get(code)
    if section is None or _seen(section) not in seen.split():
        return StaleForm(FORM, ref)
    refused = section_refusal(Capacity, turn.asker, section)
    if refused is not None:
        return refused
    number = int(values["number"])
    if number != section.capacity:
        turn.uow.sections.set_capacity(code, number)
        turn.uow.decisions.append(_decision(section, number, turn))
    return CapacitySet(section, section.capacity, replace(load, capacity=number))


def _seen(section: Section) -> str:
    return f"{section.code}:{section.capacity}"


def _decision(section: Section, number: int, turn: Turn) -> Decision:
    return Decision(
        DecisionKind.CAPACITY,
        section.code,
        turn.now,
        str(section.capacity),
        str(number),
        person=turn.asker.person or "",
        role=Role.COORDINATOR,
        section=section.code,
    )


class CapacityForm:
    """`FormSpec` of a section's capacity. Its ref is a section's code, or empty."""

    open = staticmethod(open_capacity)
    submit = staticmethod(submit_capacity)
