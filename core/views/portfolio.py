"""The stewards' desk: its trays, the people and actions of a case, research teams, proposals."""

from typing import assert_never

from core.domain.cases import Action as Deed
from core.domain.cases import Case, Individual
from core.domain.levels import Research
from core.i18n import Words
from core.intents_casework import CAPACITY, NEW, OF_CASE
from core.parts import (
    Action,
    Example,
    Examples,
    Fact,
    Facts,
    Item,
    Items,
    Paragraph,
    Part,
    Tone,
    View,
)
from core.ports_casework import Tray, TrayLine
from core.usecases.action_form import DeedsFound
from core.usecases.part_form import part_ref
from core.usecases.person_form import PeopleFound
from core.usecases.portfolio import DeskFound, ResearchSet, TaskUnclear, TeamsFound, TrayFound
from core.usecases.proposals import ProposalFound
from core.views.case_parts import deed, named, open_case
from core.views.casework_labels import (
    case_name,
    load_text,
    person_name,
    proposal_state,
    tray_label,
    what_is_proposed,
)
from core.views.help import shortened
from core.views.labels import level_label, status_label

EXAMPLE = "MYS-0012"
FIRST = "edit"
"""What is done with a case, in an example."""

DeskOutcome = (
    DeskFound
    | TaskUnclear
    | TrayFound
    | TeamsFound
    | ResearchSet
    | PeopleFound
    | DeedsFound
    | ProposalFound
)


def desk_view(outcome: DeskOutcome, words: Words) -> View:  # noqa: PLR0911  a table
    """Word what stewards look at."""
    match outcome:
        case DeskFound():
            return _desk(outcome, words)
        case TaskUnclear():
            return _task_unclear(outcome, words)
        case TrayFound():
            return _tray(outcome, words)
        case TeamsFound():
            return _teams(outcome, words)
        case ResearchSet():
            return _research_set(outcome, words)
        case PeopleFound():
            return _people(outcome, words)
        case DeedsFound():
            return _deeds(outcome, words)
        case ProposalFound():
            return _proposal(outcome, words)
        case _:
            assert_never(outcome)


def _desk(outcome: DeskFound, words: Words) -> View:
    trays = tuple(
        Item(
            tray_label(tray, words),
            (words.plural("{n} case", "{n} cases", outcome.counts.get(tray, 0)),),
            Action(tray_label(tray, words), "portfolio", tray)
            if outcome.counts.get(tray)
            else None,
        )
        for tray in Tray
    )
    buttons = (
        Action(words("New case"), "form", "case_new", primary=True),
        Action(words("Research capacity"), "portfolio", "capacity"),
    )
    hint = words(
        "With a reference: {commands}.",
        commands=words.joined(
            words.command(f"portfolio {verb} MYS-0012")
            for verb in ("edit", "move", "verify", "pause")
        ),
    )
    parts = (Items(trays), Paragraph(hint, Tone.HINT))
    return View("desk", words("The stewards' desk"), parts, buttons)


def _task_unclear(outcome: TaskUnclear, words: Words) -> View:
    """Say what `/portfolio` takes."""
    title = words(
        "{command} takes no “{typed}”",
        command=words.command("portfolio"),
        typed=shortened(outcome.typed),
    )
    near = f"portfolio {outcome.nearest}"
    asked = words("Did you mean {command}?", command=words.command(near))
    others = words.joined(task for task in OF_CASE if task != FIRST)
    lists = words.joined(tray for tray in Tray if tray is not Tray.DRAFTS)
    takes = (
        Example(words.command("portfolio"), words("what waits for you")),
        Example(
            words.command(f"portfolio {Tray.DRAFTS}"),
            words("one list of it; also {words}", words=lists),
        ),
        Example(words.command(f"portfolio {NEW}"), words("a new case")),
        Example(
            words.command(f"portfolio {FIRST} {EXAMPLE}"),
            words("to change that case; also {words}", words=others),
        ),
        Example(words.command(f"portfolio {CAPACITY}"), words("what the research teams sustain")),
    )
    parts: list[Part] = [Paragraph(asked)] if outcome.nearest else []
    parts.append(Examples(takes, words("It takes")))
    desk = Action(words("Back to the desk"), "portfolio")
    return View("task_unclear", title, tuple(parts), (desk,))


def _tray(outcome: TrayFound, words: Words) -> View:
    page = outcome.page
    title = words("{tray}: {n}", tray=tray_label(outcome.tray, words), n=words.number(page.total))
    if not page.lines:
        return View("tray", title, (Paragraph(words("Nothing waits here.")),), (_back(words),))
    items = tuple(
        Item(
            named(line.key, line.title, words),
            tuple(filter(None, _line(outcome.tray, line, words))),
            open_case(line.key, words),
        )
        for line in page.lines
    )
    parts: list[Part] = [Items(items)]
    if page.pages > 1:
        text = words("Page {page} of {pages}", page=page.page, pages=page.pages)
        parts.append(Paragraph(text, Tone.HINT))
    turns = []
    if page.page > 1:
        turns.append(Action(words("Previous"), "portfolio", f"{outcome.tray}:{page.page - 1}"))
    if page.page < page.pages:
        turns.append(Action(words("Next"), "portfolio", f"{outcome.tray}:{page.page + 1}"))
    return View("tray", title, tuple(parts), (*turns, _back(words)))


