"""Feedback and its steps. Each step is one update that names the states before it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import Connection, bindparam, func, select, update

from core.domain.feedback import (
    ENDED,
    FOLLOWS,
    Answered,
    Appeal,
    Comment,
    Feedback,
    Outline,
    Ruling,
    State,
)
from core.ports_feedback import STORE_EYES, AlreadyQuestionedError, FeedbackPage, Reader
from storage.feedback_rows import COMMENTS, FEEDBACK, eyes, feedback_of, seen_of
from storage.keys import stored_key
from storage.statements import AnySelect, insert_into
from storage.tables import cases
from storage.tables_feedback import answers, appeals, feedback_comments, feedbacks, rulings

_FILE = insert_into(feedbacks).on_conflict_do_nothing()
_CASE = select(cases.c.id).where(cases.c.key == bindparam("key"))
_NUMBER = select(feedbacks.c.id).where(
    feedbacks.c.section == bindparam("of_section"),
    feedbacks.c.decision == bindparam("of_decision"),
)
_GET = FEEDBACK.where(feedbacks.c.id == bindparam("number"))
_OF_DECISION = FEEDBACK.where(
    feedbacks.c.section == bindparam("of_section"),
    feedbacks.c.decision == bindparam("of_decision"),
)
_ON_DECISION = FEEDBACK.where(feedbacks.c.decision == bindparam("of_decision"))
_OF_CASE = FEEDBACK.where(
    feedbacks.c.section == bindparam("of_section"), cases.c.key == bindparam("key")
)
_HOLD = select(feedbacks.c.state).where(feedbacks.c.id == bindparam("number")).with_for_update()
_WAITING = FEEDBACK.where(feedbacks.c.state.in_(bindparam("states", expanding=True)))
_PAGE = (
    FEEDBACK.order_by(None)
    .order_by(feedbacks.c.state.in_(ENDED), feedbacks.c.at, feedbacks.c.id)
    .limit(FeedbackPage.SIZE)
    .offset(bindparam("skipped"))
)
_COUNT = select(func.count()).select_from(feedbacks)
_ANSWERS = (
    select(feedbacks.c.at, answers.c.at.label("answered_at"))
    .select_from(feedbacks.outerjoin(answers, answers.c.feedback == feedbacks.c.id))
    .where(feedbacks.c.at >= bindparam("since"), feedbacks.c.at < bindparam("until"))
    .order_by(feedbacks.c.at, feedbacks.c.id)
)


class SqlFeedback:
    """`FeedbackStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def file(self, feedback: Feedback) -> Feedback:
        """Keep it; its number is filled in.

        Raises:
            AlreadyQuestionedError: the section has questioned that decision before.
        """
        target = feedback.target
        row = {
            "section": feedback.section,
            "kind": target.kind,
            "decision": target.decision,
            "case_id": self._case(target.case),
            "country": target.country,
            "decided": target.number or None,
            "subject": target.subject,
            "decided_on": target.at,
            "before": target.before,
            "after": target.after,
            "person_name": feedback.person_name,
            "question": feedback.question,
            "state": feedback.state,
            "at": feedback.at,
        }
        if not self._connection.execute(_FILE, row).rowcount:
            raise AlreadyQuestionedError
        number = self._connection.scalar(_NUMBER, _of(feedback.section, target.decision))
        filed = self._one(_GET, number=number)
        if filed is None:
            raise LookupError(number)
        return filed

    def get(self, number: int, reader: Reader) -> Feedback | Outline | None:
        """One, with all that came of it."""
        row = self._connection.execute(_GET, {"number": number, **eyes(reader)}).one_or_none()
        if row is None:
            return None
        if not row.told:
            return seen_of(row)
        found = self._connection.execute(COMMENTS, {"feedback": number})
        return seen_of(row, tuple(Comment(*comment) for comment in found))

    def page(self, reader: Reader, page: int) -> FeedbackPage:
        """All feedback, without comments."""
        total = self._connection.scalar(_COUNT) or 0
        shown = FeedbackPage.nearest(page, total)
        asked = {"skipped": FeedbackPage.skipped(shown), **eyes(reader)}
        rows = self._connection.execute(_PAGE, asked)
        return FeedbackPage(tuple(map(seen_of, rows)), shown, total)

    def of_decision(self, section: str, decision: str) -> Feedback | None:
        """What the section said of that decision."""
        return self._one(_OF_DECISION, **_of(section, decision))

    def waiting(self, states: Collection[State]) -> Sequence[Feedback]:
        """All in these states, the oldest first, for whoever has to act on it."""
        asked = {"states": list(states), **eyes(STORE_EYES)}
        return [feedback_of(row) for row in self._connection.execute(_WAITING, asked)]

    def on_proposal(self, proposal: str) -> Sequence[Feedback]:
        """What was filed while that proposal could be questioned."""
        asked = {"of_decision": f"notice:{proposal}", **eyes(STORE_EYES)}
        return [feedback_of(row) for row in self._connection.execute(_ON_DECISION, asked)]

    def of_case(self, section: str, key: str) -> Sequence[Feedback]:
        """What the section said of decisions on a case, the oldest first."""
        asked = {"of_section": section, "key": stored_key(key), **eyes(STORE_EYES)}
        return [feedback_of(row) for row in self._connection.execute(_OF_CASE, asked)]

    def hold(self, number: int) -> State | None:
        """Keep others from taking a step until the end of this unit of work; its state."""
        return self._connection.scalar(_HOLD, {"number": number})

    def acknowledge(self, number: int, at: datetime) -> bool:
        """The stewards have seen it."""
        return self._step(number, State.ACKNOWLEDGED, acknowledged_at=at)

    def answer(self, number: int, answer: Answered, draft: str = "") -> bool:
        """The stewards' answer; also the draft on the same person, if they name one."""
        if not self._step(number, State.ANSWERED, draft_id=self._case(draft)):
            return False
        row = {
            "feedback": number,
            "verdict": answer.verdict,
            "reasons": answer.reasons,
            "next_step": answer.next_step,
            "next_date": answer.next_date,
            "at": answer.at,
        }
        self._connection.execute(insert_into(answers), row)
        return True

    def comment(self, number: int, comment: Comment) -> None:
        """Add what a section says of the answer."""
        row = {
            "feedback": number,
            "section": comment.section,
            "text": comment.text,
            "at": comment.at,
        }
        self._connection.execute(insert_into(feedback_comments), row)

    def accept(self, number: int, at: datetime, *, lapsed: bool = False) -> bool:
        """The section is satisfied, or its time to appeal went by."""
        return self._step(number, State.ACCEPTED, accepted_at=at, lapsed=lapsed)

    def appeal(self, number: int, appeal: Appeal) -> bool:
        """The one appeal."""
        if not self._step(number, State.APPEALED):
            return False
        row = {"feedback": number, "reasons": appeal.reasons, "at": appeal.at}
        self._connection.execute(insert_into(appeals), row)
        return True

    def rule(self, number: int, ruling: Ruling) -> bool:
        """The ruling, which ends it."""
        if not self._step(number, State.RULED):
            return False
        row = {
            "feedback": number,
            "verdict": ruling.verdict,
            "reasons": ruling.reasons,
            "level": ruling.level,
            "missing": ruling.missing,
            "at": ruling.at,
        }
        self._connection.execute(insert_into(rulings), row)
        return True

    def answers(self, since: date, until: date) -> Sequence[tuple[date, date | None]]:
        """Of what was submitted on these days (both included): that day, and that of the answer."""
        asked = {"since": _midnight(since), "until": _midnight(until + timedelta(days=1))}
        rows = self._connection.execute(_ANSWERS, asked)
        return [(row.at.date(), row.answered_at and row.answered_at.date()) for row in rows]

    def _step(self, number: int, state: State, **changes: object) -> bool:
        """Take a step, if what is on record allows it now."""
        step = (
            update(feedbacks)
            .where(feedbacks.c.id == number, feedbacks.c.state.in_(FOLLOWS[state]))
            .values(state=state, **changes)
        )
        return self._connection.execute(step).rowcount > 0

    def _one(self, statement: AnySelect, **asked: object) -> Feedback | None:
        row = self._connection.execute(statement, {**asked, **eyes(STORE_EYES)}).one_or_none()
        return None if row is None else feedback_of(row)

    def _case(self, key: str) -> int | None:
        return self._connection.scalar(_CASE, {"key": stored_key(key)}) if key else None


def _of(section: str, decision: str) -> Mapping[str, object]:
    return {"of_section": section, "of_decision": decision}


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
