"""Moving cases between levels, on both databases: what is done, what is refused, who is late."""

from dataclasses import replace
from datetime import timedelta

import pytest

from core.domain.cases import Concern, ConsentScope, Level, Outcome, Status
from core.domain.commitments import Party
from core.domain.decisions import DecisionKind
from core.domain.levels import Requirement, Research
from core.domain.people import Role
from core.domain.values import PartialDate, Sight
from core.usecases.casework import Overtaken
from core.usecases.forms import FormProblems, ProblemCode
from core.usecases.levels import CantMove, Missing, Move, Moved, Obstacle, Proposed, move
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, TODAY, a_case, an_individual, put
from tests.contract.races import race
from tests.contract.stewards import (
    RELEASED,
    REVIEW,
    Stewards,
    bare_draft,
    ready,
    ready_draft,
    turn_of,
)

DRAFT = "draft-abcdefghijkl"
FREE = (an_individual(poc=False),)


@pytest.fixture
def stewards(store: SqlStore) -> Stewards:
    return Stewards(store)


def levels_of(stewards: Stewards, key: str) -> list[tuple[str, str]]:
    with stewards.store.read() as uow:
        entries = uow.decisions.of(key)
    return [(e.before, e.after) for e in entries if e.kind is DecisionKind.LEVEL]


def test_a_draft_becomes_active_with_a_reference(stewards: Stewards) -> None:
    put(stewards.store, ready_draft(), a_case("MYS-0012"))
    outcome = stewards.move(Level.ACTIVE, DRAFT)
    assert isinstance(outcome, Moved)
    assert outcome.case.key == "MYS-0013"
    after = stewards.case("MYS-0013")
    assert (after.level, after.opened, after.draft_key) == (Level.ACTIVE, TODAY, DRAFT)
    assert levels_of(stewards, "MYS-0013") == [("draft", "active")]
    assert stewards.case(DRAFT).key == "MYS-0013"


def test_a_refused_activation_tells_all_that_is_missing(stewards: Stewards) -> None:
    put(stewards.store, bare_draft())
    outcome = stewards.move(Level.ACTIVE, DRAFT)
    assert isinstance(outcome, Missing)
    assert outcome.missing == (
        Requirement.CONSENT,
        Requirement.SAFE,
        Requirement.CONCERN,
        Requirement.REASON,
        Requirement.TEAM,
    )
    assert stewards.case(DRAFT).level is Level.DRAFT
    assert levels_of(stewards, DRAFT) == []


def test_research_capacity_caps_and_can_be_overridden_with_a_reason(stewards: Stewards) -> None:
    put(stewards.store, ready("MYS-0001"), ready_draft())
    with stewards.store.write() as uow:
        uow.casework.set_research("asia", 1)
    refused = stewards.move(Level.ACTIVE, DRAFT)
    assert isinstance(refused, Missing)
    assert refused.missing == (Requirement.CAPACITY,)
    outcome = stewards.move(Level.ACTIVE, DRAFT, override=True, reason="It can't wait.")
    assert isinstance(outcome, Moved)
    assert outcome.beyond == Research("asia", 1, 1)
    with stewards.store.read() as uow:
        (entry,) = [e for e in uow.decisions.of("MYS-0002") if e.kind is DecisionKind.RESEARCH]
    assert (entry.after, entry.reason) == ("beyond:2:1", "It can't wait.")


@pytest.mark.parametrize(
    ("lacks", "requirement"),
    [
        ({"consent": frozenset({ConsentScope.NAMES})}, Requirement.CONSENT),
        ({"safe_to_publicise": False}, Requirement.SAFE),
    ],
)
@pytest.mark.parametrize("role", [Role.STEWARD, Role.BOARD])
def test_consent_and_safety_are_overridden_by_nobody(
    stewards: Stewards, lacks: dict[str, object], requirement: Requirement, role: Role
) -> None:
    put(stewards.store, ready(level=Level.DORMANT, **lacks))
    wish = Move(Level.ACTIVE, "A ruling.", override=True)
    with stewards.store.write() as uow:
        outcome = move(stewards.case(), wish, turn_of(uow), role)
    assert isinstance(outcome, Missing)
    assert outcome.missing == (requirement,)
    assert stewards.case().level is Level.DORMANT


def test_of_two_activations_for_the_last_place_one_is_refused(stewards: Stewards) -> None:
    keys = [f"draft-abcdefghijk{letter}" for letter in "abc"]
    put(stewards.store, *(ready_draft(key) for key in keys))
    with stewards.store.write() as uow:
        uow.casework.set_research("asia", 1)
    outcomes = race(3, lambda number: stewards.move(Level.ACTIVE, keys[number]))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Missing", "Missing", "Moved"]


