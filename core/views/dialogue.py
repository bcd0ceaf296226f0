"""The questions of a form that is filled in one after the other."""

from collections.abc import Mapping

from core.domain.values import PartialDate
from core.i18n import Words
from core.intents import Step
from core.parts import Action, Fact, Facts, FieldKind, Paragraph, Part, Tone, View
from core.usecases.dialogue import Asked, CancelledForm, Note, NothingAsked, OtherBegun, ReadyToSend
from core.usecases.forms import BETWEEN, FieldSpec, FormOpened
from core.views.form_looks import FieldLooks
from core.views.form_problems import problem_text
from core.views.forms import choices_of, looks_of, open_button

_TYPED = frozenset(FieldKind) - {FieldKind.CHOICE, FieldKind.CHOICES}
_SHOWN = 200
"""Characters of a present value that are shown with the question."""


def asked(outcome: Asked, words: Words) -> View:
    """One question: what was wrong before, what is allowed, and what stands there now."""
    spec = outcome.spec
    looks = looks_of(outcome.opened, words)
    field = looks.fields[spec.key]
    place = words(
        "{form} · {number} of {total}",
        form=looks.title,
        number=outcome.number,
        total=len(outcome.opened.fields),
    )
    lines = [Paragraph(outcome.opened.subject, Tone.HINT)] if outcome.number == 1 else []
    lines += _note(outcome.note, words)
    if outcome.problem is not None:
        lines.append(Paragraph(problem_text(outcome.problem, words), Tone.WARNING))
    hints = filter(None, (field.hint, _how(spec, words), place))
    lines.append(Paragraph("\n".join(hints), Tone.HINT))
    now = Fact(words("Now"), _shown(spec, field, words)[:_SHOWN])
    parts: list[Part] = [line for line in lines if line.text]
    parts += [Facts((now,))] if spec.value else []
    typed = spec.kind in _TYPED
    buttons = (*_choices(outcome, field), *_steps(outcome, words))
    return View("asked", field.label, tuple(parts), buttons, typed)


def ready_to_send(outcome: ReadyToSend, words: Words) -> View:
    """All answers once more, each with a button to change it, and the one that sends."""
    looks = looks_of(outcome.opened, words)
    facts = []
    buttons = [_step(looks.submit, Step.SEND, outcome.mark, primary=True)]
    for spec in outcome.opened.fields:
        field = looks.fields[spec.key]
        facts.append(Fact(field.label, _shown(spec, field, words) or "–"))  # noqa: RUF001  a dash
        label = words("Change: {field}", field=field.label)
        buttons.append(Action(label, "answer", f"{outcome.mark}:{spec.key}"))
    buttons.append(Action(words("Cancel"), "cancel"))
    question = Paragraph(words("Is this right? Nothing is sent before you press the first button."))
    about = [Paragraph(outcome.opened.subject)] if outcome.opened.subject else []
    parts: tuple[Part, ...] = (*about, *_note(outcome.note, words), Facts(tuple(facts)), question)
    return View("ready_to_send", looks.title, parts, tuple(buttons))


def other_begun(outcome: OtherBegun, words: Words) -> View:
    """Ask whether to go on with the one that was begun, or to drop it."""
    begun, wanted = (looks_of(form, words).title for form in (outcome.begun, outcome.wanted))
    text = words("You have begun “{form}” and not sent it.", form=begun)
    buttons = (
        Action(words("Go on with it"), "step", f":{Step.GO_ON}"),
        open_button(outcome.wanted, words("Drop it, and open “{form}”", form=wanted), anew=True),
    )
    return View("other_begun", words("Another form is open"), (Paragraph(text),), buttons)


def cancelled_form(outcome: CancelledForm, words: Words) -> View:
    """Say that nothing was sent."""
    del outcome
    text = words("Nothing was sent, and your answers are gone.")
    return View("cancelled_form", words("Cancelled"), (Paragraph(text),))


def nothing_asked(outcome: NothingAsked, words: Words) -> View:
    """Say that no form is open."""
    del outcome
    text = words("No form is open here. It was sent, cancelled, or left alone for more than a day.")
    button = Action(words("Help"), "help")
    return View("nothing_asked", words("I am not asking anything"), (Paragraph(text),), (button,))


