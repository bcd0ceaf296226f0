"""From a request to its answer: understood, permitted, granted and worded."""

from dataclasses import dataclass

from core import grammar, intents, permissions
from core.i18n import Words
from core.parts import TOKEN_BYTES, Action, View
from core.request import Audience, Form, Reply, Request
from core.routes import ROUTES
from core.understanding.sentence import interpret
from core.usecases import dialogue, link
from core.usecases.forms import FormOpened, FormProblems, StaleForm
from core.usecases.turn import Turn
from core.views import dialogue as dialogue_view
from core.views import refusals
from core.views.table import Outcome, known, show


@dataclass(frozen=True, slots=True)
class Wish:
    """A request as it was understood."""

    request: Request
    intent: intents.Intent
    shown: bool
    """The asker wants the answer shown in the conversation."""

    @property
    def audience(self) -> Audience:
        """Who is to read the answer."""
        return Audience.CONVERSATION if self.shown else self.request.audience

    @property
    def alone(self) -> bool:
        """Nobody but the asker reads the answer."""
        return self.request.private or self.filling or self.audience is Audience.ASKER

    @property
    def filling(self) -> bool:
        """It is about a form, and so is answered to the asker alone."""
        return isinstance(self.intent, intents.FILLING)

    @property
    def present(self) -> bool:
        """It shows that messages arrive in the conversation: a command on Slack alone does not."""
        return self.request.private or (
            self.request.audience is Audience.CONVERSATION and not self.shown
        )

    @property
    def in_dialogue(self) -> bool:
        """The person may have a form open that they fill in by question and answer."""
        return self.request.private and not self.request.modals


def understand(request: Request) -> Wish:
    """What is asked for, by a command, a button, a form or a sentence."""
    shown, text = False, request.text
    if request.form is Form.TOKEN:
        shown, text = grammar.split_show_here(text)
    intent = grammar.parse(text, request.form)
    if isinstance(intent, intents.Ask):
        intent = interpret(intent.text)
    if request.form is Form.FIELDS and isinstance(intent, intents.OpenForm):
        intent = intents.SubmitForm(intent.form, intent.ref, request.seen, request.fields)
    return Wish(request, intent, shown)


@dataclass(frozen=True, slots=True)
class Granted:
    """A reply, and the questions that its buttons need to be kept."""

    reply: Reply
    remembered: tuple[str, ...] = ()


def grant(wish: Wish, turn: Turn, *, writable: bool) -> Granted | None:
    """The answer to a wish; None if it has to write and may not."""
    intent = wish.intent
    refused = permissions.refusal(type(intent), turn.asker, private=turn.private, alone=turn.alone)
    if refused is not None:
        return _refuse(wish, turn, refused)
    outcome = ROUTES[type(intent)](intent, turn)
    if isinstance(outcome, FormOpened | FormProblems) and not wish.request.modals:
        if not writable:
            return None
        anew = isinstance(intent, intents.OpenForm) and intent.anew
        outcome = known(dialogue.begin(outcome, turn, anew=anew))
    return Granted(_worded(wish, outcome, turn), outcome.remembered)


def _worded(wish: Wish, outcome: Outcome, turn: Turn) -> Reply:
    words = turn.words
    request = wish.request
    paged = isinstance(wish.intent, intents.Cases) and wish.intent.turned
    again = paged or (isinstance(outcome, dialogue.Asked) and outcome.toggled)
    return Reply(
        intents.NAMES[type(wish.intent)],
        (show(outcome, words), *_unfinished(wish, outcome, turn)),
        Audience.ASKER if outcome.personal or wish.filling else wish.audience,
        show_here=_show_here(wish, outcome, words),
        replaces=request.form is Form.TOKEN and again and not wish.shown,
        understood=outcome.understood,
        in_form=request.form is Form.FIELDS
        and isinstance(outcome, FormOpened | FormProblems | StaleForm),
    )


def _unfinished(wish: Wish, outcome: Outcome, turn: Turn) -> tuple[View, ...]:
    """A mention of the form that is open, below whatever else was asked in the middle of it."""
    asking = isinstance(outcome, dialogue.Asked | dialogue.ReadyToSend | dialogue.OtherBegun)
    if not wish.in_dialogue or wish.filling or asking or turn.asker.anonymous:
        return ()
    opened = dialogue.open_now(turn)
    return (dialogue_view.unfinished(opened, turn.words),) if opened else ()


def _refuse(wish: Wish, turn: Turn, refused: permissions.Refused) -> Granted:
    words = turn.words
    view = refusals.refused(refused, words)
    if refused.needs_private and isinstance(wish.intent, intents.Link) and wish.intent.code:
        link.void_code(wish.intent, turn.uow, turn.now)
        view = refusals.void_code(words)
    return Granted(Reply(intents.NAMES[type(wish.intent)], (view,), Audience.ASKER))


def _show_here(wish: Wish, outcome: Outcome, words: Words) -> Action | None:
    """A button for an answer that the asker alone reads though others could."""
    if wish.request.private or wish.shown or wish.request.audience is Audience.CONVERSATION:
        return None
    token = outcome.token or grammar.token_for(wish.intent)
    fits = len(f"{grammar.SHOW_HERE}:{token}".encode()) <= TOKEN_BYTES
    if not token or not fits or outcome.personal or wish.filling:
        return None
    return Action(words("Show here"), grammar.SHOW_HERE, token)
