"""Which columns of feedback are read for whom, and what is made of them."""

from typing import Any

from sqlalchemy import Boolean, ColumnElement, and_, bindparam, case, literal, null, or_, select

from core.domain.feedback import (
    Answered,
    Appeal,
    Comment,
    Feedback,
    Outline,
    Ruling,
    State,
    Target,
)
from core.ports_feedback import Reader
from storage.statements import AnyRow, AnySelect
from storage.tables import cases
from storage.tables_feedback import answers, appeals, feedback_comments, feedbacks, rulings

_DRAFTS = cases.alias("drafts")

READABLE: ColumnElement[bool] = or_(
    bindparam("everything", type_=Boolean),
    feedbacks.c.section.in_(bindparam("own", expanding=True)),
    and_(feedbacks.c.case_id.is_not(None), cases.c.listed),
)
"""What a reader may read whole; of the rest country, dates and state leave the database."""

_DRAFT_SHOWN: ColumnElement[bool] = or_(
    bindparam("drafts", type_=Boolean),
    and_(bindparam("everything", type_=Boolean), feedbacks.c.state == State.APPEALED),
)


def _text(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A column that only a reader gets; it keeps its own name."""
    return case((READABLE, column), else_=literal("")).label(column.key)


def _told(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return case((READABLE, column), else_=null()).label(column.key)


FEEDBACK: AnySelect = (
    select(
        feedbacks.c.id,
        feedbacks.c.country,
        feedbacks.c.state,
        feedbacks.c.at,
        feedbacks.c.acknowledged_at,
        feedbacks.c.accepted_at,
        feedbacks.c.lapsed,
        answers.c.at.label("answered_at"),
        appeals.c.at.label("appealed_at"),
        rulings.c.at.label("ruled_at"),
        READABLE.label("told"),
        *map(
            _text,
            (
                feedbacks.c.section,
                feedbacks.c.decision,
                feedbacks.c.subject,
                feedbacks.c.before,
                feedbacks.c.after,
                feedbacks.c.person_name,
                feedbacks.c.question,
            ),
        ),
        _told(feedbacks.c.kind),
        _told(feedbacks.c.decided),
        _told(feedbacks.c.decided_on),
        _told(cases.c.key).label("case_key"),
        case((_DRAFT_SHOWN, _DRAFTS.c.key), else_=null()).label("draft_key"),
        _told(answers.c.verdict).label("answer_verdict"),
        _told(answers.c.reasons).label("answer_reasons"),
        _told(answers.c.next_step),
        _told(answers.c.next_date),
        _told(appeals.c.reasons).label("appeal_reasons"),
        _told(rulings.c.verdict).label("ruling_verdict"),
        _told(rulings.c.reasons).label("ruling_reasons"),
        _told(rulings.c.level),
        _told(rulings.c.missing),
    )
    .select_from(
        feedbacks.outerjoin(cases, cases.c.id == feedbacks.c.case_id)
        .outerjoin(_DRAFTS, _DRAFTS.c.id == feedbacks.c.draft_id)
        .outerjoin(answers, answers.c.feedback == feedbacks.c.id)
        .outerjoin(appeals, appeals.c.feedback == feedbacks.c.id)
        .outerjoin(rulings, rulings.c.feedback == feedbacks.c.id)
    )
    .order_by(feedbacks.c.at, feedbacks.c.id)
)
COMMENTS = (
    select(feedback_comments.c.section, feedback_comments.c.text, feedback_comments.c.at)
    .where(feedback_comments.c.feedback == bindparam("feedback"))
    .order_by(feedback_comments.c.id)
)


def eyes(reader: Reader) -> dict[str, object]:
    """A reader as parameters of `FEEDBACK`."""
    return {
        "own": list(reader.sections),
        "everything": reader.everything,
        "drafts": reader.drafts,
    }


def seen_of(row: AnyRow, comments: tuple[Comment, ...] = ()) -> Feedback | Outline:
    """What the reader may know, from a row of `FEEDBACK`."""
    return feedback_of(row, comments) if row.told else _outline(row)


def _outline(row: AnyRow) -> Outline:
    ended = row.ruled_at or row.accepted_at
    return Outline(
        row.id,
        row.country,
        row.state,
        row.at.date(),
        row.answered_at and row.answered_at.date(),
        ended and ended.date(),
    )


def feedback_of(row: AnyRow, comments: tuple[Comment, ...] = ()) -> Feedback:
    """Feedback from a row of `FEEDBACK` that its reader may read."""
    return Feedback(
        row.id,
        row.section,
        _target(row),
        row.question,
        row.at,
        row.state,
        row.person_name,
        row.draft_key or "",
        row.acknowledged_at,
        _answer(row),
        row.accepted_at,
        row.lapsed,
        _appeal(row),
        _ruling(row),
        comments,
    )


def _target(row: AnyRow) -> Target:
    return Target(
        row.kind,
        row.decision,
        row.case_key or "",
        row.country,
        row.decided or 0,
        row.subject,
        row.decided_on,
        row.before,
        row.after,
    )


def _answer(row: AnyRow) -> Answered | None:
    if row.answered_at is None:
        return None
    return Answered(
        row.answer_verdict, row.answer_reasons, row.next_step, row.next_date, row.answered_at
    )


def _appeal(row: AnyRow) -> Appeal | None:
    return Appeal(row.appeal_reasons, row.appealed_at) if row.appealed_at else None


def _ruling(row: AnyRow) -> Ruling | None:
    if row.ruled_at is None:
        return None
    return Ruling(row.ruling_verdict, row.ruling_reasons, row.ruled_at, row.level, row.missing)
