"""What decisions, steps and clocks of feedback are called in chat."""

from core.domain.cases import Case, Level, Outcome
from core.domain.clocks import Due, Timing
from core.domain.feedback import Contested, State, Target, Verdict
from core.domain.levels import Requirement
from core.i18n import Words
from core.views.casework_labels import requirement_label
from core.views.labels import level_label, outcome_label


def kind_label(kind: Contested, words: Words) -> str:
    """What kind of decision is questioned."""
    return {
        Contested.INCLUSION: words("inclusion"),
        Contested.EXCLUSION: words("exclusion"),
        Contested.LEVEL: words("change of level"),
        Contested.CLOSURE: words("closure"),
        Contested.POC: words("designation as a prisoner of conscience"),
    }[kind]


def target_label(target: Target, words: Words, case: Case | None = None) -> str:
    """The decision itself, as a choice or a fact."""
    if target.kind is Contested.POC:
        return _designation(target, words, case)
    if target.kind is Contested.INCLUSION:
        return words("That the case is in the portfolio")
    if target.kind is Contested.EXCLUSION:
        return _exclusion(target, words)
    move = move_label(target.after, words)
    if target.proposal:
        return words("The proposal: {level}", level=move)
    if target.at is None:
        return words("The change of level: {level}", level=move)
    return words("{day}: {level}", day=words.day(target.at), level=move)


def _exclusion(target: Target, words: Words) -> str:
    if target.nomination is not None:
        return words("That nomination N-{number} was refused", number=target.nomination)
    return words("That this person is not in the portfolio")


def move_label(code: str, words: Words) -> str:
    """A level with its outcome, from a code as `closed:released`."""
    level, _, outcome = code.partition(":")
    if level not in set(Level):
        return code
    named = level_label(Level(level), words)
    if outcome not in set(Outcome):
        return named
    ended = outcome_label(Outcome(outcome), words)
    return words("{level}, {outcome}", level=named, outcome=ended)


def _designation(target: Target, words: Words, case: Case | None) -> str:
    number = target.subject.rpartition("/")[2]
    people = {str(person.number): person.name for person in case.individuals} if case else {}
    who = people.get(number) or words("person {number}", number=number)
    if target.proposal:
        return words("The proposal not to regard {who} as a prisoner of conscience", who=who)
    if target.after == "yes":
        return words("That {who} is regarded as a prisoner of conscience", who=who)
    return words("That {who} is not regarded as a prisoner of conscience", who=who)


def state_label(state: State, words: Words) -> str:
    """How far it has come."""
    return {
        State.SUBMITTED: words("submitted"),
        State.ACKNOWLEDGED: words("acknowledged"),
        State.ANSWERED: words("answered"),
        State.ACCEPTED: words("accepted"),
        State.APPEALED: words("appealed"),
        State.RULED: words("ruled on"),
    }[state]


def verdict_label(verdict: Verdict, words: Words) -> str:
    """What an answer or a ruling says of the decision."""
    return {
        Verdict.UPHELD: words("upheld"),
        Verdict.CHANGED: words("changed"),
        Verdict.PARTLY: words("partly changed"),
    }[verdict]


def clock_label(state: State, words: Words) -> str:
    """What the clock that runs is for."""
    return {
        State.SUBMITTED: words("To be acknowledged by"),
        State.ACKNOWLEDGED: words("To be answered by"),
        State.ANSWERED: words("Open to appeal until"),
        State.APPEALED: words("To be ruled on by"),
        State.ACCEPTED: "",
        State.RULED: "",
    }[state]


def due_label(due: Due, words: Words) -> str:
    """The day, and whether it is past."""
    day = words.day(due.day)
    if due.timing is Timing.IN_TIME:
        return day
    if due.timing is Timing.OVERDUE:
        return words("{day} (overdue)", day=day)
    return words("{day} (long overdue)", day=day)


def requirement_labels(codes: tuple[str, ...], words: Words) -> str:
    """What a case lacks to become active."""
    known = [Requirement(code) for code in codes if code in set(Requirement)]
    return words.joined(requirement_label(requirement, words) for requirement in known)
