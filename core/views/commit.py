"""What is said of taking a case on and of handing it back."""

from core.domain.cases import Level
from core.domain.commitments import Load
from core.domain.people import Section
from core.i18n import Words
from core.intents import Commit
from core.parts import Action, Item, Items, Paragraph, Tone, View
from core.usecases.commit import (
    AlreadyCommitted,
    Committed,
    NameTheCase,
    NoSuchSection,
    NotActive,
    NotCommitted,
    Released,
    SayWhy,
    SectionFull,
    WhichSection,
)
from core.usecases.release_form import FORM, release_ref
from core.views.labels import level_label


def _for_whom(section: Section | None, load: Load | None, words: Words) -> str:
    if section is None:
        return words("For yourself.")
    if load is None:
        return words("For Section {section}.", section=section.name)
    return words(
        "For Section {section}, {running} of {capacity}.",
        section=section.name,
        running=load.running,
        capacity=load.capacity,
    )


def kept_places(load: Load, words: Words) -> str:
    """Which places are taken by cases that are not counted."""
    return words.plural(
        "{n} more place is kept for a case on which nobody works now: it is paused or may not be "
        "shown.",
        "{n} more places are kept for cases on which nobody works now: they are paused or may not "
        "be shown.",
        load.kept,
    )


def _open(key: str, words: Words) -> Action:
    return Action(words("Open {ref}", ref=key), "case", key)


def committed(outcome: Committed, words: Words) -> View:
    """Say for whom, and how full the section is now."""
    case = outcome.case
    parts = [Paragraph(_for_whom(outcome.section, outcome.load, words), Tone.SUCCESS)]
    if outcome.own_country and outcome.section:
        parts.append(
            Paragraph(
                words(
                    "This case is in the own country of Section {section}. Please make sure that "
                    "nobody in the section is put at risk.",
                    section=outcome.section.name,
                ),
                Tone.WARNING,
            )
        )
    hint = words(
        "To hand it back: {command}",
        command=words.command(words("release {ref} and the reason", ref=case.key)),
    )
    parts.append(Paragraph(hint, Tone.HINT))
    title = words("Committed to {ref} · {title}", ref=case.key, title=case.title)
    return View("committed", title, tuple(parts), (_open(case.key, words),))


def already_committed(outcome: AlreadyCommitted, words: Words) -> View:
    """Say that nothing was changed, because it was taken on before."""
    title = words("Already committed to {ref}", ref=outcome.case.key)
    text = _for_whom(outcome.section, outcome.load, words)
    return View("already_committed", title, (Paragraph(text),), (_open(outcome.case.key, words),))


def section_full(outcome: SectionFull, words: Words) -> View:
    """Say that there is no place, and what would make one."""
    load = outcome.load
    section = outcome.section
    text = words(
        "Section {section} has taken on {running} of {capacity} cases. Nothing was changed.",
        section=section.name,
        running=load.running,
        capacity=load.capacity,
    )
    kept = (Paragraph(kept_places(load, words)),) if load.kept else ()
    hint = words(
        "To make room, hand a case back: {command}, its reference and the reason.",
        command=words.command("release"),
    )
    mine = Action(words("Our cases"), "cases", f"1:section {section.code}")
    parts = (Paragraph(text, Tone.WARNING), *kept, Paragraph(hint, Tone.HINT))
    title = words("No place left for {ref}", ref=outcome.case.key)
    return View("section_full", title, parts, (mine,))


def not_active(outcome: NotActive, words: Words) -> View:
    """Say that only active cases are taken on."""
    case = outcome.case
    text = (
        words("{ref} is not open for action now. Nothing was changed.", ref=case.key)
        if case.level is Level.ACTIVE
        else words(
            "{ref} is {level}. Only active cases can be taken on; nothing was changed.",
            ref=case.key,
            level=level_label(case.level, words),
        )
    )
    more = Action(words("Active cases there"), "cases", f"1:{case.country}")
    title = words("{ref} can't be taken on", ref=case.key)
    return View("not_active", title, (Paragraph(text, Tone.WARNING),), (more,))


def which_section(outcome: WhichSection, words: Words) -> View:
    """Ask for which of the asker's sections."""
    verb = "commit" if isinstance(outcome.wish, Commit) else "release"
    ref = outcome.case.key
    buttons = tuple(
        Action(
            words("For Section {section}", section=section.name), verb, _target(outcome, section)
        )
        for section in outcome.sections
    )
    title = words("For which section?")
    text = words("You coordinate more than one section. Choose one for {ref}.", ref=ref)
    return View("which_section", title, (Paragraph(text),), buttons)


def _target(outcome: WhichSection, section: Section) -> str:
    colon = "" if isinstance(outcome.wish, Commit) else ":"
    return f"{outcome.case.key} for {section.code}{colon}"


def no_such_section(outcome: NoSuchSection, words: Words) -> View:
    """Say that no section has that name, and which are near."""
    title = words("No section is called “{typed}”", typed=outcome.typed)
    if not outcome.nearest:
        text = words("Write its name or its code, as in {example}.", example="Sweden, SWE")
        return View("no_such_section", title, (Paragraph(text, Tone.HINT),))
    near = Items(tuple(Item(f"{s.name} ({s.code})") for s in outcome.nearest))
    text = words("Did you mean one of these? Please ask again with its name.")
    return View("no_such_section", title, (Paragraph(text, Tone.HINT), near))


def name_the_case(outcome: NameTheCase, words: Words) -> View:
    """Ask for the reference."""
    example = words.command(f"{outcome.verb} MYS-0012")
    text = words("Add its reference, for example {example}.", example=example)
    look = Action(words("Look for a case"), "cases", "1:")
    return View("name_the_case", words("Which case?"), (Paragraph(text, Tone.HINT),), (look,))


def released(outcome: Released, words: Words) -> View:
    """Say that the case was handed back."""
    title = words("Handed back {ref} · {title}", ref=outcome.case.key, title=outcome.case.title)
    text = _for_whom(outcome.section, outcome.load, words)
    hint = words("Thank you for what was done. The stewards can read the reason.")
    return View("released", title, (Paragraph(text, Tone.SUCCESS), Paragraph(hint, Tone.HINT)))


def not_committed(outcome: NotCommitted, words: Words) -> View:
    """Say that there was nothing to hand back."""
    ref = outcome.case.key
    text = (
        words("Section {section} is not committed to {ref}.", section=outcome.section.name, ref=ref)
        if outcome.section
        else words("You are not committed to {ref}.", ref=ref)
    )
    parts = (Paragraph(text), Paragraph(words("Nothing was changed."), Tone.HINT))
    return View("not_committed", words("Nothing to hand back"), parts, (_open(ref, words),))


def say_why(outcome: SayWhy, words: Words) -> View:
    """Ask for the reason, with the usual ones as buttons."""
    ref = outcome.case.key
    side = f"for {outcome.section.code}: " if outcome.section else "for me: "
    reasons = (
        words("No capacity left"),
        words("No way to act from here"),
        words("Another section leads"),
    )
    usual = tuple(Action(reason, "release", f"{ref} {side}{reason}") for reason in reasons)
    form = release_ref(ref, outcome.section.code if outcome.section else "")
    buttons = (*usual, Action(words("In my own words"), "form", f"{FORM}:{form}"))
    example = words.command(f"release {ref} {reasons[0].lower()}")
    text = words("Choose a reason, or write your own: {example}", example=example)
    title = words("Why hand back {ref}?", ref=ref)
    return View("say_why", title, (Paragraph(text),), buttons)
