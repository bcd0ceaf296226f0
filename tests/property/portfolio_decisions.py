"""How many decisions a step needs: one for each thing that it changed, and none for nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from core.domain.cases import Level, Outcome
from core.domain.decisions import DecisionKind
from core.domain.proposals import ProposalState
from core.portfolio.columns import ActionRow, CaseRow, IndividualRow
from tests.property.portfolio_snapshot import Snapshot

Entry = tuple[DecisionKind, str]
EDITED: Final = (
    "title",
    "country",
    "summary",
    "long_objective",
    "short_objective",
    "inclusion_reason",
    "concerns",
    "articles",
    "research_team",
    "review",
)
CALLED: Final = ("name", "withheld", "aliases", "native_name", "gender")
RECORDED: Final = ("status", "status_date", "status_source")


def differ(before: object, after: object, names: tuple[str, ...]) -> bool:
    """Whether one of these facts changed."""
    return any(getattr(before, name) != getattr(after, name) for name in names)


def expected(before: Snapshot, after: Snapshot) -> Counter[Entry]:
    """The decisions that the change from one moment to another needs: one for each thing."""
    return Counter(
        (
            *(entry for case in after.cases for entry in _of_case(case, before, after)),
            *_of_commitments(before, after),
            *_of_steps(before, after),
            *_of_research(before, after),
            *_of_proposals(before, after),
        )
    )


def recorded(after: Snapshot) -> Counter[Entry]:
    """The decisions that were made, of the kinds that are expected for a reason.

    What is verified again on the same day changes nothing but the history.
    """
    kinds = set(DecisionKind) - {DecisionKind.STRIKE, DecisionKind.ROLE, DecisionKind.JOIN}
    again = (DecisionKind.VERIFY, True)
    made = (d for d in after.decisions if (d.kind, d.before == d.after) != again)
    return Counter((d.kind, d.subject) for d in made if d.kind in kinds)


def _of_case(case: CaseRow, before: Snapshot, after: Snapshot) -> Iterator[Entry]:
    key = case.case
    was = before.case(after.idents[key])
    if was is None:
        yield DecisionKind.LEVEL, key
        return
    moved = differ(was, case, ("level", "outcome", "closed"))
    cleared = differ(was, case, ("consent", "safe_to_publicise"))
    withdrawn = case.outcome is Outcome.CONSENT_WITHDRAWN and not case.consent
    if moved or (cleared and withdrawn):
        yield DecisionKind.LEVEL, key
    elif cleared:
        yield DecisionKind.CONSENT, key
    if was.paused is not case.paused and not moved:
        yield DecisionKind.PAUSE, key
    if differ(was, case, EDITED) and not moved:
        yield DecisionKind.EDIT, key
    if was.verified != case.verified:
        yield DecisionKind.VERIFY, key
    if _unkeyed(before.deeds(was.case)) != _unkeyed(after.deeds(key)):
        yield DecisionKind.ACTION, key
    for number, person in after.people(key).items():
        subject = f"{key}/{number}"
        yield from _of_person(before.people(was.case).get(number), person, subject)
    if _went_beyond(was, case, after):
        yield DecisionKind.RESEARCH, key


def _unkeyed(deeds: list[ActionRow]) -> list[ActionRow]:
    """A case's actions without its key, which may have changed."""
    return sorted((replace(deed, case="") for deed in deeds), key=lambda deed: deed.number)


def _of_person(was: IndividualRow | None, person: IndividualRow, subject: str) -> Iterator[Entry]:
    if was is None:
        yield DecisionKind.STATUS, subject
        if person.poc:
            yield DecisionKind.POC, subject
        return
    if was.poc is not person.poc:
        yield DecisionKind.POC, subject
    if differ(was, person, RECORDED):
        yield DecisionKind.STATUS, subject
    if differ(was, person, CALLED):
        yield DecisionKind.EDIT, subject


def _went_beyond(was: CaseRow, case: CaseRow, after: Snapshot) -> bool:
    """Whether a case was activated though its team had no place left."""
    if case.level is not Level.ACTIVE or was.level is Level.ACTIVE:
        return False
    capacity = after.research.get(case.research_team, {}).get("capacity")
    return isinstance(capacity, int) and after.active_of(case.research_team) > capacity


def _of_commitments(before: Snapshot, after: Snapshot) -> Iterator[Entry]:
    for number, one in after.taken_on.items():
        key = after.case_keys[one["case_id"]]
        was = before.taken_on.get(number)
        if was is None:
            yield DecisionKind.COMMIT, key
        elif was["ended_at"] is None and one["ended_at"] is not None:
            case = after.case(after.idents[key])
            if case is not None and case.level is Level.ACTIVE:  # else it ended with the case
                yield DecisionKind.RELEASE, key


def _of_steps(before: Snapshot, after: Snapshot) -> Iterator[Entry]:
    for number, feedback in after.feedback.items():
        if feedback["state"] != before.feedback.get(number, {}).get("state"):
            yield DecisionKind.FEEDBACK, f"feedback:{number}"
    for number, nomination in after.nominations.items():
        if nomination["state"] != before.nominations.get(number, {}).get("state"):
            yield DecisionKind.NOMINATION, f"nomination:{number}"
    for key, goal in after.goals.items():
        if goal != before.goals.get(key):
            yield DecisionKind.GOAL, f"goal:{key}"
    for code in ("MYS", "SWE"):
        if before.load(code)[1] != after.load(code)[1]:
            yield DecisionKind.CAPACITY, code


def _of_research(before: Snapshot, after: Snapshot) -> Iterator[Entry]:
    for team, research in after.research.items():
        if research["capacity"] != before.research.get(team, {}).get("capacity"):
            yield DecisionKind.RESEARCH, str(team)


def _of_proposals(before: Snapshot, after: Snapshot) -> Iterator[Entry]:
    for proposal, facts in after.proposals.items():
        was = before.proposals.get(proposal)
        lapsed = facts["state"] is ProposalState.LAPSED and was != facts
        if was is None or lapsed:
            key = after.case_keys[facts["case_id"]]
            yield DecisionKind.PROPOSAL, f"{key}/{facts['individual']}".removesuffix("/0")
