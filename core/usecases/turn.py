"""What every wish is granted with."""

from dataclasses import dataclass
from datetime import date, datetime

from core.domain.clocks import Terms
from core.domain.people import Asker
from core.domain.subscriptions import Address
from core.domain.values import Sight
from core.i18n import Words
from core.ports import Chance, Parties, UnitOfWork


@dataclass(frozen=True, slots=True)
class Turn:
    """One wish being granted: who asks, where, when, and over which unit of work."""

    asker: Asker
    uow: UnitOfWork
    now: datetime
    address: Address
    zone: str
    """The zone in which the asker reads."""
    private: bool
    """A conversation with the bot alone."""
    alone: bool
    """Only the asker will read the reply."""
    chance: Chance
    lost: bool = False
    """Something is paused there, or nobody could be told anything there."""
    filling: bool = False
    """The asker had a form open when they spoke, which they fill in by question and answer."""

    @property
    def words(self) -> Words:
        """The language, the zone and the platform in which the asker reads."""
        return Words(self.asker.language or "en", self.zone, self.address.platform)

    @property
    def terms(self) -> Terms:
        """How long each step of feedback may take here."""
        return self.uow.terms

    @property
    def sight(self) -> Sight:
        """How much the reply may show."""
        return self.asker.sight(alone=self.alone)

    @property
    def today(self) -> date:
        """The day on which deadlines are judged: the day in UTC, the same for everyone."""
        return self.now.date()

    @property
    def parties(self) -> Parties:
        """For whom "mine" is asked."""
        return Parties(self.asker.sections(), self.asker.person or "")
