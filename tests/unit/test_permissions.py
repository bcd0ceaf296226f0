"""Every role with every wish, against a table written by hand from the design."""

from typing import get_args

import pytest

from core import intents as i
from core import intents_casework as w
from core import intents_numbers as n
from core.domain.notices import Notice, NoticeKind
from core.domain.people import Asker, Grant, Identity, Platform, Role
from core.i18n import Words
from core.permissions import (
    FORM_RULES,
    TABLE,
    form_refusal,
    may_press,
    refusal,
    section_refusal,
)
from core.routes import ROUTES
from core.usecases.form_table import FORMS
from core.views.examples import NOTICES
from core.views.form_words import FORM_WORDS
from core.views.notices import notice_view
from tests.contract.builders import MALAYSIA, SWEDEN
from tests.property.views import actions_of

ME = Identity(Platform.CONSOLE, "me")
WISHES: tuple[type[i.Intent], ...] = get_args(i.Intent)
LOOKS = {
    i.Cases,
    i.Actions,
    i.ShowCase,
    i.Goals,
    i.ShowDigest,
    i.ChooseTime,
    i.SendDigest,
    i.ShowTimezone,
    n.NetChangeOf,
    n.ShowBehind,
    i.Help,
    w.ShowProposal,
    i.Ask,
    i.Unclear,
}
TAKES_ON = {i.Commit, i.Release, n.Act, n.ActAgain}
ANSWERS_FOR_REPORTS = {n.Reports}
COORDINATES = {i.Capacity, i.AcceptAnswer}
FILLS_IN = {i.OpenForm, i.SubmitForm, i.AnswerField, i.StepForm, i.CancelForm}
OWN = {i.Link, i.Privacy, i.ExportMe, i.DeleteMe}
SETTLES = {i.SetTimezone, i.KeepQuiet, i.Follow}
DESK = {w.ShowDesk, w.ShowTray, w.ShowTeams, w.ShowPeople, w.ShowDeeds}
STOPS = {w.Pause, w.Resume}
READS_FEEDBACK = {i.Feedback, i.ListFeedback}
NOMINATES = {i.Nominate}
ACKNOWLEDGES = {i.Acknowledge}
RULES = {i.SeeDraft}
SUBSCRIBES = {i.MoveDigest, i.StopDigest, i.MuteDigest}


def holder(role: Role) -> Asker:
    section = "SWE" if role in (Role.MEMBER, Role.COORDINATOR) else ""
    return Asker(ME, "p1", frozenset({Grant(role, section)}))


def expected(wish: type[i.Intent], role: Role, *, private: bool) -> bool:
    if wish in LOOKS | TAKES_ON | FILLS_IN | SETTLES:
        return True
    if wish in COORDINATES:
        return role is Role.COORDINATOR
    of_feedback = {
        Role.COORDINATOR: READS_FEEDBACK | NOMINATES,
        Role.STEWARD: READS_FEEDBACK | NOMINATES | ACKNOWLEDGES,
        Role.BOARD: READS_FEEDBACK | RULES,
    }
    if wish in READS_FEEDBACK | NOMINATES | ACKNOWLEDGES | RULES:
        return wish in of_feedback.get(role, set())
    if wish in DESK | STOPS:
        return private and role is Role.STEWARD
    if wish in ANSWERS_FOR_REPORTS:
        return role in {Role.COORDINATOR, Role.STEWARD}
    assert wish in OWN | SUBSCRIBES
    return private or (wish in SUBSCRIBES and role is Role.COORDINATOR)


@pytest.mark.parametrize("private", [True, False])
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("wish", WISHES)
def test_role_by_wish(wish: type[i.Intent], role: Role, private: bool) -> None:  # noqa: FBT001
    allowed = refusal(wish, holder(role), private=private, alone=private) is None
    assert allowed is expected(wish, role, private=private)


@pytest.mark.parametrize("wish", WISHES)
def test_without_a_person_one_may_look_and_never_change(wish: type[i.Intent]) -> None:
    nobody = Asker(ME, anonymous=True)
    refused = refusal(wish, nobody, private=False, alone=False)
    assert (refused is None) is (wish in LOOKS)


def test_a_code_may_be_sent_where_nobody_else_reads_it() -> None:
    assert refusal(i.Link, holder(Role.MEMBER), private=False, alone=True) is None


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("wish", [i.Commit, i.Release])
def test_only_its_own_coordinators_act_for_a_section(wish: type[i.Intent], role: Role) -> None:
    asker = holder(role)
    assert (section_refusal(wish, asker, SWEDEN) is None) is (role is Role.COORDINATOR)
    assert section_refusal(wish, asker, MALAYSIA) is not None


@pytest.mark.parametrize("role", list(Role))
def test_a_sections_own_people_report_for_it(role: Role) -> None:
    asker = holder(role)
    own = role in {Role.MEMBER, Role.COORDINATOR}
    assert (section_refusal(n.Act, asker, SWEDEN) is None) is own
    assert section_refusal(n.Act, asker, MALAYSIA) is not None
    coordinates = section_refusal(n.Reports, asker, SWEDEN) is None
    assert coordinates is (role is Role.COORDINATOR)


def test_every_wish_has_a_rule_and_a_route() -> None:
    assert set(TABLE) == set(WISHES)
    assert set(i.NAMES) == set(WISHES)
    assert set(ROUTES) == set(WISHES) - {i.Ask}
    looks = LOOKS | DESK | READS_FEEDBACK | NOMINATES | RULES | ANSWERS_FOR_REPORTS
    assert set(i.CHANGES) == set(WISHES) - looks - {i.OpenForm, i.Privacy, i.ExportMe}


COORDINATORS_FORMS = ("capacity", "feedback", "appeal", "comment", "nominate")
STEWARDS_FORMS = (
    "case_new",
    "case_edit",
    "consent",
    "consent_withdrawn",
    "verify",
    "person",
    "action",
    "move",
    "research",
    "answer",
    "take_up",
    "refuse",
)
FORM_ROLES = {
    "release_case": set(Role),
    "rule": {Role.BOARD},
    **{form: {Role.COORDINATOR} for form in COORDINATORS_FORMS},
    **{form: {Role.STEWARD} for form in STEWARDS_FORMS},
    "act": set(Role),
    "strike_report": {Role.COORDINATOR, Role.STEWARD},
    "set_goal": {Role.BOARD},
    "revise_goal": {Role.BOARD},
}
"""By hand, from the design."""


def test_every_form_has_a_rule() -> None:
    assert set(FORM_RULES) == set(FORMS) == set(FORM_WORDS) == set(FORM_ROLES)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("form", FORM_ROLES)
def test_role_by_form(form: str, role: Role) -> None:
    assert (form_refusal(form, holder(role)) is None) is (role in FORM_ROLES[form])
    assert form_refusal(form, Asker(ME, anonymous=True)) is not None


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("notice", [notice for _, notice in NOTICES], ids=lambda n: n.kind)
def test_a_notice_has_the_buttons_that_its_reader_may_press(notice: Notice, role: Role) -> None:
    roles = frozenset({role, Role.MEMBER})
    everything = actions_of(notice_view(notice, Words(), frozenset(Role)))
    shown = actions_of(notice_view(notice, Words(), roles))
    assert shown == tuple(action for action in everything if may_press(action.token, roles))
    if notice.kind is NoticeKind.PROPOSAL:
        questions = any(action.token.startswith("form:feedback") for action in everything)
        assert any(action.token.startswith("form:feedback") for action in shown) is (
            questions and role is Role.COORDINATOR
        )
