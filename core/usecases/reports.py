"""See what was reported, and strike what is not so."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.answer import Answer, Personal
from core.domain.decisions import Decision, DecisionKind
from core.domain.people import Role
from core.domain.reports import Report
from core.intents_numbers import Reports
from core.permissions import Refused, section_refusal
from core.ports_reports import ReportFilter, ReportPage
from core.understanding.sections import find_section
from core.usecases.case import NoSuchCase, no_such_case
from core.usecases.commit import NoSuchSection
from core.usecases.form_values import decimal_of
from core.usecases.forms import FieldKind, FieldSpec, FormOpened, Values
from core.usecases.turn import Turn

FORM = "strike_report"
MOST = 500


@dataclass(frozen=True, slots=True)
class ReportsFound(Personal):
    """A page of reports: of all, of a section, or on a case."""

    about: str
    """A case's key or a section's code; empty for all that the asker may see."""
    page: ReportPage
    names: Mapping[str, str]
    """What the sections are called, by code."""


@dataclass(frozen=True, slots=True)
class NoSuchReport(Personal):
    """There is none, or the asker may not see it."""


@dataclass(frozen=True, slots=True)
class Struck(Personal):
    """The report does not count any more; `now` is False where that was so before."""

    report: Report
    now: bool


def list_reports(wish: Reports, turn: Turn) -> ReportsFound | NoSuchCase | NoSuchSection | Refused:
    """List the latest reports: a steward's of all, a coordinator's of their own sections."""
    sections = None if Role.STEWARD in turn.asker.roles else turn.asker.sections(Role.COORDINATOR)
    about = wish.about
    if not about:
        wanted = ReportFilter(sections)
    elif case := turn.uow.cases.get(about, turn.sight):
        about = case.key
        wanted = ReportFilter(sections, about)
    else:
        found = find_section(about, turn.uow.sections.all())
        if isinstance(found, tuple):
            names_a_case = any(sign.isdigit() for sign in about)
            return no_such_case(about, turn) if names_a_case else NoSuchSection(about, found)
        refused = None if sections is None else section_refusal(Reports, turn.asker, found)
        if refused:
            return refused
        about = found.code
        wanted = ReportFilter((about,))
    page = turn.uow.reports.page(wanted, turn.sight, wish.page)
    names = {section.code: section.name for section in turn.uow.sections.all()}
    return ReportsFound(about, page, names)


class StrikeForm:
    """`FormSpec` of striking a report. Its ref is the report's number."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask why."""
        report = _report(ref, turn)
        if not isinstance(report, Report):
            return report
        if report.struck:
            return Struck(report, now=False)
        why = FieldSpec("reason", FieldKind.TEXT, most=MOST)
        return FormOpened(FORM, ref, (why,), subject=report.case)

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Strike it, and put that into the history."""
        del seen  # a report never changes but by being struck
        report = _report(ref, turn)
        if not isinstance(report, Report):
            return report
        if not turn.uow.reports.strike(report.number, turn.now):
            return Struck(report, now=False)
        steward = Role.STEWARD in turn.asker.roles
        turn.uow.decisions.append(
            Decision(
                DecisionKind.STRIKE,
                report.subject,
                turn.now,
                f"{report.count}:{report.kind}",
                "struck",
                values["reason"],
                turn.asker.person or "",
                Role.STEWARD if steward else Role.COORDINATOR,
                "" if steward else report.section,
            )
        )
        return Struck(report, now=True)


def _report(ref: str, turn: Turn) -> Report | NoSuchReport | Refused:
    """A report that the asker answers for. What others answer for is as if it were not there."""
    number = decimal_of(ref) or 0
    report = turn.uow.reports.get(number, turn.sight)
    if report is None:
        return NoSuchReport()
    if Role.STEWARD in turn.asker.roles:
        return report
    own = report.section in turn.asker.sections(Role.COORDINATOR)
    return report if own else NoSuchReport()
