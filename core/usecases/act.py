"""Report what was done on a case."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from core.answer import Answer, Personal
from core.domain.cases import ActionKind, Case, Level
from core.domain.people import Section
from core.domain.reports import (
    AGAIN_WITHIN,
    FURTHEST_BACK,
    MOST,
    MOST_ALONE,
    MOST_ALONE_A_DAY,
    Report,
    Total,
)
from core.domain.values import Sight
from core.intents_numbers import Act, ActAgain
from core.permissions import Refused, section_refusal
from core.understanding.deeds import read_deed
from core.understanding.sections import find_section
from core.usecases.case import NoSuchCase, no_such_case
from core.usecases.commit import SELF, NameTheCase, NoSuchSection
from core.usecases.forms import (
    FieldKind,
    FieldSpec,
    FormOpened,
    FormProblems,
    Problem,
    ProblemCode,
    StaleForm,
    Values,
    check,
    filled,
    problems,
)
from core.usecases.turn import Turn

FORM = "act"
ALONE = "none"
"""The choice of reporting for no section."""
NOTE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Reported(Answer):
    """It is kept, and counts in the totals of the case."""

    case: Case
    report: Report
    section: Section | None
    totals: tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class SameAgain(Personal):
    """The asker reported the same a moment ago: nothing was kept; a button reports it again."""

    case: Case
    report: Report
    """The one before."""


@dataclass(frozen=True, slots=True)
class NothingToReport(Answer):
    """Only on active cases that members may see is anything done."""

    case: Case

    @property
    def personal(self) -> bool:
        """Of a case that only stewards see, nobody else is told."""
        return not self.case.shown_to_members


@dataclass(frozen=True, slots=True)
class EnoughToday(Personal):
    """Somebody without a section has reported as much as counts on a day."""

    case: Case


ActOutcome = (
    Reported
    | SameAgain
    | NothingToReport
    | EnoughToday
    | NoSuchCase
    | NameTheCase
    | NoSuchSection
    | Refused
    | FormOpened
    | FormProblems
    | StaleForm
)


def act(wish: Act, turn: Turn) -> ActOutcome:
    """Keep what was typed as a report; what is missing or wrong is asked for in the form."""
    if not wish.ref:
        return NameTheCase("act")
    section = _section(wish, turn)
    if not isinstance(section, str):
        return section
    opened = open_act(wish.ref, turn)
    if not isinstance(opened, FormOpened) or not (wish.what or wish.section):
        return opened
    deed = read_deed(wish.what)
    typed = {spec.key: spec.value for spec in opened.fields} | {
        "kind": deed.kind or "",
        "number": "" if deed.count is None else str(deed.count),
        "note": deed.rest[:NOTE_LENGTH],
    }
    if section:
        typed["section"] = section
    checked = check(opened.fields, typed)
    understood = {key: wrong for key, wrong in checked.problems.items() if typed[key]}
    if understood:
        return problems(opened, typed, understood)
    if checked.problems or deed.rest:
        return filled(opened, typed)
    return _report(opened, checked.values, turn)


def _section(wish: Act, turn: Turn) -> str | NoSuchSection | Refused:
    """The code of the section named, `none` for oneself; empty where nothing was said."""
    if not wish.section:
        return ""
    if wish.section.casefold() in SELF:
        return ALONE
    found = find_section(wish.section, turn.uow.sections.all())
    if isinstance(found, tuple):
        return NoSuchSection(wish.section, found)
    return section_refusal(Act, turn.asker, found) or found.code


def open_act(ref: str, turn: Turn) -> FormOpened | NoSuchCase | NothingToReport | EnoughToday:
    """The form: what, how many, when; for which section, if the asker is in one."""
    case = turn.uow.cases.get(ref, turn.sight)
    if case is None:
        return no_such_case(ref, turn)
    if case.level is not Level.ACTIVE or not case.shown_to_members:
        return NothingToReport(case)
    own = turn.asker.sections()
    left = MOST if own else _left(turn)
    if left <= 0:
        return EnoughToday(case)
    which = FieldSpec(
        "section", FieldKind.CHOICE, value=own[0] if len(own) == 1 else "", choices=(*own, ALONE)
    )
    fields = (
        FieldSpec("kind", FieldKind.CHOICE, choices=tuple(ActionKind)),
        FieldSpec("number", FieldKind.NUMBER, lowest=1, highest=left),
        FieldSpec("date", FieldKind.DATE, value=turn.today.isoformat()),
        *((which,) if own else ()),
        FieldSpec("note", FieldKind.TEXT, required=False, most=NOTE_LENGTH),
    )
    return FormOpened(FORM, case.key, fields, subject=f"{case.key} · {case.title}")


def _left(turn: Turn) -> int:
    """How much of a report of somebody without a section would still count."""
    since = datetime.combine(turn.today, time(), UTC)
    before = turn.uow.reports.alone(turn.asker.person or "", since)
    return min(MOST_ALONE, MOST_ALONE_A_DAY - before)


def submit_act(ref: str, values: Values, seen: str, turn: Turn) -> ActOutcome:
    """Keep the report."""
    del seen  # what it was made from is asked for anew
    opened = open_act(ref, turn)
    return _report(opened, values, turn) if isinstance(opened, FormOpened) else opened


def _report(opened: FormOpened, values: Values, turn: Turn) -> ActOutcome:
    code = values.get("section", ALONE)
    turn.uow.reports.hold(turn.asker.person or "")
    wrong = _wrong(values, code, turn)
    if wrong:
        return problems(opened, values, wrong)
    report = Report(
        opened.ref,
        ActionKind(values["kind"]),
        int(values["number"]),
        turn.today.fromisoformat(values["date"]),
        turn.now,
        "" if code == ALONE else code,
        values.get("note", ""),
    )
    return _kept(report, turn, sure=False)


def _wrong(values: Values, code: str, turn: Turn) -> dict[str, Problem]:
    """What the fields can't tell alone: the day, and the limit for those without a section."""
    day = turn.today.fromisoformat(values["date"])
    wrong: dict[str, Problem] = {}
    if day > turn.today:
        wrong["date"] = Problem(ProblemCode.IN_THE_FUTURE)
    elif day <= turn.today - FURTHEST_BACK:
        first = turn.today - FURTHEST_BACK
        wrong["date"] = Problem(ProblemCode.BEFORE, first.isoformat())
    left = _left(turn) if code == ALONE else MOST
    if int(values["number"]) > left:
        wrong["number"] = Problem(ProblemCode.TOO_LARGE, str(max(0, left)))
    return wrong


