"""Notices about what arrives: a digest that can't any more, that does again, a platform's no."""

from datetime import datetime

from core.domain.notices import Notice
from core.domain.people import Platform
from core.domain.subscriptions import Cause, DigestKind
from core.i18n import Words
from core.parts import Action, Item, Items, Paragraph, Part, Tone, View
from core.usecases.pauses import ComesAgain
from core.views.digests import digest_name
from core.views.labels import platform_label


def digest_paused(notice: Notice, words: Words) -> View:
    """Tell whoever can mend it what arrives no more, where, why, and what to do."""
    cause, shared = Cause(_text(notice, "cause")), bool(notice.facts["conversation"])
    parts: tuple[Part, ...] = (
        Paragraph(_where(notice, words)),
        Items(_digests(notice, words), words("What does not arrive")),
        Paragraph(_why(cause, words), Tone.WARNING),
        Paragraph(_what_to_do(cause, words, shared=shared)),
    )
    title = words("A digest can't be delivered any more")
    return View("digest_paused", title, parts)


def digest_revived(notice: Notice, words: Words) -> View:
    """Tell the same people that it arrives again, and when."""
    moment = words.moment(datetime.fromisoformat(_text(notice, "following")))
    parts: tuple[Part, ...] = (
        Paragraph(_where(notice, words)),
        Items(_digests(notice, words), words("What comes again")),
        Paragraph(
            words("Next on {moment} ({zone}).", moment=moment, zone=words.zone), Tone.SUCCESS
        ),
    )
    return View("digest_revived", words("A digest is delivered again"), parts)


def comes_again(outcome: ComesAgain, words: Words) -> View:
    """Tell who spoke again, after the answer, that their digest comes again."""
    there = words.in_zone(outcome.zone)
    text = words(
        "It was paused, because it could not be delivered. Next on {moment} ({zone}).",
        moment=there.moment(outcome.following),
        zone=outcome.zone,
    )
    names = tuple(Item(digest_name(kind, words)) for kind in outcome.kinds)
    title = (
        words("Your digest comes again")
        if outcome.private
        else words("The digest comes here again")
    )
    stop = Action(words("No digest"), "digest", "off")
    return View("digest_comes_again", title, (Items(names), Paragraph(text)), (stop,))


def platform_refused(notice: Notice, words: Words) -> View:
    """Tell the admins, elsewhere, that a platform takes nothing from the bot."""
    platform = platform_label(Platform(_text(notice, "platform")), words)
    since = words.moment(datetime.fromisoformat(_text(notice, "since")))
    lost = words(
        "Since {moment} ({zone}) it refuses my token, or the app was removed. Whatever is meant "
        "for {platform} waits, and nobody's digest is turned off.",
        moment=since,
        zone=words.zone,
        platform=platform,
    )
    how = words(
        "Whoever runs me: “vigil doctor” tells what is wrong. Set a new token and start me again, "
        "or install the app again. Then all that waits is sent."
    )
    title = words("{platform} takes nothing from me", platform=platform)
    return View("platform_refused", title, (Paragraph(lost, Tone.WARNING), Paragraph(how)))


def _where(notice: Notice, words: Words) -> str:
    platform = platform_label(Platform(_text(notice, "platform")), words)
    conversation = _text(notice, "conversation")
    if not conversation:
        return words("Where: your private conversation with me on {platform}.", platform=platform)
    return words(
        "Where: a shared conversation on {platform}. Its id is {conversation}.",
        platform=platform,
        conversation=conversation,
    )


def _digests(notice: Notice, words: Words) -> tuple[Item, ...]:
    kinds = _text(notice, "kinds").split(",")
    return tuple(Item(digest_name(DigestKind(kind), words)) for kind in kinds)


def _why(cause: Cause, words: Words) -> str:
    return {
        Cause.BLOCKED: words("I was blocked there."),
        Cause.REMOVED: words("I am not in that conversation, or may not see it."),
        Cause.CLOSED: words("That conversation, or its account, was closed or deleted."),
        Cause.FORBIDDEN: words("I may not write there."),
        Cause.NOT_STARTED: words("I may only write there once somebody has written to me."),
        Cause.OTHER: words("Messages are refused there."),
    }[cause]


def _what_to_do(cause: Cause, words: Words, *, shared: bool) -> str:
    command = words.command("digest")
    if not shared:
        if cause is Cause.BLOCKED:
            return words("If you want it again, unblock me there and write to me.")
        return words("If you want it again, write to me there.")
    if cause is Cause.CLOSED:
        return words(
            "If you want it elsewhere, invite me there and write {command} there.",
            command=command,
        )
    if cause is Cause.FORBIDDEN:
        return words(
            "If you want it again, let me write there, and then write {command} there.",
            command=command,
        )
    if cause is Cause.OTHER:
        return words(
            "If you want it again, see that I am in that conversation and may write there, and "
            "then write {command} there.",
            command=command,
        )
    return words(
        "If you want it again, invite me there, and then write {command} there.", command=command
    )


def _text(notice: Notice, name: str) -> str:
    return str(notice.facts[name])
