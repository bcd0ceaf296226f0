"""What is said of nominations. To their section, waiting and accepted are the same words."""

from typing import assert_never

from core.domain.nominations import NominationState
from core.i18n import Words
from core.parts import Action, Fact, Facts, Item, Items, Paragraph, Part, Tone, View
from core.usecases.nominations import (
    NominationOutcome,
    NominationShown,
    NominationsListed,
    NoSuchNomination,
)
from core.views.case_parts import open_case
from core.views.labels import concern_labels


def nomination_view(outcome: NominationOutcome, words: Words) -> View:
    """Word nominations, or that there is none."""
    match outcome:
        case NominationShown():
            return _shown(outcome, words)
        case NominationsListed():
            return _listed(outcome, words)
        case NoSuchNomination():
            return _none(outcome, words)
        case _:
            assert_never(outcome)


def _shown(outcome: NominationShown, words: Words) -> View:
    nomination = outcome.nomination
    parts: list[Part] = []
    if outcome.nominated:
        text = words(
            "Thank you. The stewards will look at it. You will hear when it is a case that "
            "everybody can read, or if it is refused, with the reason, which you can question. "
            "Until then nobody is told how far it has come."
        )
        parts.append(Paragraph(text, Tone.SUCCESS))
    parts.append(Facts(tuple(_facts(outcome, words))))
    title = words("Nomination {ref}", ref=nomination.ref)
    return View("nomination", title, tuple(parts), _buttons(outcome, words))


def _facts(outcome: NominationShown, words: Words) -> list[Fact]:
    nomination = outcome.nomination
    told = [
        (words("Name"), nomination.name),
        (words("Country"), words.country(nomination.country)),
        (words("From"), words("Section {section}", section=outcome.section)),
        (words("Sent on"), words.day(nomination.at.date())),
        (words("Concerns"), words.joined(concern_labels(nomination.concerns, words))),
        (words("Circumstances"), nomination.circumstances),
        (words("Source"), nomination.source),
        (words("Contact"), nomination.contact),
        (words("State"), _state(outcome, words)),
        (words("Reason"), nomination.reason),
        (words("Questioned by"), outcome.questioned),
    ]
    return [Fact(label, value) for label, value in told if value]


def _state(outcome: NominationShown, words: Words) -> str:
    nomination = outcome.nomination
    if outcome.public:
        return words("in the portfolio as {ref}", ref=outcome.public)
    match nomination.state:
        case NominationState.WAITING:
            return words("with the stewards")
        case NominationState.ACCEPTED:
            return words("a draft: {ref}", ref=nomination.case)
        case NominationState.REFUSED:
            return words("refused")
        case _:
            assert_never(nomination.state)


def _buttons(outcome: NominationShown, words: Words) -> tuple[Action, ...]:
    nomination = outcome.nomination
    number = str(nomination.number)
    buttons = []
    if outcome.steward and nomination.state is NominationState.WAITING:
        buttons.append(Action(words("Make a draft"), "form", f"take_up:{number}", primary=True))
        buttons.append(Action(words("Refuse"), "form", f"refuse:{number}"))
    if outcome.steward and nomination.case:
        buttons.append(open_case(nomination.case, words))
    elif outcome.public:
        buttons.append(open_case(outcome.public, words))
    if outcome.questioned:
        label = words("Open {ref}", ref=outcome.questioned)
        buttons.append(Action(label, "feedback", outcome.questioned))
    elif nomination.state is NominationState.REFUSED and not outcome.steward:
        buttons.append(Action(words("Question this"), "form", f"feedback:{nomination.ref}"))
    return (*buttons, Action(words("All nominations"), "nominate", "list"))


def _listed(outcome: NominationsListed, words: Words) -> View:
    title = (
        words.plural("{n} nomination waits", "{n} nominations wait", outcome.total)
        if outcome.steward
        else words.plural("{n} nomination of yours", "{n} nominations of yours", outcome.total)
    )
    items = tuple(_line(line, words) for line in outcome.lines)
    parts: list[Part] = [Items(items)] if items else []
    if outcome.total > len(items):
        parts.append(Paragraph(words("These are the first."), Tone.HINT))
    if not items:
        parts.append(
            Paragraph(
                words("No nomination waits.") if outcome.steward else words("There is none yet.")
            )
        )
    new = (Action(words("Nominate a person"), "nominate"),) if not outcome.steward else ()
    return View("nominations", title, tuple(parts), new)


def _line(line: NominationShown, words: Words) -> Item:
    nomination = line.nomination
    title = words(
        "{ref} · {name} · {country}",
        ref=nomination.ref,
        name=nomination.name,
        country=words.country(nomination.country),
    )
    lines = (
        words("Section {section}: {state}", section=line.section, state=_state(line, words)),
        words.day(nomination.at.date()),
    )
    opens = Action(words("Open {ref}", ref=nomination.ref), "nominate", nomination.ref)
    return Item(title, lines, opens)


def _none(outcome: NoSuchNomination, words: Words) -> View:
    title = words("No such nomination: {ref}", ref=outcome.ref[:20])
    button = Action(words("All nominations"), "nominate", "list")
    return View("no_such_nomination", title, (), (button,))
