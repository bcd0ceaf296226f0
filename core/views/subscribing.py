"""What is said of which digest comes where and when."""

from typing import assert_never

from core.domain.notices import QuietHours
from core.domain.schedule import Slot
from core.domain.subscriptions import DigestKind, SubscriptionState
from core.i18n import Words
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
from core.usecases.subscribing import (
    DigestMoved,
    DigestMuted,
    DigestNow,
    DigestStatus,
    DigestStopped,
    DigestTimes,
    MuteUnclear,
    NotOffered,
    Offer,
    SubscribingOutcome,
    WhenUnclear,
)
from core.views.digest import choose_time_button
from core.views.digests import digest_name, digest_view

TIMES = ((0, 540), (0, 1080), (4, 540), (4, 1020), (5, 600), (6, 1080))
"""The weekdays and minutes that are offered as buttons."""
EXAMPLE = "Fri 17:30 Europe/Stockholm"
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""The days as they are typed in a command, on every platform and in every language."""


def subscribing_view(outcome: SubscribingOutcome, words: Words) -> View:  # noqa: PLR0911  a table
    """Word what came of a wish about digests."""
    match outcome:
        case DigestNow():
            return digest_view(outcome.digest, words)
        case DigestStatus():
            return digest_status(outcome, words)
        case DigestMoved():
            return digest_moved(outcome, words)
        case DigestStopped():
            return digest_stopped(outcome, words)
        case DigestTimes():
            return digest_times(outcome, words)
        case WhenUnclear():
            return when_unclear(outcome, words)
        case DigestMuted():
            return digest_muted(outcome, words)
        case MuteUnclear():
            return mute_unclear(outcome, words)
        case NotOffered():
            return not_offered(outcome, words)
        case _:
            assert_never(outcome)


def ref(kind: DigestKind | None, rest: str) -> str:
    """What stands behind `digest` for that kind; the digest of the goals is the one unnamed."""
    return rest if kind in (None, DigestKind.GOALS) else f"{kind} {rest}"


def clock(minute: int) -> str:
    """Minutes after midnight as one reads them."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _time(slot: Slot, words: Words) -> str:
    if slot.daily:
        return words("every day at {time}, {zone} time", time=clock(slot.minute), zone=slot.zone)
    return words(
        "{day} at {time}, {zone} time",
        day=words.weekday(slot.weekday),
        time=clock(slot.minute),
        zone=slot.zone,
    )


def _how_to_move(words: Words, kind: DigestKind | None = None) -> Paragraph:
    command = words.command(f"digest {ref(kind, EXAMPLE)}")
    return Paragraph(words("Another time: {command}", command=command), Tone.HINT)


def digest_status(outcome: DigestStatus, words: Words) -> View:
    """What comes here, and when next: the digest of the goals at length, the others in short."""
    goals, *others = outcome.offers
    parts: list[Part] = [_goals(goals, words), _how_to_move(words)]
    if others:
        items = tuple(_offer(offer, words) for offer in others)
        parts.append(Items(items, words("Other digests")))
    if outcome.quiet is not None:
        parts.append(Paragraph(quiet_line(outcome.quiet, words), Tone.HINT))
    now = Action(words("Show it now"), "digest", "now")
    if goals.active:
        stop = Action(words("No digest"), "digest", "off")
        buttons: tuple[Action, ...] = (now, choose_time_button(words), stop)
    else:
        on = Action(words("Send it weekly"), "digest", "Mon 09:00", primary=True)
        buttons = (on, now)
    comes = any(offer.active for offer in outcome.offers)
    title = words("What comes here") if comes else words("No digest comes here")
    return View("digest_status" if comes else "digest_off", title, tuple(parts), buttons)


def _goals(offer: Offer, words: Words) -> Part:
    if offer.subscription is not None and offer.following is not None:
        facts = [Fact(digest_name(offer.kind, words), _time(offer.subscription.slot, words))]
        return Facts((*facts, *_next(offer, words)))
    if offer.subscription and offer.subscription.state is SubscriptionState.PAUSED:
        text = words("Its sending was paused, because the last one could not be delivered.")
        return Paragraph(text)
    return Paragraph(words("The weekly goals digest is not sent here."))


def _next(offer: Offer, words: Words) -> list[Fact]:
    if offer.subscription is None or offer.following is None:
        return []
    there = words.in_zone(offer.subscription.slot.zone)
    facts = [Fact(words("Next"), there.moment(offer.following))]
    if offer.section:
        facts.append(Fact(words("With the numbers of"), _section_name(offer.section.name, words)))
    return facts


def _offer(offer: Offer, words: Words) -> Item:
    name = digest_name(offer.kind, words)
    subscription, following = offer.subscription, offer.following
    if subscription is None or following is None:
        paused = subscription is not None and subscription.state is SubscriptionState.PAUSED
        state = words("Paused: the last one could not be delivered.") if paused else words("Off")
        on = Action(words("Send: {digest}", digest=name), "digest", f"{offer.kind} on")
        return Item(name, (state,), on)
    moment = words.in_zone(subscription.slot.zone).moment(following)
    lines = [_time(subscription.slot, words), words("Next: {moment}", moment=moment)]
    if offer.section:
        lines.append(_section_name(offer.section.name, words))
    off = Action(words("Stop: {digest}", digest=name), "digest", f"{offer.kind} off")
    return Item(name, tuple(lines), off)


def _section_name(name: str, words: Words) -> str:
    return words("Section {section}", section=name)


