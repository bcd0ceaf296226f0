"""The rules about cases as conditions of SQL. What a reader may not see is never fetched."""

from sqlalchemy import Date, bindparam, or_, select
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from core.domain.cases import ENDED_STATUSES, Level
from core.domain.levels import RESOLVED, RESOLVED_ON_RECORD
from core.domain.values import Sight
from storage.tables import actions, cases, commitments, individuals


def seen_with(sight: Sight) -> ColumnElement[bool] | None:
    """Which cases a sight shows; None where it shows all."""
    return cases.c.listed if sight is Sight.PUBLIC else None


def today_is() -> BindParameter[object]:
    """The day of asking, bound as `today`."""
    return bindparam("today", type_=Date)


def open_action() -> ColumnElement[bool]:
    """Actions that can still be done: the rule of `Action.is_open`."""
    return actions.c.over.is_(None) & or_(
        actions.c.deadline.is_(None), actions.c.deadline >= today_is()
    )


def available() -> ColumnElement[bool]:
    """Cases on which members can act: the number in the goal of 500.

    Active, with consent for listing, safe to publicise, not paused, with an open action.
    """
    can_be_done = select(actions.c.case_id).where(actions.c.case_id == cases.c.id, open_action())
    return (
        (cases.c.level == Level.ACTIVE)
        & cases.c.consent_listing
        & cases.c.safe_to_publicise
        & ~cases.c.paused
        & can_be_done.exists()
    )


def has_running_section() -> ColumnElement[bool]:
    """Cases that a section has taken on."""
    return (
        select(commitments.c.case_id)
        .where(
            commitments.c.case_id == cases.c.id,
            commitments.c.section.is_not(None),
            commitments.c.ended_at.is_(None),
        )
        .exists()
    )


def is_living_poc() -> ColumnElement[bool]:
    """People who are living, unreleased prisoners of conscience: `Individual.protected`."""
    return individuals.c.poc & individuals.c.status.not_in(ENDED_STATUSES)


def _somebody(which: ColumnElement[bool]) -> ColumnElement[bool]:
    there = select(individuals.c.case_id).where(individuals.c.case_id == cases.c.id, which)
    return there.correlate(cases).exists()


def living_poc() -> ColumnElement[bool]:
    """Cases with such a person on them."""
    return _somebody(is_living_poc())


def closed_unresolved() -> ColumnElement[bool]:
    """Closed cases whose outcome settles nothing for such a person, by `core.domain.levels`.

    Past cases from an archive are none: what became of the people on them is not known.
    """
    unrecorded = individuals.c.poc & (
        individuals.c.status_date.is_(None) | (individuals.c.status_source == "")
    )
    unresolved = cases.c.outcome.not_in(RESOLVED | RESOLVED_ON_RECORD) | (
        cases.c.outcome.in_(RESOLVED_ON_RECORD) & _somebody(unrecorded)
    )
    return (cases.c.level == Level.CLOSED) & ~cases.c.archive & unresolved & living_poc()
