"""What is said to a section: the stewards' answer, and the board's ruling."""

from datetime import date

from core.answer import Answer
from core.domain.cases import TRANSITIONS, Case, Level, Outcome
from core.domain.feedback import Answered, Contested, Feedback, Ruling, State, Verdict, changes
from core.domain.levels import ENDED_BY, OUTCOMES
from core.domain.notices import NoticeKind, To
from core.domain.people import Role
from core.domain.values import Sight
from core.usecases.casework import Overtaken, Work, work_of
from core.usecases.feedback import Said, may_rule, own, shown
from core.usecases.feedback_forms import subject
from core.usecases.feedback_steps import Telling, anew, hold, record, settle
from core.usecases.forms import (
    FieldKind,
    FieldSpec,
    FormOpened,
    FormProblems,
    Problem,
    ProblemCode,
    StaleForm,
    Values,
    problems,
)
from core.usecases.levels import CantMove, Missing, Move, Moved, Obstacle, Proposed, move
from core.usecases.turn import Turn

ANSWER = "answer"
RULE = "rule"
VERDICTS = tuple(verdict.value for verdict in Verdict)
CLOSING = tuple(o for o in OUTCOMES if o not in ENDED_BY and o is not Outcome.MERGED)
"""With which a ruling closes a case: what happened to people is for the stewards to record."""