def unfinished(opened: FormOpened, words: Words) -> View:
    """Mention, after another answer, that a form waits."""
    form = looks_of(opened, words).title
    text = words("“{form}” is still open.", form=form)
    buttons = (
        Action(words("Go on with it"), "step", f":{Step.GO_ON}"),
        Action(words("Cancel it"), "cancel"),
    )
    return View("unfinished", "", (Paragraph(text, Tone.HINT),), buttons)


def said(opened: FormOpened, spec: FieldSpec, typed: str, words: Words) -> str:
    """What somebody typed, with the value in the place of a choice's label."""
    if spec.kind in _TYPED:
        return typed
    looks = looks_of(opened, words).fields[spec.key]
    values = {choice.label.casefold(): choice.value for choice in choices_of(spec, looks)}

    def value(text: str) -> str:
        return values.get(" ".join(text.split()).casefold(), text.strip())

    whole = value(typed)
    if spec.kind is FieldKind.CHOICE or whole in spec.choices:
        return whole
    return BETWEEN.join(map(value, typed.replace("\n", ",").split(",")))


def _note(note: Note, words: Words) -> list[Paragraph]:
    text: Mapping[Note, str] = {
        Note.NONE: "",
        Note.OLD_BUTTON: words("That button belonged to an earlier question. This one is open:"),
        Note.BEGUN: words("You had begun this form. Let us go on."),
        Note.PRESS_SEND: words("Please press one of the buttons."),
    }
    return [Paragraph(text[note], Tone.HINT)] if text[note] else []


def _how(spec: FieldSpec, words: Words) -> str:
    """How an answer is given."""
    return {
        FieldKind.LINE: words("Please write at most {most} characters.", most=spec.length),
        FieldKind.TEXT: words("Please write at most {most} characters.", most=spec.length),
        FieldKind.CHOICE: words("Choose one."),
        FieldKind.CHOICES: words("Choose as many as apply, then press “Done”."),
        FieldKind.DATE: words("A day, as {example}.", example="31 May 2010"),
        FieldKind.PARTIAL_DATE: words(
            "A day, a month or a year, as {example}.", example="31 May 2010, May 2010, 2010"
        ),
        FieldKind.NUMBER: words(
            "A whole number from {least} to {most}.", least=spec.lowest, most=spec.highest
        ),
    }[spec.kind]


def _choices(outcome: Asked, looks: FieldLooks) -> list[Action]:
    spec = outcome.spec
    chosen = spec.value.split(BETWEEN) if spec.kind is FieldKind.CHOICES else ()
    return [
        Action(
            f"✓ {choice.label}" if choice.value in chosen else choice.label,
            "answer",
            f"{outcome.mark}:{choice.value}",
        )
        for choice in choices_of(spec, looks)
    ]


def _steps(outcome: Asked, words: Words) -> list[Action]:
    spec, mark = outcome.spec, outcome.mark
    steps = []
    if spec.kind is FieldKind.CHOICES and (spec.value or spec.required):
        steps.append(_step(words("Done"), Step.DONE, mark, primary=True))
    elif spec.value:
        steps.append(_step(words("Keep it"), Step.KEEP, mark))
    elif not spec.required:
        steps.append(_step(words("Skip"), Step.KEEP, mark))
    if outcome.number > 1:
        steps.append(_step(words("Back"), Step.BACK, mark))
    return [*steps, Action(words("Cancel"), "cancel")]


def _step(label: str, step: Step, mark: str, *, primary: bool = False) -> Action:
    return Action(label, "step", f"{mark}:{step}", primary)


def _shown(spec: FieldSpec, looks: FieldLooks, words: Words) -> str:
    """What stands in a field, as it is read."""
    if spec.kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        labels = [c.label for c in choices_of(spec, looks) if c.value in spec.value.split(BETWEEN)]
        return words.joined(labels) if labels else spec.value
    if spec.kind in {FieldKind.DATE, FieldKind.PARTIAL_DATE} and spec.value:
        try:
            return words.partial_date(PartialDate.parse(spec.value))
        except ValueError:
            return spec.value
    return spec.value
