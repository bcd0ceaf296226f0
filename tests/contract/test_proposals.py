"""Proposals about protected persons, on both databases: notice, effect, suspension, lapse."""

from datetime import datetime, timedelta

import pytest

from bots.world import SettableClock, SystemChance
from core.domain.cases import Level, Outcome, Status
from core.domain.commitments import Party
from core.domain.decisions import DecisionKind
from core.domain.people import Grant, Role
from core.domain.proposals import Proposal, ProposalState
from core.usecases.casework import lapse, work_of
from core.usecases.levels import Moved, Proposed
from core.usecases.proposals import due_proposals
from core.usecases.steward_forms import CaseChanged
from scheduler.delivery import Delivery
from scheduler.ticks import Ticks
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, TODAY, a_case, an_individual, put
from tests.contract.races import race
from tests.contract.stewards import RELEASED, REVIEW, Stewards, ready
from tests.contract.test_digests import Postbox
from tests.contract.test_notices import deliver, meet
from tests.doubles.loop import run

CHANCE = SystemChance()
LAST_DAY = NOW + timedelta(days=28)
DAY_AFTER = NOW + timedelta(days=29)


@pytest.fixture
def stewards(store: SqlStore) -> Stewards:
    put(store, ready())
    with store.write() as uow:
        uow.commitments.start("MYS-0012", Party(section="SWE"), NOW)
    return Stewards(store)


def proposed(stewards: Stewards, to: Level = Level.CLOSED, **facts: object) -> Proposal:
    facts = facts or {"outcome": Outcome.CAPACITY}
    outcome = stewards.move(to, **facts)
    assert isinstance(outcome, Proposed), outcome
    return outcome.proposal


def now(stewards: Stewards, proposal: Proposal) -> Proposal:
    with stewards.store.read() as uow:
        found = uow.casework.proposal(proposal.id)
    assert found is not None
    return found


def due(stewards: Stewards, at: datetime) -> int:
    return due_proposals(stewards.store, CHANCE, at)


def withdraw(stewards: Stewards) -> Proposed:
    """Propose that the one on the case is no prisoner of conscience."""
    outcome = stewards.fill_in(
        "person",
        "MYS-0012/1",
        gender="female",
        poc="no",
        status_date="2009-10",
        status_source="family",
        reason="A doubt.",
    )
    assert isinstance(outcome, Proposed), outcome
    return outcome


def test_it_takes_effect_by_itself_on_the_day_after_the_notice(stewards: Stewards) -> None:
    proposal = proposed(stewards)
    assert due(stewards, LAST_DAY) == 0
    assert stewards.case().level is Level.ACTIVE
    assert due(stewards, DAY_AFTER) == 1
    after = stewards.case()
    assert (after.level, after.outcome) == (Level.CLOSED, Outcome.CAPACITY)
    assert after.individuals[0].protected
    assert now(stewards, proposal).state is ProposalState.EFFECTIVE
    assert due(stewards, DAY_AFTER) == 0
    with stewards.store.read() as uow:
        levels = [e for e in uow.decisions.of("MYS-0012") if e.kind is DecisionKind.LEVEL]
        assert uow.sections.load("SWE").running == 0
    (entry,) = levels
    assert (entry.before, entry.after) == ("active", "closed:capacity")
    assert (entry.person, entry.role, entry.reason) == ("steward", Role.STEWARD, "It is time.")


def test_dormancy_is_proposed_with_its_day_of_review(stewards: Stewards) -> None:
    proposed(stewards, Level.DORMANT, review=REVIEW)
    due(stewards, DAY_AFTER)
    after = stewards.case()
    assert (after.level, after.review) == (Level.DORMANT, REVIEW)


def test_two_processes_let_it_take_effect_once(stewards: Stewards) -> None:
    proposed(stewards)
    assert sorted(race(3, lambda _: due(stewards, DAY_AFTER))) == [0, 0, 1]
    with stewards.store.read() as uow:
        kinds = [entry.kind for entry in uow.decisions.of("MYS-0012")]
    assert kinds == [DecisionKind.PROPOSAL, DecisionKind.LEVEL]


def test_a_questioned_proposal_waits_and_goes_on(stewards: Stewards) -> None:
    proposal = proposed(stewards)
    with stewards.store.write() as uow:
        assert uow.casework.suspend(proposal.id)
        assert not uow.casework.suspend(proposal.id)
    assert due(stewards, DAY_AFTER) == 0
    with stewards.store.write() as uow:
        assert uow.casework.resume(proposal.id)
        assert not uow.casework.resume(proposal.id)
    assert due(stewards, DAY_AFTER + timedelta(days=60)) == 1


def test_an_answer_lets_it_lapse_for_good(stewards: Stewards) -> None:
    proposal = proposed(stewards)
    with stewards.turn() as turn:
        assert lapse(proposal, work_of(turn), "feedback:1")
    with stewards.turn() as turn:
        assert not lapse(proposal, work_of(turn))
        assert not turn.uow.casework.suspend(proposal.id)
        assert not turn.uow.casework.effect(proposal.id, NOW)
    assert due(stewards, DAY_AFTER) == 0
    assert stewards.case().level is Level.ACTIVE
    with stewards.store.read() as uow:
        entries = [(e.after, e.reason) for e in uow.decisions.of("MYS-0012")]
    assert entries == [("proposed", "It is time."), ("lapsed", "feedback:1")]
    assert proposed(stewards).id != proposal.id


def test_a_resolving_outcome_makes_it_lapse(stewards: Stewards) -> None:
    proposal = proposed(stewards)
    moved = stewards.move(Level.CLOSED, **RELEASED)
    assert isinstance(moved, Moved)
    assert [one.id for one in moved.kept.lapsed] == [proposal.id]
    assert now(stewards, proposal).state is ProposalState.LAPSED
    assert stewards.case().outcome is Outcome.RELEASED


