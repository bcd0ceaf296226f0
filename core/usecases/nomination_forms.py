"""Nominate a person; make a draft of a nomination, or refuse it with a reason."""

from core.answer import Answer
from core.domain.cases import Case, Concern, Individual, Level, Status
from core.domain.decisions import Decision, DecisionKind
from core.domain.nominations import Nomination, NominationState
from core.domain.notices import Notice, NoticeKind, To
from core.domain.people import Role
from core.understanding.country import find_country
from core.usecases.case_form import new_key
from core.usecases.casework import work_of
from core.usecases.feedback_forms import NAME_LENGTH, QuestionOpened, own_sections, section_field
from core.usecases.forms import (
    BETWEEN,
    FieldKind,
    FieldSpec,
    FormOpened,
    Problem,
    ProblemCode,
    StaleForm,
    Values,
    problems,
)
from core.usecases.nominations import NoSuchNomination, find_nomination, shown
from core.usecases.turn import Turn

NOMINATE = "nominate"
TAKE_UP = "take_up"
REFUSE = "refuse"
NAME = "name"
"""The field for whom it is about."""


class NominateForm:
    """`FormSpec` of a nomination. It has no ref."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask who, where, why, and from whom it is known."""
        sections = own_sections(turn)
        fields = (
            *section_field(sections),
            FieldSpec(NAME, FieldKind.LINE, most=NAME_LENGTH),
            FieldSpec("country", FieldKind.LINE),
            FieldSpec("concerns", FieldKind.CHOICES, choices=tuple(c.value for c in Concern)),
            FieldSpec("circumstances", FieldKind.TEXT),
            FieldSpec("source", FieldKind.LINE),
            FieldSpec("contact", FieldKind.LINE, required=False),
        )
        return QuestionOpened(NOMINATE, ref, fields, sections=sections)

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Bring it before the stewards. The portfolio is not looked at."""
        del seen  # it is made from nothing
        opened = self.open(ref, turn)
        country = find_country(values["country"])
        if country is None and isinstance(opened, FormOpened):
            found = {"country": Problem(ProblemCode.NOT_KNOWN, values["country"])}
            return problems(opened, values, found)
        section = values.get("section") or own_sections(turn)[0].code
        nomination = turn.uow.nominations.add(
            Nomination(
                0,
                section,
                turn.now,
                values[NAME],
                country or "",
                tuple(map(Concern, values["concerns"].split(BETWEEN))),
                values["circumstances"],
                values["source"],
                values.get("contact", ""),
            )
        )
        _record(nomination, NominationState.WAITING, turn, Role.COORDINATOR)
        _tell(NoticeKind.NOMINATED, nomination, To(roles=(Role.STEWARD,)), turn)
        return shown(nomination, turn, nominated=True)


class TakeUpForm:
    """`FormSpec` of making a draft of a nomination. Its ref is the nomination's number."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask for what a draft needs and a nomination does not have."""
        found = _waiting(ref, turn)
        if not isinstance(found, Nomination):
            return found
        fields = (
            FieldSpec("title", FieldKind.LINE),
            FieldSpec("status", FieldKind.CHOICE, choices=tuple(s.value for s in Status)),
            FieldSpec("team", FieldKind.LINE, required=False),
        )
        return FormOpened(TAKE_UP, ref, fields, subject=f"{found.ref} · {found.name}")

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Make the draft. Its section is told nothing: drafts are secret."""
        del seen  # the nomination itself says whether it waits
        found = _waiting(ref, turn)
        if not isinstance(found, Nomination):
            return found
        draft = _draft(found, values, new_key(turn))
        turn.uow.casework.add(draft)
        if not turn.uow.nominations.accept(found.number, draft.key, turn.now):
            return StaleForm(TAKE_UP, ref)
        work = work_of(turn)
        turn.uow.decisions.append(
            work.decision(DecisionKind.LEVEL, draft.key, "", Level.DRAFT, found.subject)
        )
        _record(found, NominationState.ACCEPTED, turn, Role.STEWARD)
        return shown(turn.uow.nominations.get(found.number) or found, turn)


class RefuseForm:
    """`FormSpec` of refusing a nomination. Its ref is the nomination's number."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask for the reason, which the section will read."""
        found = _waiting(ref, turn)
        if not isinstance(found, Nomination):
            return found
        reason = FieldSpec("reason", FieldKind.TEXT)
        return FormOpened(REFUSE, ref, (reason,), subject=f"{found.ref} · {found.name}")

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Refuse it and tell the section, which can question that."""
        del seen  # as above
        found = _waiting(ref, turn)
        if not isinstance(found, Nomination):
            return found
        if not turn.uow.nominations.refuse(found.number, values["reason"], turn.now):
            return StaleForm(REFUSE, ref)
        _record(found, NominationState.REFUSED, turn, Role.STEWARD, values["reason"])
        after = turn.uow.nominations.get(found.number) or found
        to = To(sections=(found.section,))
        _tell(NoticeKind.NOMINATION_REFUSED, after, to, turn, reason=after.reason)
        return shown(after, turn)


def _waiting(ref: str, turn: Turn) -> Nomination | Answer:
    """A nomination that can still be decided; else how it stands."""
    found = find_nomination(ref, turn)
    if found is None:
        return NoSuchNomination(ref)
    return found if found.state is NominationState.WAITING else shown(found, turn)


def _draft(nomination: Nomination, values: Values, key: str) -> Case:
    """A draft with nothing cleared: no consent, nothing safe, the name withheld.

    From whom it is known stays with the nomination: a case's own source is read by everybody.
    """
    person = Individual(
        1, nomination.name, withheld=True, poc=False, status=Status(values["status"])
    )
    return Case(
        key,
        values["title"],
        nomination.country,
        Level.DRAFT,
        nomination.circumstances,
        nomination.concerns,
        research_team=values.get("team", ""),
        individuals=(person,),
    )


def _record(
    nomination: Nomination, state: NominationState, turn: Turn, role: Role, reason: str = ""
) -> None:
    before = "" if state is NominationState.WAITING else str(nomination.state)
    section = nomination.section if role is Role.COORDINATOR else ""
    turn.uow.decisions.append(
        Decision(
            DecisionKind.NOMINATION,
            nomination.subject,
            turn.now,
            before,
            state,
            reason,
            turn.asker.person or "",
            role,
            section,
        )
    )


def _tell(kind: NoticeKind, nomination: Nomination, to: To, turn: Turn, **facts: str | int) -> None:
    section = turn.uow.sections.get(nomination.section)
    told: dict[str, str | int] = {
        "ref": nomination.ref,
        "section": section.name if section else nomination.section,
        "country": nomination.country,
        **facts,
    }
    turn.uow.notices.tell(Notice(kind, nomination.ref, told, again=True), to, turn.now)
