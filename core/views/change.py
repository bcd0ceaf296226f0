"""What is said of the net change, of selective closures, and of the cases behind a number."""

from collections.abc import Mapping

from core.domain.goals import Metric
from core.domain.netchange import GAINS, Cause, NetChange, Period
from core.i18n import Words
from core.parts import Action, Fact, Facts, Item, Items, Paragraph, Part, Tone, View
from core.usecases.change import BehindFound, ChangeFound, Selective, counts
from core.views.figure_labels import cause_label, metric_label, period_label


def change_found(outcome: ChangeFound, words: Words) -> View:
    """How many there were, what happened, how many there are; and what was closed selectively."""
    net = outcome.net
    parts: list[Part] = [Facts(tuple(change_facts(net, words)))]
    if not net.cases:
        parts.append(Paragraph(words("Nothing changed in this time."), Tone.HINT))
    parts += _selective(outcome, words)
    title = words("Active cases, {period}", period=period_label(net.period, words))
    buttons = tuple(behind_cause(cause, net.period, words) for cause in net.cases)
    return View("change", title, tuple(parts), buttons)


def change_facts(net: NetChange, words: Words) -> list[Fact]:
    """Both ends and every cause between, whose sum is the difference."""
    start = words("When {day} began", day=words.day(net.period.first))
    end = words("When {day} ended", day=words.day(net.period.last))
    return [
        Fact(start, words.number(net.before)),
        *cause_facts(counts(net), words),
        Fact(words("Together"), words.signed(net.after - net.before)),
        Fact(end, words.number(net.after)),
    ]


def cause_facts(by_cause: Mapping[Cause, int], words: Words) -> list[Fact]:
    """How many more or fewer by each cause."""
    return [
        Fact(cause_label(cause, words), words.signed(count if cause in GAINS else -count))
        for cause, count in by_cause.items()
    ]


def behind_cause(cause: Cause, period: Period, words: Words) -> Action:
    """The button that opens one cause's number to its cases."""
    label = words("Which: {cause}", cause=cause_label(cause, words))
    return Action(label, "behind", f"1:{cause} {period}")


def _selective(outcome: ChangeFound, words: Words) -> list[Part]:
    if not (outcome.closures or outcome.left_out):
        return []
    told = words.plural(
        "In this time {n} case was closed unresolved while a prisoner of conscience on it was "
        "living and not released.",
        "In this time {n} cases were closed unresolved while a prisoner of conscience on them was "
        "living and not released.",
        outcome.closures,
    )
    parts: list[Part] = [Paragraph(f"{told} {_rest(outcome.left_out, words)}".strip())]
    if outcome.selective:
        heading = words("Closed in countries where other cases stay active")
        parts.append(Items(tuple(_country(one, words) for one in outcome.selective), heading))
    return parts


def _country(one: Selective, words: Words) -> Item:
    title = words.plural(
        "{country}: {n} case stays active",
        "{country}: {n} cases stay active",
        one.active,
        country=words.country(one.country),
    )
    closed = words("Closed: {refs}", refs=words.joined(closure.key for closure in one.closed))
    return Item(title, (closed,))


def _rest(hidden: int, words: Words) -> str:
    """How many more there are of which nothing else is told."""
    if not hidden:
        return ""
    return words.plural("And {n} that can't be shown.", "And {n} that can't be shown.", hidden)


def behind_found(outcome: BehindFound, words: Words) -> View:
    """A page of the cases behind a number, and how many can't be shown."""
    page = outcome.page
    label = _figure(outcome, words)
    title = words.plural("{n} case: {label}", "{n} cases: {label}", page.total, label=label)
    parts: list[Part] = []
    if page.lines:
        parts.append(
            Items(
                tuple(
                    Item(
                        words(
                            "{ref} in {country}", ref=line.key, country=words.country(line.country)
                        ),
                        action=Action(words("Open {ref}", ref=line.key), "case", line.key),
                    )
                    for line in page.lines
                )
            )
        )
    if page.hidden:
        parts.append(Paragraph(_rest(page.hidden, words)))
    if page.pages > 1:
        told = words("Page {page} of {pages}", page=page.page, pages=page.pages)
        parts.append(Paragraph(told, Tone.HINT))
    return View("behind", title, tuple(parts), tuple(_turning(outcome, words)))


def _figure(outcome: BehindFound, words: Words) -> str:
    if isinstance(outcome.figure, Metric):
        return metric_label(outcome.figure, words)
    cause = cause_label(outcome.figure, words)
    if outcome.period is None:
        return cause
    return words("{cause}, {period}", cause=cause, period=period_label(outcome.period, words))


def _turning(outcome: BehindFound, words: Words) -> list[Action]:
    page = outcome.page
    buttons = []
    if page.page > 1:
        buttons.append(Action(words("Previous"), "behind", f"{page.page - 1}:{outcome.ref}"))
    if page.page < page.pages:
        buttons.append(Action(words("Next"), "behind", f"{page.page + 1}:{outcome.ref}"))
    return buttons
