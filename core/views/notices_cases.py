"""Notices about cases: stop all action, something changed, a message could not be taken back."""

from core.domain.notices import Notice
from core.domain.people import Platform
from core.i18n import Words
from core.parts import Action, Item, Items, Paragraph, Part, Tone, View
from core.usecases.changes import changes_of
from core.usecases.retraction import Left, left_of
from core.views.case_parts import open_case
from core.views.changes import change_line
from core.views.labels import platform_label


def stop_action(notice: Notice, words: Words) -> View:
    """Tell those who act on a case to stop, with its reference only."""
    title = words("Stop all action on {ref} now", ref=notice.case)
    text = words(
        "Please write, publish and share nothing more about it, and tell your group. "
        "It may not be spoken of for now, so I can't say more."
    )
    return View("stop_action", title, (Paragraph(text, Tone.WARNING),))


def action_resumed(notice: Notice, words: Words) -> View:
    """Tell those who were told to stop that it is over."""
    ref = notice.case
    title = words("{ref} may be spoken of again", ref=ref)
    text = words(
        "You were told to stop all action on it. That is over. Please look at what is asked now "
        "before you go on."
    )
    return View("action_resumed", title, (Paragraph(text),), (open_case(ref, words),))


def case_changed(notice: Notice, words: Words) -> View:
    """Tell a follower what changed on a case."""
    ref = notice.case
    parts = tuple(Paragraph(change_line(change, words)) for change in changes_of(notice))
    unfollow = Action(words("Unfollow"), "follow", f"{ref} off")
    title = words("News of {ref}", ref=ref)
    return View("case_changed", title, parts, (open_case(ref, words), unfollow))


def case_reopened(notice: Notice, words: Words) -> View:
    """Tell those who had taken a case on that it is active again."""
    ref = notice.case
    title = words("{ref} is active again", ref=ref)
    text = words(
        "You had taken it on until it left active work, which ended that. You can take it on again."
    )
    return View("case_reopened", title, (Paragraph(text),), (open_case(ref, words),))


def not_retracted(notice: Notice, words: Words) -> View:
    """Tell the stewards which messages about a stopped case are still there."""
    left, more = left_of(notice)
    title = words("Some messages about {ref} could not be taken back", ref=notice.case)
    text = words("Please ask whoever can to delete them:")
    items = tuple(Item(_where(one, words)) for one in left)
    parts: list[Part] = [Paragraph(text, Tone.WARNING), Items(items)]
    if more:
        parts.append(Paragraph(words.plural("And {n} more.", "And {n} more.", more)))
    return View("not_retracted", title, tuple(parts))


def _where(left: Left, words: Words) -> str:
    platform = platform_label(Platform(left.platform), words)
    if not left.message:
        return words(
            "{platform}, conversation {conversation}: a message whose place I don't know",
            platform=platform,
            conversation=left.conversation,
        )
    return words(
        "{platform}, conversation {conversation}, message {message}",
        platform=platform,
        conversation=left.conversation,
        message=left.message,
    )
