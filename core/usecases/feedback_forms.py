"""What a section writes: a question about a decision, an appeal, a comment on the answer."""

from collections.abc import Iterable
from dataclasses import dataclass

from core.answer import Answer
from core.domain.cases import Case
from core.domain.contested import contestable, of_person, of_refusal
from core.domain.feedback import Appeal, Comment, Feedback, State, Target
from core.domain.nominations import NominationState
from core.domain.notices import NoticeKind, To
from core.domain.people import Role, Section
from core.domain.values import Sight
from core.ports_feedback import AlreadyQuestionedError
from core.understanding.country import find_country
from core.understanding.fold import fold
from core.usecases.case import no_such_case
from core.usecases.casework import Work, work_of
from core.usecases.feedback import Said, coordinates, own, shown
from core.usecases.feedback_steps import Telling, anew, barred, hold, name_of, record
from core.usecases.forms import (
    FieldKind,
    FieldSpec,
    FormOpened,
    Problem,
    ProblemCode,
    StaleForm,
    Values,
    problems,
)
from core.usecases.nominations import NoSuchNomination, find_own
from core.usecases.turn import Turn

QUESTION = "feedback"
APPEAL = "appeal"
COMMENT = "comment"
NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class QuestionOpened(FormOpened):
    """The form to question a decision, with what its choices mean."""

    targets: tuple[Target, ...] = ()
    sections: tuple[Section, ...] = ()
    case: Case | None = None
    """As members may see it."""


class QuestionForm:
    """`FormSpec` of feedback. Its ref is a case, a refused nomination as `N-4`, or empty."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask what is questioned, for which section, and why."""
        sections = own_sections(turn)
        which = section_field(sections)
        why = FieldSpec("question", FieldKind.TEXT)
        if not ref:
            name = FieldSpec("name", FieldKind.LINE, most=NAME_LENGTH)
            country = FieldSpec("country", FieldKind.LINE)
            return QuestionOpened(QUESTION, ref, (*which, name, country, why), sections=sections)
        if ref.upper().startswith("N-"):
            return _of_nomination(ref, (*which, why), sections, turn)
        case = turn.uow.cases.get(ref, Sight.PUBLIC)
        if case is None:
            return no_such_case(ref, turn)
        targets = _targets(case, sections, turn)
        if not targets:
            filed = turn.uow.feedback.of_case(sections[0].code, case.key)
            return shown(filed[-1], turn, Said.ALREADY_FILED)
        keys = tuple(target.decision for target in targets)
        decision = FieldSpec("decision", FieldKind.CHOICE, choices=keys, value=keys[0])
        return QuestionOpened(
            QUESTION,
            case.key,
            (*which, decision, why),
            subject=f"{case.key} · {case.title}",
            targets=targets,
            sections=sections,
            case=case,
        )

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """File it. Within the notice of a proposal that suspends the proposal."""
        del seen  # what can be questioned is looked up anew
        opened = self.open(ref, turn)
        if not isinstance(opened, QuestionOpened):
            return opened
        section = values.get("section") or opened.sections[0].code
        if opened.targets:
            wanted = values.get("decision", opened.targets[0].decision)
            target = next((t for t in opened.targets if t.decision == wanted), None)
            if target is None:
                return StaleForm(QUESTION, ref)
            name = _nominee(ref, turn)
        else:
            country = find_country(values["country"])
            if country is None:
                found = {"country": Problem(ProblemCode.NOT_KNOWN, values["country"])}
                return problems(opened, values, found)
            name = values["name"]
            target = of_person(fold(name) or name, country)
        feedback = Feedback(0, section, target, values["question"], turn.now, person_name=name)
        return _file(feedback, turn)


def _of_nomination(
    ref: str, fields: tuple[FieldSpec, ...], sections: tuple[Section, ...], turn: Turn
) -> Answer:
    nomination = find_own(ref, turn)
    if nomination is None or nomination.state is not NominationState.REFUSED:
        return NoSuchNomination(ref)
    history = turn.uow.decisions.of(nomination.subject)
    target = of_refusal(nomination.number, nomination.country, history)
    filed = turn.uow.feedback.of_decision(nomination.section, target.decision)
    if filed is not None:
        return shown(filed, turn, Said.ALREADY_FILED)
    own_section = tuple(s for s in sections if s.code == nomination.section)
    return QuestionOpened(
        QUESTION,
        nomination.ref,
        fields[-1:],
        subject=f"{nomination.ref} · {nomination.name}",
        targets=(target,),
        sections=own_section,
    )


def _nominee(ref: str, turn: Turn) -> str:
    nomination = find_own(ref, turn) if ref.upper().startswith("N-") else None
    return nomination.name if nomination else ""


def _targets(case: Case, sections: tuple[Section, ...], turn: Turn) -> tuple[Target, ...]:
    """What can be questioned and was not, if the asker speaks for one section only."""
    uow = turn.uow
    history, running = uow.casework.history(case), uow.casework.running(case.key)
    targets = contestable(case, history, running, turn.today)
    if len(sections) > 1:
        return targets
    filed = uow.feedback.of_case(sections[0].code, case.key)
    known = {one.target.decision for one in filed}
    effects = set(_effects(filed, turn))
    return tuple(t for t in targets if t.decision not in known and (t.subject, t.at) not in effects)


