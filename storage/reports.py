"""Reports of what was done."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, case, func, insert, select, true, update
from sqlalchemy.sql.elements import ColumnElement

from core.domain.reports import Report, Total
from core.domain.values import Sight
from core.ports_reports import ReportFilter, ReportPage
from storage.conditions import seen_with
from storage.keys import stored_key
from storage.statements import AnyRow, AnySelect, insert_into
from storage.tables import cases, people
from storage.tables_reports import action_reports, report_notes

LARGEST = 2**31 - 1
"""The largest number that a row can have: PostgreSQL's integer."""

_CASE = select(cases.c.id).where(cases.c.key == bindparam("key")).scalar_subquery()
_HOLD = select(people.c.id).where(people.c.id == bindparam("person")).with_for_update()
_ADD = insert(action_reports).values(case_id=_CASE).returning(action_reports.c.id)
_NOTE = insert_into(report_notes)
_TOLD: AnySelect = select(
    cases.c.key,
    action_reports.c.kind,
    action_reports.c.amount,
    action_reports.c.day,
    action_reports.c.at,
    func.coalesce(action_reports.c.section, "").label("section"),
    func.coalesce(report_notes.c.text, "").label("note"),
    action_reports.c.struck_at,
    action_reports.c.id,
).select_from(action_reports.join(cases).outerjoin(report_notes))
_LATEST = _TOLD.where(
    action_reports.c.person == bindparam("who"), action_reports.c.at >= bindparam("since")
).order_by(action_reports.c.id.desc())
_ALONE = select(func.coalesce(func.sum(action_reports.c.amount), 0)).where(
    action_reports.c.person == bindparam("who"),
    action_reports.c.section.is_(None),
    action_reports.c.at >= bindparam("since"),
)
_TOTALS = (
    select(
        action_reports.c.kind,
        func.sum(action_reports.c.amount),
        func.sum(case((action_reports.c.section.is_(None), action_reports.c.amount), else_=0)),
    )
    .select_from(action_reports.join(cases))
    .where(cases.c.key == bindparam("key"), action_reports.c.struck_at.is_(None))
    .group_by(action_reports.c.kind)
    .order_by(func.sum(action_reports.c.amount).desc(), action_reports.c.kind)
)
_STRIKE = (
    update(action_reports)
    .where(action_reports.c.id == bindparam("number"), action_reports.c.struck_at.is_(None))
    .values(struck_at=bindparam("moment"))
)


class SqlReports:
    """`ReportStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, person: str) -> None:
        """Keep the person's other reports waiting until the end of this unit of work."""
        self._connection.execute(_HOLD, {"person": person})

    def add(self, report: Report, person: str) -> Report:
        """Keep it; its number is filled in."""
        row = {
            "key": stored_key(report.case),
            "kind": report.kind,
            "amount": report.count,
            "day": report.day,
            "at": report.at,
            "section": report.section or None,
            "person": person,
        }
        number: int = self._connection.execute(_ADD, row).scalar_one()
        if report.note:
            note = {"report": number, "person": person, "text": report.note}
            self._connection.execute(_NOTE, note)
        return Report(
            report.case,
            report.kind,
            report.count,
            report.day,
            report.at,
            report.section,
            report.note,
            number=number,
        )

    def get(self, number: int, sight: Sight) -> Report | None:
        """One by its number, if its case may be seen."""
        if number > LARGEST:
            return None
        one = _TOLD.where(action_reports.c.id == number, _seen(sight))
        row = self._connection.execute(one).one_or_none()
        return None if row is None else _report(row)

    def latest(self, person: str, since: datetime) -> Sequence[Report]:
        """What the person reported since then, the latest first."""
        asked = {"who": person, "since": since}
        return [_report(row) for row in self._connection.execute(_LATEST, asked)]

    def alone(self, person: str, since: datetime) -> int:
        """How much the person reported since then without a section, whatever was struck."""
        return int(self._connection.execute(_ALONE, {"who": person, "since": since}).scalar_one())

    def totals(self, key: str) -> Sequence[Total]:
        """What is reported on a case and was not struck, by kind."""
        rows = self._connection.execute(_TOTALS, {"key": stored_key(key)})
        return [Total(kind, int(count), int(alone)) for kind, count, alone in rows]

    def page(self, wanted: ReportFilter, sight: Sight, page: int) -> ReportPage:
        """Reports on cases that may be seen."""
        which = _seen(sight)
        if wanted.sections is not None:
            which &= action_reports.c.section.in_(wanted.sections)
        if wanted.case:
            which &= cases.c.key == stored_key(wanted.case)
        count = select(func.count()).select_from(action_reports.join(cases)).where(which)
        total = self._connection.execute(count).scalar_one()
        page = ReportPage.nearest(page, total)
        lines = (
            _TOLD.where(which)
            .order_by(action_reports.c.id.desc())
            .limit(ReportPage.SIZE)
            .offset(ReportPage.skipped(page))
        )
        found = tuple(_report(row) for row in self._connection.execute(lines))
        return ReportPage(found, page, total)

    def strike(self, number: int, at: datetime) -> bool:
        """Let it not count any more; False if it was struck before."""
        asked = {"number": number, "moment": at}
        return self._connection.execute(_STRIKE, asked).rowcount > 0


def _seen(sight: Sight) -> ColumnElement[bool]:
    condition = seen_with(sight)
    return true() if condition is None else condition


def _report(row: AnyRow) -> Report:
    return Report(
        row.key,
        row.kind,
        row.amount,
        row.day,
        row.at,
        row.section,
        row.note,
        row.struck_at is not None,
        row.id,
    )
