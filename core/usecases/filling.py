"""Open a form, and send it."""

from dataclasses import replace

from core.answer import Answer
from core.intents import OpenForm, SubmitForm
from core.permissions import form_refusal
from core.usecases.form_table import FORMS
from core.usecases.forms import CHOOSING, FormOpened, StaleForm, check, problems
from core.usecases.help import NotUnderstood
from core.usecases.turn import Turn


def open_form(wish: OpenForm, turn: Turn) -> Answer:
    """The form, or why the asker can't fill it in."""
    form = FORMS.get(wish.form)
    if form is None:
        return NotUnderstood(wish.form)
    return form_refusal(wish.form, turn.asker) or form.open(wish.ref, turn)


def submit_form(wish: SubmitForm, turn: Turn) -> Answer:
    """Check what was filled in against the form as it is now, and do it if nothing is wrong."""
    opened = open_form(OpenForm(wish.form, wish.ref), turn)
    if not isinstance(opened, FormOpened):
        return opened
    checked = check(opened.fields, wish.values)
    if checked.problems:
        return problems(opened, checked.values, checked.problems)
    outcome = FORMS[wish.form].submit(wish.ref, checked.values, wish.seen, turn)
    if not isinstance(outcome, StaleForm):
        return outcome
    written = (spec.key for spec in opened.fields if spec.kind not in CHOOSING)
    return replace(outcome, typed=tuple(filter(None, map(checked.values.get, written))))
