"""Quiet hours: when a person is told only what can't wait."""

import re
from dataclasses import dataclass

from core.answer import Personal
from core.domain.notices import QuietHours
from core.intents import KeepQuiet
from core.usecases.turn import Turn

_HOURS = re.compile(
    r"(?P<begin>\d{1,2})(?:[:.](?P<after>\d{2}))?\s*(?:to|until|-|–|\s)\s*"  # noqa: RUF001  a dash
    r"(?P<end>\d{1,2})(?:[:.](?P<over>\d{2}))?"
)
_LAST_HOUR = 23
_LAST_MINUTE = 59
OFF = ("off", "no", "none")


@dataclass(frozen=True, slots=True)
class QuietKept(Personal):
    """The quiet hours are these now; None for none. They run by the clocks of that zone."""

    hours: QuietHours | None
    zone: str


@dataclass(frozen=True, slots=True)
class QuietUnclear(Personal):
    """No two hours; nothing was changed."""

    typed: str
    present: QuietHours | None


def keep_quiet(wish: KeepQuiet, turn: Turn) -> QuietKept | QuietUnclear:
    """Set the asker's quiet hours, or have none."""
    person = turn.asker.person or ""
    hours = None if wish.hours.casefold() in OFF else hours_of(wish.hours)
    if hours is None and wish.hours.casefold() not in OFF:
        return QuietUnclear(wish.hours, turn.uow.reach.quiet(person))
    turn.uow.reach.keep_quiet(person, hours)
    return QuietKept(hours, turn.asker.zone or turn.zone)


def hours_of(typed: str) -> QuietHours | None:
    """The two hours that were typed; None if they are not two different ones."""
    match = _HOURS.fullmatch(typed.strip())
    if match is None:
        return None
    begins = _minute(match["begin"], match["after"])
    ends = _minute(match["end"], match["over"])
    if begins is None or ends is None or begins == ends:
        return None
    return QuietHours(begins, ends)


def _minute(hour: str, minute: str | None) -> int | None:
    hours, minutes = int(hour), int(minute or 0)
    if hours > _LAST_HOUR or minutes > _LAST_MINUTE:
        return None
    return hours * 60 + minutes
