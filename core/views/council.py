"""The wording of the report for a council meeting."""

from collections.abc import Iterator

from core.document import Bars, Block, Course, Document, Heading, Prose, Table
from core.domain.goals import SHARES
from core.i18n import Words
from core.usecases.council import CouncilReport, GoalTold
from core.views.change import change_facts
from core.views.figure_labels import metric_label, period_label, value_of
from core.views.goals import goal_progress, promise
from core.views.labels import outcome_label

DRAWN_FROM = 2
"""Fewer points are no course."""


def council_report(told: CouncilReport, words: Words) -> Document:
    """The whole report."""
    title = words("Individuals Portfolio: report to the council")
    period = period_label(told.period, words)
    intro = words(
        "For {period}. Made on {day}. It says what any member may see and counts the rest; nobody "
        "is named.",
        period=period,
        day=words.day(told.made),
    )
    blocks: list[Block] = [Prose(intro)]
    for part in (_goals, _created, _change, _closures, _selective, _feedback, _sections, _history):
        blocks += part(told, words)
    return Document(title, words.language, tuple(blocks))


def _goals(told: CouncilReport, words: Words) -> Iterator[Block]:
    yield Heading(words("Goals"))
    if not told.goals:
        yield Prose(words("No goals have been set yet."))
    for goal in told.goals:
        yield from _goal(goal, words)


def _goal(told: GoalTold, words: Words) -> Iterator[Block]:
    progress = goal_progress(told.state, words)
    yield Heading(progress.title, below=True)
    facts = [(fact.label, fact.value) for fact in progress.facts]
    facts.insert(2, (words("Measured on"), words.day(told.day)))
    if progress.done is not None:
        facts.append((words("Progress"), words.percent(progress.done)))
    yield Table((), tuple(facts))
    if progress.note:
        yield Prose(progress.note)
    for old in told.revised:
        yield Prose(
            words(
                "Revised on {day}. Until then: {target}. {reason}",
                day=words.day(old.day),
                target=promise(old.target, old.due, told.state.goal.metric, words),
                reason=old.reason,
            ).strip()
        )
    if len(told.observed) >= DRAWN_FROM:
        yield _course(told, words)


def _course(told: GoalTold, words: Words) -> Course:
    goal = told.state.goal
    first, last = told.observed[0], told.observed[-1]
    target = value_of(goal.metric, goal.target, words)
    said = words(
        "{metric}: {first} in {start}, {last} in {end}; the target is {target}.",
        metric=metric_label(goal.metric, words).capitalize(),
        first=value_of(goal.metric, first.value, words),
        start=words.month(first.date.first_day),
        last=value_of(goal.metric, last.value, words),
        end=words.month(last.date.first_day),
        target=target,
    )
    return Course(
        f"goal-{goal.key}",
        words("Measured each week: {metric}", metric=metric_label(goal.metric, words)),
        said,
        tuple((o.date.first_day, o.value) for o in told.observed),
        goal.target,
        words("target: {target}", target=target),
        goal.metric in SHARES,
    )


def _created(told: CouncilReport, words: Words) -> Iterator[Block]:
    if not told.created:
        return
    yield Heading(words("Cases created per year"))
    yield Prose(
        words(
            "From documents. This is a flow, how many were created in a year, and not to be "
            "compared with how many there are."
        )
    )
    rows = tuple(
        (words.partial_date(o.date), words.number(o.value), o.note, o.source) for o in told.created
    )
    columns = (words("Year"), words("Created"), words("As"), words("Source"))
    yield Table(columns, rows, frozenset({1}))
    years = ", ".join(f"{row[0]}: {row[1]}" for row in rows)
    bars = tuple((o.date.year, o.value) for o in told.created)
    yield Bars("created-per-year", words("Cases created per year"), years, bars)


def _change(told: CouncilReport, words: Words) -> Iterator[Block]:
    yield Heading(words("Net change of the active cases, by cause"))
    yield Prose(
        words(
            "Read from the history, in which nothing is overwritten. A case counts while it is "
            "active and not paused. Cases that can't be shown are counted here, too."
        )
    )
    facts = tuple((fact.label, fact.value) for fact in change_facts(told.change.net, words))
    yield Table((words("Cause"), words("Cases")), facts, frozenset({1}))


def _closures(told: CouncilReport, words: Words) -> Iterator[Block]:
    yield Heading(words("Closed while a prisoner of conscience was living and not released"))
    rows = tuple(
        (
            one.closure.key,
            words.country(one.closure.country),
            words.day(one.closure.day) if one.closure.day else "",
            words.number(one.closure.people),
            outcome_label(one.closure.outcome, words),
            one.reason,
        )
        for one in told.closures
    )
    if rows:
        columns = (
            words("Case"),
            words("Country"),
            words("Closed on"),
            words("People"),
            words("Outcome"),
            words("Reason"),
        )
        yield Table(columns, rows, frozenset({3}))
    else:
        yield Prose(words("None that can be shown."))
    if told.change.left_out:
        yield Prose(
            words.plural(
                "And {n} that can't be shown.", "And {n} that can't be shown.", told.change.left_out
            )
        )


def _selective(told: CouncilReport, words: Words) -> Iterator[Block]:
    yield Heading(words("Closed in countries where other cases stay active"))
    if not told.change.selective:
        yield Prose(words("None that can be shown."))
        return
    rows = tuple(
        (
            words.country(one.country),
            ", ".join(closure.key for closure in one.closed),
            words.number(one.active),
        )
        for one in told.change.selective
    )
    columns = (words("Country"), words("Closed"), words("Cases that stay active"))
    yield Table(columns, rows, frozenset({2}))


def _feedback(told: CouncilReport, words: Words) -> Iterator[Block]:
    yield Heading(words("Feedback on decisions"))
    feedback = told.feedback
    nothing = words("nothing to measure")
    rows = (
        (words("Submitted in this time"), words.number(feedback.submitted)),
        (words("Of these answered"), words.number(feedback.answered)),
        (
            words("Answered in time, of those answered or overdue"),
            nothing if feedback.in_time is None else words.percent(feedback.in_time),
        ),
        (
            words("Median days to an answer"),
            nothing if feedback.days is None else words.number(feedback.days),
        ),
    )
    yield Table((), rows, frozenset({1}))


def _sections(told: CouncilReport, words: Words) -> Iterator[Block]:
    yield Heading(words("Sections and their capacity, on {day}", day=words.day(told.made)))
    rows = tuple(
        (
            one.section.name,
            words.number(one.load.running),
            words.number(one.load.capacity),
            words.percent(one.load.running / one.load.capacity) if one.load.capacity else "",
        )
        for one in told.sections
    )
    running = sum(one.load.running for one in told.sections)
    capacity = sum(one.load.capacity for one in told.sections)
    share = words.percent(running / capacity) if capacity else ""
    total = (words("Together"), words.number(running), words.number(capacity), share)
    columns = (words("Section"), words("Cases taken on"), words("Capacity"), words("In use"))
    yield Table(columns, (*rows, total), frozenset({1, 2, 3}))


def _history(told: CouncilReport, words: Words) -> Iterator[Block]:
    yield Heading(words("The history's last entry"))
    if told.head is None:
        yield Prose(words("The database has lost it."))
        return
    yield Prose(
        words(
            "No. {number}, with the hash {hash}. Whoever keeps this can check later that nothing "
            "before it was changed.",
            number=told.head.number,
            hash=told.head.hash,
        )
    )
