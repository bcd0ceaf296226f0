"""What is said of goals."""

from dataclasses import replace

from core.domain.goals import GoalState, Health, Metric
from core.i18n import Words
from core.parts import Action, Event, Fact, Paragraph, Part, Progress, Timeline, Tone, View
from core.usecases.goals import GoalsFound, NoSuchGoal
from core.views.labels import health_label

SHARE_METRICS = frozenset({Metric.CAPACITY_USED})
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
        buttons = cases_behind(outcome.states, words)
        return View("goal", outcome.states[0].goal.title, (progress, *history), buttons)
    parts: list[Part] = [*each_progress, *history]
    title = words("How the goals stand on {day}", day=words.day(outcome.today))
    each = tuple(Action(s.goal.title[:60], "goals", s.goal.key) for s in outcome.states)
    if not outcome.states:
        parts.append(Paragraph(words("No goals have been set yet."), Tone.HINT))
    return View("goals", title, tuple(parts), each)


def cases_behind(states: tuple[GoalState, ...], words: Words) -> tuple[Action, ...]:
    """A button for each number that opens to its cases."""
    labels = {
        Metric.AVAILABLE_CASES: words("Cases to act on"),
        Metric.ACTIVE_WITHOUT_SECTION: words("Cases without a section"),
        Metric.ACTIVE_POC_CASES: words("Prisoners of conscience"),
        Metric.ACTIVE_CASES: words("All active cases"),
    }
    metrics = dict.fromkeys(state.goal.metric for state in states)
    return tuple(
        Action(labels[metric], "cases", f"1:{CASES_BEHIND[metric]}")
        for metric in metrics
        if metric in CASES_BEHIND
    )


def goal_progress(state: GoalState, words: Words) -> Progress:
    """One goal: baseline, now, target, change, health and projection."""
    goal = state.goal
    value = words.percent if goal.metric in SHARE_METRICS else words.number
    baseline = words(
        "{value} ({date})", value=value(goal.baseline), date=words.partial_date(goal.baseline_date)
    )
    facts = [
        Fact(words("Baseline"), baseline),
        Fact(words("Now"), value(state.now) if state.now is not None else words("no data")),
        Fact(words("Target"), _target(state, value(goal.target), words)),
        Fact(words("Since last week"), _change(state, words)),
        Fact(words("Health"), health_label(state.health, words)),
    ]
    notes = [projection(state, words)]
    if goal.baseline_note:
        notes.append(words("Baseline: {note}.", note=goal.baseline_note))
    return Progress(goal.title, state.progress, tuple(facts), " ".join(filter(None, notes)))


def _target(state: GoalState, target: str, words: Words) -> str:
    if state.goal.due is None:
        return words("{value}, no date set", value=target)
    return words("{value} by {day}", value=target, day=words.day(state.goal.due))


def _change(state: GoalState, words: Words) -> str:
    if state.change is None:
        return words("not known")
    if state.change == 0:
        return words("no change")
    return words.signed(state.change)


def projection(state: GoalState, words: Words) -> str:
    """When the target is reached at this pace, and the pace that the date needs."""
    if state.health is Health.ACHIEVED:
        return words("The target is reached.")
    if state.now is None:
        return ""
    target = words.number(state.goal.target)
    if state.pace is None:
        text = words("There is no pace to judge by yet.")
    elif state.reached_on is None:
        text = words(
            "{target} is not reached at this pace ({pace} a week).",
            target=target,
            pace=words.signed(state.pace),
        )
    else:
        text = words(
            "{target} reached in {month} at this pace ({pace} a week).",
            target=target,
            month=words.month(state.reached_on),
            pace=words.signed(state.pace),
        )
    if state.needed_pace is None:
        return text
    need = words("To be in time, it needs {pace} a week.", pace=words.signed(state.needed_pace))
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
