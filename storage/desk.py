"""What lies on the stewards' desk: each tray is a condition, counted and read by the same."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from sqlalchemy import Connection, Date, bindparam, func, literal, or_, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from core.domain.cases import Level
from core.domain.proposals import RUNNING
from core.ports_casework import Tray, TrayLine, TrayPage
from storage.conditions import has_running_section, open_action
from storage.metrics import VERIFIED_WITHIN
from storage.statements import AnySelect
from storage.tables import actions, cases
from storage.tables_casework import proposals

_ACTIVE = cases.c.level == Level.ACTIVE
_CLEARED = cases.c.consent_listing & cases.c.safe_to_publicise
_RUNS = (proposals.c.case_id == cases.c.id) & proposals.c.state.in_(RUNNING)
_TO_DO = select(actions.c.case_id).where(actions.c.case_id == cases.c.id, open_action()).exists()
_NOTICE_ENDS = select(func.min(proposals.c.notice_ends)).where(_RUNS).scalar_subquery()


def _conditions() -> Mapping[Tray, ColumnElement[bool]]:
    verified_from = bindparam("verified_from", type_=Date)
    return {
        Tray.REVIEWS: cases.c.level.in_([Level.ACTIVE, Level.DORMANT])
        & (cases.c.review <= bindparam("today", type_=Date)),
        Tray.PROPOSALS: select(proposals.c.id).where(_RUNS).exists(),
        Tray.UNVERIFIED: _ACTIVE
        & or_(cases.c.verified.is_(None), cases.c.verified < verified_from),
        Tray.UNCOMMITTED: _ACTIVE & ~has_running_section(),
        Tray.IDLE: _ACTIVE & cases.c.listed & ~_TO_DO,
        Tray.DRAFTS: cases.c.level == Level.DRAFT,
        Tray.PAUSED: cases.c.paused & (cases.c.level != Level.CLOSED),
        Tray.UNSHOWN: _ACTIVE & ~cases.c.paused & ~_CLEARED,
    }


_IN = _conditions()
_DAY: Mapping[Tray, ColumnElement[date | None]] = {
    Tray.REVIEWS: cases.c.review,
    Tray.PROPOSALS: _NOTICE_ENDS,
    Tray.UNVERIFIED: cases.c.verified,
}


@cache
def _counts() -> AnySelect:
    return union_all(
        *(
            select(literal(tray.value), func.count()).select_from(cases).where(_IN[tray])
            for tray in Tray
        )
    )  # type: ignore[return-value]  # a compound select, executed as any other


@cache
def _page(tray: Tray) -> AnySelect:
    day = _DAY.get(tray, cases.c.opened).label("day")
    return (
        select(cases.c.key, cases.c.title, cases.c.country, cases.c.level, day)
        .where(_IN[tray])
        .order_by(day.nulls_first(), cases.c.key)
        .limit(bindparam("size"))
        .offset(bindparam("skipped"))
    )


@cache
def _count(tray: Tray) -> AnySelect:
    return select(func.count()).select_from(cases).where(_IN[tray])


def _days(today: date) -> dict[str, object]:
    return {"today": today, "verified_from": today - VERIFIED_WITHIN}


def counts(connection: Connection, today: date) -> Mapping[Tray, int]:
    """How many cases lie in each tray."""
    rows = connection.execute(_counts(), _days(today))
    return {Tray(name): number for name, number in rows}


def page(connection: Connection, tray: Tray, today: date, number: int) -> TrayPage:
    """One page of a tray, the oldest day first; a page beyond the last is the last."""
    days = _days(today)
    total = connection.execute(_count(tray), days).scalar_one()
    shown = TrayPage.nearest(number, total)
    asked = days | {"size": TrayPage.SIZE, "skipped": TrayPage.skipped(shown)}
    rows = connection.execute(_page(tray), asked)
    lines = tuple(
        TrayLine(row.key, row.title, row.country, row.level, row.day if tray in _DAY else None)
        for row in rows
    )
    return TrayPage(lines, shown, total)
