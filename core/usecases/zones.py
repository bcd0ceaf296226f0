"""In which time zone somebody reads, and in which language."""

from core.domain.people import Asker
from core.ports import UnitOfWork
from core.request import Actor
from core.understanding.slot import find_zone
from core.usecases.subscribing import ZoneSource

FALLBACK = "UTC"


def reading_zone(asker: Asker, actor: Actor, uow: UnitOfWork) -> tuple[str, ZoneSource]:
    """What the person chose, else the platform's profile, else the section's, else UTC."""
    if asker.zone:
        return asker.zone, ZoneSource.CHOSEN
    profile = find_zone(actor.zone) if actor.zone else None
    if profile:
        return profile, ZoneSource.PROFILE
    own = [section for code in asker.sections() if (section := uow.sections.get(code))]
    return (own[0].zone, ZoneSource.SECTION) if own else (FALLBACK, ZoneSource.FALLBACK)
