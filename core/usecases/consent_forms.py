"""Consent and safety, its withdrawal, and what was verified."""

from dataclasses import replace
from datetime import date

from core.answer import Answer
from core.domain.cases import Case, ConsentScope
from core.domain.decisions import DecisionKind
from core.usecases.casework import Kept, Overtaken, keep, overtaken_now, work_of
from core.usecases.forms import (
    BETWEEN,
    FieldKind,
    FieldSpec,
    FormOpened,
    Problem,
    ProblemCode,
    Values,
    problems,
)
from core.usecases.steward_forms import (
    NO,
    YES,
    CaseChanged,
    Changed,
    case_to_change,
    open_of_case,
    with_typed,
    yes_no,
)
from core.usecases.stop import withdraw_consent
from core.usecases.turn import Turn

CONSENT = "consent"
WITHDRAWN = "consent_withdrawn"
VERIFY = "verify"
REASON_LENGTH = 1_000


def _consent_fields(case: Case) -> tuple[FieldSpec, ...]:
    scopes = BETWEEN.join(scope for scope in ConsentScope if scope in case.consent)
    return (
        FieldSpec(
            "scopes", FieldKind.CHOICES, required=False, value=scopes, choices=tuple(ConsentScope)
        ),
        yes_no("safe", value=case.safe_to_publicise),
        FieldSpec("reason", FieldKind.TEXT, most=REASON_LENGTH),
    )


class ConsentForm:
    """`FormSpec` of consent and safety. Its ref is the case's key."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """The form with what is on record."""
        return open_of_case(CONSENT, ref, _consent_fields, turn)

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Record it. Where the case may not be shown any more, everybody who acts is told."""
        case = case_to_change(ref, values, seen, turn)
        if not isinstance(case, Case):
            return case
        given = filter(None, values["scopes"].split(BETWEEN))
        after = replace(
            case,
            consent=frozenset(map(ConsentScope, given)),
            safe_to_publicise=values["safe"] == YES,
        )
        if after == case:
            return CaseChanged(Changed.CONSENT, Kept(case))
        work = work_of(turn)
        decision = work.decision(
            DecisionKind.CONSENT, case.key, _code(case), _code(after), values["reason"]
        )
        kept = keep(case, after, [decision], work)
        if kept is None:
            return with_typed(overtaken_now(case, turn), values)
        return CaseChanged(Changed.CONSENT, kept, ("consent",))


def _code(case: Case) -> str:
    scopes = ",".join(scope for scope in ConsentScope if scope in case.consent)
    return f"{scopes};{YES if case.safe_to_publicise else NO}"


def _reason(case: Case) -> tuple[FieldSpec, ...]:
    del case
    return (FieldSpec("reason", FieldKind.TEXT, most=REASON_LENGTH),)


class ConsentWithdrawnForm:
    """`FormSpec` of closing a case because consent was withdrawn. Its ref is the case's key."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask for what is known of it."""
        return open_of_case(WITHDRAWN, ref, _reason, turn)

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Close and hide it at once, whatever else was changed meanwhile: it can't wait."""
        del seen
        case = turn.uow.cases.get(ref, turn.sight)
        if case is None:
            return self.open(ref, turn)
        outcome = withdraw_consent(case, values["reason"], turn)
        return with_typed(outcome, values) if isinstance(outcome, Overtaken) else outcome


def _verify_fields(today: date) -> tuple[FieldSpec, ...]:
    return (
        FieldSpec("on", FieldKind.DATE, value=today.isoformat()),
        FieldSpec("known", FieldKind.TEXT, most=REASON_LENGTH),
    )


class VerifyForm:
    """`FormSpec` of a verification: what is known, and since when. Its ref is the case's key."""

    def open(self, ref: str, turn: Turn) -> Answer:
        """Ask when, and what is known, as "still detained, seen by the family"."""
        return open_of_case(VERIFY, ref, lambda _: _verify_fields(turn.today), turn)

    def submit(self, ref: str, values: Values, seen: str, turn: Turn) -> Answer:
        """Record it, if it is news: a day after the last verification, and none to come."""
        case = case_to_change(ref, values, seen, turn)
        if not isinstance(case, Case):
            return case
        day = date.fromisoformat(values["on"])
        opened = FormOpened(VERIFY, case.key, _verify_fields(turn.today), seen)
        if day > turn.today:
            return problems(opened, values, {"on": Problem(ProblemCode.IN_THE_FUTURE)})
        if case.verified is not None and day < case.verified:
            last = Problem(ProblemCode.BEFORE, case.verified.isoformat())
            return problems(opened, values, {"on": last})
        work = work_of(turn)
        before = case.verified.isoformat() if case.verified else ""
        decision = work.decision(
            DecisionKind.VERIFY, case.key, before, day.isoformat(), values["known"]
        )
        kept = keep(case, replace(case, verified=day), [decision], work)
        if kept is None:
            return with_typed(overtaken_now(case, turn), values)
        return CaseChanged(Changed.VERIFIED, kept, ("verified",))
