"""The words of the forms of feedback and nominations."""

from core.domain.cases import Concern, Level, Outcome, Status
from core.domain.feedback import Verdict
from core.i18n import Words
from core.usecases.feedback_forms import QuestionOpened
from core.usecases.forms import FormOpened
from core.views.feedback_labels import target_label, verdict_label
from core.views.form_looks import FieldLooks, FormLooks
from core.views.labels import concern_labels, level_label, outcome_label, status_label


def question_form(opened: FormOpened, words: Words) -> FormLooks:
    """Which decision, and what is wrong with it."""
    fields = _section(opened, words) | _person(words)
    if isinstance(opened, QuestionOpened):
        choices = {t.decision: target_label(t, words, opened.case) for t in opened.targets}
        fields["decision"] = FieldLooks(words("Which decision?"), choices=choices)
    fields["question"] = FieldLooks(
        words("What do you question, and why?"),
        words("Every section can read this if the case is published."),
    )
    return FormLooks(words("Question a decision"), fields, words("Send"))


def appeal_form(opened: FormOpened, words: Words) -> FormLooks:
    """Why the answer is not enough."""
    del opened
    hint = words("The board reads it with the answer. There is one appeal.")
    fields = {"reasons": FieldLooks(words("Why are you not satisfied?"), hint)}
    return FormLooks(words("Appeal"), fields, words("Appeal"))


def comment_form(opened: FormOpened, words: Words) -> FormLooks:
    """What a section says of an answer."""
    fields = _section(opened, words)
    fields["comment"] = FieldLooks(words("Your comment on the answer"))
    return FormLooks(words("Comment"), fields, words("Send"))


def answer_form(opened: FormOpened, words: Words) -> FormLooks:
    """Decision, reasons and next step."""
    del opened
    fields = {
        "verdict": _verdict(words),
        "reasons": FieldLooks(words("Reasons")),
        "next_step": FieldLooks(words("Next step"), words("Who does what.")),
        "next_date": FieldLooks(words("By when?")),
        "draft": FieldLooks(
            words("Draft about this person"),
            words("Its key, for the board alone. Never say to the section that there is one."),
        ),
    }
    return FormLooks(words("Answer feedback"), fields, words("Answer"))


def rule_form(opened: FormOpened, words: Words) -> FormLooks:
    """The board's decision."""
    del opened
    levels = {level.value: level_label(level, words) for level in Level}
    outcomes = {outcome.value: outcome_label(outcome, words) for outcome in Outcome}
    fields = {
        "verdict": _verdict(words),
        "reasons": FieldLooks(words("Reasons")),
        "level": FieldLooks(
            words("Which level shall the case have?"),
            words("Only if the decision is changed. Leave it empty to leave the level."),
            levels,
        ),
        "outcome": FieldLooks(words("Why is it closed?"), words("Only for closing."), outcomes),
        "review": FieldLooks(words("When is it reviewed?"), words("Only for a dormant case.")),
    }
    return FormLooks(words("Rule on an appeal"), fields, words("Rule"))


def nominate_form(opened: FormOpened, words: Words) -> FormLooks:
    """Who is proposed, and what is known."""
    labels = concern_labels(Concern, words)
    concerns = {c.value: label for c, label in zip(Concern, labels, strict=True)}
    fields = {
        **_section(opened, words),
        **_person(words),
        "concerns": FieldLooks(words("Concerns"), choices=concerns),
        "circumstances": FieldLooks(words("What has happened?")),
        "source": FieldLooks(
            words("From whom is it known?"), words("Only the stewards read this.")
        ),
        "contact": FieldLooks(
            words("Whom can we ask?"), words("Somebody who agreed to be asked, if there is one.")
        ),
    }
    return FormLooks(words("Nominate a person"), fields, words("Nominate"))


def take_up_form(opened: FormOpened, words: Words) -> FormLooks:
    """What a draft needs beside the nomination."""
    del opened
    statuses = {status.value: status_label(status, words) for status in Status}
    fields = {
        "title": FieldLooks(words("Title"), words("Without a name: it will be listed.")),
        "status": FieldLooks(words("What is known of the person?"), choices=statuses),
        "team": FieldLooks(words("Research team")),
    }
    return FormLooks(words("Make a draft"), fields, words("Make a draft"))


def refuse_form(opened: FormOpened, words: Words) -> FormLooks:
    """Why a nomination is refused."""
    del opened
    hint = words("The section reads it and can question it. Don't say whether there is a draft.")
    fields = {"reason": FieldLooks(words("Why is it refused?"), hint)}
    return FormLooks(words("Refuse a nomination"), fields, words("Refuse"))


def _section(opened: FormOpened, words: Words) -> dict[str, FieldLooks]:
    if not isinstance(opened, QuestionOpened):
        return {}
    names = {section.code: section.name for section in opened.sections}
    return {"section": FieldLooks(words("For which section?"), choices=names)}


def _person(words: Words) -> dict[str, FieldLooks]:
    return {
        "name": FieldLooks(words("Who is it?"), words("The person's name.")),
        "country": FieldLooks(
            words("In which country?"), words("One country, for example Malaysia or DR Congo.")
        ),
    }


def _verdict(words: Words) -> FieldLooks:
    choices = {verdict.value: verdict_label(verdict, words) for verdict in Verdict}
    return FieldLooks(words("The decision is"), choices=choices)
