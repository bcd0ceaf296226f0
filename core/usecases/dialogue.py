"""A form filled in by question and answer, where a platform can't show it as a whole.

The form is opened anew at every step, so that the asker may still fill it in, its choices are
those of now, and a newer version of the program goes on with what an older one began.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from core.answer import Answer, Personal
from core.intents import AnswerField, CancelForm, OpenForm, Step, StepForm, SubmitForm
from core.ports_dialogues import Dialogue
from core.usecases.filling import open_form, submit_form
from core.usecases.forms import (
    BETWEEN,
    FieldKind,
    FieldSpec,
    FormOpened,
    FormProblems,
    Problem,
    check_field,
    filled,
)
from core.usecases.turn import Turn

Said = Callable[[FormOpened, FieldSpec, str], str]
"""What somebody typed, with the value in the place of a choice's label."""
MARK_LENGTH = 6


class Note(StrEnum):
    """What is to be said before a question."""

    NONE = ""
    OLD_BUTTON = "old_button"
    """The pressed button belonged to an earlier question."""
    BEGUN = "begun"
    """The form was begun before."""
    PRESS_SEND = "press_send"
    """Something was typed where only a button is awaited."""


@dataclass(frozen=True, slots=True)
class _InDialogue(Personal):
    """A question, to its asker alone."""

    opened: FormOpened
    filled: Mapping[str, str]
    mark: str
    note: Note


@dataclass(frozen=True, slots=True)
class Asked(_InDialogue):
    """The question for one field."""

    spec: FieldSpec
    """With the value that stands in it now."""
    problem: Problem | None = None
    toggled: bool = False
    """The same question once more, after one of several choices."""

    @property
    def number(self) -> int:
        """The place of the question, from 1."""
        return [spec.key for spec in self.opened.fields].index(self.spec.key) + 1


@dataclass(frozen=True, slots=True)
class ReadyToSend(_InDialogue):
    """All is answered; `opened` has the answers in its fields."""


@dataclass(frozen=True, slots=True)
class OtherBegun(Personal):
    """Another form was begun and not sent; `wanted` is the one that is asked for now."""

    begun: FormOpened
    wanted: FormOpened


@dataclass(frozen=True, slots=True)
class CancelledForm(Personal):
    """The form was dropped, with all that was answered."""


@dataclass(frozen=True, slots=True)
class NothingAsked(Personal):
    """No form is being filled in: it was sent, dropped or forgotten."""


def begin(answer: FormOpened | FormProblems, turn: Turn, *, anew: bool = False) -> Answer:
    """Ask the first question, or the one whose answer was wrong; or go on with what was begun."""
    opened = answer.opened if isinstance(answer, FormProblems) else answer
    found = answer.problems if isinstance(answer, FormProblems) else {}
    held = turn.uow.dialogues.hold(turn.asker.identity, turn.now)
    if held is not None and not anew and not found:
        if (held.form, held.ref) == (opened.form, opened.ref):
            return _ask(held, opened, turn, Note.BEGUN)
        begun = open_form(OpenForm(held.form, held.ref), turn) if held.filled else None
        if isinstance(begun, FormOpened):
            return OtherBegun(begun, opened)
    keys = [spec.key for spec in opened.fields]
    first = next((key for key in keys if key in found), keys[0] if keys else "")
    dialogue = Dialogue(
        turn.asker.identity,
        turn.chance.new_id()[:MARK_LENGTH],
        opened.form,
        opened.ref,
        opened.seen,
        first,
        {},
        turn.now,
        turn.now,
    )
    return _ask(dialogue, opened, turn, problem=found.get(first))


def answer_field(wish: AnswerField, turn: Turn, said: Said) -> Answer:
    """Take an answer; ask the same again if it can't be one, else the next."""
    found = _present(turn)
    if isinstance(found, Answer):
        return found
    held, opened = found
    if wish.mark and wish.mark != mark_of(held, opened):
        return _ask(held, opened, turn, Note.OLD_BUTTON)
    spec = _field(held, opened)
    if spec is None:
        chosen = wish.value if wish.mark and _find(opened, wish.value) else ""
        note = Note.NONE if chosen else Note.PRESS_SEND
        return _ask(replace(held, field=chosen), opened, turn, note)
    if spec.kind is FieldKind.CHOICES and wish.mark:
        return _toggle(held, opened, spec, wish.value, turn)
    value = wish.value if wish.mark else said(opened, spec, wish.value)
    return _take(held, opened, spec, value, turn)


