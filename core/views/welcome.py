"""What a person is told with their first private answer."""

from core.i18n import Words
from core.parts import Action, Paragraph, View
from core.usecases.subscribing import Welcome, ZoneSource
from core.views.digest import choose_time_button


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
