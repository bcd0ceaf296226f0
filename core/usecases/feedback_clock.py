"""Answers that nobody appealed against in time count as accepted."""

from datetime import datetime

from core.domain.feedback import Feedback, State, has_lapsed
from core.domain.notices import NoticeKind
from core.domain.people import Role
from core.ports import Chance, Store, UnitOfWork
from core.usecases.casework import Work
from core.usecases.feedback_steps import Telling, anew, hold, record, settle


def lapse_appeals(store: Store, chance: Chance, now: datetime) -> int:
    """Accept for the sections what they left; how many.

    Each in a transaction of its own. Of several processes, or of a section that appeals at that
    moment, one takes the step: the others find it taken.
    """
    with store.read() as uow:
        answered = uow.feedback.waiting({State.ANSWERED})
        lapsed = [one for one in answered if has_lapsed(one, uow.terms, now.date())]
    done = 0
    for feedback in lapsed:
        with store.write() as uow:
            done += _lapse(feedback, uow, chance, now)
    return done


def _lapse(feedback: Feedback, uow: UnitOfWork, chance: Chance, now: datetime) -> bool:
    work = Work(uow, now, chance, "", Role.ADMIN)
    hold(feedback, work)
    if not uow.feedback.accept(feedback.number, now, lapsed=True):
        return False
    record(feedback, State.ACCEPTED, work)
    after = anew(feedback, work)
    settle(after, work)
    telling = Telling(after, work)
    telling.section(NoticeKind.FEEDBACK_ACCEPTED, lapsed=1)
    telling.stewards(NoticeKind.FEEDBACK_ACCEPTED, lapsed=1)
    telling.concerned()
    return True
