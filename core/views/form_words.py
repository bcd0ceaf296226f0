"""What stands on every form, by its name."""

from collections.abc import Callable, Mapping

from core.i18n import Words
from core.usecases import capacity, release_form
from core.usecases.forms import FormOpened
from core.views import forms_commit
from core.views.form_looks import FieldLooks, FormLooks

__all__ = ["FORM_WORDS", "FieldLooks", "FormLooks"]

FORM_WORDS: Mapping[str, Callable[[FormOpened, Words], FormLooks]] = {
    capacity.FORM: forms_commit.capacity_form,
    release_form.FORM: forms_commit.release_form,
}
