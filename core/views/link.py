"""What is said of one-time codes."""

from typing import assert_never

from core.domain.people import Role
from core.grammar import SURE
from core.i18n import Words
from core.parts import Action, Fact, Facts, Paragraph, Tone, View
from core.usecases.join import (
    CantJoin,
    JoinAsked,
    Joined,
    NoSuchCode,
    OwnCode,
    OwnCodeBack,
)
from core.usecases.link import Linked, LinkOutcome
from core.views.labels import a_role, platform_label


def link_view(outcome: LinkOutcome, words: Words) -> View:  # noqa: PLR0911  a table
    """Word what came of a code."""
    match outcome:
        case Linked():
            return linked(outcome, words)
        case OwnCode():
            return own_code(outcome, words)
        case OwnCodeBack():
            return own_code_back(outcome, words)
        case JoinAsked():
            return join_asked(outcome, words)
        case CantJoin():
            return cant_join(outcome, words)
        case Joined():
            return joined(outcome, words)
        case NoSuchCode():
            return no_such_code(outcome, words)
        case _:
            assert_never(outcome)


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


def own_code(outcome: OwnCode, words: Words) -> View:
    """Give the code, and say what for."""
    parts = (
        Facts(
            (
                Fact(words("Code"), outcome.code),
                Fact(
                    words("Valid for"),
                    words.plural("{n} minute", "{n} minutes", outcome.minutes),
                ),
            )
        ),
        Paragraph(
            words(
                "Do you talk to me on another platform as well? Send me {example} there, in "
                "private. Then I know both as one person, with the same roles and cases.",
                example=f"link {outcome.code}",
            )
        ),
        Paragraph(
            words("Give this code to nobody. A code for a role comes from whoever invites you."),
            Tone.WARNING,
        ),
    )
    return View("own_code", words("Your code"), parts)


def own_code_back(_outcome: OwnCodeBack, words: Words) -> View:
    """It was sent from where it came."""
    text = words("Send it to me on the other platform. It is still good.")
    return View("own_code_back", words("This is your own code"), (Paragraph(text, Tone.HINT),))


def join_asked(outcome: JoinAsked, words: Words) -> View:
    """Ask, as somebody may have been talked into sending another's code."""
    there = words.joined(platform_label(platform, words) for platform in outcome.platforms)
    parts = (
        Paragraph(
            words(
                "Whoever made this code will have all your roles, cases and digests, and you "
                "theirs. This can't be undone.",
            )
        ),
        Paragraph(
            words("Go on only if you asked me for the code yourself, on {there}.", there=there),
            Tone.WARNING,
        ),
    )
    yes = Action(words("Yes, that is me"), "link", f"{outcome.code} {SURE}")
    title = words("Are you the one on {there}?", there=there)
    return View("join_asked", title, parts, (yes,))


def cant_join(outcome: CantJoin, words: Words) -> View:
    """Both are on one platform."""
    there = words.joined(platform_label(platform, words) for platform in outcome.platforms)
    text = words(
        "You and whoever made this code are both known on {there}, and there one person has one "
        "name. To start afresh with one of them, send me {command} from it first.",
        there=there,
        command=words.command("privacy"),
    )
    return View("cant_join", words("I can't join these two"), (Paragraph(text, Tone.WARNING),))


def joined(outcome: Joined, words: Words) -> View:
    """Say that it is done, and who the asker is now."""
    known = words.joined(platform_label(platform, words) for platform in outcome.platforms)
    roles = words.joined(a_role(role, words) for role in Role if role in outcome.roles)
    parts = (
        Paragraph(words("I know you on {platforms} now.", platforms=known), Tone.SUCCESS),
        Paragraph(words("You are {roles}.", roles=roles)),
        Paragraph(
            words(
                "What you take on in one place you have in the other. A digest that came to you "
                "twice comes once."
            ),
            Tone.HINT,
        ),
    )
    buttons = (Action(words("Help"), "help"), Action(words("Digest"), "digest"))
    return View("joined", words("You are one person to me now"), parts, buttons)
