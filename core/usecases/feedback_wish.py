"""What `/feedback` and `/nominate` mean, by what is typed after them."""

from core.answer import Answer
from core.intents import Feedback, Nominate, OpenForm
from core.usecases.feedback import show_feedback
from core.usecases.feedback_forms import QUESTION
from core.usecases.filling import open_form
from core.usecases.nomination_forms import NOMINATE
from core.usecases.nominations import list_nominations, show_nomination
from core.usecases.turn import Turn

LIST = "list"


def give_feedback(wish: Feedback, turn: Turn) -> Answer:
    """`F-12` shows that feedback; else the form to question a decision, on a case or a person."""
    ref = wish.ref.strip()
    if ref.upper().startswith("F-"):
        return show_feedback(ref, turn)
    return open_form(OpenForm(QUESTION, ref), turn)


def nominate(wish: Nominate, turn: Turn) -> Answer:
    """`N-4` shows that nomination, `list` the last ones; nothing is the form."""
    ref = wish.ref.strip()
    if ref.casefold() == LIST:
        return list_nominations(turn)
    return show_nomination(ref, turn) if ref else open_form(OpenForm(NOMINATE), turn)
