"""What happened on a case, for its card and for whom somebody else was faster."""

from collections.abc import Iterable, Sequence

from core.domain.cases import Level, Outcome, Status
from core.domain.decisions import Decision, DecisionKind
from core.i18n import Words
from core.parts import Event, Timeline
from core.views.casework_labels import field_label
from core.views.feedback_labels import move_label
from core.views.labels import level_label, outcome_label, status_label


def timeline(entries: Sequence[Decision], words: Words) -> Timeline:
    """The history of a case, the latest first."""
    return Timeline(
        tuple(Event(words.day(e.at.date()), decision_text(e, words)) for e in reversed(entries)),
        words("History"),
    )


def decision_text(entry: Decision, words: Words) -> str:
    """What was decided, with the reason where it may be read."""
    told = _decided(entry, words)
    if not entry.reason or entry.reason == "import":
        return told
    return words("{what}. Reason: {reason}", what=told, reason=entry.reason)


def _decided(entry: Decision, words: Words) -> str:  # noqa: PLR0911  one a kind
    match entry.kind:
        case DecisionKind.LEVEL:
            return _level(entry, words)
        case DecisionKind.POC:
            return _poc(entry, words)
        case DecisionKind.STATUS:
            status = status_label(Status(entry.after), words)
            return words("Person {number}: {status}", number=_number(entry), status=status)
        case DecisionKind.PAUSE:
            return words("Paused") if entry.after == "yes" else words("No longer paused")
        case DecisionKind.PROPOSAL:
            return _proposal(entry, words)
        case DecisionKind.EDIT:
            fields = (field_label(field, words) for field in entry.after.split(","))
            return words("Edited: {fields}", fields=words.joined(fields))
        case DecisionKind.CONSENT:
            return words("Consent or safety changed")
        case DecisionKind.ACTION:
            return words("Action {number} changed", number=entry.after.partition(":")[0])
        case _:
            return _simple(entry.kind, words)


def _simple(kind: DecisionKind, words: Words) -> str:
    """What needs no code to be told."""
    return {
        DecisionKind.CONSENT: words("Consent or safety changed"),
        DecisionKind.VERIFY: words("Verified"),
        DecisionKind.RESEARCH: words("Activated beyond the capacity of the research team"),
        DecisionKind.COMMIT: words("Taken on"),
        DecisionKind.RELEASE: words("Handed back"),
    }.get(kind, words("Changed"))


def level_of(code: str, words: Words) -> str:
    """A level, with the outcome of a closure, from the history's `closed:released`."""
    level, _, outcome = code.partition(":")
    named = level_label(Level(level), words)
    if not outcome:
        return named
    return words("{level}: {outcome}", level=named, outcome=outcome_label(Outcome(outcome), words))


def _level(entry: Decision, words: Words) -> str:
    after = level_of(entry.after, words)
    if not entry.before:
        return words("Put on record: {level}", level=after)
    if entry.before == Level.DRAFT:
        return words("Now {level}", level=after)
    return words("From {before} to {after}", before=level_of(entry.before, words), after=after)


def _poc(entry: Decision, words: Words) -> str:
    number = _number(entry)
    if entry.after == "yes":
        return words("Person {number}: designated as a prisoner of conscience", number=number)
    return words("Person {number}: designation withdrawn", number=number)


def _proposal(entry: Decision, words: Words) -> str:
    if entry.after == "lapsed":
        return words("A proposal has lapsed")
    if entry.before == "no":
        return words(
            "Proposed: to withdraw the designation of person {number}", number=_number(entry)
        )
    return words("Proposed: {level}", level=move_label(entry.before, words))


def _number(entry: Decision) -> str:
    return entry.subject.rpartition("/")[2]


def told_since(entries: Iterable[Decision], own: str, words: Words) -> tuple[Event, ...]:
    """Who did what, and when: oneself, or another steward, whose name is not kept."""
    return tuple(
        Event(
            words.moment(entry.at),
            words("You: {what}", what=decision_text(entry, words))
            if own and entry.person == own
            else words("Another steward: {what}", what=decision_text(entry, words)),
        )
        for entry in entries
    )