def act_again(wish: ActAgain, turn: Turn) -> ActOutcome:
    """Report the same once more, as was asked about."""
    person = turn.asker.person or ""
    turn.uow.reports.hold(person)
    recent = turn.uow.reports.latest(person, turn.now - FURTHEST_BACK)
    before = next((r for r in recent if str(r.number) == wish.report), None)
    if before is None:
        return NameTheCase("act")
    opened = open_act(before.case, turn)
    if not isinstance(opened, FormOpened):
        return opened
    values = {
        "kind": before.kind,
        "number": str(before.count),
        "date": before.day.isoformat(),
        "section": before.section or ALONE,
        "note": before.note,
    }
    wrong = _wrong(values, values["section"], turn)
    if wrong:
        return problems(opened, values, wrong)
    if before.section and before.section not in turn.asker.sections():
        return filled(opened, values | {"section": ""})
    return _kept(replace(before, at=turn.now, number=0), turn, sure=True)


def _kept(report: Report, turn: Turn, *, sure: bool) -> Reported | SameAgain | NoSuchCase:
    uow, person = turn.uow, turn.asker.person or ""
    case = uow.cases.get(report.case, Sight.PUBLIC)
    if case is None:
        return no_such_case(report.case, turn)
    recent = () if sure else uow.reports.latest(person, turn.now - AGAIN_WITHIN)
    for before in recent:
        if report.is_same(before) and not before.struck:
            return SameAgain(case, before)
    kept = uow.reports.add(report, person)
    section = uow.sections.get(report.section) if report.section else None
    return Reported(case, kept, section, tuple(uow.reports.totals(case.key)))


class ActForm:
    """`FormSpec` of a report. Its ref is a case's key."""

    open = staticmethod(open_act)
    submit = staticmethod(submit_act)
