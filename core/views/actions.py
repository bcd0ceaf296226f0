"""What is said of what can be done in a place."""

from typing import assert_never

from core.domain.cases import CaseLine, CasePage, Level
from core.i18n import Words
from core.parts import Action, Items, Paragraph, Part, Tone, View
from core.usecases.actions import ActionsFound, ActionsOutcome, OfSection, WhereToAct
from core.usecases.cases import NothingFound
from core.usecases.question import LongQuestion, WhichOne
from core.views.case_parts import case_item, conditions_part, country_line, deed
from core.views.cases import choices, long_question, nothing_found, which_one
from core.views.counts import cases_in, no_cases_in
from core.views.places import places


def actions_view(outcome: ActionsOutcome, words: Words) -> View:
    """Word what can be done, or what to ask instead."""
    match outcome:
        case ActionsFound():
            return actions_found(outcome, words)
        case NothingFound():
            return nothing_found(outcome, words)
        case WhichOne():
            return which_one(outcome, words)
        case LongQuestion():
            return long_question(outcome, words)
        case WhereToAct():
            return where_to_act(outcome, words)
        case _:
            assert_never(outcome)


def actions_found(outcome: ActionsFound, words: Words) -> View:
    """What the section's members can do, then the cases in the place."""
    place = places(outcome.asked, words)
    parts: list[Part] = []
    buttons: list[Action] = []
    if outcome.of_section is not None:
        parts += _of_section(outcome.of_section, outcome, words)
        buttons += _section_buttons(outcome.of_section, words)
    parts += conditions_part(outcome.asked, (), words)
    parts.append(_there(outcome, place, words))
    if outcome.page.total > len(outcome.page.lines):
        everything = words("All {n} cases there", n=words.number(outcome.page.total))
        buttons.append(Action(everything, "cases", f"1:{outcome.ref}"))
    buttons += choices(outcome.alike, words)
    title = (
        words("What can be done in {place}", place=place) if place else words("What can be done")
    )
    return View("actions", title, tuple(parts), tuple(buttons))


def _of_section(of: OfSection, outcome: ActionsFound, words: Words) -> list[Part]:
    name = of.section.name
    load = {"running": words.number(of.load.running), "capacity": words.number(of.load.capacity)}
    hint = words(
        "Members of a section act on cases in any country. For a case in your own country, "
        "please ask your coordinator first."
    )
    if not of.page.total:
        text = words(
            "Section {section} has no case with an open action now. It has taken on {running} "
            "of {capacity} cases.",
            section=name,
            **load,
        )
        return [Paragraph(text), Paragraph(hint, Tone.HINT)]
    heading = words(
        "What members of Section {section} can do now ({running} of {capacity} cases taken on)",
        section=name,
        **load,
    )
    return [_listed(of.page, heading, outcome, words), Paragraph(hint, Tone.HINT)]


def _section_buttons(of: OfSection, words: Words) -> list[Action]:
    if not of.load.running:
        return [Action(words("Cases without a section"), "cases", "1:uncommitted")]
    if of.page.total > len(of.page.lines):
        label = words("All of Section {section}", section=of.section.name)
        return [Action(label, "cases", f"1:section {of.section.code}")]
    return []


def _there(outcome: ActionsFound, place: str, words: Words) -> Part:
    levels = outcome.asked.levels or (Level.ACTIVE,)
    if not outcome.page.total:
        return Paragraph(words("{none}.", none=no_cases_in(levels, place, words)))
    heading = cases_in(outcome.page.total, levels, place, words)
    return _listed(outcome.page, heading, outcome, words)


def _listed(page: CasePage, heading: str, outcome: ActionsFound, words: Words) -> Items:
    items = tuple(
        case_item(line, [*_where(line, outcome, words), *_deeds(line, words)], words)
        for line in page.lines
    )
    return Items(items, heading)


def _where(line: CaseLine, outcome: ActionsFound, words: Words) -> list[str]:
    return [country_line(line, outcome.asked, words)]


def _deeds(line: CaseLine, words: Words) -> list[str]:
    if not line.open_actions:
        return [words("No open action now")]
    return [
        words("{what}: {text}", what=deed(action, words), text=action.text)
        if action.text
        else deed(action, words)
        for action in line.open_actions
    ]


def where_to_act(_outcome: WhereToAct, words: Words) -> View:
    """Ask for a place."""
    text = words(
        "Name a country or a section, for example {example}.",
        example=words.command("actions Malaysia"),
    )
    button = Action(words("Cases to act on"), "cases", "1:available")
    return View("where_to_act", words("Where do you want to act?"), (Paragraph(text),), (button,))
