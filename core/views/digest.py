"""What the weekly digest says, and what is said about its time."""

from core.domain.schedule import Slot
from core.domain.subscriptions import SubscriptionState
from core.i18n import Words
from core.parts import Action, Fact, Facts, Item, Items, Paragraph, Part, Tone, View
from core.usecases.digest import (
    DigestMoved,
    DigestNow,
    DigestStatus,
    DigestStopped,
    DigestTimes,
    GoalsDigest,
    SectionNumbers,
    Welcome,
    WhenUnclear,
    ZoneSource,
)
from core.views.goals import cases_behind, goal_progress

TIMES = ((0, 540), (0, 1080), (4, 540), (4, 1020), (5, 600), (6, 1080))
"""The weekdays and minutes that are offered as buttons."""
EXAMPLE = "digest Fri 17:30 Europe/Stockholm"


def goals_digest(digest: GoalsDigest, words: Words) -> View:
    """The weekly message."""
    parts: list[Part] = [goal_progress(state, words) for state in digest.states]
    if digest.section is not None:
        parts.append(_section_facts(digest.section, words))
    parts.append(_without_section(digest, words))
    title = words("The week in the portfolio · {day}", day=words.day(digest.day))
    buttons = (
        *cases_behind(digest.states, words),
        choose_time_button(words),
        Action(words("Stop"), "digest", "off"),
    )
    return View("goals_digest", title, tuple(parts), buttons)


def choose_time_button(words: Words) -> Action:
    """The button that offers times."""
    return Action(words("Choose time"), "digest", "times")


def _section_facts(numbers: SectionNumbers, words: Words) -> Facts:
    deadline = numbers.nearest_deadline
    return Facts(
        (
            Fact(
                words("Section {section}", section=numbers.name),
                words(
                    "{running} of {capacity} cases",
                    running=numbers.load.running,
                    capacity=numbers.load.capacity,
                ),
            ),
            Fact(words("Actions open on them"), words.number(numbers.open_actions)),
            Fact(words("Nearest deadline"), words.day(deadline) if deadline else words("none set")),
        )
    )


def _without_section(digest: GoalsDigest, words: Words) -> Items:
    heading = words.plural(
        "{n} active case has no section yet",
        "{n} active cases have no section yet",
        digest.without_section,
    )
    items = tuple(
        Item(
            words("{ref} in {country}", ref=mention.key, country=words.country(mention.country)),
            action=Action(words("Open {ref}", ref=mention.key), "case", mention.key),
        )
        for mention in digest.examples
    )
    return Items(items, heading)


def digest_now(outcome: DigestNow, words: Words) -> View:
    """The digest, on demand."""
    return goals_digest(outcome.digest, words)


def _time(slot: Slot, words: Words) -> str:
    hours, minutes = divmod(slot.minute, 60)
    return words(
        "{day} at {time}, {zone} time",
        day=words.weekday(slot.weekday),
        time=f"{hours:02}:{minutes:02}",
        zone=slot.zone,
    )


def _how_to_move(words: Words) -> Paragraph:
    text = words("Another time: {command}", command=words.command(EXAMPLE))
    return Paragraph(text, Tone.HINT)


def digest_status(outcome: DigestStatus, words: Words) -> View:
    """What comes here, and when next."""
    subscription = outcome.subscription
    now = Action(words("Show it now"), "digest", "now")
    if subscription is None or outcome.following is None:
        on = Action(words("Send it weekly"), "digest", "Mon 09:00", primary=True)
        text = (
            words("Its sending was paused, because the last one could not be delivered.")
            if subscription and subscription.state is SubscriptionState.PAUSED
            else words("The weekly goals digest is not sent here.")
        )
        parts: tuple[Part, ...] = (Paragraph(text), _how_to_move(words))
        return View("digest_off", words("No digest comes here"), parts, (on, now))
    facts = [
        Fact(words("When"), _time(subscription.slot, words)),
        Fact(words("Next"), words.in_zone(subscription.slot.zone).moment(outcome.following)),
    ]
    if outcome.section:
        facts.append(Fact(words("With the numbers of"), _section_name(outcome.section.name, words)))
    stop = Action(words("No digest"), "digest", "off")
    return View(
        "digest_status",
        words("The weekly goals digest"),
        (Facts(tuple(facts)), _how_to_move(words)),
        (now, choose_time_button(words), stop),
    )