def test_of_two_stewards_who_move_a_case_at_once_the_other_is_told(stewards: Stewards) -> None:
    put(stewards.store, ready(individuals=FREE))
    opened = stewards.opened("move", "MYS-0012")
    ways = (
        {"to": "dormant", "reason": "It rests.", "review": "2010-12-01"},
        {"to": "closed", "reason": "It is over.", "outcome": "no_longer_at_risk"},
    )
    outcomes = race(2, lambda n: stewards.send(opened, ways[n], person=f"steward{n}"))
    (won,) = [outcome for outcome in outcomes if isinstance(outcome, Moved)]
    (late,) = [outcome for outcome in outcomes if isinstance(outcome, Overtaken)]
    assert stewards.case().level is won.case.level
    (entry,) = late.since
    assert entry.kind is DecisionKind.LEVEL
    assert entry.after.startswith(won.case.level)
    assert entry.person != late.own
    assert any(text in late.typed for text in ("It rests.", "It is over."))
    assert len(levels_of(stewards, "MYS-0012")) == 1


def test_closing_without_protected_persons_is_done_at_once(stewards: Stewards) -> None:
    put(stewards.store, ready(individuals=FREE))
    with stewards.store.write() as uow:
        uow.commitments.start("MYS-0012", Party(section="SWE"), NOW)
    outcome = stewards.move(Level.CLOSED, outcome=Outcome.CAPACITY)
    assert isinstance(outcome, Moved)
    after = stewards.case()
    assert (after.level, after.outcome, after.closed) == (Level.CLOSED, Outcome.CAPACITY, TODAY)
    assert levels_of(stewards, "MYS-0012") == [("active", "closed:capacity")]
    with stewards.store.read() as uow:
        assert uow.sections.load("SWE").running == 0


def test_a_protected_case_is_only_proposed(stewards: Stewards) -> None:
    put(stewards.store, ready())
    outcome = stewards.move(Level.CLOSED, outcome=Outcome.CAPACITY)
    assert isinstance(outcome, Proposed)
    assert outcome.proposal.notice_ends == TODAY + timedelta(days=28)
    assert stewards.case().level is Level.ACTIVE
    again = stewards.move(Level.DORMANT, review=REVIEW)
    assert isinstance(again, CantMove)
    assert again.obstacle is Obstacle.PROPOSED_BEFORE


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.RELEASED, Status.RELEASED),
        (Outcome.DIED, Status.DIED),
        (Outcome.EXECUTED, Status.EXECUTED),
        (Outcome.SENTENCE_SERVED, Status.RELEASED),
        (Outcome.NO_LONGER_AT_RISK, Status.DETAINED),
    ],
)
def test_a_resolving_outcome_with_its_record_closes_at_once(
    stewards: Stewards, outcome: Outcome, status: Status
) -> None:
    put(stewards.store, ready())
    moved = stewards.move(Level.CLOSED, **{**RELEASED, "outcome": outcome})
    assert isinstance(moved, Moved)
    (person,) = stewards.case().individuals
    assert (person.status, person.status_date, person.status_source) == (
        status,
        PartialDate(2010, 5),
        "her lawyer",
    )


def test_the_end_of_a_protected_person_needs_a_date_and_a_source(stewards: Stewards) -> None:
    put(stewards.store, ready())
    outcome = stewards.move(Level.CLOSED, outcome=Outcome.RELEASED)
    assert isinstance(outcome, CantMove)
    assert outcome.obstacle is Obstacle.NO_RECORD


def test_an_old_record_does_not_serve_a_sentence(stewards: Stewards) -> None:
    known = an_individual(status_date=PartialDate(2008), status_source="family")
    put(stewards.store, ready(individuals=(known,)))
    assert isinstance(stewards.move(Level.CLOSED, outcome=Outcome.SENTENCE_SERVED), Proposed)


def test_a_merger_needs_an_active_case_that_carries_everybody(stewards: Stewards) -> None:
    put(
        stewards.store,
        ready(),
        a_case("MYS-0001", individuals=()),
        a_case("MYS-0002", level=Level.DORMANT),
        a_case("MYS-0003"),
    )
    obstacles = {
        "": Obstacle.NO_OTHER,
        "MYS-0099": Obstacle.NO_OTHER,
        "MYS-0012": Obstacle.NO_OTHER,
        "MYS-0002": Obstacle.NO_OTHER,
        "MYS-0001": Obstacle.NOT_CARRIED,
    }
    for into, obstacle in obstacles.items():
        outcome = stewards.move(Level.CLOSED, outcome=Outcome.MERGED, into=into)
        assert isinstance(outcome, CantMove), into
        assert outcome.obstacle is obstacle
    merged = stewards.move(Level.CLOSED, outcome=Outcome.MERGED, into="MYS-0003")
    assert isinstance(merged, Moved)