class AnswerForm:
    """`FormSpec` of the stewards' answer. Its ref is the feedback's number."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask for the decision, the reasons, and the next step with its date."""
        found = own(ref, turn)
        if not isinstance(found, Feedback):
            return found
        if not found.may_follow(State.ANSWERED):
            return shown(found, turn, Said.TOO_LATE)
        fields = [
            FieldSpec("verdict", FieldKind.CHOICE, choices=VERDICTS),
            FieldSpec("reasons", FieldKind.TEXT),
            FieldSpec("next_step", FieldKind.LINE),
            FieldSpec("next_date", FieldKind.DATE),
        ]
        if not found.target.case:
            fields.append(FieldSpec("draft", FieldKind.LINE, required=False))
        return FormOpened(ANSWER, ref, tuple(fields), subject=subject(found))

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Answer it. A decision that changes what was only proposed lets the proposal lapse."""
        del seen  # the step itself finds out whether it can still be taken
        opened = self.open(ref, turn)
        found = own(ref, turn)
        if not isinstance(opened, FormOpened) or not isinstance(found, Feedback):
            return opened
        wrong = _wrong(values, turn)
        if wrong:
            return problems(opened, values, wrong)
        work = work_of(turn)
        answer = Answered(
            Verdict(values["verdict"]),
            values["reasons"],
            values["next_step"],
            date.fromisoformat(values["next_date"]),
            turn.now,
        )
        hold(found, work)
        if not turn.uow.feedback.answer(found.number, answer, values.get("draft", "")):
            return shown(anew(found, work), turn, Said.TOO_LATE)
        record(found, State.ANSWERED, work, answer.verdict, answer.reasons)
        after = anew(found, work)
        _tell_answer(after, answer, turn, work)
        settle(after, work, answer.verdict)
        return shown(after, turn, Said.ANSWERED)


def _wrong(values: Values, turn: Turn) -> dict[str, Problem]:
    wrong = {}
    if date.fromisoformat(values["next_date"]) < turn.today:
        wrong["next_date"] = Problem(ProblemCode.IN_THE_PAST)
    draft = values.get("draft", "")
    if draft and turn.uow.cases.get(draft, Sight.STAFF) is None:
        wrong["draft"] = Problem(ProblemCode.NOT_KNOWN, draft)
    return wrong


def _tell_answer(feedback: Feedback, answer: Answered, turn: Turn, work: Work) -> None:
    due = feedback.due(turn.terms, turn.today)
    telling = Telling(feedback, work)
    telling.section(
        NoticeKind.FEEDBACK_ANSWERED,
        verdict=answer.verdict,
        reasons=answer.reasons,
        next_step=answer.next_step,
        next_date=answer.next_date.isoformat(),
        due=due.day.isoformat() if due else "",
    )
    telling.concerned()


class RuleForm:
    """`FormSpec` of the board's ruling. Its ref is the feedback's number."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask for the decision and its reasons, and for the level where there is a case."""
        found = own(ref, turn)
        if not isinstance(found, Feedback):
            return found
        if found.state is not State.APPEALED:
            return shown(found, turn, Said.TOO_LATE)
        if not may_rule(found, turn):
            return shown(found, turn, Said.BARRED)
        case = _case(found, turn)
        fields = (
            FieldSpec("verdict", FieldKind.CHOICE, choices=VERDICTS),
            FieldSpec("reasons", FieldKind.TEXT),
            *(_level_fields(found, case) if case else ()),
        )
        return FormOpened(RULE, ref, fields, subject=subject(found))

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Rule, and change the level if that is ruled and nothing is missing for it."""
        del seen  # the step itself finds out whether it can still be taken
        opened = self.open(ref, turn)
        found = own(ref, turn)
        if not isinstance(opened, FormOpened) or not isinstance(found, Feedback):
            return opened
        work = work_of(turn, Role.BOARD)
        hold(found, work)
        if turn.uow.feedback.hold(found.number) is not State.APPEALED:
            return shown(anew(found, work), turn, Said.TOO_LATE)
        verdict = Verdict(values["verdict"])
        wanted = values.get("level", "") if changes(verdict) else ""
        moved = _move(found, values, turn) if wanted else None
        if isinstance(moved, CantMove):
            return _obstructed(opened, values, moved)
        if isinstance(moved, Overtaken):
            return StaleForm(RULE, ref)
        missing = tuple(map(str, moved.missing)) if isinstance(moved, Missing) else ()
        level = Level(wanted) if wanted else None
        ruling = Ruling(verdict, values["reasons"], turn.now, level, missing)
        turn.uow.feedback.rule(found.number, ruling)
        record(found, State.RULED, work, verdict, ruling.reasons)
        after = anew(found, work)
        _tell_ruling(after, ruling, work, proposed=isinstance(moved, Proposed))
        settle(after, work, verdict)
        reached = moved.case.level if isinstance(moved, Moved) else None
        return shown(after, turn, Said.RULED, moved=reached)


def _case(feedback: Feedback, turn: Turn) -> Case | None:
    key = feedback.target.case
    return turn.uow.cases.get(key, Sight.STAFF) if key else None


def _level_fields(feedback: Feedback, case: Case) -> tuple[FieldSpec, ...]:
    """To which level a ruling may bring the case. Reopening is offered first after a closure."""
    reopens = feedback.target.kind in {Contested.CLOSURE, Contested.LEVEL}
    levels = tuple(level.value for level in Level if level in TRANSITIONS[case.level])
    value = Level.ACTIVE.value if reopens and Level.ACTIVE in TRANSITIONS[case.level] else ""
    level = FieldSpec("level", FieldKind.CHOICE, required=False, choices=levels, value=value)
    fields = [level]
    if Level.CLOSED in TRANSITIONS[case.level]:
        outcomes = tuple(outcome.value for outcome in CLOSING)
        fields.append(FieldSpec("outcome", FieldKind.CHOICE, required=False, choices=outcomes))
    if Level.DORMANT in TRANSITIONS[case.level]:
        fields.append(FieldSpec("review", FieldKind.DATE, required=False))
    return tuple(fields)


def _move(
    feedback: Feedback, values: Values, turn: Turn
) -> Moved | Proposed | Missing | CantMove | Overtaken | None:
    case = _case(feedback, turn)
    if case is None:
        return None
    to = Level(values["level"])
    outcome = values.get("outcome", "") if to is Level.CLOSED else ""
    review = values.get("review", "") if to is Level.DORMANT else ""
    wish = Move(
        to,
        values["reasons"],
        Outcome(outcome) if outcome else None,
        date.fromisoformat(review) if review else None,
        override=True,
    )
    return move(case, wish, turn, Role.BOARD)


def _obstructed(opened: FormOpened, values: Values, found: CantMove) -> FormProblems:
    """What stands in the way, at the field where it can be mended."""
    at = {
        Obstacle.NO_OUTCOME: ("outcome", Problem(ProblemCode.MISSING)),
        Obstacle.NO_REVIEW: ("review", Problem(ProblemCode.MISSING)),
    }
    field, problem = at.get(
        found.obstacle, ("level", Problem(ProblemCode.NOT_A_CHOICE, values.get("level", "")))
    )
    return problems(opened, values, {field: problem})


def _tell_ruling(feedback: Feedback, ruling: Ruling, work: Work, *, proposed: bool) -> None:
    telling = Telling(feedback, work)
    facts: dict[str, str | int] = {
        "verdict": ruling.verdict,
        "reasons": ruling.reasons,
        "level": "" if ruling.missing or proposed else ruling.level or "",
    }
    telling.section(NoticeKind.FEEDBACK_RULED, **facts)
    people = work.uow.people
    others = people.holders(Role.STEWARD) | people.holders(Role.BOARD)
    to = To(persons=tuple(sorted(others - {work.person})))
    telling.tell(NoticeKind.FEEDBACK_RULED, to, **facts)
    if ruling.missing:
        lacks = ",".join(ruling.missing)
        telling.stewards(NoticeKind.RULING_LACKS, level=ruling.level or "", missing=lacks)
    telling.concerned()
