"""What stands on every form, by its name."""

from collections.abc import Callable, Mapping

from core.i18n import Words
from core.usecases import (
    act,
    action_form,
    answer_forms,
    capacity,
    case_form,
    consent_forms,
    feedback_forms,
    goal_forms,
    move_form,
    nomination_forms,
    person_form,
    portfolio,
    release_form,
    reports,
)
from core.usecases.forms import FormOpened
from core.views import (
    forms_casework,
    forms_commit,
    forms_feedback,
    forms_goals,
    forms_people,
    forms_reports,
)
from core.views.form_looks import FieldLooks, FormLooks

__all__ = ["FORM_WORDS", "FieldLooks", "FormLooks"]

FORM_WORDS: Mapping[str, Callable[[FormOpened, Words], FormLooks]] = {
    capacity.FORM: forms_commit.capacity_form,
    release_form.FORM: forms_commit.release_form,
    case_form.NEW: forms_casework.case_new,
    case_form.EDIT: forms_casework.case_edit,
    consent_forms.CONSENT: forms_casework.consent,
    consent_forms.WITHDRAWN: forms_casework.consent_withdrawn,
    consent_forms.VERIFY: forms_casework.verify,
    person_form.FORM: forms_people.person,
    action_form.FORM: forms_people.action,
    move_form.FORM: forms_casework.move,
    portfolio.FORM: forms_casework.research,
    feedback_forms.QUESTION: forms_feedback.question_form,
    feedback_forms.APPEAL: forms_feedback.appeal_form,
    feedback_forms.COMMENT: forms_feedback.comment_form,
    answer_forms.ANSWER: forms_feedback.answer_form,
    answer_forms.RULE: forms_feedback.rule_form,
    nomination_forms.NOMINATE: forms_feedback.nominate_form,
    nomination_forms.TAKE_UP: forms_feedback.take_up_form,
    nomination_forms.REFUSE: forms_feedback.refuse_form,
    act.FORM: forms_reports.act_form,
    reports.FORM: forms_reports.strike_form,
    goal_forms.SET: forms_goals.set_goal_form,
    goal_forms.REVISE: forms_goals.revise_goal_form,
}
