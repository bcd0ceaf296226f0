"""What is said of following cases, and of quiet hours."""

from typing import assert_never

from core.domain.follows import Pace
from core.i18n import Words
from core.parts import Action, Item, Items, Paragraph, Part, Tone, View
from core.usecases.follow import GATHERED, Followed, Following, PaceUnclear, Unfollowed
from core.usecases.quiet import QuietKept, QuietUnclear
from core.views.case_parts import open_case
from core.views.digests import digest_name
from core.views.subscribing import quiet_line

OwnOutcome = Following | Unfollowed | PaceUnclear | Followed | QuietKept | QuietUnclear


def own_view(outcome: OwnOutcome, words: Words) -> View:
    """Word what came of it."""
    match outcome:
        case Following():
            return following(outcome, words)
        case Unfollowed():
            return unfollowed(outcome, words)
        case PaceUnclear():
            return pace_unclear(words)
        case Followed():
            return followed(outcome, words)
        case QuietKept():
            return quiet_kept(outcome, words)
        case QuietUnclear():
            return quiet_unclear(outcome, words)
        case _:
            assert_never(outcome)


def following(outcome: Following, words: Words) -> View:
    """Say how soon the asker will hear, and offer the other paces."""
    ref = outcome.ref
    text = {
        Pace.AT_ONCE: words("I will tell you in private as soon as something changes on it."),
        Pace.DAILY: words("I will tell you once a day, in private, what changed on it."),
        Pace.WEEKLY: words("I will tell you once a week, in private, what changed on it."),
    }[outcome.pace]
    parts: list[Part] = [Paragraph(text, Tone.SUCCESS)]
    buttons = [_pace_button(ref, pace, words) for pace in Pace if pace is not outcome.pace]
    if not outcome.reachable:
        problem = words("I don't know yet where I can write to you alone: say hello in private.")
        parts.append(Paragraph(problem, Tone.WARNING))
    elif not outcome.gathered:
        kind = GATHERED[outcome.pace]
        name = digest_name(kind, words)
        problem = words("“{digest}” is turned off, so you won't read it.", digest=name)
        parts.append(Paragraph(problem, Tone.WARNING))
        on = Action(words("Send: {digest}", digest=name), "digest", f"{kind} on", primary=True)
        buttons.insert(0, on)
    buttons.append(Action(words("Unfollow"), "follow", f"{ref} off"))
    title = words("You follow {ref}", ref=ref)
    return View("following", title, tuple(parts), tuple(buttons))


def _pace_button(ref: str, pace: Pace, words: Words) -> Action:
    label = {
        Pace.AT_ONCE: words("Tell me at once"),
        Pace.DAILY: words("Once a day"),
        Pace.WEEKLY: words("Once a week"),
    }[pace]
    return Action(label, "follow", f"{ref} {pace.replace('_', ' ')}")


def unfollowed(outcome: Unfollowed, words: Words) -> View:
    """Say that the asker is told no more."""
    ref = outcome.ref
    title = (
        words("You follow {ref} no more", ref=ref)
        if outcome.was_following
        else words("You did not follow {ref}", ref=ref)
    )
    return View("unfollowed", title, (), (Action(words("Follow"), "follow", ref),))


def pace_unclear(words: Words) -> View:
    """Say what can be typed."""
    title = words("How soon shall I tell you?")
    text = words(
        "Say at once, daily, weekly or off: {example}",
        example=words.command("follow MYS-0012 weekly"),
    )
    nothing = Paragraph(words("Nothing was changed."), Tone.HINT)
    return View("pace_unclear", title, (Paragraph(text), nothing))


def followed(outcome: Followed, words: Words) -> View:
    """List what the asker follows."""
    if not outcome.cases:
        text = words("Follow one like this: {example}", example=words.command("follow MYS-0012"))
        return View("followed_none", words("You follow no case"), (Paragraph(text, Tone.HINT),))
    title = words.plural("You follow {n} case", "You follow {n} cases", len(outcome.cases))
    items = tuple(
        Item(key, (_pace(pace, words),), open_case(key, words)) for key, pace in outcome.cases
    )
    off = words.command(f"follow {outcome.cases[0][0]} off")
    how = Paragraph(words("To follow one no more: {command}", command=off), Tone.HINT)
    return View("followed", title, (Items(items), how))


def _pace(pace: Pace, words: Words) -> str:
    return {
        Pace.AT_ONCE: words("told at once"),
        Pace.DAILY: words("told once a day"),
        Pace.WEEKLY: words("told once a week"),
    }[pace]


def quiet_kept(outcome: QuietKept, words: Words) -> View:
    """Say what is quiet now."""
    if outcome.hours is None:
        return View("no_quiet", words("You have no quiet hours"))
    zone = words("By the clocks of {zone}.", zone=outcome.zone)
    off = Action(words("No quiet hours"), "digest", "quiet off")
    parts = (Paragraph(quiet_line(outcome.hours, words)), Paragraph(zone, Tone.HINT))
    return View("quiet_kept", words("Your quiet hours are set"), parts, (off,))


def quiet_unclear(outcome: QuietUnclear, words: Words) -> View:
    """Say what hours look like, and which are set."""
    example = words.command("digest quiet 22:00 7:00")
    parts: list[Part] = [
        Paragraph(words("Name two hours, for example {example}.", example=example))
    ]
    if outcome.present is not None:
        parts.append(Paragraph(quiet_line(outcome.present, words)))
    parts.append(Paragraph(words("Nothing was changed."), Tone.HINT))
    return View("quiet_unclear", words("When do you want quiet?"), tuple(parts))