def digest_moved(outcome: DigestMoved, words: Words) -> View:
    """Say when it comes now."""
    wanted = outcome.subscription
    there = words.in_zone(wanted.slot.zone)
    facts = [
        Fact(words("When"), _time(wanted.slot, words)),
        Fact(words("Next"), there.moment(outcome.following)),
    ]
    if outcome.section:
        facts.append(Fact(words("With the numbers of"), _section_name(outcome.section.name, words)))
    if wanted.kind is not DigestKind.GOALS:
        title = words("“{digest}” will come here", digest=digest_name(wanted.kind, words))
    elif outcome.private:
        daily = wanted.slot.daily
        title = words("Your daily digest is set") if daily else words("Your weekly digest is set")
    elif wanted.slot.daily:
        title = words("This conversation gets the digest every day")
    else:
        title = words("This conversation gets the weekly digest")
    stop = Action(words("No digest"), "digest", ref(wanted.kind, "off"))
    return View("digest_moved", title, (Facts(tuple(facts)),), (stop,))


def digest_stopped(outcome: DigestStopped, words: Words) -> View:
    """Say that it comes no more, and how to have it again."""
    kind = outcome.kind
    if kind in (None, DigestKind.GOALS):
        on = words("No digest will come here")
        title = on if outcome.was_on else words("No digest comes here")
        back = Action(words("Send it weekly"), "digest", "Mon 09:00")
    else:
        name = digest_name(kind, words) if kind else ""
        title = words("“{digest}” does not come here", digest=name)
        back = Action(words("Send it again"), "digest", ref(kind, "on"))
    return View("digest_stopped", title, (_how_to_move(words, kind),), (back,))


def digest_times(outcome: DigestTimes, words: Words) -> View:
    """Times to choose from, in the present zone."""
    buttons = tuple(
        Action(
            words("{day} {time}", day=words.weekday(day), time=clock(minute)),
            "digest",
            ref(outcome.kind, f"{DAYS[day]} {clock(minute)}"),
        )
        for day, minute in TIMES
    )
    text = words("These are times in the zone {zone}.", zone=outcome.present.zone)
    name = digest_name(outcome.kind, words)
    title = (
        words("When shall the weekly digest come?")
        if outcome.kind is DigestKind.GOALS
        else words("When shall “{digest}” come?", digest=name)
    )
    how = _how_to_move(words, outcome.kind)
    return View("digest_times", title, (Paragraph(text), how), buttons)


def when_unclear(outcome: WhenUnclear, words: Words) -> View:
    """Say which word was not understood; nothing was changed."""
    word = outcome.problem.word
    title = (
        words("“{word}” is no digest, day, hour or time zone", word=word)
        if outcome.kinds
        else words("“{word}” is no day, hour or time zone", word=word)
    )
    zones = () if outcome.near else outcome.problem.zones
    parts: list[Part] = []
    if outcome.near:
        meant = words.command(f"digest {outcome.near} on")
        parts.append(Paragraph(words("Did you mean {command}?", command=meant)))
    if zones:
        parts.append(Paragraph(words("Did you mean {zones}?", zones=words.joined(zones))))
    if outcome.kinds:
        kinds = tuple(
            Example(words.command(f"digest {kind} on"), digest_name(kind, words))
            for kind in outcome.kinds
        )
        parts.append(Examples(kinds, words("What can come here")))
    parts.append(_how_to_move(words, outcome.kind))
    parts.append(Paragraph(words("Nothing was changed."), Tone.HINT))
    buttons = tuple(Action(zone, "digest", ref(outcome.kind, zone)) for zone in zones)
    return View("when_unclear", title, tuple(parts), buttons)


def digest_muted(outcome: DigestMuted, words: Words) -> View:
    """Say until when nothing comes."""
    names = tuple(Item(digest_name(kind, words)) for kind in outcome.kinds)
    if outcome.until is None:
        title = words("Your digests come again")
        return View("digest_muted", title, (Items(names),) if names else ())
    if not names:
        return View("digest_muted", words("No digest comes here"), (_how_to_move(words),))
    title = words("Quiet until {day}", day=words.day(outcome.until))
    text = words("From that day on these come again by themselves:")
    back = Action(words("Go on at once"), "digest", "unmute")
    return View("digest_muted", title, (Paragraph(text), Items(names)), (back,))


def mute_unclear(outcome: MuteUnclear, words: Words) -> View:
    """Say what a day looks like."""
    title = words("Until when?")
    example = words.command(f"digest {ref(outcome.kind, 'mute 2010-06-30')}")
    text = words("Name a day within a year from now, for example {example}.", example=example)
    nothing = Paragraph(words("Nothing was changed."), Tone.HINT)
    return View("mute_unclear", title, (Paragraph(text), nothing))


def not_offered(outcome: NotOffered, words: Words) -> View:
    """Say where, or to whom, that digest can come."""
    name = digest_name(outcome.kind, words)
    title = words("“{digest}” can't come here", digest=name)
    roles = {
        DigestKind.SECTION: words("It is for people of a section."),
        DigestKind.STEWARDS: words("It is for stewards, in private."),
        DigestKind.BOARD: words("It is for the board, in private."),
    }
    text = roles.get(outcome.kind, words("It is for one person. Ask me in private."))
    return View("digest_not_offered", title, (Paragraph(text),))


def quiet_line(hours: QuietHours, words: Words) -> str:
    """When somebody is told only what can't wait."""
    return words(
        "Quiet hours: {begin} to {end}. Only a call to stop action comes then.",
        begin=clock(hours.begins),
        end=clock(hours.ends),
    )
