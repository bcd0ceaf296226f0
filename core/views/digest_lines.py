"""What each source of lines says in a digest, and what stands above its lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from core.domain.cases import Level
from core.domain.follows import CaseChange, ChangeKind
from core.i18n import Words
from core.parts import Item
from core.usecases.digest_lines import Line, SourceName
from core.views.case_parts import open_case
from core.views.changes import action_words, change_line
from core.views.digest_lines_feedback import feedback_item, nominations_item
from core.views.labels import level_label


@dataclass(frozen=True, slots=True)
class LineLooks:
    """How the lines of one source are told."""

    heading: Callable[[Words], str]
    item: Callable[[Line, Words], Item]


def _capacity(line: Line, words: Words) -> Item:
    return Item(
        words(
            "{running} of {capacity} cases",
            running=words.number(int(line.facts["running"])),
            capacity=words.number(int(line.facts["capacity"])),
        )
    )


def _where(line: Line, words: Words) -> str:
    country = words.country(str(line.facts["country"]))
    return words("{ref} in {country}", ref=line.case, country=country)


def _action(line: Line, words: Words) -> Item:
    what = action_words(str(line.facts["action"]), words)
    return Item(_where(line, words), (what,), open_case(line.case, words))


def _change(line: Line, words: Words) -> Item:
    facts = line.facts
    change = CaseChange(
        ChangeKind(str(facts["kind"])),
        str(facts["before"]),
        str(facts["after"]),
        int(facts["number"]),
    )
    return Item(line.case, (change_line(change, words),), open_case(line.case, words))


def _proposed(line: Line, words: Words) -> Item:
    to = str(line.facts["to"])
    what = (
        words("It is to be {level}.", level=level_label(Level(to), words))
        if to
        else words("A designation as prisoner of conscience is to be withdrawn.")
    )
    day = words.day(date.fromisoformat(str(line.facts["ends"])))
    until = (
        words("It waits for the end of feedback.")
        if line.facts["state"] == "suspended"
        else words("It can be questioned until {day}.", day=day)
    )
    return Item(_where(line, words), (what, until), open_case(line.case, words))


def _review(line: Line, words: Words) -> Item:
    due = words("Review due {day}", day=words.day(date.fromisoformat(str(line.facts["day"]))))
    return Item(_where(line, words), (due,), open_case(line.case, words))


def _silent(line: Line, words: Words) -> Item:
    last = line.facts.get("last")
    told = (
        words("Last report: {day}", day=words.day(date.fromisoformat(str(last))))
        if last
        else words("Nothing yet. Tell what was done: {example}", example=_report(line, words))
    )
    return Item(_where(line, words), (told,), open_case(line.case, words))


def _report(line: Line, words: Words) -> str:
    return words.command(f"act {line.case} 12 letters")


def _case(line: Line, words: Words) -> Item:
    return Item(_where(line, words), action=open_case(line.case, words))


LINE_WORDS: Mapping[SourceName, LineLooks] = {
    SourceName.CAPACITY: LineLooks(lambda words: words("What the section has taken on"), _capacity),
    SourceName.DUE_ACTIONS: LineLooks(lambda words: words("To be done within 14 days"), _action),
    SourceName.REPORTS_MISSING: LineLooks(
        lambda words: words("Nothing reported for 30 days"), _silent
    ),
    SourceName.CHANGES: LineLooks(lambda words: words("What changed"), _change),
    SourceName.DEADLINES: LineLooks(lambda words: words("To be done within 14 days"), _action),
    SourceName.PROPOSED: LineLooks(lambda words: words("Proposed on your cases"), _proposed),
    SourceName.FEEDBACK_WAITING: LineLooks(
        lambda words: words("Feedback that waits for you"), feedback_item
    ),
    SourceName.APPEALS_WAITING: LineLooks(
        lambda words: words("Appeals that wait for a ruling"), feedback_item
    ),
    SourceName.ANSWERS_RECEIVED: LineLooks(
        lambda words: words("Answers to your feedback"), feedback_item
    ),
    SourceName.NOMINATIONS: LineLooks(lambda words: words("Nominations"), nominations_item),
    SourceName.REVIEWS: LineLooks(lambda words: words("Reviews that are due"), _review),
    SourceName.WITHOUT_SECTION: LineLooks(
        lambda words: words("Active cases without a section"), _case
    ),
    SourceName.STEWARDS_PROPOSED: LineLooks(
        lambda words: words("Proposed about protected people"), _proposed
    ),
}
"""Every source and its words."""
