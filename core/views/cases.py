"""What is said of the cases that were asked for."""

from dataclasses import replace
from typing import assert_never

from core.domain.cases import CaseLine, Level
from core.grammar import TURN
from core.i18n import Words
from core.parts import (
    Action,
    Example,
    Examples,
    Item,
    Items,
    Paragraph,
    Part,
    Tone,
    View,
)
from core.understanding.english import Flag
from core.understanding.query import Candidate, Understanding
from core.usecases.cases import (
    CasesFound,
    CasesOutcome,
    Elsewhere,
    NothingFound,
    OtherLevel,
)
from core.usecases.question import ForgottenQuestion, LongQuestion, WhichOne
from core.views.case_parts import (
    case_item,
    choice_label,
    conditions_part,
    country_line,
    next_action,
    open_case,
    people,
    sections_on_it,
)
from core.views.counts import cases_in, level_count, no_cases_in
from core.views.labels import level_label
from core.views.places import joined_places, places

SHOWN = 60
"""How much of what was typed is repeated."""


def cases_view(outcome: CasesOutcome, words: Words) -> View:
    """Word whatever was found, or not."""
    match outcome:
        case CasesFound():
            return cases_found(outcome, words)
        case NothingFound():
            return nothing_found(outcome, words)
        case WhichOne():
            return which_one(outcome, words)
        case LongQuestion():
            return long_question(outcome, words)
        case ForgottenQuestion():
            return forgotten_question(outcome, words)
        case _:
            assert_never(outcome)


def cases_found(outcome: CasesFound, words: Words) -> View:
    """A page of cases, each with a button, and buttons to other pages and levels."""
    asked, page = outcome.asked, outcome.page
    place = places(asked, words)
    title = cases_in(page.total, outcome.levels, place, words)
    parts: list[Part] = []
    if outcome.instead:
        parts.append(Paragraph(words("{none}.", none=no_cases_in((Level.ACTIVE,), place, words))))
    if outcome.past:
        parts.append(Paragraph(past_notice(page.total, words), Tone.WARNING))
    parts += conditions_part(asked, outcome.sections, words)
    parts.append(Items(tuple(_item(line, outcome, words) for line in page.lines)))
    parts += other_levels(outcome.others, words)
    if page.pages > 1:
        parts.append(Paragraph(_page_of(outcome, words), Tone.HINT))
    if asked == Understanding() and page.page == 1:
        parts.append(ways_to_ask(words))
    if outcome.alike:
        parts.append(Paragraph(words("Or did you mean another country?"), Tone.HINT))
    buttons = (
        *_turning(outcome, words),
        *level_buttons(outcome.others, words),
        *choices(outcome.alike, words),
    )
    return View("cases", title, tuple(parts), buttons)


def past_notice(n: int, words: Words) -> str:
    """Said of dormant and closed cases, wherever they are listed."""
    return words.plural(
        "This is a past case, not for action.", "These are past cases, not for action.", n
    )


def _item(line: CaseLine, outcome: CasesFound, words: Words) -> Item:
    details = [country_line(line, outcome.asked, words)]
    if len(outcome.levels) > 1:
        details.append(words("Level: {level}", level=level_label(line.level, words)))
    if line.individuals:
        details.append(people(line, words))
    if line.level is Level.ACTIVE:
        details += [next_action(line.open_actions, words), sections_on_it(line, words)]
    return case_item(line, details, words)


def _page_of(outcome: CasesFound, words: Words) -> str:
    page, pages = words.number(outcome.page.page), words.number(outcome.page.pages)
    return words("Page {page} of {pages}", page=page, pages=pages)


def _turning(outcome: CasesFound, words: Words) -> list[Action]:
    page = outcome.page
    buttons = []
    if page.page > 1:
        buttons.append(Action(words("Previous"), TURN, f"{page.page - 1}:{outcome.ref}"))
    if page.page < page.pages:
        buttons.append(Action(words("Next"), TURN, f"{page.page + 1}:{outcome.ref}"))
    return buttons


def other_levels(others: tuple[OtherLevel, ...], words: Words) -> tuple[Part, ...]:
    """How many cases there are at levels that were not asked for; none if there are none."""
    told = [cases_in(other.count, (other.level,), "", words) for other in others]
    if not told:
        return ()
    return (Paragraph(words("At other levels: {cases}.", cases=words.joined(told)), Tone.HINT),)


def level_buttons(others: tuple[OtherLevel, ...], words: Words) -> list[Action]:
    """A button for each other level that has cases, with their number."""
    return [
        Action(level_count(other.count, other.level, words), "cases", f"1:{other.ref}")
        for other in others
    ]


def choices(candidates: tuple[Candidate, ...], words: Words) -> list[Action]:
    """A button for each thing that may have been meant."""
    return [
        Action(choice_label(candidate, words), "cases", f"1:{candidate.query}")
        for candidate in candidates
    ]


