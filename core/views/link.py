"""What is said of one-time codes."""

from core.i18n import Words
from core.parts import Action, Paragraph, Tone, View
from core.usecases.link import CodeNeeded, Linked, NoSuchCode
from core.views.labels import a_role


def linked(outcome: Linked, words: Words) -> View:
    """Say which role the asker holds now."""
    role = a_role(outcome.grant.role, words)
    title = (
        words("You are now {role} of Section {section}", role=role, section=outcome.section.name)
        if outcome.section
        else words("You are now {role}", role=role)
    )
    text = words("The code is used up. See what you can do now.")
    parts = (Paragraph(text, Tone.SUCCESS),)
    return View("linked", title, parts, (Action(words("Help"), "help"),))


def no_such_code(_outcome: NoSuchCode, words: Words) -> View:
    """The same for an unknown, a used, a void and an expired code."""
    text = words(
        "It may be mistyped, used or expired. Please ask the person who invited you for a new one."
    )
    return View("no_such_code", words("This code does not work"), (Paragraph(text, Tone.WARNING),))


def code_needed(_outcome: CodeNeeded, words: Words) -> View:
    """Say how a code is given."""
    example = words.command("link K7QM-2XWP-9RTD")
    text = words("Send the code that you were given, as in {example}.", example=example)
    return View("code_needed", words("Which code?"), (Paragraph(text, Tone.HINT),))
