"""What is said of goals."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from core.domain.goals import HISTORICAL, OF_FEEDBACK, SHARES, GoalState, Health, Metric
from core.i18n import Words
from core.parts import Action, Event, Fact, Paragraph, Part, Progress, Timeline, Tone, View
from core.usecases.goals import GoalsFound, NoSuchGoal
from core.views.figure_labels import metric_label, value_of
from core.views.labels import health_label

CASES_BEHIND = {
    Metric.AVAILABLE_CASES: "available",
    Metric.ACTIVE_WITHOUT_SECTION: "uncommitted",
    Metric.ACTIVE_POC_CASES: "poc",
    Metric.ACTIVE_CASES: "active",
}
"""The question that opens a metric's number to the cases behind it."""


def goals_found(outcome: GoalsFound, words: Words) -> View:
    """Each goal with its numbers, in words."""
    each_progress = [goal_progress(state, words) for state in outcome.states]
    history = (_history(outcome, words),) if outcome.history else ()
    if len(outcome.states) == 1:
        progress = replace(each_progress[0], title="")
        goal = outcome.states[0].goal
        buttons = cases_behind(outcome.states, words)
        if outcome.may_revise:
            buttons += (Action(words("Revise"), "form", f"revise_goal:{goal.key}"),)
        parts_of_one = (progress, *_revisions(outcome, words), *history)
        return View("goal", goal.title, parts_of_one, buttons)
    parts: list[Part] = [*each_progress, *history]
    title = words("How the goals stand on {day}", day=words.day(outcome.today))
    each = tuple(Action(s.goal.title[:60], "goals", s.goal.key) for s in outcome.states)
    change = Action(words("Net change of active cases"), "goals", "change")
    if not outcome.states:
        parts.append(Paragraph(words("No goals have been set yet."), Tone.HINT))
    return View("goals", title, tuple(parts), (*each, change))


def cases_behind(states: tuple[GoalState, ...], words: Words) -> tuple[Action, ...]:
    """A button for each number that opens to its cases."""
    labels = {
        Metric.AVAILABLE_CASES: words("Cases to act on"),
        Metric.ACTIVE_WITHOUT_SECTION: words("Cases without a section"),
        Metric.ACTIVE_POC_CASES: words("Prisoners of conscience"),
        Metric.ACTIVE_CASES: words("All active cases"),
    }
    metrics = dict.fromkeys(state.goal.metric for state in states)
    return tuple(_behind(metric, labels, words) for metric in metrics if metric not in HISTORICAL)


def _behind(metric: Metric, labels: Mapping[Metric, str], words: Words) -> Action:
    if metric in CASES_BEHIND:
        return Action(labels[metric], "cases", f"1:{CASES_BEHIND[metric]}")
    if metric in OF_FEEDBACK:
        return Action(words("All feedback"), "feedback", "list")
    which = words("Which: {cause}", cause=metric_label(metric, words))
    return Action(which, "behind", f"1:{metric}")


def goal_progress(state: GoalState, words: Words) -> Progress:
    """One goal: baseline, now, target, change, health and projection."""
    goal = state.goal
    value = partial(value_of, goal.metric, words=words)
    baseline = words(
        "{value} ({date})", value=value(goal.baseline), date=words.partial_date(goal.baseline_date)
    )
    facts = [
        Fact(words("Baseline"), baseline),
        Fact(words("Now"), value(state.now) if state.now is not None else words("no data")),
        Fact(words("Target"), promise(goal.target, goal.due, goal.metric, words)),
        Fact(words("Since last week"), _change(state, words)),
        Fact(words("Health"), health_label(state.health, words)),
    ]
    notes = [projection(state, words)]
    if goal.baseline_note:
        notes.append(words("Baseline: {note}.", note=goal.baseline_note))
    return Progress(goal.title, state.progress, tuple(facts), " ".join(filter(None, notes)))


def promise(target: float, due: date | None, metric: Metric, words: Words) -> str:
    """A target, and until when."""
    value = value_of(metric, target, words)
    if due is None:
        return words("{value}, no date set", value=value)
    return words("{value} by {day}", value=value, day=words.day(due))


def _revisions(outcome: GoalsFound, words: Words) -> tuple[Timeline, ...]:
    if not outcome.revisions:
        return ()
    metric = outcome.states[0].goal.metric
    events = tuple(
        Event(
            words.day(old.day),
            words(
                "Given up: {target}. {reason}",
                target=promise(old.target, old.due, metric, words),
                reason=old.reason,
            ).strip(),
        )
        for old in outcome.revisions
    )
    return (Timeline(events, words("Earlier targets")),)


def _change(state: GoalState, words: Words) -> str:
    if state.change is None:
        return words("not known")
    if state.change == 0:
        return words("no change")
    return _signed(state.change, state.goal.metric, words)


def _signed(value: float, metric: Metric, words: Words) -> str:
    """A change; of a share, in points of a hundred."""
    if metric not in SHARES:
        return words.signed(value)
    return words("{n} points", n=words.signed(value * 100))


def projection(state: GoalState, words: Words) -> str:
    """When the target is reached at this pace, and the pace that the date needs."""
    if state.health is Health.ACHIEVED:
        return words("The target is reached.")
    if state.now is None:
        return ""
    metric = state.goal.metric
    target = value_of(metric, state.goal.target, words)
    if state.pace is None:
        text = words("There is no pace to judge by yet.")
    elif state.reached_on is None:
        text = words(
            "{target} is not reached at this pace ({pace} a week).",
            target=target,
            pace=_signed(state.pace, metric, words),
        )
    else:
        text = words(
            "{target} reached in {month} at this pace ({pace} a week).",
            target=target,
            month=words.month(state.reached_on),
            pace=_signed(state.pace, metric, words),
        )
    if state.needed_pace is None:
        return text
    need = words(
        "To be in time, it needs {pace} a week.", pace=_signed(state.needed_pace, metric, words)
    )
    return f"{text} {need}"


def _history(outcome: GoalsFound, words: Words) -> Timeline:
    events = tuple(
        Event(
            words.partial_date(seen.date),
            words("{value} ({note})", value=words.number(seen.value), note=seen.note)
            if seen.note
            else words.number(seen.value),
        )
        for seen in outcome.history
    )
    return Timeline(events, words("Cases created per year, for comparison"))


def no_such_goal(outcome: NoSuchGoal, words: Words) -> View:
    """Say which goals there are."""
    title = words("No goal is called “{typed}”", typed=outcome.typed)
    text = words("Choose one of these.") if outcome.keys else words("No goals have been set yet.")
    return View(
        "no_such_goal",
        title,
        (Paragraph(text, Tone.HINT),),
        tuple(Action(key, "goals", key) for key in outcome.keys),
    )
