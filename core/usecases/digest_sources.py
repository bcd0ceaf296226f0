"""Every source of lines for the digests, in one table."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from core.domain.cases import Case, CaseFilter, CaseLine
from core.domain.follows import Pace
from core.domain.people import SECTION_ROLES
from core.domain.subscriptions import DigestKind
from core.domain.values import Sight
from core.ports import Parties, UnitOfWork
from core.ports_casework import Tray, TrayLine
from core.ports_reports import ReportFilter
from core.usecases import digest_feedback
from core.usecases.changes import action_code
from core.usecases.digest_lines import DigestSource, Line, Scope, SourceName

AHEAD = timedelta(days=14)
"""Deadlines so near stand in a digest."""
SILENT = timedelta(days=30)
"""So long without a report is worth a line."""


def capacity(scope: Scope) -> Iterator[Line]:
    """How much of what a section can take on is taken."""
    load = scope.uow.sections.load(scope.digest.subject)
    facts: dict[str, str | int] = {"running": load.running, "capacity": load.capacity}
    yield Line(SourceName.CAPACITY, "capacity", facts=facts)


def due_actions(scope: Scope) -> Iterator[Line]:
    """The actions with a near deadline on the cases that a section took on."""
    wanted = CaseFilter(sections=(scope.digest.subject,))
    for line in all_lines(scope.uow, wanted, Parties(), scope.digest.day):
        yield from _near(SourceName.DUE_ACTIONS, line, scope.digest.day)


def reports_missing(scope: Scope) -> Iterator[Line]:
    """The cases with something to do of which a section reported nothing for a while."""
    section, day = scope.digest.subject, scope.digest.day
    for line in all_lines(scope.uow, CaseFilter(sections=(section,)), Parties(), day):
        wanted = ReportFilter(sections=(section,), case=line.key)
        reports = scope.uow.reports.page(wanted, Sight.PUBLIC, 1).lines if line.open_actions else ()
        told = [report.at.date() for report in reports if not report.struck]
        if line.open_actions and (not told or max(told) < day - SILENT):
            facts: dict[str, str | int] = {"country": line.country}
            if told:
                facts["last"] = max(told).isoformat()
            yield Line(SourceName.REPORTS_MISSING, line.key, line.key, facts)


def deadlines(scope: Scope) -> Iterator[Line]:
    """The same on the cases of one person: taken on, or followed from week to week."""
    followed = _followed(scope, Pace.WEEKLY)
    mine = {line.key: line for line in _mine(scope)}
    for line in mine.values():
        yield from _near(SourceName.DEADLINES, line, scope.digest.day)
    for key in sorted(followed - mine.keys()):
        case = scope.uow.cases.get(key, Sight.PUBLIC)
        if case is not None:
            yield from _near(SourceName.DEADLINES, case, scope.digest.day)


def changes(scope: Scope) -> Iterator[Line]:
    """What changed on a person's cases since their last digest of that kind."""
    digest = scope.digest
    if digest.kind is DigestKind.CHANGES:
        keys = _followed(scope, Pace.DAILY)
    else:
        keys = {line.key for line in _mine(scope)} | _followed(scope, Pace.WEEKLY)
    listed = scope.uow.cases.listed(keys)
    found = scope.uow.follows.changes(listed, digest.after, digest.until)
    for key, of_case in found.items():
        for place, change in enumerate(of_case):
            facts: dict[str, str | int] = {
                "kind": change.kind,
                "before": change.before,
                "after": change.after,
                "number": change.number,
            }
            yield Line(SourceName.CHANGES, f"{key} {place}", key, facts)


def proposed(scope: Scope) -> Iterator[Line]:
    """What is proposed about protected persons on the cases that a section took on."""
    return _proposals(scope, SourceName.PROPOSED, scope.digest.subject)


def stewards_proposed(scope: Scope) -> Iterator[Line]:
    """All that is proposed about protected persons."""
    return _proposals(scope, SourceName.STEWARDS_PROPOSED, "")


def _proposals(scope: Scope, source: SourceName, section: str) -> Iterator[Line]:
    for one in scope.uow.casework.proposed(section):
        proposal = one.proposal
        facts: dict[str, str | int] = {
            "to": proposal.to or "",
            "ends": proposal.notice_ends.isoformat(),
            "state": proposal.state,
            "country": one.country,
        }
        yield Line(source, proposal.id, proposal.case, facts)


