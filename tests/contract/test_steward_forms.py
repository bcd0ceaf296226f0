"""The stewards' forms, on both databases: each rule at its field, each change with its decision."""

from datetime import date

import pytest

from core.answer import Answer
from core.domain.cases import ActionKind, Concern, ConsentScope, Gender, Level, Status
from core.domain.decisions import DecisionKind
from core.domain.levels import Requirement, Research
from core.domain.values import PartialDate, Sight
from core.usecases.case import NoSuchCase
from core.usecases.casework import Overtaken
from core.usecases.form_table import FORMS
from core.usecases.forms import FormProblems, ProblemCode, StaleForm
from core.usecases.levels import CantMove, Missing, Obstacle, Proposed
from core.usecases.portfolio import ResearchSet
from core.usecases.steward_forms import CaseChanged, Changed
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, TODAY, a_case, an_individual, put
from tests.contract.stewards import Stewards, ready

KEY = "MYS-0012"
KNOWN = {
    "gender": "female",
    "status_date": "2009-10",
    "status_source": "family",
}
OF_CASE = ("case_edit", "consent", "consent_withdrawn", "verify", "person", "action", "move")


@pytest.fixture
def stewards(store: SqlStore) -> Stewards:
    known = an_individual(status_date=PartialDate(2009, 10), status_source="family")
    put(store, ready(individuals=(known,)))
    return Stewards(store)


def entries(stewards: Stewards, subject: str = KEY) -> list[tuple[DecisionKind, str, str]]:
    with stewards.store.read() as uow:
        return [(e.kind, e.before, e.after) for e in uow.decisions.of(subject)]


def codes(answer: Answer) -> dict[str, ProblemCode]:
    assert isinstance(answer, FormProblems), answer
    return {field: problem.code for field, problem in answer.problems.items()}


@pytest.mark.parametrize("form", OF_CASE)
def test_a_form_of_no_case_says_so(stewards: Stewards, form: str) -> None:
    with stewards.turn() as turn:
        assert isinstance(FORMS[form].open("MYS-0099", turn), NoSuchCase)


def test_a_new_case_is_a_draft_under_a_key_that_nobody_can_guess(stewards: Stewards) -> None:
    answer = stewards.fill_in("case_new", "", title="A teacher", country="Burma")
    assert isinstance(answer, CaseChanged)
    case = stewards.case(answer.case.key)
    assert (case.level, case.country, case.title) == (Level.DRAFT, "MMR", "A teacher")
    assert len(case.key) == len("draft-") + 12
    assert entries(stewards, case.key) == [(DecisionKind.LEVEL, "", "draft")]
    again = stewards.fill_in("case_new", "", title="A teacher", country="Burma")
    assert isinstance(again, CaseChanged)
    assert again.case.key != case.key


@pytest.mark.parametrize("form", ["case_new", "case_edit"])
def test_a_country_that_is_none_is_told_at_its_field(stewards: Stewards, form: str) -> None:
    ref = "" if form == "case_new" else KEY
    answer = stewards.fill_in(form, ref, title="A", country="Atlantis")
    assert codes(answer) == {"country": ProblemCode.NOT_KNOWN}


def test_editing_writes_all_fields_and_names_those_that_changed(stewards: Stewards) -> None:
    answer = stewards.fill_in(
        "case_edit",
        KEY,
        title="Another title",
        country="Thailand",
        summary="New.",
        concerns="journalist|torture",
        articles="5|19",
        research_team="ASIA",
        review="1 Dec 2010",
    )
    assert isinstance(answer, CaseChanged)
    changed = {"title", "country", "summary", "concerns", "articles", "review"}
    assert set(answer.fields) == changed
    case = stewards.case()
    assert (case.key, case.country, case.research_team) == (KEY, "THA", "asia")
    assert (set(case.concerns), case.articles) == ({Concern.JOURNALIST, Concern.TORTURE}, (5, 19))
    assert case.review == date(2010, 12, 1)
    ((kind, _, after),) = entries(stewards)
    assert (kind, set(after.split(","))) == (DecisionKind.EDIT, changed)
    with stewards.store.read() as uow:
        assert {label.title for label in uow.cases.labels(Sight.PUBLIC)} == {"Another title"}


def test_nothing_changed_is_no_decision(stewards: Stewards) -> None:
    before = stewards.case().version
    for form, ref, typed in (
        ("case_edit", KEY, {}),
        ("person", f"{KEY}/1", {"gender": "unknown"}),
        ("action", f"{KEY}/1", {}),
        ("consent", KEY, {"reason": "Looked at again."}),
    ):
        answer = stewards.fill_in(form, ref, **typed)
        assert isinstance(answer, CaseChanged), answer
        assert answer.fields == ()
    assert entries(stewards) == []
    assert stewards.case().version == before


