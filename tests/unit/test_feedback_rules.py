"""Which decisions can be questioned, who may not rule, and which clock runs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domain.cases import Level, Outcome
from core.domain.clocks import USUAL, Calendar, Terms, Timing
from core.domain.contested import MOST_LEVELS, contestable, contested_in, of_person, of_refusal
from core.domain.decisions import Decision, DecisionKind
from core.domain.feedback import (
    ENDED,
    FOLLOWS,
    Answered,
    Appeal,
    Contested,
    Feedback,
    State,
    Target,
    Verdict,
    barred_from_ruling,
    changes,
    has_lapsed,
    share_in_time,
)
from core.domain.people import Role
from core.domain.proposals import Proposal, ProposalState
from tests.contract.builders import a_case, an_individual

NOW = datetime(2010, 5, 14, 12, tzinfo=UTC)
TODAY = NOW.date()
TARGET = Target(Contested.LEVEL, "level:3", "MYS-0012", "MYS", 3)
FEEDBACK = Feedback(12, "SWE", TARGET, "Why?", NOW)
ANSWER = Answered(Verdict.UPHELD, "So.", "Wait", TODAY, NOW + timedelta(days=3))
PROPOSAL = Proposal(
    "p1",
    "MYS-0012",
    "No capacity",
    "steward",
    NOW,
    TODAY + timedelta(days=28),
    Level.CLOSED,
    Outcome.CAPACITY,
)


def decided(
    number: int, kind: DecisionKind, before: str, after: str, subject: str = ""
) -> Decision:
    at = NOW - timedelta(days=100 - number)
    return Decision(kind, subject or "MYS-0012", at, before, after, person="s1", number=number)


def level(number: int, before: str, after: str) -> Decision:
    return decided(number, DecisionKind.LEVEL, before, after)


def questioned(
    history: Sequence[Decision], *proposals: Proposal, today: date = TODAY
) -> list[tuple[Contested, str]]:
    case = a_case()
    return [(t.kind, t.decision) for t in contestable(case, history, proposals, today)]


POC = (Contested.POC, "poc:MYS-0012/1")
INCLUDED = (Contested.INCLUSION, "inclusion:MYS-0012")


def test_a_case_without_a_history_has_its_inclusion_and_its_designations() -> None:
    assert questioned([]) == [INCLUDED, POC]
    target = contestable(a_case(opened=date(2009, 1, 10)), [], [], TODAY)[0]
    assert (target.case, target.country, target.at) == ("MYS-0012", "MYS", date(2009, 1, 10))


def test_the_last_changes_come_first_and_the_activation_is_the_inclusion() -> None:
    history = [
        level(1, "draft", "active"),
        level(2, "active", "dormant"),
        level(3, "dormant", "active"),
        level(4, "active", "closed:capacity"),
    ]
    assert questioned(history) == [
        (Contested.CLOSURE, "level:4"),
        (Contested.LEVEL, "level:3"),
        (Contested.LEVEL, "level:2"),
        INCLUDED,
        POC,
    ]
    assert contestable(a_case(), history, [], TODAY)[-2].number == 1


def test_an_import_is_no_change_of_level_but_the_inclusion() -> None:
    history = [level(1, "", "dormant"), level(2, "dormant", "active")]
    assert questioned(history) == [(Contested.LEVEL, "level:2"), INCLUDED, POC]
    assert contestable(a_case(), history, [], TODAY)[-2].number == 1


def test_only_the_last_changes_are_offered() -> None:
    history = [level(n, "active" if n % 2 else "dormant", "dormant") for n in range(1, 20)]
    assert len(questioned(history)) == MOST_LEVELS + 2


def test_the_last_decision_on_a_designation_is_the_one() -> None:
    history = [
        decided(n, DecisionKind.POC, "no", "yes", subject)
        for n, subject in ((5, "draft-abcdefghijkl/1"), (6, "MYS-0012/1"), (7, "MYS-0012/2"))
    ]
    assert questioned(history) == [INCLUDED, (Contested.POC, "poc:6")]
    case = a_case(individuals=(an_individual(1), an_individual(2, poc=False)))
    targets = contestable(case, history[:2], [], TODAY)
    assert [(t.decision, t.after) for t in targets[1:]] == [
        ("poc:6", "yes"),
        ("poc:MYS-0012/2", "no"),
    ]


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, Contested.CLOSURE),
        ({"to": Level.DORMANT, "outcome": None}, Contested.LEVEL),
        ({"to": None, "outcome": None, "individual": 1}, Contested.POC),
    ],
)
def test_a_proposal_can_be_questioned_until_its_notice_ends(
    fields: dict[str, object], kind: Contested
) -> None:
    proposal = replace(PROPOSAL, **fields)  # type: ignore[arg-type]  # the table's own fields
    assert questioned([], proposal)[0] == (kind, "notice:p1")
    assert questioned([], proposal, today=proposal.notice_ends)[0] == (kind, "notice:p1")
    after = proposal.notice_ends + timedelta(days=1)
    assert questioned([], proposal, today=after) == [INCLUDED, POC]
    lapsed = replace(proposal, state=ProposalState.LAPSED)
    assert questioned([], lapsed) == [INCLUDED, POC]


def test_a_target_knows_what_it_is_about() -> None:
    target = contestable(a_case(), [], [PROPOSAL], TODAY)[0]
    assert (target.proposal, target.nomination, target.after) == ("p1", None, "closed:capacity")
    assert TARGET.proposal == ""


def test_a_person_is_told_from_another_by_name_and_country_alone() -> None:
    same, other = of_person("tan mei lin", "MYS"), of_person("tan mei lin", "SGP")
    assert same == of_person("tan mei lin", "MYS")
    assert same.decision != other.decision
    assert (same.kind, same.case, same.number) == (Contested.EXCLUSION, "", 0)


def test_the_refusal_of_a_nomination() -> None:
    waits = decided(8, DecisionKind.NOMINATION, "", "waiting", "nomination:4")
    refused = decided(9, DecisionKind.NOMINATION, "waiting", "refused", "nomination:4")
    target = of_refusal(4, "MYS", [waits, refused])
    assert (target.nomination, target.number) == (4, 9)
    assert contested_in(target, [waits, refused]) == (refused,)
    assert contested_in(of_refusal(4, "MYS", []), [waits]) == ()


def step(after: str, person: str) -> Decision:
    return Decision(DecisionKind.FEEDBACK, "feedback:12", NOW, "", after, "", person, Role.STEWARD)


def test_who_decided_asked_answered_or_appealed_does_not_rule() -> None:
    steps = [
        step("submitted", "asked"),
        step("acknowledged", "saw"),
        step("answered:upheld", "answered"),
        step("appealed", "appealed"),
    ]
    contested = [replace(level(3, "active", "dormant"), person=who) for who in ("decided", "")]
    barred = barred_from_ruling(steps, contested)
    assert barred == {"decided", "asked", "answered", "appealed"}


def test_each_state_has_its_clock() -> None:
    appealed = replace(FEEDBACK, state=State.APPEALED, answered=ANSWER, appeal=Appeal("No.", NOW))
    clocks = {
        State.SUBMITTED: FEEDBACK,
        State.ACKNOWLEDGED: replace(FEEDBACK, state=State.ACKNOWLEDGED),
        State.ANSWERED: replace(FEEDBACK, state=State.ANSWERED, answered=ANSWER),
        State.APPEALED: appealed,
        State.ACCEPTED: replace(FEEDBACK, state=State.ACCEPTED, answered=ANSWER),
        State.RULED: replace(appealed, state=State.RULED),
    }
    assert set(clocks) == set(State)
    dues = [clock.due(USUAL, TODAY) for clock in clocks.values()]
    assert [due and due.day for due in dues] == [
        date(2010, 5, 21),
        date(2010, 6, 11),
        date(2010, 6, 14),
        date(2010, 7, 9),
        None,
        None,
    ]
    late = FEEDBACK.due(USUAL, date(2010, 6, 1))
    assert late is not None
    assert late.timing is Timing.LONG_OVERDUE


@pytest.mark.parametrize(("day", "lapsed"), [(date(2010, 6, 14), False), (date(2010, 6, 15), True)])
def test_an_answer_lapses_after_its_time(day: date, lapsed: bool) -> None:  # noqa: FBT001
    answered = replace(FEEDBACK, state=State.ANSWERED, answered=ANSWER)
    assert has_lapsed(answered, USUAL, day) is lapsed
    for state in ENDED | {State.APPEALED, State.SUBMITTED}:
        assert not has_lapsed(replace(answered, state=state), USUAL, date(2011, 1, 1))
    holiday = Terms(calendar=Calendar(frozenset({date(2010, 6, 14)})))
    assert not has_lapsed(answered, holiday, day)


def test_the_steps_end() -> None:
    assert {
        state for state in State if not any(state in before for before in FOLLOWS.values())
    } == ENDED
    assert FOLLOWS[State.SUBMITTED] == frozenset()
    assert FEEDBACK.may_follow(State.ANSWERED)
    assert not FEEDBACK.may_follow(State.RULED)
    assert [changes(verdict) for verdict in Verdict] == [False, True, True]


@pytest.mark.parametrize(
    ("answers", "share"),
    [
        ([], None),
        ([(TODAY, None)], None),
        ([(date(2010, 1, 4), None)], 0.0),
        ([(date(2010, 1, 4), date(2010, 2, 1))], 1.0),
        ([(date(2010, 1, 4), date(2010, 2, 2))], 0.0),
        ([(date(2010, 1, 4), date(2010, 2, 1)), (date(2010, 1, 4), None), (TODAY, None)], 0.5),
        ([(TODAY, TODAY)], 1.0),
    ],
)
def test_the_share_answered_in_time(
    answers: list[tuple[date, date | None]], share: float | None
) -> None:
    assert share_in_time(answers, USUAL, TODAY) == share


DAYS = st.dates(date(2009, 1, 1), date(2010, 12, 31))


@given(st.lists(st.tuples(DAYS, st.none() | st.integers(0, 90))), DAYS)
def test_a_share_is_a_share(drawn: list[tuple[date, int | None]], today: date) -> None:
    answers = [(day, None if n is None else day + timedelta(days=n)) for day, n in drawn]
    share = share_in_time(answers, USUAL, today)
    assert share is None or 0 <= share <= 1
