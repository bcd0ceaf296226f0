"""Every form by its name. Who may fill it in stands in `core.permissions.FORM_RULES`."""

from collections.abc import Mapping

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
from core.usecases.forms import FormSpec

FORMS: Mapping[str, FormSpec] = {
    capacity.FORM: capacity.CapacityForm(),
    release_form.FORM: release_form.ReleaseForm(),
    case_form.NEW: case_form.NewCaseForm(),
    case_form.EDIT: case_form.EditCaseForm(),
    consent_forms.CONSENT: consent_forms.ConsentForm(),
    consent_forms.WITHDRAWN: consent_forms.ConsentWithdrawnForm(),
    consent_forms.VERIFY: consent_forms.VerifyForm(),
    person_form.FORM: person_form.PERSON_FORM,
    action_form.FORM: action_form.ACTION_FORM,
    move_form.FORM: move_form.MoveForm(),
    portfolio.FORM: portfolio.ResearchForm(),
    feedback_forms.QUESTION: feedback_forms.QuestionForm(),
    feedback_forms.APPEAL: feedback_forms.AppealForm(),
    feedback_forms.COMMENT: feedback_forms.CommentForm(),
    answer_forms.ANSWER: answer_forms.AnswerForm(),
    answer_forms.RULE: answer_forms.RuleForm(),
    nomination_forms.NOMINATE: nomination_forms.NominateForm(),
    nomination_forms.TAKE_UP: nomination_forms.TakeUpForm(),
    nomination_forms.REFUSE: nomination_forms.RefuseForm(),
    act.FORM: act.ActForm(),
    reports.FORM: reports.StrikeForm(),
    goal_forms.SET: goal_forms.SetGoalForm(),
    goal_forms.REVISE: goal_forms.ReviseGoalForm(),
}