@pytest.mark.parametrize("field", ["inclusion_reason", "research_team"])
def test_an_active_case_does_not_lose_what_it_needs(stewards: Stewards, field: str) -> None:
    answer = stewards.fill_in("case_edit", KEY, **{field: ""})
    assert codes(answer) == {field: ProblemCode.MISSING}


def test_an_active_case_does_not_lose_its_last_concern(stewards: Stewards) -> None:
    answer = stewards.fill_in("case_edit", KEY, concerns="", articles="")
    assert codes(answer) == {"concerns": ProblemCode.MISSING}
    assert isinstance(stewards.fill_in("case_edit", KEY, concerns="", articles="9"), CaseChanged)


def test_what_an_active_case_never_had_can_wait(stewards: Stewards) -> None:
    put(stewards.store, a_case())
    assert isinstance(stewards.fill_in("case_edit", KEY, title="Another"), CaseChanged)


def test_dormancy_keeps_its_end(stewards: Stewards) -> None:
    put(stewards.store, ready("MYS-0013", level=Level.DORMANT, review=TODAY))
    answer = stewards.fill_in("case_edit", "MYS-0013", review="")
    assert isinstance(answer, FormProblems)
    assert answer.problems["review"].code is ProblemCode.MISSING
    assert stewards.case("MYS-0013").review == TODAY
    later = stewards.fill_in("case_edit", "MYS-0013", review="2010-12-01")
    assert isinstance(later, CaseChanged)


def test_an_active_case_moves_to_no_team_that_is_full(stewards: Stewards) -> None:
    with stewards.store.write() as uow:
        uow.casework.set_research("mena", 0)
    answer = stewards.fill_in("case_edit", KEY, research_team="mena")
    assert isinstance(answer, Missing)
    assert answer.missing == (Requirement.CAPACITY,)


def test_the_slower_one_is_told_what_was_done_since(stewards: Stewards) -> None:
    opened = {form: stewards.opened(form, KEY) for form in ("case_edit", "consent", "verify")}
    stewards.fill_in("verify", KEY, known="Seen by the family.")
    typed = {"reason": "A letter came.", "known": "Nothing new here.", "title": "My own title"}
    for form in opened.values():
        late = stewards.send(form, typed, person="other")
        assert isinstance(late, Overtaken), form
        assert [(e.kind, e.reason) for e in late.since] == [
            (DecisionKind.VERIFY, "Seen by the family.")
        ]
        assert any(text in late.typed for text in typed.values())
    assert stewards.case().title != "My own title"


def test_consent_is_recorded_with_what_it_was(stewards: Stewards) -> None:
    answer = stewards.fill_in(
        "consent", KEY, scopes="listing|photograph", safe="yes", reason="A letter."
    )
    assert isinstance(answer, CaseChanged)
    assert answer.change is Changed.CONSENT
    scopes = frozenset({ConsentScope.LISTING, ConsentScope.PHOTOGRAPH})
    assert stewards.case().consent == scopes
    assert entries(stewards) == [
        (DecisionKind.CONSENT, "listing,names;yes", "listing,photograph;yes")
    ]


def test_a_verification_is_no_older_than_the_last_and_none_to_come(stewards: Stewards) -> None:
    future = stewards.fill_in("verify", KEY, on="2010-05-15", known="Seen.")
    assert codes(future) == {"on": ProblemCode.IN_THE_FUTURE}
    assert isinstance(stewards.fill_in("verify", KEY, on="2010-05-01", known="Seen."), CaseChanged)
    older = stewards.fill_in("verify", KEY, on="2010-04-30", known="Seen.")
    assert codes(older) == {"on": ProblemCode.BEFORE}
    assert stewards.case().verified == date(2010, 5, 1)
    assert entries(stewards) == [(DecisionKind.VERIFY, "", "2010-05-01")]


NEW_PERSON = {
    **KNOWN,
    "name": "Rohani Saidin",
    "withheld": "no",
    "aliases": "Kak Ani; Ani",
    "poc": "no",
    "status": "imprisoned",
}


def test_a_person_is_added(stewards: Stewards) -> None:
    answer = stewards.fill_in("person", f"{KEY}/0", **NEW_PERSON)
    assert isinstance(answer, CaseChanged)
    assert answer.change is Changed.PERSON_ADDED
    _, added = stewards.case().individuals
    assert (added.number, added.name, added.aliases) == (2, "Rohani Saidin", ("Kak Ani", "Ani"))
    assert (added.status, added.gender) == (Status.IMPRISONED, Gender.FEMALE)
    assert entries(stewards, f"{KEY}/2") == [(DecisionKind.STATUS, "", "imprisoned")]