def _section_name(name: str, words: Words) -> str:
    return words("Section {section}", section=name)


def digest_moved(outcome: DigestMoved, words: Words) -> View:
    """Say when it comes now."""
    facts = [
        Fact(words("When"), _time(outcome.subscription.slot, words)),
        Fact(
            words("Next"), words.in_zone(outcome.subscription.slot.zone).moment(outcome.following)
        ),
    ]
    if outcome.section:
        facts.append(Fact(words("With the numbers of"), _section_name(outcome.section.name, words)))
    title = (
        words("Your weekly digest is set")
        if outcome.private
        else words("This conversation gets the weekly digest")
    )
    stop = Action(words("No digest"), "digest", "off")
    return View("digest_moved", title, (Facts(tuple(facts)),), (stop,))


def digest_stopped(outcome: DigestStopped, words: Words) -> View:
    """Say that none comes any more, and how to have it again."""
    title = words("No digest will come here") if outcome.was_on else words("No digest comes here")
    back = Action(words("Send it weekly"), "digest", "Mon 09:00")
    return View("digest_stopped", title, (_how_to_move(words),), (back,))


def digest_times(outcome: DigestTimes, words: Words) -> View:
    """Times to choose from, in the present zone."""
    buttons = tuple(
        Action(
            words(
                "{day} {time}", day=words.weekday(day), time=f"{minute // 60:02}:{minute % 60:02}"
            ),
            "digest",
            f"{DAYS[day]} {minute // 60:02}:{minute % 60:02}",
        )
        for day, minute in TIMES
    )
    text = words("These are times in the zone {zone}.", zone=outcome.present.zone)
    title = words("When shall the weekly digest come?")
    return View("digest_times", title, (Paragraph(text), _how_to_move(words)), buttons)


DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
"""The days as they are typed in a command, on every platform and in every language."""


def when_unclear(outcome: WhenUnclear, words: Words) -> View:
    """Say which word was not understood; nothing was changed."""
    word = outcome.problem.word
    title = words("“{word}” is no day, hour or time zone", word=word)
    zones = outcome.problem.zones
    parts: list[Part] = []
    if zones:
        parts.append(Paragraph(words("Did you mean {zones}?", zones=words.joined(zones))))
    parts.append(_how_to_move(words))
    parts.append(Paragraph(words("Nothing was changed."), Tone.HINT))
    buttons = tuple(Action(zone, "digest", zone) for zone in zones)
    return View("when_unclear", title, tuple(parts), buttons)


def welcome(outcome: Welcome, words: Words) -> View:
    """What the bot is, and which digest will come."""
    sources = {
        ZoneSource.CHOSEN: words("the time zone that you chose"),
        ZoneSource.PROFILE: words("the time zone of your profile here"),
        ZoneSource.SECTION: words("your section's time zone"),
        ZoneSource.FALLBACK: words("as I don't know your time zone"),
    }
    slot = outcome.subscription.slot
    text = words(
        "I am Vigil. Ask me for cases of prisoners of conscience and other people at risk, "
        "and for what you can do for them. Looking things up needs no registration."
    )
    digest = words(
        "A digest of our goals will come here once a week, next on {moment} ({zone}, {source}).",
        moment=words.in_zone(slot.zone).moment(outcome.following),
        zone=slot.zone,
        source=sources[outcome.source],
    )
    buttons = (choose_time_button(words), Action(words("No digest"), "digest", "off"))
    return View("welcome", words("Welcome"), (Paragraph(text), Paragraph(digest)), buttons)
