"""What is said of one case."""

from typing import assert_never

from core.domain.cases import Case, ConsentScope, Individual, Level
from core.i18n import Words
from core.parts import Action, Fact, Facts, Item, Items, Paragraph, Part, Tone, View
from core.usecases.case import CaseCard, CaseOutcome, NoSuchCase, Side, WhichCase
from core.views.case_parts import deed, named, open_case
from core.views.casework import steward_buttons
from core.views.casework_labels import proposal_state, scope_label, what_is_proposed
from core.views.figure_labels import total_lines
from core.views.history import timeline
from core.views.labels import concern_labels, level_label, outcome_label, status_label
from core.views.rights import article_labels

SHOWN = 60
"""How much of what was typed is repeated."""


def case_view(outcome: CaseOutcome, words: Words) -> View:
    """Word a case, or that there is none."""
    match outcome:
        case CaseCard():
            return case_card(outcome, words)
        case NoSuchCase():
            return no_such_case(outcome, words)
        case WhichCase():
            return which_case(outcome, words)
        case _:
            assert_never(outcome)


def case_card(outcome: CaseCard, words: Words) -> View:
    """Everything that the reader may know of a case, and what they can do for it."""
    case = outcome.case
    parts: list[Part] = list(_notices(case, words))
    if case.summary:
        parts.append(Paragraph(case.summary))
    parts.append(Facts(tuple(_facts(outcome, words))))
    if case.individuals:
        people = tuple(_person(person, words) for person in case.individuals)
        parts.append(Items(people, words("People")))
    if case.articles:
        rights = tuple(Item(label) for label in article_labels(case.articles, words))
        parts.append(Items(rights, words("Rights")))
    parts += _actions(outcome, words)
    parts += _proposed(outcome, words)
    if outcome.history:
        parts.append(timeline(outcome.history, words))
    return View("case", named(case.key, case.title, words), tuple(parts), _buttons(outcome, words))


def _proposed(outcome: CaseCard, words: Words) -> list[Part]:
    if not outcome.proposals:
        return []
    items = tuple(
        Item(
            what_is_proposed(proposal, words),
            (proposal_state(proposal, words),),
            Action(words("See why"), "proposal", proposal.id),
        )
        for proposal in outcome.proposals
    )
    return [Items(items, words("Proposed"))]


def _notices(case: Case, words: Words) -> list[Paragraph]:
    if case.level is Level.DRAFT:
        return [Paragraph(words("This is a draft. Only stewards can see it."), Tone.WARNING)]
    if case.paused:
        return [Paragraph(words("This case is paused: stop all action on it."), Tone.WARNING)]
    if case.level is not Level.ACTIVE:
        return [Paragraph(words("This is a past case, not for action."), Tone.WARNING)]
    return []


def _facts(outcome: CaseCard, words: Words) -> list[Fact]:
    case = outcome.case
    told = [
        (words("Country"), words.country(case.country)),
        (words("Level"), _level(case, words)),
        (words("Concerns"), words.joined(concern_labels(case.concerns, words))),
        (words("Long-term objective"), case.long_objective),
        (words("Next objective"), case.short_objective),
        (words("Committed"), _committed(outcome, words)),
        (words("Done so far"), "; ".join(total_lines(outcome.reported, words))),
        (words("Last verified"), words.day(case.verified) if case.verified else ""),
        (words("Source"), case.source),
        *(_for_stewards(case, words) if outcome.steward else ()),
    ]
    return [Fact(label, value) for label, value in told if value]


def _for_stewards(case: Case, words: Words) -> list[tuple[str, str]]:
    scopes = [scope_label(scope, words) for scope in ConsentScope if scope in case.consent]
    safe = words("yes") if case.safe_to_publicise else words("no")
    return [
        (words("Why it is included"), case.inclusion_reason),
        (words("Research team"), case.research_team),
        (words("To be reviewed on"), words.day(case.review) if case.review else ""),
        (words("Consent"), words.joined(scopes) or words("none on record")),
        (words("Safe to publicise"), safe),
    ]


def _level(case: Case, words: Words) -> str:
    level = level_label(case.level, words)
    if case.outcome is None:
        return level
    outcome = outcome_label(case.outcome, words)
    if case.closed is None:
        return words("{level}: {outcome}", level=level, outcome=outcome)
    day = words.day(case.closed)
    return words("{level} on {day}: {outcome}", level=level, day=day, outcome=outcome)


def _committed(outcome: CaseCard, words: Words) -> str:
    case = outcome.case
    parties = [words("Section {section}", section=section.name) for section in outcome.sections]
    if case.committed_members:
        parties.append(words.plural("{n} member", "{n} members", case.committed_members))
    if parties:
        return words.joined(parties)
    return words("No section yet") if case.level is Level.ACTIVE else ""


