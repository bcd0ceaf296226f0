"""The zone in which somebody reads, and gets what comes by the clock."""

from dataclasses import dataclass
from datetime import datetime

from core.answer import Personal
from core.intents import SetTimezone, ShowTimezone
from core.understanding.slot import find_zone, near_zones
from core.usecases.turn import Turn


@dataclass(frozen=True, slots=True)
class ZoneShown(Personal):
    """The zone, and whether the asker chose it or it was concluded."""

    zone: str
    chosen: bool
    now: datetime


@dataclass(frozen=True, slots=True)
class ZoneSet(Personal):
    """Another zone; `moved` is how many digests go by its clocks now."""

    zone: str
    now: datetime
    moved: int


@dataclass(frozen=True, slots=True)
class ZoneUnclear(Personal):
    """No zone of that name; nothing was changed."""

    typed: str
    near: tuple[str, ...]


def show_timezone(_wish: ShowTimezone, turn: Turn) -> ZoneShown:
    """Tell by which clocks the asker reads."""
    return ZoneShown(turn.zone, chosen=bool(turn.asker.zone), now=turn.now)


def set_timezone(wish: SetTimezone, turn: Turn) -> ZoneSet | ZoneUnclear:
    """Read in another zone from now on, and move the asker's own digests with it."""
    zone = find_zone(wish.zone)
    if zone is None:
        return ZoneUnclear(wish.zone, near_zones(wish.zone))
    moved = 0
    if turn.asker.person:
        turn.uow.people.settle(turn.asker.person, zone=zone)
        moved = turn.uow.subscriptions.move_zone(turn.asker.person, zone)
    return ZoneSet(zone, turn.now, moved)