def test_a_new_status_needs_its_own_date_or_source(stewards: Stewards) -> None:
    same = stewards.fill_in("person", f"{KEY}/1", **KNOWN, status="released")
    assert codes(same) == {"status_date": ProblemCode.MISSING}
    future = stewards.fill_in(
        "person", f"{KEY}/1", **KNOWN | {"status_date": "2011"}, status="released"
    )
    assert codes(future) == {"status_date": ProblemCode.IN_THE_FUTURE}
    missing = stewards.fill_in(
        "person", f"{KEY}/1", **KNOWN | {"status_source": ""}, status="released"
    )
    assert codes(missing) == {"status_source": ProblemCode.MISSING}
    news = KNOWN | {"status_date": "2010-05-13"}
    assert isinstance(
        stewards.fill_in("person", f"{KEY}/1", **news, status="released"), CaseChanged
    )
    assert entries(stewards, f"{KEY}/1") == [
        (DecisionKind.STATUS, "detained", "released"),
        (DecisionKind.EDIT, "", "gender"),
    ]


def test_a_designation_is_given_with_a_reason(stewards: Stewards) -> None:
    stewards.fill_in("person", f"{KEY}/0", **NEW_PERSON)
    bare = stewards.fill_in("person", f"{KEY}/2", poc="yes")
    assert codes(bare) == {"reason": ProblemCode.MISSING}
    given = stewards.fill_in("person", f"{KEY}/2", poc="yes", reason="Only her words.")
    assert isinstance(given, CaseChanged)
    assert stewards.case().individuals[1].poc
    assert entries(stewards, f"{KEY}/2")[-1] == (DecisionKind.POC, "no", "yes")


def test_a_designation_is_withdrawn_from_the_released_at_once(stewards: Stewards) -> None:
    answer = stewards.fill_in(
        "person",
        f"{KEY}/1",
        gender="female",
        poc="no",
        status="released",
        status_date="2010-05-12",
        status_source="lawyer",
        reason="A doubt.",
    )
    assert isinstance(answer, CaseChanged)
    assert not stewards.case().individuals[0].poc


def test_a_withdrawal_that_is_proposed_keeps_what_else_was_filled_in(stewards: Stewards) -> None:
    typed = KNOWN | {"poc": "no", "reason": "A doubt.", "native_name": "陈美玲"}
    assert isinstance(stewards.fill_in("person", f"{KEY}/1", **typed), Proposed)
    (person,) = stewards.case().individuals
    assert (person.poc, person.native_name) == (True, "陈美玲")
    again = stewards.fill_in("person", f"{KEY}/1", **typed)
    assert isinstance(again, CantMove)
    assert again.obstacle is Obstacle.PROPOSED_BEFORE


def test_an_action_is_added_changed_and_ended(stewards: Stewards) -> None:
    added = stewards.fill_in(
        "action", f"{KEY}/0", kind="email", text="Ask for a doctor.", deadline="2010-06-30"
    )
    assert isinstance(added, CaseChanged)
    action = stewards.case().actions[1]
    assert (action.number, action.kind, action.deadline) == (2, ActionKind.EMAIL, date(2010, 6, 30))
    stewards.fill_in("action", f"{KEY}/2", target="The warden")
    stewards.fill_in("action", f"{KEY}/2", over="2010-05-14")
    assert not stewards.case().actions[1].is_open(TODAY)
    assert entries(stewards) == [
        (DecisionKind.ACTION, "", "2:open:2010-06-30"),
        (DecisionKind.ACTION, "2:open:2010-06-30", "2:open:2010-06-30"),
        (DecisionKind.ACTION, "2:open:2010-06-30", "2:over:2010-05-14"),
    ]


def test_an_action_has_no_deadline_that_is_over_and_no_end_to_come(stewards: Stewards) -> None:
    past = stewards.fill_in("action", f"{KEY}/0", kind="email", text="Ask.", deadline="2010-05-13")
    assert codes(past) == {"deadline": ProblemCode.IN_THE_PAST}
    future = stewards.fill_in("action", f"{KEY}/1", over="2010-05-15")
    assert codes(future) == {"over": ProblemCode.IN_THE_FUTURE}


def test_research_capacity_is_set_and_stale_if_somebody_was_faster(stewards: Stewards) -> None:
    opened = stewards.opened("research", "asia")
    answer = stewards.fill_in("research", "", team="Asia", number="5")
    assert isinstance(answer, ResearchSet)
    assert (answer.research, answer.before) == (Research("asia", 1, 5), None)
    assert isinstance(stewards.send(opened, {"number": "7"}), StaleForm)
    assert entries(stewards, "asia") == [(DecisionKind.RESEARCH, "", "5")]


def test_followers_hear_of_levels_statuses_and_actions(stewards: Stewards) -> None:
    stewards.fill_in("action", f"{KEY}/0", kind="email", text="Ask for a doctor.")
    stewards.fill_in("case_edit", KEY, title="Another")
    stewards.fill_in(
        "person",
        f"{KEY}/1",
        gender="female",
        status="released",
        status_date="2010-05-12",
        status_source="lawyer",
    )
    with stewards.store.read() as uow:
        changes = uow.follows.changes([KEY], NOW.replace(year=2009), NOW)
    told = [(change.kind.value, change.before, change.after) for change in changes[KEY]]
    assert told == [("action_opened", "", "email"), ("status", "detained", "released")]
