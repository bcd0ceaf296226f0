"""The words of the forms for the people and the actions of a case."""

from core.domain.cases import ActionKind, Gender, Status
from core.i18n import Words
from core.usecases.forms import FormOpened
from core.views.casework_labels import one_gender
from core.views.form_looks import FieldLooks, FormLooks
from core.views.forms_casework import yes_or_no
from core.views.labels import action_label, status_label


def person(opened: FormOpened, words: Words) -> FormLooks:
    """A person on a case."""
    del opened
    fields = {
        "name": FieldLooks(words("Name")),
        "withheld": FieldLooks(
            words("Is the name withheld?"),
            words("Then only stewards can read it."),
            yes_or_no(words),
        ),
        "aliases": FieldLooks(words("Other names"), words("With a semicolon between.")),
        "native_name": FieldLooks(words("Name in its own script")),
        "gender": FieldLooks(
            words("Gender"), choices={gender.value: one_gender(gender, words) for gender in Gender}
        ),
        "poc": FieldLooks(
            words("Prisoner of conscience?"),
            words("Withdrawing it from somebody who is not free is proposed first."),
            yes_or_no(words),
        ),
        "status": FieldLooks(
            words("Status"),
            choices={status.value: status_label(status, words) for status in Status},
        ),
        "status_date": FieldLooks(
            words("Since when?"), words("A day, a month or a year. A new status needs its own.")
        ),
        "status_source": FieldLooks(
            words("Who says so?"),
            words("All members can read this. Name nobody who could be put at risk."),
        ),
        "reason": FieldLooks(
            words("Why is the designation changed?"),
            words("Needed if it is. Coordinators can read this."),
        ),
    }
    return FormLooks(words("A person on a case"), fields, words("Keep"))


def action(opened: FormOpened, words: Words) -> FormLooks:
    """What members are asked to do."""
    del opened
    fields = {
        "kind": FieldLooks(
            words("What is to be done?"),
            choices={kind.value: action_label(kind, words) for kind in ActionKind},
        ),
        "text": FieldLooks(words("What is asked for?"), words("All members can read this.")),
        "target": FieldLooks(words("To whom?")),
        "deadline": FieldLooks(words("Until when?")),
        "language": FieldLooks(words("Language"), words("Its code, such as en.")),
        "over": FieldLooks(words("Over since"), words("Fill this in to end the action.")),
    }
    return FormLooks(words("An action on a case"), fields, words("Keep"))
