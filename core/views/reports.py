"""What is said of reports of what was done."""

from typing import assert_never

from core.domain.cases import Level
from core.domain.reports import MOST_ALONE_A_DAY, Report
from core.i18n import Words
from core.parts import Action, Fact, Facts, Item, Items, Paragraph, Part, Tone, View
from core.usecases.act import EnoughToday, NothingToReport, Reported, SameAgain
from core.usecases.reports import NoSuchReport, ReportsFound, Struck
from core.views.figure_labels import amount, total_lines
from core.views.labels import level_label

ReportAnswer = (
    Reported | SameAgain | NothingToReport | EnoughToday | ReportsFound | NoSuchReport | Struck
)


def report_view(outcome: ReportAnswer, words: Words) -> View:  # noqa: PLR0911  a table
    """Word an answer about reports."""
    match outcome:
        case Reported():
            return reported(outcome, words)
        case SameAgain():
            return same_again(outcome, words)
        case NothingToReport():
            return nothing_to_report(outcome, words)
        case EnoughToday():
            return enough_today(outcome, words)
        case ReportsFound():
            return reports_found(outcome, words)
        case NoSuchReport():
            return no_such_report(words)
        case Struck():
            return struck(outcome, words)
        case _:
            assert_never(outcome)


def reported(outcome: Reported, words: Words) -> View:
    """Thank, and tell what is reported on the case in all."""
    report = outcome.report
    whose = (
        words("For Section {section}.", section=outcome.section.name)
        if outcome.section
        else words("Without a section: counted apart.")
    )
    totals = Fact(words("In all"), "\n".join(total_lines(outcome.totals, words)))
    title = words(
        "Reported for {ref}: {amount}",
        ref=report.case,
        amount=amount(report.kind, report.count, words),
    )
    parts = (Paragraph(words("Thank you."), Tone.SUCCESS), Paragraph(whose), Facts((totals,)))
    return View("reported", title, parts, (_open(report.case, words),))


def same_again(outcome: SameAgain, words: Words) -> View:
    """Ask whether the same was done once more."""
    report = outcome.report
    told = amount(report.kind, report.count, words)
    text = words(
        "You reported {amount} for {ref} less than ten minutes ago. If it is the same report, "
        "nothing more is needed: it counts.",
        amount=told,
        ref=report.case,
    )
    again = Action(words("Report {amount} again", amount=told), "again", str(report.number))
    title = words("The same again?")
    return View("same_again", title, (Paragraph(text),), (again, _open(report.case, words)))


def nothing_to_report(outcome: NothingToReport, words: Words) -> View:
    """Say that nothing is done on such a case."""
    case = outcome.case
    text = (
        words("Please stop all action on {ref}. Nothing was kept.", ref=case.key)
        if case.level is Level.ACTIVE
        else words(
            "{ref} is {level}, and not for action. Nothing was kept.",
            ref=case.key,
            level=level_label(case.level, words),
        )
    )
    more = Action(words("Active cases there"), "cases", f"1:{case.country}")
    title = words("Nothing to report on {ref}", ref=case.key)
    return View("nothing_to_report", title, (Paragraph(text, Tone.WARNING),), (more,))


def enough_today(outcome: EnoughToday, words: Words) -> View:
    """Say that no more counts today."""
    text = words(
        "People without a section can report {most} a day. If you work with a group, ask its "
        "coordinator for an invitation: then all that it does counts for it.",
        most=words.number(MOST_ALONE_A_DAY),
    )
    title = words("That is all that can be reported today")
    opened = (_open(outcome.case.key, words),)
    return View("enough_today", title, (Paragraph(text, Tone.WARNING),), opened)


def reports_found(outcome: ReportsFound, words: Words) -> View:
    """A page of reports, each with the button that strikes it."""
    page = outcome.page
    about = outcome.names.get(outcome.about, outcome.about)
    title = (
        words.plural("{n} report: {about}", "{n} reports: {about}", page.total, about=about)
        if about
        else words.plural("{n} report", "{n} reports", page.total)
    )
    if not page.total:
        text = words("Nothing has been reported yet.")
        return View("reports", title, (Paragraph(text, Tone.HINT),))
    items = tuple(_item(report, outcome, words) for report in page.lines)
    parts: list[Part] = [Items(items)]
    if page.pages > 1:
        told = words("Page {page} of {pages}", page=page.page, pages=page.pages)
        parts.append(Paragraph(told, Tone.HINT))
    return View("reports", title, tuple(parts), tuple(_turning(outcome, words)))


def _item(report: Report, outcome: ReportsFound, words: Words) -> Item:
    section = outcome.names.get(report.section, report.section)
    whose = words("Section {section}", section=section) if section else words("without a section")
    title = words(
        "{ref}: {amount}", ref=report.case, amount=amount(report.kind, report.count, words)
    )
    lines = (
        words("{who}, {day}", who=whose, day=words.day(report.day)),
        words("Note: {note}", note=report.note) if report.note else "",
        words("Struck: it does not count.") if report.struck else "",
    )
    strike = Action(words("Strike"), "form", f"strike_report:{report.number}")
    return Item(title, tuple(filter(None, lines)), None if report.struck else strike)


def _turning(outcome: ReportsFound, words: Words) -> list[Action]:
    page = outcome.page
    buttons = []
    if page.page > 1:
        ref = f"{page.page - 1}:{outcome.about}"
        buttons.append(Action(words("Previous"), "reported", ref))
    if page.page < page.pages:
        ref = f"{page.page + 1}:{outcome.about}"
        buttons.append(Action(words("Next"), "reported", ref))
    return buttons


def no_such_report(words: Words) -> View:
    """The same words whether there is none or the asker may not see it."""
    text = words("Please open the list again: {command}", command=words.command("reports"))
    return View("no_such_report", words("No such report"), (Paragraph(text, Tone.HINT),))


def struck(outcome: Struck, words: Words) -> View:
    """Say that it does not count any more."""
    report = outcome.report
    told = amount(report.kind, report.count, words)
    text = (
        words("It does not count any more. The reason is kept in the history.")
        if outcome.now
        else words("It was struck before; nothing was changed.")
    )
    title = words("Struck: {amount} for {ref}", amount=told, ref=report.case)
    more = Action(words("Reports on {ref}", ref=report.case), "reported", f"1:{report.case}")
    return View("struck", title, (Paragraph(text, Tone.SUCCESS),), (more,))


def _open(key: str, words: Words) -> Action:
    return Action(words("Open {ref}", ref=key), "case", key)