def _line(tray: Tray, line: TrayLine, words: Words) -> tuple[str, ...]:
    where = words.country(line.country)
    if tray is Tray.UNVERIFIED and line.day is None:
        return where, words("never verified")
    if line.day is None:
        return (where,)
    day = words.day(line.day)
    told = {
        Tray.REVIEWS: words(
            "{level}, review on {day}", level=level_label(line.level, words), day=day
        ),
        Tray.PROPOSALS: words("notice until {day}", day=day),
        Tray.UNVERIFIED: words("last verified on {day}", day=day),
    }
    return where, told.get(tray, "")


def _back(words: Words) -> Action:
    return Action(words("Back to the desk"), "portfolio")


def _teams(outcome: TeamsFound, words: Words) -> View:
    title = words("Research capacity")
    other = Action(words("Another team"), "form", "research")
    if not outcome.teams:
        text = words("No case names a research team yet.")
        return View("teams", title, (Paragraph(text),), (other,))
    items = tuple(_team(team, words) for team in outcome.teams)
    return View("teams", title, (Items(items),), (other, _back(words)))


def _team(research: Research, words: Words) -> Item:
    ref = f"research:{research.team}"
    fits = len(f"form:{ref}".encode()) <= LONGEST
    button = Action(words("Change"), "form", ref) if fits else None
    return Item(research.team, (load_text(research, words),), button)


LONGEST = 64
"""A button's token: a longer name of a team is typed."""


def _research_set(outcome: ResearchSet, words: Words) -> View:
    research = outcome.research
    title = words("Research team {team}", team=research.team)
    parts: list[Part] = [Paragraph(load_text(research, words), Tone.SUCCESS)]
    if research.capacity is not None and research.active > research.capacity:
        text = words("It has more now than it can sustain: no case is added until it has fewer.")
        parts.append(Paragraph(text, Tone.WARNING))
    button = Action(words("Research capacity"), "portfolio", "capacity")
    return View("research_set", title, tuple(parts), (button,))


def _people(outcome: PeopleFound, words: Words) -> View:
    case = outcome.case
    items = tuple(_person(case, person, words) for person in case.individuals)
    nobody = (Paragraph(words("Nobody is on this case yet.")),)
    add = Action(words("Add a person"), "form", f"person:{part_ref(case.key, 0)}", primary=True)
    parts = (Items(items),) if items else nobody
    title = words("People of {case}", case=case_name(case, words))
    return View("people", title, parts, (add, open_case(case.key, words)))


def _person(case: Case, person: Individual, words: Words) -> Item:
    lines = (
        words("Prisoner of conscience") if person.poc else "",
        words("Name withheld") if person.withheld else "",
        words("Status: {status}", status=status_label(person.status, words)),
    )
    button = Action(
        words("Change person {number}", number=person.number),
        "form",
        f"person:{part_ref(case.key, person.number)}",
    )
    return Item(person_name(person, words), tuple(filter(None, lines)), button)


def _deeds(outcome: DeedsFound, words: Words) -> View:
    case = outcome.case
    items = tuple(_deed(outcome, action, words) for action in case.actions)
    none = (Paragraph(words("There is no action on this case yet.")),)
    add = Action(words("Add an action"), "form", f"action:{case.key}/0", primary=True)
    title = words("Actions of {case}", case=case_name(case, words))
    parts = (Items(items),) if items else none
    return View("deeds", title, parts, (add, open_case(case.key, words)))


def _deed(outcome: DeedsFound, action: Deed, words: Words) -> Item:
    if action.over is not None:
        state = words("over since {day}", day=words.day(action.over))
    else:
        state = words("open") if action.is_open(outcome.today) else words("deadline passed")
    button = Action(
        words("Change action {number}", number=action.number),
        "form",
        f"action:{outcome.case.key}/{action.number}",
    )
    return Item(deed(action, words), (state, action.text), button)


def _proposal(outcome: ProposalFound, words: Words) -> View:
    proposal = outcome.proposal
    facts = [
        Fact(words("Proposed"), what_is_proposed(proposal, words)),
        Fact(words("On"), words.day(proposal.proposed_at.date())),
        Fact(words("State"), proposal_state(proposal, words)),
    ]
    if proposal.review is not None:
        facts.append(Fact(words("To be reviewed on"), words.day(proposal.review)))
    if proposal.reason:
        facts.append(Fact(words("Reason"), proposal.reason))
    buttons = [open_case(outcome.case.key, words)]
    if outcome.may_question:
        buttons.insert(0, question_button(outcome.case.key, words))
    return View("proposal", case_name(outcome.case, words), (Facts(tuple(facts)),), tuple(buttons))


def question_button(key: str, words: Words) -> Action:
    """The button by which a section questions a decision on a case, first of all a proposal."""
    return Action(words("Question this"), "form", f"feedback:{key}")
