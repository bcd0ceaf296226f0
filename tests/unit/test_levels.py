"""What a move needs, and when it is only proposed: rule by rule."""

from dataclasses import replace
from datetime import date

import pytest

from core.domain.cases import Case, Concern, ConsentScope, Individual, Level, Outcome, Status
from core.domain.levels import (
    NEEDS_RECORD,
    OUTCOMES,
    RESOLVED,
    RESOLVED_ON_RECORD,
    Requirement,
    Research,
    is_proposed,
    leaves_work,
    missing_for_activation,
    not_carried,
    resolves,
    with_record,
    withdrawal_is_proposed,
)
from core.domain.proposals import Proposal, ProposalState
from core.domain.values import PartialDate
from tests.contract.builders import NOW, TODAY, a_case, an_individual

FREE = Research("asia", 3, 10)
FULL = Research("asia", 10, 10)
HELD = an_individual()
FREED = an_individual(2, name="Rohani", status=Status.RELEASED)
NOT_POC = an_individual(3, name="Sarina", poc=False)


def ready(**changes: object) -> Case:
    facts: dict[str, object] = {
        "concerns": (Concern.TORTURE,),
        "inclusion_reason": "Nobody else speaks for her.",
        "research_team": "asia",
        **changes,
    }
    return a_case(**facts)  # type: ignore[arg-type]  # a test names the fields it means


def test_a_case_with_everything_can_be_active() -> None:
    assert missing_for_activation(ready(), FREE) == ()


@pytest.mark.parametrize(
    ("changes", "requirement"),
    [
        ({"consent": frozenset({ConsentScope.NAMES})}, Requirement.CONSENT),
        ({"safe_to_publicise": False}, Requirement.SAFE),
        ({"individuals": ()}, Requirement.INDIVIDUAL),
        ({"country": ""}, Requirement.COUNTRY),
        ({"concerns": ()}, Requirement.CONCERN),
        ({"inclusion_reason": " "}, Requirement.REASON),
        ({"research_team": ""}, Requirement.TEAM),
    ],
)
def test_what_is_missing_is_told(changes: dict[str, object], requirement: Requirement) -> None:
    assert missing_for_activation(ready(**changes), FREE) == (requirement,)


def test_all_that_is_missing_is_told_at_once() -> None:
    empty = Case("draft-abcdefghijkl", "A draft", "", Level.DRAFT, "")
    assert missing_for_activation(empty, FULL) == tuple(Requirement)


def test_a_right_does_instead_of_a_concern() -> None:
    assert missing_for_activation(ready(concerns=(), articles=(19,)), FREE) == ()


def test_capacity_is_full_only_where_somebody_set_it() -> None:
    assert missing_for_activation(ready(), FULL) == (Requirement.CAPACITY,)
    assert missing_for_activation(ready(), Research("asia", 99)) == ()


@pytest.mark.parametrize(
    ("before", "after", "leaves"),
    [
        (Level.DRAFT, Level.CLOSED, False),
        (Level.DRAFT, Level.ACTIVE, False),
        (Level.ACTIVE, Level.DORMANT, True),
        (Level.ACTIVE, Level.CLOSED, True),
        (Level.DORMANT, Level.CLOSED, True),
        (Level.DORMANT, Level.ACTIVE, False),
        (Level.CLOSED, Level.ACTIVE, False),
        (Level.ACTIVE, Level.ACTIVE, False),
    ],
)
def test_what_leaves_active_work(before: Level, after: Level, leaves: bool) -> None:  # noqa: FBT001
    assert leaves_work(before, after) is leaves


@pytest.mark.parametrize("outcome", OUTCOMES)
@pytest.mark.parametrize("recorded", [True, False])
def test_closing_a_protected_person_is_proposed_unless_resolved(
    outcome: Outcome,
    recorded: bool,  # noqa: FBT001
) -> None:
    at_once = outcome in RESOLVED or (recorded and outcome in RESOLVED_ON_RECORD)
    case = a_case(individuals=(HELD, FREED, NOT_POC))
    assert is_proposed(case, Level.CLOSED, outcome, recorded=recorded) is not at_once


def test_an_old_entry_is_no_record_of_a_sentence_served() -> None:
    known = replace(HELD, status_date=PartialDate(2008), status_source="family")
    case = a_case(individuals=(known,))
    assert is_proposed(case, Level.CLOSED, Outcome.SENTENCE_SERVED, recorded=False)


def test_making_it_dormant_is_proposed_too() -> None:
    assert is_proposed(a_case(), Level.DORMANT, None, recorded=False)