def step_form(wish: StepForm, turn: Turn) -> Answer:
    """Keep what stands there, go back, go on, or send."""
    found = _present(turn)
    if isinstance(found, Answer):
        return found
    held, opened = found
    spec = _field(held, opened)
    if wish.step is Step.GO_ON or wish.mark != mark_of(held, opened):
        note = Note.NONE if wish.step is Step.GO_ON else Note.OLD_BUTTON
        return _ask(held, opened, turn, note)
    if wish.step is Step.BACK:
        return _back(held, opened, turn)
    if spec is not None:
        return _take(held, opened, spec, spec.value, turn)
    return _send(held, opened, turn) if wish.step is Step.SEND else _ask(held, opened, turn)


def cancel_form(_wish: CancelForm, turn: Turn) -> CancelledForm | NothingAsked:
    """Drop what was begun."""
    if turn.uow.dialogues.hold(turn.asker.identity, turn.now) is None:
        return NothingAsked()
    turn.uow.dialogues.drop(turn.asker.identity)
    return CancelledForm()


def open_now(turn: Turn) -> FormOpened | None:
    """The form that the asker has begun and neither sent nor dropped."""
    held = turn.uow.dialogues.get(turn.asker.identity, turn.now) if turn.filling else None
    opened = None if held is None else open_form(OpenForm(held.form, held.ref), turn)
    return opened if isinstance(opened, FormOpened) else None


def mark_of(held: Dialogue, opened: FormOpened) -> str:
    """What the buttons of the present question carry, and those of no other."""
    keys = [spec.key for spec in opened.fields]
    return f"{held.mark}{keys.index(held.field) if held.field in keys else len(keys)}"


def _present(turn: Turn) -> tuple[Dialogue, FormOpened] | Answer:
    """What is being filled in; or why nothing is, and then nothing is any more."""
    held = turn.uow.dialogues.hold(turn.asker.identity, turn.now)
    if held is None:
        return NothingAsked()
    opened = open_form(OpenForm(held.form, held.ref), turn)
    if isinstance(opened, FormOpened):
        return held, opened
    turn.uow.dialogues.drop(held.identity)
    return opened


def _find(opened: FormOpened, key: str) -> FieldSpec | None:
    return next((spec for spec in opened.fields if spec.key == key), None)


def _field(held: Dialogue, opened: FormOpened) -> FieldSpec | None:
    """The field that is asked for, with what stands in it; None when all is answered."""
    spec = _find(opened, held.field)
    return spec and replace(spec, value=held.filled.get(spec.key, spec.value))


def _take(held: Dialogue, opened: FormOpened, spec: FieldSpec, value: str, turn: Turn) -> Answer:
    found = check_field(spec, value)
    if isinstance(found, Problem):
        return _ask(held, opened, turn, problem=found)
    answers = {**held.filled, spec.key: found}
    following = next((one.key for one in opened.fields if one.key not in answers), "")
    return _ask(replace(held, filled=answers, field=following), opened, turn)


def _toggle(held: Dialogue, opened: FormOpened, spec: FieldSpec, value: str, turn: Turn) -> Answer:
    chosen = set(spec.value.split(BETWEEN)) ^ {value}
    now = BETWEEN.join(choice for choice in spec.choices if choice in chosen)
    changed = replace(held, filled={**held.filled, spec.key: now})
    asked = _ask(changed, opened, turn)
    return replace(asked, toggled=True) if isinstance(asked, Asked) else asked


def _back(held: Dialogue, opened: FormOpened, turn: Turn) -> Answer:
    keys = [spec.key for spec in opened.fields]
    place = keys.index(held.field) if held.field in keys else len(keys)
    return _ask(replace(held, field=keys[max(0, place - 1)]), opened, turn)


def _send(held: Dialogue, opened: FormOpened, turn: Turn) -> Answer:
    values = {spec.key: held.filled.get(spec.key, spec.value) for spec in opened.fields}
    outcome = submit_form(SubmitForm(held.form, held.ref, held.seen, values), turn)
    if isinstance(outcome, FormProblems):
        key = next(spec.key for spec in opened.fields if spec.key in outcome.problems)
        again = replace(held, field=key)
        return _ask(again, outcome.opened, turn, problem=outcome.problems[key])
    turn.uow.dialogues.drop(held.identity)
    return outcome


def _ask(
    held: Dialogue,
    opened: FormOpened,
    turn: Turn,
    note: Note = Note.NONE,
    problem: Problem | None = None,
) -> Asked | ReadyToSend:
    """Keep the dialogue as it stands now, and ask what is to be asked."""
    kept = replace(held, touched_at=turn.now)
    turn.uow.dialogues.put(kept)
    mark = mark_of(kept, opened)
    spec = _field(kept, opened)
    if spec is not None:
        return Asked(opened, kept.filled, mark, note, spec, problem)
    values = {one.key: kept.filled.get(one.key, one.value) for one in opened.fields}
    return ReadyToSend(filled(opened, values), values, mark, note)