def test_news_of_release_makes_it_lapse(stewards: Stewards) -> None:
    proposal = proposed(stewards)
    outcome = stewards.fill_in(
        "person",
        "MYS-0012/1",
        gender="female",
        status="released",
        status_date="2010-05-12",
        status_source="her lawyer",
    )
    assert isinstance(outcome, CaseChanged)
    assert [one.id for one in outcome.kept.lapsed] == [proposal.id]


def test_other_changes_leave_it_running(stewards: Stewards) -> None:
    proposal = proposed(stewards)
    assert isinstance(stewards.fill_in("case_edit", "MYS-0012", title="Another"), CaseChanged)
    assert now(stewards, proposal).running


def test_withdrawing_a_designation_is_proposed_and_takes_effect(stewards: Stewards) -> None:
    outcome = withdraw(stewards)
    assert (outcome.proposal.to, outcome.proposal.individual) == (None, 1)
    assert stewards.case().individuals[0].poc
    assert due(stewards, DAY_AFTER) == 1
    after = stewards.case()
    assert (after.level, after.individuals[0].poc) == (Level.ACTIVE, False)
    with stewards.store.read() as uow:
        entries = [e for e in uow.decisions.of("MYS-0012/1") if e.kind is DecisionKind.POC]
    (entry,) = entries
    assert (entry.before, entry.after, entry.reason) == ("yes", "no", "A doubt.")


def test_a_proposal_that_has_lost_its_ground_lapses_when_it_is_due(stewards: Stewards) -> None:
    proposal = proposed(stewards)
    put(stewards.store, ready(individuals=(an_individual(status=Status.RELEASED),)))
    assert due(stewards, DAY_AFTER) == 0
    assert now(stewards, proposal).state is ProposalState.LAPSED
    assert stewards.case().level is Level.ACTIVE


def test_a_closure_and_a_withdrawal_may_run_beside_each_other(stewards: Stewards) -> None:
    closure, withdrawal = proposed(stewards), withdraw(stewards).proposal
    with stewards.store.read() as uow:
        running = {one.id for one in uow.casework.running("mys-0012")}
    assert running == {closure.id, withdrawal.id}
    assert due(stewards, DAY_AFTER) == 2
    assert stewards.case().level is Level.CLOSED


def test_the_committed_are_told_at_once_and_at_the_end(stewards: Stewards) -> None:
    meet(stewards.store, "lars", Grant(Role.COORDINATOR, "SWE"))
    meet(stewards.store, "siti", Grant(Role.COORDINATOR, "MYS"))
    outcome = stewards.move(Level.CLOSED, outcome=Outcome.CAPACITY)
    assert isinstance(outcome, Proposed)
    assert outcome.told == 1
    postbox = Postbox()
    assert deliver(stewards.store, postbox) == [
        "lars: MYS-0012: closing on 12 June 2010 unless questioned"
    ]
    (_, view, _) = postbox.taken[0]
    assert [action.token for action in view.actions] == [
        f"proposal:{outcome.proposal.id}",
        "form:feedback:MYS-0012",
    ]
    due(stewards, DAY_AFTER)
    assert deliver(stewards.store, postbox, DAY_AFTER) == ["lars: MYS-0012 is closed now"]


def test_only_who_may_question_it_is_offered_to(stewards: Stewards) -> None:
    meet(stewards.store, "lars", Grant(Role.COORDINATOR, "SWE"))
    meet(stewards.store, "maja", Grant(Role.MEMBER, "SWE"))
    with stewards.store.write() as uow:
        uow.commitments.start("MYS-0012", Party(person="maja"), NOW)
    proposed(stewards)
    postbox = Postbox()
    deliver(stewards.store, postbox)
    offered = {
        address.conversation: [action.label for action in view.actions]
        for address, view, _ in postbox.taken
    }
    assert offered == {"lars": ["See why", "Question this"], "maja": ["See why"]}


def test_the_committed_are_told_that_it_has_lapsed(stewards: Stewards) -> None:
    meet(stewards.store, "lars", Grant(Role.COORDINATOR, "SWE"))
    proposed(stewards)
    stewards.move(Level.CLOSED, **RELEASED)
    told = deliver(stewards.store, Postbox())
    assert "lars: MYS-0012: the proposal has lapsed" in told


def test_a_digest_has_what_runs_on_its_sections_cases(stewards: Stewards) -> None:
    put(stewards.store, a_case("MYS-0013"), a_case("MYS-0014", paused=True))
    with stewards.store.write() as uow:
        uow.commitments.start("MYS-0014", Party(section="SWE"), NOW)
    proposal = proposed(stewards)
    for key in ("MYS-0013", "MYS-0014"):
        stewards.move(Level.CLOSED, key, outcome=Outcome.CAPACITY)
    with stewards.store.read() as uow:
        (own,) = uow.casework.proposed("SWE")
        assert uow.casework.proposed("MYS") == []
        assert [one.proposal.case for one in uow.casework.proposed()] == ["MYS-0012", "MYS-0013"]
    assert (own.proposal.id, own.country) == (proposal.id, "MYS")
    assert own.proposal.notice_ends == TODAY + timedelta(days=28)


def test_the_timer_lets_it_take_effect(stewards: Stewards) -> None:
    proposed(stewards)
    clock = SettableClock(DAY_AFTER)
    delivery = Delivery(stewards.store, clock, {})
    run(Ticks(stewards.store, clock, CHANCE, delivery).plan())
    assert stewards.case().level is Level.CLOSED