def _effects(filed: Iterable[Feedback], turn: Turn) -> Iterable[tuple[str, object]]:
    """Decisions that are questioned proposals come into effect: no other decisions than those."""
    for feedback in filed:
        proposal = turn.uow.casework.proposal(feedback.target.proposal)
        if proposal and proposal.settled_at and not proposal.running:
            yield proposal.subject, proposal.settled_at.date()


def _file(feedback: Feedback, turn: Turn) -> Answer:
    work = work_of(turn, Role.COORDINATOR)
    hold(feedback, work)
    proposal = turn.uow.casework.proposal(feedback.target.proposal)
    if feedback.target.proposal and not (proposal and proposal.can_be_questioned(turn.today)):
        return StaleForm(QUESTION, feedback.target.case)
    try:
        filed = turn.uow.feedback.file(feedback)
    except AlreadyQuestionedError:
        before = turn.uow.feedback.of_decision(feedback.section, feedback.target.decision)
        return shown(before or feedback, turn, Said.ALREADY_FILED)
    if proposal:
        turn.uow.casework.suspend(proposal.id)
    record(filed, State.SUBMITTED, work)
    due = filed.due(turn.terms, turn.today)
    telling = Telling(filed, work)
    telling.stewards(NoticeKind.FEEDBACK_FILED, due=due.day.isoformat() if due else "")
    telling.concerned()
    return shown(filed, turn, Said.FILED)


class AppealForm:
    """`FormSpec` of an appeal against an answer. Its ref is the feedback's number."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask why the section is not satisfied."""
        found = own(ref, turn)
        if not isinstance(found, Feedback):
            return found
        if not coordinates(found, turn.asker) or found.state is not State.ANSWERED:
            return shown(found, turn, Said.TOO_LATE)
        return FormOpened(
            APPEAL, ref, (FieldSpec("reasons", FieldKind.TEXT),), subject=subject(found)
        )

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Bring it before the board; if nobody there is free to rule, the admins are told."""
        del seen  # the step itself finds out whether it can still be taken
        found = own(ref, turn)
        if not isinstance(found, Feedback):
            return found
        work = work_of(turn, Role.COORDINATOR)
        if not turn.uow.feedback.appeal(found.number, Appeal(values["reasons"], turn.now)):
            return shown(anew(found, work), turn, Said.TOO_LATE)
        record(found, State.APPEALED, work, reason=values["reasons"])
        after = anew(found, work)
        _tell_board(after, turn, work)
        return shown(after, turn, Said.APPEALED)


def _tell_board(feedback: Feedback, turn: Turn, work: Work) -> None:
    due = feedback.due(turn.terms, turn.today)
    day = due.day.isoformat() if due else ""
    free = turn.uow.people.holders(Role.BOARD) - barred(feedback, work)
    telling = Telling(feedback, work)
    telling.tell(NoticeKind.FEEDBACK_APPEALED, To(persons=tuple(sorted(free))), due=day)
    telling.stewards(NoticeKind.FEEDBACK_APPEALED, due=day)
    if not free:
        telling.tell(NoticeKind.NOBODY_TO_RULE, To(roles=(Role.ADMIN,)), due=day)
    telling.concerned()


class CommentForm:
    """`FormSpec` of a section's comment on an answer. Its ref is the feedback's number."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask for the comment."""
        found = own(ref, turn)
        if not isinstance(found, Feedback):
            return found
        if found.answered is None:
            return shown(found, turn, Said.TOO_LATE)
        sections = own_sections(turn)
        fields = (*section_field(sections), FieldSpec("comment", FieldKind.TEXT))
        return QuestionOpened(COMMENT, ref, fields, subject=subject(found), sections=sections)

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Keep it beside the answer."""
        del seen  # a comment changes nothing that it could be too late for
        found = own(ref, turn)
        if not isinstance(found, Feedback):
            return found
        section = values.get("section") or own_sections(turn)[0].code
        comment = Comment(section, values["comment"], turn.now)
        turn.uow.feedback.comment(found.number, comment)
        work = work_of(turn, Role.COORDINATOR)
        event = f"comment:{turn.chance.new_id()}"
        Telling(found, work).stewards(
            NoticeKind.FEEDBACK_COMMENTED, by=name_of(section, work), event=event
        )
        return shown(anew(found, work), turn, Said.COMMENTED)


def own_sections(turn: Turn) -> tuple[Section, ...]:
    """Those that the asker coordinates; at least one, as the forms' rule demands."""
    return tuple(filter(None, map(turn.uow.sections.get, turn.asker.sections(Role.COORDINATOR))))


def section_field(sections: tuple[Section, ...]) -> tuple[FieldSpec, ...]:
    """For which section, where there are several."""
    if len(sections) <= 1:
        return ()
    return (FieldSpec("section", FieldKind.CHOICE, choices=tuple(s.code for s in sections)),)


def subject(feedback: Feedback) -> str:
    """What a form about feedback is headed with."""
    about = feedback.target.case or feedback.person_name
    return " · ".join(filter(None, (feedback.ref, about)))