def reviews(scope: Scope) -> Iterator[Line]:
    """The cases whose review is due."""
    return _tray(scope, SourceName.REVIEWS, Tray.REVIEWS)


def without_section(scope: Scope) -> Iterator[Line]:
    """The active cases that no section took on."""
    return _tray(scope, SourceName.WITHOUT_SECTION, Tray.UNCOMMITTED)


def _tray(scope: Scope, source: SourceName, tray: Tray) -> Iterator[Line]:
    for line in _all_in(scope, tray):
        facts: dict[str, str | int] = {"country": line.country}
        if line.day is not None:
            facts["day"] = line.day.isoformat()
        yield Line(source, line.key, line.key, facts)


def _all_in(scope: Scope, tray: Tray) -> Iterator[TrayLine]:
    page = scope.uow.casework.tray(tray, scope.digest.day, 1)
    yield from page.lines
    for number in range(2, page.pages + 1):
        yield from scope.uow.casework.tray(tray, scope.digest.day, number).lines


def all_lines(
    uow: UnitOfWork, wanted: CaseFilter, party: Parties, today: date
) -> Sequence[CaseLine]:
    """Every case of a filter that members may see, on all its pages."""
    page = uow.cases.find(wanted, party, Sight.PUBLIC, today, page=1)
    rest = (
        uow.cases.find(wanted, party, Sight.PUBLIC, today, page=number)
        for number in range(2, page.pages + 1)
    )
    return [line for part in (page, *rest) for line in part.lines]


def _mine(scope: Scope) -> Sequence[CaseLine]:
    """The active cases that a person or a section of theirs took on."""
    person = scope.digest.subject
    grants = scope.uow.people.grants(person)
    sections = tuple(sorted({g.section for g in grants if g.section and g.role in SECTION_ROLES}))
    party = Parties(sections, person)
    return all_lines(scope.uow, CaseFilter(mine=True), party, scope.digest.day)


def _followed(scope: Scope, pace: Pace) -> set[str]:
    followed = scope.uow.follows.all_of(scope.digest.subject)
    return {key for key, theirs in followed.items() if theirs is pace}


def _near(source: SourceName, case: Case | CaseLine, today: date) -> Iterable[Line]:
    """A line for each open action whose deadline is near."""
    actions = case.open_actions(today) if isinstance(case, Case) else case.open_actions
    for action in actions:
        if action.deadline is not None and action.deadline <= today + AHEAD:
            facts: dict[str, str | int] = {"action": action_code(action), "country": case.country}
            yield Line(source, f"{case.key} {action.number}", case.key, facts)


_SECTION = frozenset({DigestKind.SECTION})
_STEWARDS = frozenset({DigestKind.STEWARDS})
_CASES = frozenset({DigestKind.CASES})

SOURCES = (
    DigestSource(SourceName.CHANGES, frozenset({DigestKind.CASES, DigestKind.CHANGES}), changes),
    DigestSource(SourceName.DEADLINES, _CASES, deadlines),
    DigestSource(SourceName.PROPOSED, _SECTION, proposed),
    DigestSource(SourceName.DUE_ACTIONS, _SECTION, due_actions),
    DigestSource(SourceName.STEWARDS_PROPOSED, _STEWARDS, stewards_proposed),
    DigestSource(SourceName.FEEDBACK_WAITING, _STEWARDS, digest_feedback.feedback_waiting),
    DigestSource(SourceName.NOMINATIONS, _STEWARDS, digest_feedback.nominations),
    DigestSource(
        SourceName.APPEALS_WAITING,
        frozenset({DigestKind.BOARD}),
        digest_feedback.appeals_waiting,
    ),
    DigestSource(SourceName.ANSWERS_RECEIVED, _SECTION, digest_feedback.answers_received),
    DigestSource(SourceName.REVIEWS, _STEWARDS, reviews),
    DigestSource(SourceName.WITHOUT_SECTION, _STEWARDS, without_section),
    DigestSource(SourceName.REPORTS_MISSING, _SECTION, reports_missing, tells=False),
    DigestSource(SourceName.CAPACITY, _SECTION, capacity, tells=False),
)
"""Which source puts lines into which digests."""
