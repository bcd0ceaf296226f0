"""What `/feedback` and `/nominate` mean, by what is typed after them."""

from dataclasses import replace

from core.answer import Answer
from core.intents import Feedback, Nominate, OpenForm
from core.usecases.feedback import show_feedback
from core.usecases.feedback_forms import NAME_LENGTH, QUESTION
from core.usecases.filling import open_form
from core.usecases.forms import FormOpened
from core.usecases.nomination_forms import NAME, NOMINATE
from core.usecases.nominations import list_nominations, show_nomination
from core.usecases.turn import Turn

LIST = "list"


def give_feedback(wish: Feedback, turn: Turn) -> Answer:
    """`F-12` or `12` shows that feedback; else the form to question one, of a case or a person."""
    ref = wish.ref.strip()
    if ref.upper().startswith("F-") or ref.isdigit():
        return show_feedback(ref, turn)
    return open_form(OpenForm(QUESTION, ref), turn)


def nominate(wish: Nominate, turn: Turn) -> Answer:
    """`N-4` or `4` shows that nomination, `list` the last ones; a name or nothing is the form."""
    ref = wish.ref.strip()
    if ref.casefold() == LIST:
        return list_nominations(turn)
    if ref.upper().startswith("N-") or ref.isdigit():
        return show_nomination(ref, turn)
    opened = open_form(OpenForm(NOMINATE), turn)
    return _with_name(opened, ref) if isinstance(opened, FormOpened) else opened


def _with_name(opened: FormOpened, name: str) -> FormOpened:
    """The form with a name in it that was typed behind the command."""
    fields = tuple(
        replace(spec, value=name[:NAME_LENGTH]) if spec.key == NAME else spec
        for spec in opened.fields
    )
    return replace(opened, fields=fields)