@pytest.mark.parametrize("people", [(), (FREED,), (NOT_POC,), (FREED, NOT_POC)])
def test_without_a_protected_person_it_is_done_at_once(people: tuple[Individual, ...]) -> None:
    case = a_case(individuals=people)
    assert not is_proposed(case, Level.CLOSED, Outcome.CAPACITY, recorded=False)


def test_a_draft_is_closed_without_notice() -> None:
    draft = a_case("draft-abcdefghijkl", level=Level.DRAFT)
    assert not is_proposed(draft, Level.CLOSED, Outcome.CAPACITY, recorded=False)


def test_withdrawing_a_designation_is_proposed_of_the_protected_alone() -> None:
    assert withdrawal_is_proposed(a_case(), HELD)
    assert withdrawal_is_proposed(a_case(level=Level.CLOSED), HELD)
    assert not withdrawal_is_proposed(a_case(), FREED)
    assert not withdrawal_is_proposed(a_case("draft-abcdefghijkl", level=Level.DRAFT), HELD)


def test_what_an_outcome_records_of_people() -> None:
    case = a_case(individuals=(HELD, FREED, NOT_POC))
    since = PartialDate(2010, 5)
    expected = {
        Outcome.RELEASED: Status.RELEASED,
        Outcome.DIED: Status.DIED,
        Outcome.EXECUTED: Status.EXECUTED,
        Outcome.SENTENCE_SERVED: Status.RELEASED,
        Outcome.NO_LONGER_AT_RISK: Status.DETAINED,
    }
    assert set(expected) == NEEDS_RECORD
    for outcome, status in expected.items():
        after = with_record(case, outcome, since, "lawyer")
        first, *others = after.individuals
        assert (first.status, first.status_date, first.status_source) == (status, since, "lawyer")
        assert others == [FREED, NOT_POC]
        assert resolves(outcome, after.individuals[:1])


def test_a_merger_carries_everybody_who_waits() -> None:
    case = a_case(individuals=(HELD, FREED, NOT_POC))
    carrier = a_case("MYS-0001", individuals=(an_individual(7, name=" tan  MEI lin "), NOT_POC))
    assert not_carried(case, carrier) == ()


def test_a_merger_does_not_lose_a_person_or_a_designation() -> None:
    case = a_case(individuals=(HELD, NOT_POC))
    assert not_carried(case, a_case("MYS-0001", individuals=())) == (HELD, NOT_POC)
    undesignated = a_case("MYS-0001", individuals=(replace(HELD, poc=False), NOT_POC))
    assert not_carried(case, undesignated) == (HELD,)
    by_alias = an_individual(7, name="Lin", aliases=("Tan Mei Lin",))
    assert not_carried(case, a_case("MYS-0001", individuals=(by_alias, NOT_POC))) == ()


def a_proposal(**changes: object) -> Proposal:
    facts: dict[str, object] = {
        "id": "one",
        "case": "MYS-0012",
        "reason": "No capacity.",
        "proposed_by": "p1",
        "proposed_at": NOW,
        "notice_ends": TODAY,
        "to": Level.CLOSED,
        "outcome": Outcome.CAPACITY,
        **changes,
    }
    return Proposal(**facts)  # type: ignore[arg-type]  # as above


def test_a_proposal_takes_effect_on_the_day_after_its_notice() -> None:
    proposal = a_proposal(notice_ends=date(2010, 6, 11))
    assert not proposal.is_due(date(2010, 6, 11))
    assert proposal.is_due(date(2010, 6, 12))
    assert proposal.can_be_questioned(date(2010, 6, 11))
    assert not proposal.can_be_questioned(date(2010, 6, 12))


@pytest.mark.parametrize(
    ("state", "running"),
    [
        (ProposalState.OPEN, True),
        (ProposalState.SUSPENDED, True),
        (ProposalState.EFFECTIVE, False),
        (ProposalState.LAPSED, False),
    ],
)
def test_only_an_open_proposal_is_ever_due(state: ProposalState, running: bool) -> None:  # noqa: FBT001
    proposal = a_proposal(state=state)
    assert proposal.running is running
    assert proposal.is_due(date(2011, 1, 1)) is (state is ProposalState.OPEN)


def test_what_the_history_calls_a_proposal() -> None:
    assert a_proposal().code == "closed:capacity"
    assert a_proposal(to=Level.DORMANT, outcome=None).code == "dormant"
    of_person = a_proposal(to=None, outcome=None, individual=2)
    assert (of_person.code, of_person.subject) == ("no", "MYS-0012/2")
