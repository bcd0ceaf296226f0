"""What is said of the asker's time zone."""

from typing import assert_never

from core.i18n import Words
from core.parts import Action, Paragraph, Tone, View
from core.usecases.timezone import ZoneSet, ZoneShown, ZoneUnclear

SHOWN = 60
"""How much of what was typed is repeated."""

ZoneOutcome = ZoneShown | ZoneSet | ZoneUnclear


def zone_view(outcome: ZoneOutcome, words: Words) -> View:
    """Word an outcome of `/timezone`."""
    match outcome:
        case ZoneShown():
            return _shown(outcome, words)
        case ZoneSet():
            return _set(outcome, words)
        case ZoneUnclear():
            return _unclear(outcome, words)
        case _:
            assert_never(outcome)


def _shown(outcome: ZoneShown, words: Words) -> View:
    there = words.in_zone(outcome.zone)
    now = words("Now it is {moment} there.", moment=there.moment(outcome.now))
    source = (
        words("You chose it.")
        if outcome.chosen
        else words("You did not choose one: it is what your profile or your section has, or UTC.")
    )
    example = words.command("timezone Asia/Kuala_Lumpur")
    hint = words("To change it, send {example}.", example=example)
    parts = (Paragraph(now), Paragraph(source), Paragraph(hint, Tone.HINT))
    return View("zone", words("You read by the clocks of {zone}", zone=outcome.zone), parts)


def _set(outcome: ZoneSet, words: Words) -> View:
    there = words.in_zone(outcome.zone)
    now = words("Now it is {moment} there.", moment=there.moment(outcome.now))
    moved = words.plural(
        "{n} digest of yours comes by these clocks from now on.",
        "{n} digests of yours come by these clocks from now on.",
        outcome.moved,
    )
    parts = (Paragraph(now, Tone.SUCCESS), Paragraph(moved))
    title = words("You read by the clocks of {zone}", zone=outcome.zone)
    return View("zone_set", title, parts, (Action(words("Digest"), "digest"),))


def _unclear(outcome: ZoneUnclear, words: Words) -> View:
    text = words(
        "Name a place as in {examples}. Nothing was changed.",
        examples="Europe/Stockholm, Kuala Lumpur, UTC",
    )
    buttons = tuple(Action(zone, "timezone", zone) for zone in outcome.near)
    typed = outcome.typed[:SHOWN] + ("…" if len(outcome.typed) > SHOWN else "")
    title = words("I know no time zone “{typed}”", typed=typed)
    return View("zone_unclear", title, (Paragraph(text),), buttons)
