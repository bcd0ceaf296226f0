"""Pause and withdrawal of consent: hidden everywhere in one transaction, and told to who acts."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event
from time import sleep

import pytest

from core.answer import Answer
from core.domain.cases import CaseFilter, ConsentScope, Level, Outcome
from core.domain.commitments import Party
from core.domain.decisions import DecisionKind
from core.domain.follows import Pace
from core.domain.goals import Metric
from core.domain.people import Asker, Grant, Identity, Platform, Role
from core.domain.proposals import ProposalState
from core.domain.values import Sight
from core.intents import Commit
from core.intents_casework import Pause, Resume
from core.ports import Parties, UnitOfWork
from core.usecases.case import NoSuchCase
from core.usecases.commit import commit
from core.usecases.levels import Proposed
from core.usecases.steward_forms import CaseChanged
from core.usecases.stop import ConsentWithdrawn, NothingToPause, Paused, Resumed, pause, resume
from storage.unit_of_work import SqlStore
from tests.contract.builders import NOW, TODAY, a_case, a_draft, put
from tests.contract.stewards import Stewards, ready, turn_of
from tests.contract.test_digests import Postbox
from tests.contract.test_notices import deliver, meet

KEY = "MYS-0012"


@pytest.fixture
def stewards(store: SqlStore) -> Stewards:
    """A case that two sections, a member and a follower act on."""
    put(store, ready(), a_case("IRN-0001", country="IRN"))
    meet(store, "lars", Grant(Role.COORDINATOR, "SWE"))
    meet(store, "siti", Grant(Role.COORDINATOR, "MYS"))
    meet(store, "nur")
    meet(store, "aisha")
    meet(store, "stranger")
    with store.write() as uow:
        uow.commitments.start(KEY, Party(section="SWE"), NOW)
        uow.commitments.start(KEY, Party(person="nur"), NOW)
        uow.follows.follow("aisha", KEY, Pace.WEEKLY, NOW)
    return Stewards(store)


def paused(stewards: Stewards, key: str = KEY) -> object:
    with stewards.turn() as turn:
        return pause(Pause(key), turn)


def resumed(stewards: Stewards, key: str = KEY) -> object:
    with stewards.turn() as turn:
        return resume(Resume(key), turn)


def seen_by_members(uow: UnitOfWork) -> set[str]:
    """Every way by which a member might meet the case."""
    page = uow.cases.find(CaseFilter(), Parties(), Sight.PUBLIC, TODAY, 1)
    found = uow.cases.find(CaseFilter(words=("editor",)), Parties(), Sight.PUBLIC, TODAY, 1)
    seen = {line.key for line in (*page.lines, *found.lines)}
    seen |= {label.key for label in uow.cases.labels(Sight.PUBLIC)}
    seen |= uow.cases.listed([KEY])
    seen |= {one.proposal.case for one in uow.casework.proposed()}
    if uow.cases.get(KEY, Sight.PUBLIC):
        seen.add(KEY)
    if page.counts[Level.ACTIVE] != 1 or uow.goals.measure(Metric.ACTIVE_CASES, TODAY) != 1:
        seen.add("counted")
    return seen & {KEY, "counted"}


def test_a_pause_hides_it_everywhere_in_its_own_transaction(stewards: Stewards) -> None:
    with stewards.turn() as turn:
        assert seen_by_members(turn.uow) == {KEY, "counted"}
        assert isinstance(pause(Pause(KEY), turn), Paused)
        assert seen_by_members(turn.uow) == set()
    with stewards.store.read() as uow:
        assert seen_by_members(uow) == set()


def test_everybody_who_acts_is_told_to_stop_with_the_reference_alone(stewards: Stewards) -> None:
    outcome = paused(stewards)
    assert isinstance(outcome, Paused)
    assert outcome.kept.told == 3
    postbox = Postbox()
    told = deliver(stewards.store, postbox)
    assert sorted(told) == [
        f"{who}: Stop all action on {KEY} now" for who in ("aisha", "lars", "nur")
    ]
    assert "Editor" not in repr([view for _, view, _ in postbox.taken])


def test_each_pause_is_told_anew(stewards: Stewards) -> None:
    paused(stewards)
    assert isinstance(resumed(stewards), Resumed)
    again = paused(stewards)
    assert isinstance(again, Paused)
    assert again.kept.told == 3
    with stewards.store.read() as uow:
        entries = [(e.kind, e.before, e.after) for e in uow.decisions.of(KEY)]
    assert entries == [
        (DecisionKind.PAUSE, "no", "yes"),
        (DecisionKind.PAUSE, "yes", "no"),
        (DecisionKind.PAUSE, "no", "yes"),
    ]


def test_who_was_told_to_stop_is_told_when_that_is_over(stewards: Stewards) -> None:
    """Also who follows it no more; who was told of an earlier stop, and not of this one, is not."""
    over = f"{KEY} may be spoken of again"
    paused(stewards)
    deliver(stewards.store, Postbox())
    with stewards.store.write() as uow:
        uow.follows.follow("aisha", KEY, None, NOW)
    resumed(stewards)
    assert sorted(deliver(stewards.store, Postbox())) == [
        f"aisha: {over}",
        f"lars: {over}",
        f"nur: {over}",
    ]
    paused(stewards)
    resumed(stewards)
    told = [one for one in deliver(stewards.store, Postbox()) if "taken back" not in one]
    stop = f"Stop all action on {KEY} now"
    assert [line for line in told if line.startswith("lars")] == [f"lars: {stop}", f"lars: {over}"]
    assert len(told) == 4


def test_what_is_hidden_for_another_reason_may_not_be_spoken_of(stewards: Stewards) -> None:
    paused(stewards)
    deliver(stewards.store, Postbox())
    with stewards.turn() as turn:
        case = turn.uow.cases.get(KEY, Sight.STAFF)
        assert case is not None
        turn.uow.casework.put(replace(case, safe_to_publicise=False), case.version)
    assert isinstance(resumed(stewards), Resumed)
    assert deliver(stewards.store, Postbox()) == []


def test_what_is_paused_is_not_paused_again(stewards: Stewards) -> None:
    put(stewards.store, a_draft())
    assert isinstance(resumed(stewards), NothingToPause)
    paused(stewards)
    assert isinstance(paused(stewards), NothingToPause)
    assert isinstance(paused(stewards, "draft-abcdefghijkl"), NothingToPause)
    assert isinstance(paused(stewards, "MYS-0099"), NoSuchCase)
    assert isinstance(resumed(stewards, "MYS-0099"), NoSuchCase)


def test_withdrawn_consent_closes_and_hides_at_once_and_ends_proposals(stewards: Stewards) -> None:
    proposal = stewards.move(Level.CLOSED, outcome=Outcome.CAPACITY)
    assert isinstance(proposal, Proposed)
    outcome = stewards.fill_in("consent_withdrawn", KEY, reason="The mother wrote.")
    assert isinstance(outcome, ConsentWithdrawn)
    assert outcome.kept.told == 3
    after = stewards.case()
    assert (after.level, after.outcome) == (Level.CLOSED, Outcome.CONSENT_WITHDRAWN)
    assert after.consent == frozenset()
    with stewards.store.read() as uow:
        assert seen_by_members(uow) == set()
        found = uow.casework.proposal(proposal.proposal.id)
        assert found is not None
        assert found.state is ProposalState.LAPSED
        assert uow.sections.load("SWE").running == 0


def test_a_draft_whose_consent_was_withdrawn_is_never_listed_again(stewards: Stewards) -> None:
    draft = a_draft(consent=frozenset())
    put(stewards.store, draft)
    stewards.fill_in("consent_withdrawn", draft.key, reason="The mother wrote.")
    stewards.fill_in("consent", draft.key, scopes="listing|names", safe="yes", reason="By mistake.")
    assert ConsentScope.LISTING in stewards.case(draft.key).consent
    assert not stewards.case(draft.key).shown_to_members


def test_what_was_withdrawn_is_not_withdrawn_again(stewards: Stewards) -> None:
    stewards.fill_in("consent_withdrawn", KEY, reason="The mother wrote.")
    stewards.now = NOW + timedelta(days=1)
    again = stewards.fill_in("consent_withdrawn", KEY, reason="The mother wrote.")
    assert isinstance(again, ConsentWithdrawn)
    with stewards.store.read() as uow:
        entries = uow.decisions.of(KEY)
    assert [e.after for e in entries if e.kind is DecisionKind.LEVEL] == [
        "closed:consent_withdrawn"
    ]
    assert stewards.case(KEY).closed == TODAY


def test_withdrawal_waits_for_nobody_who_edits_meanwhile(stewards: Stewards) -> None:
    opened = stewards.opened("consent_withdrawn", KEY)
    stewards.fill_in("case_edit", KEY, title="Another")
    assert isinstance(stewards.send(opened, {"reason": "She wrote."}), ConsentWithdrawn)


@pytest.mark.parametrize(
    "typed",
    [
        {"scopes": "names", "safe": "yes"},
        {"scopes": "listing|names", "safe": "no"},
        {"scopes": "", "safe": "yes"},
    ],
)
def test_consent_or_safety_that_is_taken_back_stops_action_too(
    stewards: Stewards, typed: dict[str, str]
) -> None:
    outcome = stewards.fill_in("consent", KEY, reason="A letter.", **typed)
    assert isinstance(outcome, CaseChanged)
    assert (outcome.kept.stopped, outcome.kept.told) == (True, 3)
    assert stewards.case().level is Level.ACTIVE
    with stewards.store.read() as uow:
        assert seen_by_members(uow) == set()


def test_names_that_may_not_be_told_any_more_leave_the_search(stewards: Stewards) -> None:
    named = CaseFilter(words=("tan",))
    with stewards.store.read() as uow:
        assert uow.cases.find(named, Parties(), Sight.PUBLIC, TODAY, 1).total == 2
    outcome = stewards.fill_in("consent", KEY, scopes="listing", safe="yes", reason="A letter.")
    assert isinstance(outcome, CaseChanged)
    assert not outcome.kept.stopped
    assert stewards.case().consent == frozenset({ConsentScope.LISTING})
    with stewards.store.read() as uow:
        assert uow.cases.find(named, Parties(), Sight.PUBLIC, TODAY, 1).total == 1


def test_a_stop_is_sent_in_the_middle_of_the_night(stewards: Stewards) -> None:
    stewards.now = NOW + timedelta(hours=9)
    paused(stewards)
    postbox = Postbox()
    assert len(deliver(stewards.store, postbox, stewards.now)) == 3


def test_nobody_takes_on_what_is_being_paused(stewards: Stewards) -> None:
    paused_but_open, asked = Event(), Event()

    def steward() -> None:
        with stewards.turn() as turn:
            pause(Pause(KEY), turn)
            paused_but_open.set()
            asked.wait(5)
            sleep(0.2)  # the other one waits for the case by now

    def member() -> Answer:
        paused_but_open.wait(5)
        asked.set()
        with stewards.store.write() as uow:
            asker = Asker(Identity(Platform.CONSOLE, "stranger"), "stranger")
            turn = replace(turn_of(uow), asker=asker)
            return commit(Commit(KEY), turn)

    with ThreadPoolExecutor(2) as pool:
        pool.submit(steward)
        answer = pool.submit(member).result()
    assert isinstance(answer, NoSuchCase)
