"""What is said when a wish can't be granted."""

from core.domain.people import Role
from core.i18n import Words
from core.parts import Action, Paragraph, Tone, View
from core.permissions import Refused
from core.views.labels import a_role


def refused(outcome: Refused, words: Words) -> View:
    """Say who may, that nothing was changed, and what to do instead."""
    hint = words("Nothing was changed.")
    if outcome.needs_private:
        text = words("Please send me that in a private message.")
    elif outcome.needs_person:
        text = words("Please write in your own name, as a person of the movement.")
    else:
        text = _who_may(outcome, words)
    if outcome.section or not (outcome.anywhere or outcome.needs_private or outcome.needs_person):
        hint = (
            words("Nothing was changed. Please ask them, or do it for yourself.")
            if outcome.section
            else words(
                "Nothing was changed. In a private message to me you may do it for yourself."
            )
        )
    parts = (Paragraph(text, Tone.WARNING), Paragraph(hint, Tone.HINT))
    button = Action(words("Help"), "help")
    return View("refused", words("I can't do that here"), parts, (button,))


def _who_may(outcome: Refused, words: Words) -> str:
    roles = words.either(a_role(role, words) for role in Role if role in outcome.may)
    if outcome.section:
        return words(
            "Only {roles} of Section {section} may do that.",
            section=outcome.section.name,
            roles=roles,
        )
    if outcome.anywhere:
        return words("Only {roles} may do that.", roles=roles)
    return words("Only {roles} may do that where others read.", roles=roles)


def away(words: Words) -> View:
    """The database can't be reached; nothing was done."""
    text = words(
        "My records are not available right now. Nothing was changed. Please try again in a minute."
    )
    return View("away", words("Please try again"), (Paragraph(text, Tone.WARNING),))


def put_off(words: Words) -> View:
    """The database went away after the request was put on record: it is done later."""
    text = words(
        "I have noted that, but my records are not available right now. I will do it and answer "
        "as soon as they are back. You need not ask again."
    )
    return View("put_off", words("I will answer later"), (Paragraph(text, Tone.WARNING),))


def too_many(limit: int, seconds: int, words: Words, *, of_chat: bool) -> View:
    """Somebody, or a conversation as a whole, asked more than is answered in a minute."""
    if of_chat:
        why = words.plural(
            "In one conversation I answer up to {n} message a minute.",
            "In one conversation I answer up to {n} messages a minute.",
            limit,
        )
    else:
        why = words.plural(
            "I answer up to {n} message a minute from one person.",
            "I answer up to {n} messages a minute from one person.",
            limit,
        )
    when = words.plural(
        "Please go on in {n} second. Until then I do nothing that you ask.",
        "Please go on in {n} seconds. Until then I do nothing that you ask.",
        seconds,
    )
    parts = (Paragraph(why, Tone.WARNING), Paragraph(when, Tone.HINT))
    return View("too_many", words("A little slower, please"), parts)


def failed(incident: str, words: Words) -> View:
    """Our own defect, with the id under which the operator finds it."""
    text = words(
        "That is my fault, not yours. Please check whether it was done before you try again. "
        "If it happens again, tell the people who run this bot this number: {incident}",
        incident=incident,
    )
    button = (Action(words("Help"), "help"),)
    return View("failed", words("Something went wrong"), (Paragraph(text, Tone.WARNING),), button)


def void_code(words: Words) -> View:
    """A code was shown where others read."""
    text = words(
        "Others could read that code, so it does not work any more. Please ask for a new one "
        "and send it to me in a private message."
    )
    return View("void_code", words("This code is void now"), (Paragraph(text, Tone.WARNING),))
