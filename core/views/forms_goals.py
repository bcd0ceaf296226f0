"""The words of the forms about goals, and what is said when one was set."""

from core.domain.goals import HISTORICAL, Metric
from core.i18n import Words
from core.parts import Action, Paragraph, Part, Tone, View
from core.usecases.forms import FormOpened
from core.usecases.goal_forms import GoalSet
from core.views.figure_labels import metric_label
from core.views.form_looks import FieldLooks, FormLooks
from core.views.goals import goal_progress, promise


def set_goal_form(opened: FormOpened, words: Words) -> FormLooks:
    """All that makes a goal."""
    del opened
    metrics = {str(m): metric_label(m, words) for m in Metric if m not in HISTORICAL}
    share = words("A whole number; of a share, the percent.")
    fields = {
        "key": FieldLooks(
            words("Key"), words("One short word by which it is asked for, such as available.")
        ),
        "title": FieldLooks(
            words("What is promised?"), words("One line, as everybody will read it.")
        ),
        "metric": FieldLooks(words("What is measured?"), choices=metrics),
        "baseline": FieldLooks(words("From which value?"), share),
        "baseline_date": FieldLooks(words("When was it so?")),
        "target": FieldLooks(words("To which value?"), share),
        "start": FieldLooks(words("From when does it count?")),
        "due": FieldLooks(words("Until when?"), words("Leave it out if no date is promised.")),
        "owner": FieldLooks(words("Who answers for it?")),
        "note": FieldLooks(words("What must be known of the first value?")),
    }
    return FormLooks(words("Set a goal"), fields, words("Set goal"))


def revise_goal_form(opened: FormOpened, words: Words) -> FormLooks:
    """Another target, and why."""
    del opened
    fields = {
        "target": FieldLooks(
            words("To which value?"), words("A whole number; of a share, the percent.")
        ),
        "due": FieldLooks(words("Until when?"), words("Leave it out if no date is promised.")),
        "reason": FieldLooks(
            words("Why?"), words("Everybody can read this, beside the target until now.")
        ),
    }
    return FormLooks(words("Revise a goal"), fields, words("Revise"))


def goal_set(outcome: GoalSet, words: Words) -> View:
    """How the goal stands now, and what was promised before."""
    goal = outcome.state.goal
    parts: list[Part] = []
    if not outcome.changed:
        parts.append(Paragraph(words("It was so before; nothing was changed."), Tone.HINT))
    elif outcome.before:
        before = promise(outcome.before.target, outcome.before.due, goal.metric, words)
        told = words("The target until now stays on record: {target}.", target=before)
        parts.append(Paragraph(told, Tone.SUCCESS))
    else:
        parts.append(Paragraph(words("The goal is set, for everybody to see."), Tone.SUCCESS))
    parts.append(goal_progress(outcome.state, words))
    show = Action(words("Show the goal"), "goals", goal.key)
    return View("goal_set", goal.title, tuple(parts), (show,))
