"""Forms as a whole, and what is said when one can't be sent."""

from collections.abc import Mapping

from core.i18n import Words
from core.parts import Action, Choice, Fact, Facts, Field, FormPart, Paragraph, Tone, View
from core.usecases.forms import FieldSpec, FormOpened, FormProblems, Problem, StaleForm
from core.views.form_looks import FieldLooks, FormLooks
from core.views.form_problems import problem_text
from core.views.form_words import FORM_WORDS


def form_opened(opened: FormOpened, words: Words) -> View:
    """The form, to be filled in."""
    return _form("form", opened, {}, words)


def form_problems(outcome: FormProblems, words: Words) -> View:
    """The form as it was filled in, with what is wrong at each field."""
    return _form("form_problems", outcome.opened, outcome.problems, words)


def stale_form(outcome: StaleForm, words: Words) -> View:
    """Say that the form is too old, and give back what was written into it."""
    text = words(
        "Somebody changed this while you were filling in the form. Nothing was changed by you. "
        "Please open the form again and look at what is new."
    )
    written = tuple(Fact(words("You had written"), text) for text in outcome.typed)
    parts = (Paragraph(text, Tone.WARNING), *((Facts(written),) if written else ()))
    button = Action(words("Open it again"), "form", f"{outcome.form}:{outcome.ref}")
    return View("stale_form", words("This form is too old"), parts, (button,))


def takes_longer(words: Words) -> View:
    """A form was sent, and its answer isn't there in time to be shown in it."""
    text = words("It takes a little longer. The answer will come as a message.")
    return View("takes_longer", words("Received"), (Paragraph(text),))


def looks_of(opened: FormOpened, words: Words) -> FormLooks:
    """The form's words."""
    return FORM_WORDS[opened.form](opened, words)


def open_button(opened: FormOpened, label: str, *, anew: bool = False) -> Action:
    """The button that opens the form."""
    return Action(label, "anew" if anew else "form", f"{opened.form}:{opened.ref}".rstrip(":"))


def choices_of(spec: FieldSpec, looks: FieldLooks) -> tuple[Choice, ...]:
    """What can be chosen, with what each is called."""
    return tuple(Choice(value, looks.choices.get(value, value)) for value in spec.choices)


def _form(name: str, opened: FormOpened, problems: Mapping[str, Problem], words: Words) -> View:
    looks = looks_of(opened, words)
    fields = tuple(
        _field(spec, looks.fields, problems.get(spec.key), words) for spec in opened.fields
    )
    open_it = open_button(opened, words("Fill in: {form}", form=looks.title))
    part = FormPart(looks.title, fields, looks.submit, open_it, opened.seen)
    about = (Paragraph(opened.subject),) if opened.subject else ()
    return View(name, looks.title, (*about, part))


def _field(
    spec: FieldSpec, looks: Mapping[str, FieldLooks], problem: Problem | None, words: Words
) -> Field:
    worded = looks[spec.key]
    return Field(
        spec.key,
        spec.kind,
        worded.label,
        worded.hint,
        spec.value,
        spec.required,
        choices_of(spec, worded),
        spec.length,
        "" if problem is None else problem_text(problem, words),
    )
