"""What can be done here, by role, with examples."""

from core.domain.people import Role
from core.i18n import Words
from core.parts import Action, Example, Examples, Paragraph, Part, Tone, View
from core.usecases.help import HelpFound, NotUnderstood

SHOWN = 60
"""How much of what was typed is repeated in an answer that can't understand it."""


def help_found(outcome: HelpFound, words: Words) -> View:
    """The commands for everyone, then those for the asker's roles."""
    parts: list[Part] = [Examples(_for_everyone(words), words("Ask"))]
    if Role.COORDINATOR in outcome.roles:
        names = words.joined(
            words("Section {section}", section=name) for name in outcome.section_names
        )
        heading = words("As coordinator of {sections}", sections=names)
        parts.append(Examples(_for_coordinators(words), heading))
    if outcome.roles & {Role.STEWARD, Role.BOARD}:
        parts.append(Examples(_for_deciders(words), words("As a steward or on the board")))
    if Role.STEWARD in outcome.roles:
        parts.append(Examples(_for_stewards(words), words("As a steward, in private")))
    if Role.ADMIN in outcome.roles:
        parts.append(Examples(_for_admins(words), words("As an administrator, on its machine")))
        told = words(
            "I tell you in private when another platform takes nothing from me, and when nobody on "
            "the board is free to rule on an appeal."
        )
        parts.append(Paragraph(told, Tone.HINT))
    parts.append(Examples(_digest(words), words("Weekly digest")))
    parts.append(Examples(_yourself(words), words("Yourself")))
    parts.append(Paragraph(_digest_state(outcome, words), Tone.HINT))
    buttons = (
        Action(words("Cases to act on"), "cases", "1:available"),
        Action(words("Goals"), "goals"),
        Action(words("Digest"), "digest"),
    )
    return View("help", words("What you can do here"), tuple(parts), buttons)


def _for_everyone(words: Words) -> tuple[Example, ...]:
    return (
        Example(words.command("cases Malaysia"), words("active cases in a country")),
        Example(
            words.command("cases poc women art 19"), words("any mix of words, rights and concerns")
        ),
        Example(words.command("case MYS-0012"), words("one case, and what you can do for it")),
        Example(words.command("commit MYS-0012"), words("take a case on")),
        Example(
            words.command(words("release {ref} and the reason", ref="MYS-0012")),
            words("hand it back"),
        ),
        Example(words.command("follow MYS-0012"), words("be told when something changes on it")),
        Example(
            words.command("act MYS-0012 12 letters"),
            words("report what you did, so that it counts"),
        ),
        Example(words.command("goals"), words("how our goals stand")),
        Example(
            words("are there any actions to be undertaken by members in Malaysia"),
            words("a plain sentence works too, in private"),
        ),
    )


def _for_coordinators(words: Words) -> tuple[Example, ...]:
    return (
        Example(words.command("cases mine"), words("the cases that your section has taken on")),
        Example(words.command("cases uncommitted"), words("active cases without a section")),
        Example(words.command("commit MYS-0012 for Sweden"), words("take one on for a section")),
        Example(words.command("capacity 12"), words("how many cases your section can take on")),
        Example(words.command("feedback MYS-0012"), words("question a decision on a case")),
        Example(words.command("nominate"), words("propose a person for the portfolio")),
        Example(words.command("reports"), words("what your section's people reported")),
        Example(
            words.command("digest Mon 09:00"), words("typed in a channel: the digest for all there")
        ),
    )


def _for_deciders(words: Words) -> tuple[Example, ...]:
    listed = words("what is questioned, and until when it is to be answered or ruled on")
    return (Example(words.command("feedback list"), listed),)


def _for_stewards(words: Words) -> tuple[Example, ...]:
    return (
        Example(words.command("portfolio"), words("what waits for you, and a new case")),
        Example(words.command("portfolio move MYS-0012"), words("to another level")),
        Example(words.command("portfolio pause MYS-0012"), words("stop all action at once")),
    )


def _for_admins(words: Words) -> tuple[Example, ...]:
    """Commands of a terminal, the same wherever one reads of them."""
    return (
        Example(
            "vigil invite --role coordinator --section SWE", words("make a code that gives a role")
        ),
        Example(
            "vigil grant --role steward --platform telegram --identity 12345",
            words("give a role to somebody whose number is known; vigil revoke takes it away"),
        ),
        Example("vigil doctor", words("whether all that I need is there, and what to do")),
        Example("vigil deliveries", words("what became of the messages, and what needs your eyes")),
        Example("vigil audit verify", words("whether the history is whole")),
        Example(
            "vigil report --from 2009-08-01 --to 2010-08-01",
            words("the report for a council meeting"),
        ),
        Example("vigil --help", words("all of these commands")),
    )


def _digest(words: Words) -> tuple[Example, ...]:
    return (
        Example(words.command("digest"), words("what comes here, and when next")),
        Example(words.command("digest Fri 17:30 Europe/Stockholm"), words("at another time")),
        Example(words.command("digest mute 2010-06-30"), words("no digest until that day")),
        Example(words.command("digest off"), words("no digest")),
    )


def _yourself(words: Words) -> tuple[Example, ...]:
    return (
        Example(words.command("link K7QM-2XWP-9RTD"), words("take up a role, in private only")),
        Example(words.command("link"), words("be one person here and on another platform")),
        Example(words.command("privacy"), words("what is held on you")),
        Example(words.command("timezone"), words("by which clocks you read")),
    )


def _digest_state(outcome: HelpFound, words: Words) -> str:
    if outcome.gets_digest:
        return words("The weekly goals digest comes here.")
    return words("No digest comes here.")


def shortened(typed: str) -> str:
    """What was typed, as much of it as is repeated."""
    return typed[:SHOWN] + ("…" if len(typed) > SHOWN else "")


def not_understood(outcome: NotUnderstood, words: Words) -> View:
    """Say so, and offer what may have been meant."""
    typed = shortened(outcome.typed)
    title = words("I don't understand “{typed}”", typed=typed) if typed else words("Yes?")
    text = (
        words("Did you mean {command}?", command=words.command(outcome.nearest))
        if outcome.nearest
        else words(
            "Ask me something, for example {example}.", example=words.command("cases Malaysia")
        )
    )
    return View("not_understood", title, (Paragraph(text),), (Action(words("Help"), "help"),))