def ways_to_ask(words: Words) -> Examples:
    """What a question can have in it."""
    return Examples(
        (
            Example(words.command("cases Malaysia"), words("a country or a region")),
            Example(words.command("cases poc women art 19"), words("people, rights, concerns")),
            Example(words.command("cases section Sweden"), words("what a section has taken on")),
            Example(words.command("cases uncommitted"), words("cases that wait for a section")),
        ),
        words("You can narrow this down"),
    )


def nothing_found(outcome: NothingFound, words: Words) -> View:
    """Say so, and what may have been meant or is near."""
    asked = outcome.asked
    repeated = replace(asked, words=()) if _is_repeated(asked) else asked
    parts: list[Part] = list(conditions_part(repeated, outcome.sections, words))
    if outcome.suggestions:
        parts.append(Paragraph(_did_you_mean(outcome.suggestions, words)))
    parts += [Paragraph(hint, Tone.HINT) for hint in _hints(outcome, words)]
    nearby = [*([outcome.wider] if outcome.wider else []), *outcome.nearest]
    parts += other_levels(outcome.others, words)
    if nearby:
        told = tuple(Item(_counted(near, outcome, words)) for near in nearby)
        parts.append(Items(told, words("What is near to it")))
    buttons = [
        *([open_case(outcome.reference, words)] if outcome.reference else []),
        *choices(outcome.suggestions, words),
        *level_buttons(outcome.others, words),
        *(Action(_place(near, words), "cases", f"1:{near.ref}") for near in nearby),
    ]
    if not buttons:
        parts.append(ways_to_ask(words))
        buttons.append(Action(words("All active cases"), "cases", "1:"))
    return View("nothing_found", _no_cases(outcome, words), tuple(parts), tuple(buttons))


def _is_repeated(asked: Understanding) -> bool:
    """Whether the title repeats what was typed, so that its free words need not be told again."""
    return bool(asked.words) and not asked.places


def _no_cases(outcome: NothingFound, words: Words) -> str:
    levels = outcome.asked.levels or (Level.ACTIVE,)
    if _is_repeated(outcome.asked):
        typed = outcome.typed.strip()
        shown = typed[:SHOWN] + ("…" if len(typed) > SHOWN else "")
        return words("Nothing found for “{typed}”", typed=shown)
    return no_cases_in(levels, places(outcome.asked, words), words)


def _did_you_mean(suggestions: tuple[Candidate, ...], words: Words) -> str:
    if len(suggestions) == 1:
        return words("Did you mean {name}?", name=choice_label(suggestions[0], words))
    return words("Did you mean one of these?")


def _hints(outcome: NothingFound, words: Words) -> list[str]:
    hints = []
    if Flag.MINE in outcome.asked.flags:
        command = words.command("commit MYS-0012")
        hints.append(
            words(
                "Yours are the cases that you or your section have taken on, as with {command}.",
                command=command,
            )
        )
    if any(word.startswith(("art ", "article ", "udhr ")) for word in outcome.asked.words):
        hints.append(words("The Universal Declaration has the articles 1 to 30."))
    return hints


def _counted(near: Elsewhere, outcome: NothingFound, words: Words) -> str:
    levels = outcome.asked.levels or (Level.ACTIVE,)
    if near is outcome.wider:
        levels = (Level.ACTIVE,)
    return cases_in(near.count, levels, _place(near, words), words)


def _place(near: Elsewhere, words: Words) -> str:
    return joined_places(near.countries, (near.region,) if near.region else (), words)


def which_one(outcome: WhichOne, words: Words) -> View:
    """Ask which of several is meant."""
    *each, together = outcome.ambiguity.options
    buttons = (
        *choices(tuple(each), words),
        Action(words("All of these"), "cases", f"1:{together.query}"),
    )
    title = words("Which one do you mean by “{word}”?", word=outcome.ambiguity.word)
    text = words("That name has several meanings. Please choose one.")
    return View("which_one", title, (Paragraph(text),), buttons)


def long_question(outcome: LongQuestion, words: Words) -> View:
    """Ask for fewer words."""
    text = words.plural(
        "I look for at most {n} word at once.",
        "I look for at most {n} words at once. Please ask with the few that matter most.",
        outcome.most,
    )
    return View(
        "long_question", words("That is a long question"), (Paragraph(text), ways_to_ask(words))
    )


def forgotten_question(_outcome: ForgottenQuestion, words: Words) -> View:
    """Say that the button is too old."""
    text = words("I don't remember the question behind it. Please ask again.")
    button = Action(words("All active cases"), "cases", "1:")
    return View(
        "forgotten_question",
        words("That button is too old"),
        (Paragraph(text), ways_to_ask(words)),
        (button,),
    )
