"""The words of the forms about what sections take on."""

from core.i18n import Words
from core.usecases.forms import FormOpened
from core.views.form_looks import FieldLooks, FormLooks


def capacity_form(opened: FormOpened, words: Words) -> FormLooks:
    """How many cases a section can take on."""
    del opened
    fields = {
        "section": FieldLooks(words("Section")),
        "number": FieldLooks(
            words("How many cases at once?"),
            words(
                "You may go below what is running: then no new case is taken on until enough are "
                "handed back."
            ),
        ),
    }
    return FormLooks(words("Capacity"), fields, words("Set capacity"))


def release_form(opened: FormOpened, words: Words) -> FormLooks:
    """Why a case is handed back."""
    del opened
    reasons = {
        "capacity": words("No capacity left"),
        "no_way": words("No way to act from here"),
        "led": words("Another section leads"),
        "other": words("Another reason"),
    }
    fields = {
        "reason": FieldLooks(words("Why?"), choices=reasons),
        "words": FieldLooks(
            words("In your own words"),
            words("The stewards can read this. Please name nobody who could be harmed by it."),
        ),
    }
    return FormLooks(words("Hand a case back"), fields, words("Hand back"))