@pytest.mark.parametrize(
    ("level", "wish", "obstacle"),
    [
        (Level.ACTIVE, Move(Level.ACTIVE, "Why."), Obstacle.FORBIDDEN),
        (Level.CLOSED, Move(Level.DORMANT, "Why.", review=REVIEW), Obstacle.FORBIDDEN),
        (Level.ACTIVE, Move(Level.DRAFT, "Why."), Obstacle.FORBIDDEN),
        (Level.ACTIVE, Move(Level.CLOSED, " ", Outcome.CAPACITY), Obstacle.NO_REASON),
        (Level.ACTIVE, Move(Level.CLOSED, "Why."), Obstacle.NO_OUTCOME),
        (Level.ACTIVE, Move(Level.CLOSED, "Why.", Outcome.UNKNOWN), Obstacle.UNFIT_OUTCOME),
        (
            Level.ACTIVE,
            Move(Level.CLOSED, "Why.", Outcome.CONSENT_WITHDRAWN),
            Obstacle.UNFIT_OUTCOME,
        ),
        (
            Level.ACTIVE,
            Move(Level.DORMANT, "Why.", Outcome.CAPACITY, REVIEW),
            Obstacle.UNFIT_OUTCOME,
        ),
        (Level.ACTIVE, Move(Level.DORMANT, "Why."), Obstacle.NO_REVIEW),
        (Level.ACTIVE, Move(Level.DORMANT, "Why.", review=TODAY), Obstacle.NO_REVIEW),
    ],
)
def test_what_can_not_be_done(
    stewards: Stewards, level: Level, wish: Move, obstacle: Obstacle
) -> None:
    put(stewards.store, ready(level=level, individuals=FREE))
    before = stewards.case()
    with stewards.store.write() as uow:
        outcome = move(before, wish, turn_of(uow))
    assert isinstance(outcome, CantMove)
    assert outcome.obstacle is obstacle
    assert stewards.case().version == before.version


def test_a_closed_draft_is_shown_to_nobody_whatever_its_consent(stewards: Stewards) -> None:
    put(stewards.store, ready_draft())
    assert isinstance(stewards.move(Level.CLOSED, DRAFT, outcome=Outcome.CAPACITY), Moved)
    with stewards.store.read() as uow:
        assert uow.cases.get(DRAFT, Sight.PUBLIC) is None
        assert uow.cases.listed([DRAFT]) == frozenset()
    reopened = stewards.move(Level.ACTIVE, DRAFT)
    assert isinstance(reopened, Moved)
    assert stewards.case(reopened.case.key).shown_to_members


def test_reopening_asks_for_the_same_and_forgets_the_outcome(stewards: Stewards) -> None:
    put(
        stewards.store,
        ready(level=Level.CLOSED, outcome=Outcome.CAPACITY, closed=TODAY, concerns=()),
    )
    refused = stewards.move(Level.ACTIVE)
    assert isinstance(refused, Missing)
    put(
        stewards.store,
        ready(level=Level.CLOSED, outcome=Outcome.CAPACITY, concerns=(Concern.TORTURE,)),
    )
    assert isinstance(stewards.move(Level.ACTIVE), Moved)
    after = stewards.case()
    assert (after.level, after.outcome, after.closed) == (Level.ACTIVE, None, None)


def test_what_was_read_as_a_member_is_never_written(stewards: Stewards) -> None:
    put(stewards.store, ready(individuals=(an_individual(withheld=True, poc=False),)))
    with stewards.store.write() as uow:
        narrow = uow.cases.get("MYS-0012", Sight.PUBLIC)
        assert narrow is not None
        wish = Move(Level.DORMANT, "It rests.", review=REVIEW)
        assert isinstance(move(narrow, wish, turn_of(uow)), Moved)
    assert stewards.case().individuals[0].name == "Tan Mei Lin"


def test_a_stale_case_is_not_moved(stewards: Stewards) -> None:
    put(stewards.store, ready(individuals=FREE))
    before = stewards.case()
    put(stewards.store, replace(before, title="Imported meanwhile"))
    with stewards.store.write() as uow:
        wish = Move(Level.DORMANT, "It rests.", review=REVIEW)
        assert isinstance(move(before, wish, turn_of(uow)), Overtaken)


def test_the_form_tells_at_the_field_what_is_missing(stewards: Stewards) -> None:
    put(stewards.store, ready())
    why = {"reason": "Why."}
    told = {
        ("closed", "", "", ""): {"outcome": ProblemCode.MISSING},
        ("closed", "released", "", ""): {
            "since": ProblemCode.MISSING,
            "source": ProblemCode.MISSING,
        },
        ("closed", "released", "2010", ""): {"source": ProblemCode.MISSING},
        ("closed", "merged", "", ""): {"into": ProblemCode.MISSING},
        ("dormant", "", "", ""): {"review": ProblemCode.MISSING},
    }
    for (to, outcome, since, source), codes in told.items():
        typed = why | {"to": to, "outcome": outcome, "since": since, "source": source}
        answer = stewards.fill_in("move", "MYS-0012", **typed)
        assert isinstance(answer, FormProblems), to
        assert {field: p.code for field, p in answer.problems.items()} == codes
    past = stewards.fill_in("move", "MYS-0012", to="dormant", review="2010-05-14", **why)
    assert isinstance(past, FormProblems)
    assert past.problems["review"].code is ProblemCode.IN_THE_PAST
