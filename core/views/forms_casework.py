"""The words of the forms by which stewards change cases and move them."""

from core.domain.cases import Concern, ConsentScope, Level, Outcome
from core.i18n import Words
from core.usecases.forms import FormOpened
from core.usecases.steward_forms import NO, YES
from core.views.casework_labels import scope_label
from core.views.form_looks import FieldLooks, FormLooks
from core.views.labels import concern_labels, level_label, outcome_label
from core.views.rights import article_labels


def yes_or_no(words: Words) -> dict[str, str]:
    """What the two answers are called."""
    return {YES: words("Yes"), NO: words("No")}


def case_new(opened: FormOpened, words: Words) -> FormLooks:
    """A new draft."""
    return FormLooks(words("New case"), _case_fields(opened, words), words("Keep draft"))


def case_edit(opened: FormOpened, words: Words) -> FormLooks:
    """What a case says."""
    return FormLooks(words("Edit a case"), _case_fields(opened, words), words("Keep"))


def _case_fields(opened: FormOpened, words: Words) -> dict[str, FieldLooks]:
    choices = {spec.key: spec.choices for spec in opened.fields}
    concerns = concern_labels(map(Concern, choices["concerns"]), words)
    articles = article_labels(tuple(map(int, choices["articles"])), words)
    return {
        "title": FieldLooks(words("Title")),
        "country": FieldLooks(words("Country"), words("Its name, or its code such as MYS.")),
        "summary": FieldLooks(words("Summary"), words("All members can read this.")),
        "long_objective": FieldLooks(words("Long-term objective")),
        "short_objective": FieldLooks(words("Next objective")),
        "inclusion_reason": FieldLooks(
            words("Why is it in the portfolio?"), words("Needed before it can be active.")
        ),
        "concerns": FieldLooks(
            words("Concerns"), choices=dict(zip(choices["concerns"], concerns, strict=True))
        ),
        "articles": FieldLooks(
            words("Rights"), choices=dict(zip(choices["articles"], articles, strict=True))
        ),
        "research_team": FieldLooks(
            words("Research team"), words("Its capacity limits the active cases.")
        ),
        "review": FieldLooks(words("To be reviewed on")),
    }


def consent(opened: FormOpened, words: Words) -> FormLooks:
    """What was agreed to, and whether it is safe."""
    del opened
    scopes = {scope.value: scope_label(scope, words) for scope in ConsentScope}
    fields = {
        "scopes": FieldLooks(
            words("What was agreed to?"),
            words("Without consent for listing the case is hidden at once."),
            scopes,
        ),
        "safe": FieldLooks(words("Is it safe to publicise?"), choices=yes_or_no(words)),
        "reason": FieldLooks(
            words("How is that known?"), words("Who agreed, when, and who asked them.")
        ),
    }
    return FormLooks(words("Consent and safety"), fields, words("Record"))


def consent_withdrawn(opened: FormOpened, words: Words) -> FormLooks:
    """Close a case because consent was withdrawn."""
    del opened
    fields = {
        "reason": FieldLooks(
            words("What is known of it?"),
            words(
                "The case is closed and hidden everywhere at once, and all who act on it are told "
                "to stop."
            ),
        )
    }
    return FormLooks(words("Consent withdrawn"), fields, words("Close and hide"))


def verify(opened: FormOpened, words: Words) -> FormLooks:
    """What is known, and since when."""
    del opened
    fields = {
        "on": FieldLooks(words("Verified on")),
        "known": FieldLooks(
            words("What is known?"), words("For example: still detained, seen by the family.")
        ),
    }
    return FormLooks(words("Verify a case"), fields, words("Record"))


def move(opened: FormOpened, words: Words) -> FormLooks:
    """Where a case is to go, and why."""
    del opened
    fields = {
        "to": FieldLooks(
            words("Where to?"), choices={level.value: level_label(level, words) for level in Level}
        ),
        "outcome": FieldLooks(
            words("Outcome"),
            words("Needed to close it."),
            {outcome.value: outcome_label(outcome, words) for outcome in Outcome},
        ),
        "reason": FieldLooks(
            words("Why?"), words("Coordinators can read this. Please name nobody at risk.")
        ),
        "review": FieldLooks(
            words("To be reviewed on"), words("Needed to make it dormant: dormancy has an end.")
        ),
        "into": FieldLooks(
            words("Merged into"), words("The reference of the active case that carries everybody.")
        ),
        "since": FieldLooks(
            words("Since when is that so?"),
            words(
                "For released, died, executed, sentence served, no longer at risk: recorded of "
                "every prisoner of conscience on the case who is not free yet."
            ),
        ),
        "source": FieldLooks(
            words("Who says so?"),
            words("All members can read this. Name nobody who could be put at risk."),
        ),
        "override": FieldLooks(
            words("Go beyond the research team's capacity?"), choices=yes_or_no(words)
        ),
    }
    return FormLooks(words("Move a case"), fields, words("Move"))


def research(opened: FormOpened, words: Words) -> FormLooks:
    """How many active cases a research team can sustain."""
    del opened
    fields = {
        "team": FieldLooks(words("Research team")),
        "number": FieldLooks(words("How many active cases can it sustain?")),
    }
    return FormLooks(words("Research capacity"), fields, words("Set capacity"))
