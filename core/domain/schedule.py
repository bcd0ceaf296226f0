"""When a digest is due: local day, hour and zone, right through changes of the clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MONDAY = 0
NINE = 9 * 60
DAYS_A_WEEK = 7
EVERY_DAY = 7
"""Instead of a weekday: the digest comes daily."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A local moment of every week: weekday from Monday = 0, minutes after midnight, IANA zone.

    With the weekday EVERY_DAY it is a moment of every day.
    """

    weekday: int = MONDAY
    minute: int = NINE
    zone: str = "UTC"

    def on(self, day: date) -> datetime:
        """That day's moment, in UTC. A local time that the clock skips is taken after the gap."""
        hours, minutes = divmod(self.minute, 60)
        zone = ZoneInfo(self.zone)
        local = datetime(day.year, day.month, day.day, hours, minutes, tzinfo=zone)
        return local.astimezone(UTC)

    @property
    def daily(self) -> bool:
        """Whether it comes every day."""
        return self.weekday == EVERY_DAY

    @property
    def interval(self) -> timedelta:
        """The time from one to the next, changes of the clock apart."""
        return timedelta(days=1 if self.daily else DAYS_A_WEEK)

    def latest(self, now: datetime) -> datetime:
        """The last moment at or before now, in UTC."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        day = today - timedelta(days=self._days_between(self.weekday, today.weekday()))
        moment = self.on(day)
        return moment if moment <= now else self.on(day - self.interval)

    def following(self, now: datetime) -> datetime:
        """The first moment after now, in UTC."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        day = today + timedelta(days=self._days_between(today.weekday(), self.weekday))
        moment = self.on(day)
        return moment if moment > now else self.on(day + self.interval)

    def _days_between(self, first: int, second: int) -> int:
        return 0 if self.daily else (second - first) % DAYS_A_WEEK

    def day(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def period(self, moment: datetime) -> str:
        """The local ISO week of a moment, as `2010-W20`: the key that makes a digest weekly.

        Of a daily one the local day, as `2010-05-17`.
        """
        day = self.day(moment)
        if self.daily:
            return day.isoformat()
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"