def _person(person: Individual, words: Words) -> Item:
    name = person.name or words("Name withheld")
    if person.name and person.native_name:
        name = words("{name} ({native_name})", name=name, native_name=person.native_name)
    status = status_label(person.status, words)
    if person.status_date is not None:
        day = words.partial_date(person.status_date)
        status = words("{status} ({date})", status=status, date=day)
    lines = [
        words("Prisoner of conscience") if person.poc else "",
        words("Status: {status}", status=status),
        words("Source: {source}", source=person.status_source) if person.status_source else "",
        words("Also known as {names}", names=words.joined(person.aliases))
        if person.name and person.aliases
        else "",
    ]
    return Item(name, tuple(filter(None, lines)))


def _actions(outcome: CaseCard, words: Words) -> list[Part]:
    if outcome.case.level is not Level.ACTIVE or outcome.case.paused:
        return []
    deeds = outcome.case.open_actions(outcome.today)
    if not deeds:
        return [Paragraph(words("There is no open action now."), Tone.HINT)]
    items = tuple(
        Item(
            deed(action, words),
            tuple(
                filter(
                    None,
                    (
                        action.text,
                        words("To: {target}", target=action.target) if action.target else "",
                    ),
                )
            ),
        )
        for action in deeds
    )
    return [Items(items, words("What you can do"))]


def _buttons(outcome: CaseCard, words: Words) -> tuple[Action, ...]:
    key = outcome.case.key
    country = outcome.case.country
    buttons = [_side_button(key, side, words) for side in outcome.sides]
    if outcome.committed:
        buttons.append(Action(words("Hand back my own"), "release", f"{key} for me:"))
    elif outcome.may_commit and not outcome.sides:
        buttons.append(Action(words("Commit"), "commit", key, primary=True))
    if outcome.may_commit:
        buttons.append(Action(words("Act"), "form", f"act:{key}"))
    if outcome.follows:
        buttons.append(Action(words("Unfollow"), "follow", f"{key} off"))
    elif outcome.may_follow:
        buttons.append(Action(words("Follow"), "follow", key))
    there = words("More in {country}", country=words.country(country))
    more = Action(there, "cases", f"1:{country}")
    if outcome.may_question and outcome.case.shown_to_members:
        buttons.append(Action(words("Question a decision"), "form", f"feedback:{key}"))
    return (*buttons, more, *(steward_buttons(outcome.case, words) if outcome.steward else ()))


def _side_button(key: str, side: Side, words: Words) -> Action:
    code, name = side.section.code, side.section.name
    if side.committed:
        label = words("Hand back for Section {section}", section=name)
        return Action(label, "release", f"{key} for {code}:")
    label = words(
        "Commit Section {section} ({running} of {capacity})",
        section=name,
        running=words.number(side.load.running),
        capacity=words.number(side.load.capacity),
    )
    return Action(label, "commit", f"{key} for {code}", primary=True)


def no_such_case(outcome: NoSuchCase, words: Words) -> View:
    """The same words whether there is none or the asker may not see it."""
    if not outcome.ref:
        text = words(
            "Add its reference or a name, for example {example}.",
            example=words.command("case MYS-0012"),
        )
        return View("no_such_case", words("Which case?"), (Paragraph(text),), (_look(words),))
    title = words("No such case: {ref}", ref=_short(outcome.ref))
    if not outcome.suggestions:
        text = words("Please check the reference, or look for the case by its country.")
        return View("no_such_case", title, (Paragraph(text, Tone.HINT),), (_look(words),))
    near = Items(
        tuple(
            Item(named(label.key, label.title, words), action=open_case(label.key, words))
            for label in outcome.suggestions
        ),
        words("Did you mean one of these?"),
    )
    return View("no_such_case", title, (near,), (_look(words),))


def which_case(outcome: WhichCase, words: Words) -> View:
    """Let the asker choose."""
    title = words.plural(
        "{n} case goes by “{name}”",
        "{n} cases go by “{name}”",
        outcome.total,
        name=_short(outcome.ref),
    )
    items = tuple(
        Item(named(label.key, label.title, words), action=open_case(label.key, words))
        for label in outcome.labels
    )
    parts: list[Part] = [Items(items)]
    if outcome.total > len(items):
        text = words("These are the first. Add a word of the name or title to find another.")
        parts.append(Paragraph(text, Tone.HINT))
    return View("which_case", title, tuple(parts))


def _look(words: Words) -> Action:
    return Action(words("Look for a case"), "cases", "1:")


def _short(typed: str) -> str:
    return typed[:SHOWN] + ("…" if len(typed) > SHOWN else "")
