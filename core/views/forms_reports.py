"""The words of the forms about what was done."""

from core.domain.cases import ActionKind
from core.i18n import Words
from core.usecases.act import ALONE
from core.usecases.forms import FormOpened
from core.views.form_looks import FieldLooks, FormLooks


def act_form(opened: FormOpened, words: Words) -> FormLooks:
    """What was done on a case."""
    del opened
    kinds = {
        ActionKind.LETTER: words("Letters"),
        ActionKind.EMAIL: words("E-mails"),
        ActionKind.PETITION: words("Signatures"),
        ActionKind.POSTCARD: words("Postcards"),
        ActionKind.CALL: words("Calls"),
        ActionKind.EVENT: words("Events"),
    }
    fields = {
        "kind": FieldLooks(
            words("What was done?"), choices={str(kind): label for kind, label in kinds.items()}
        ),
        "number": FieldLooks(words("How many?")),
        "date": FieldLooks(words("When?"), words("The day on which it was done, or the last one.")),
        "section": FieldLooks(
            words("For which section?"), choices={ALONE: words("For none: for myself")}
        ),
        "note": FieldLooks(
            words("Anything to add?"),
            words(
                "Your section's coordinators and the stewards can read this. Please name nobody "
                "who could be harmed by it."
            ),
        ),
    }
    return FormLooks(words("Report what was done"), fields, words("Report"))


def strike_form(opened: FormOpened, words: Words) -> FormLooks:
    """Why a report is struck."""
    del opened
    fields = {"reason": FieldLooks(words("Why should it not count?"))}
    return FormLooks(words("Strike a report"), fields, words("Strike"))
