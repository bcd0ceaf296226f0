"""When a digest is wanted: `Fri 17:30 Europe/Stockholm`, `daily 8:00`, or any part of it."""

import re
from dataclasses import dataclass, replace
from functools import cache
from zoneinfo import available_timezones

from rapidfuzz import fuzz, process

from core.domain.schedule import EVERY_DAY, MONDAY, Slot

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?")
MIDNIGHT_AFTER = 24
NOON = 12
MINUTES = 60
SHORTEST_DAY = 2
"""`Mo` is a day, `M` is not."""
NEAR_ZONE = 75
"""The least likeness, of 100, at which a zone is offered."""
SHORTEST_PART = 4
"""`York` is enough to be offered New York."""
_PART = re.compile("[/_]")


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """The word that is no day, hour or zone, and the zones that it may have meant."""

    word: str
    zones: tuple[str, ...] = ()


def read_slot(text: str, present: Slot) -> Slot | NotUnderstood:
    """Change the present slot by what was typed; what is not named stays."""
    slot = present
    for word in _words(text):
        changed = _with_day(slot, word) or _with_hour(slot, word) or _with_zone(slot, word)
        if changed is None:
            return NotUnderstood(word, near_zones(word))
        slot = changed
    return slot if text.strip() else NotUnderstood("")


def _words(text: str) -> list[str]:
    joined = re.sub(r"(\d)\s+(am|pm)\b", r"\1\2", text.replace(",", " "), flags=re.IGNORECASE)
    return [word for word in joined.split() if word.casefold() not in ("at", "on", "every")]


def _with_day(slot: Slot, word: str) -> Slot | None:
    typed = word.casefold().rstrip(".")
    if typed == "daily":
        return replace(slot, weekday=EVERY_DAY)
    if typed == "weekly":
        return replace(slot, weekday=MONDAY) if slot.daily else slot
    if len(typed) < SHORTEST_DAY:
        return None
    found = [n for n, day in enumerate(DAYS) if day.startswith(typed) or f"{day}s" == typed]
    return replace(slot, weekday=found[0]) if len(found) == 1 else None


def _with_hour(slot: Slot, word: str) -> Slot | None:
    match = _CLOCK.fullmatch(word.casefold())
    if match is None:
        return None
    hour, minute, half = int(match[1]), int(match[2] or 0), match[3]
    if half is not None:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if half == "pm" else 0)
    if hour >= MIDNIGHT_AFTER or minute >= MINUTES:
        return None
    return replace(slot, minute=hour * MINUTES + minute)


def _with_zone(slot: Slot, word: str) -> Slot | None:
    zone = find_zone(word)
    return None if zone is None else replace(slot, zone=zone)


def find_zone(typed: str) -> str | None:
    """The IANA zone of that name, or of that city, in any case; None if there is none."""
    return _zones().get(typed.casefold().replace(" ", "_"))


@cache
def _zones() -> dict[str, str]:
    names = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
    places = [zone for zone in names if not zone.startswith(("Etc/", "posix/", "right/"))]
    cities = {zone.rsplit("/", 1)[-1].casefold(): zone for zone in places}
    return cities | {zone.casefold(): zone for zone in names}


def near_zones(word: str) -> tuple[str, ...]:
    """The zones that a mistyped word may have meant, the nearest first.

    No place has a digit in its name, and what counts hours from Greenwich has a name with the sign
    the other way round: for `GMT+2` nothing is offered.
    """
    if any(character.isdigit() for character in word):
        return ()
    typed = word.casefold().replace(" ", "_")
    places = [name for name in _zones() if not name.startswith("etc/")]
    near = process.extract(typed, places, scorer=fuzz.ratio, score_cutoff=NEAR_ZONE, limit=6)
    parts = [name for name in places if len(typed) >= SHORTEST_PART and typed in _PART.split(name)]
    names = [*(name for name, _, _ in near), *parts]
    return tuple(dict.fromkeys(_zones()[name] for name in names))[:3]
