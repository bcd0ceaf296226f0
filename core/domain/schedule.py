"""When a weekly digest is due: local day, hour and zone, right through changes of the clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MONDAY = 0
NINE = 9 * 60
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Slot:
    """A local moment of every week: weekday from Monday = 0, minutes after midnight, IANA zone."""

    weekday: int = MONDAY
    minute: int = NINE
    zone: str = "UTC"

    def on(self, day: date) -> datetime:
        """That day's moment, in UTC. A local time that the clock skips is taken after the gap."""
        hours, minutes = divmod(self.minute, 60)
        zone = ZoneInfo(self.zone)
        local = datetime(day.year, day.month, day.day, hours, minutes, tzinfo=zone)
        return local.astimezone(UTC)

    def latest(self, now: datetime) -> datetime:
        """The last moment at or before now, in UTC."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        day = today - timedelta(days=(today.weekday() - self.weekday) % DAYS_A_WEEK)
        moment = self.on(day)
        return moment if moment <= now else self.on(day - timedelta(days=DAYS_A_WEEK))

    def following(self, now: datetime) -> datetime:
        """The first moment after now, in UTC."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        day = today + timedelta(days=(self.weekday - today.weekday()) % DAYS_A_WEEK)
        moment = self.on(day)
        return moment if moment > now else self.on(day + timedelta(days=DAYS_A_WEEK))

    def day(self, moment: datetime) -> date:
        """The local day of a moment."""
        return moment.astimezone(ZoneInfo(self.zone)).date()

    def period(self, moment: datetime) -> str:
        """The local ISO week of a moment, as `2010-W20`: the key that makes a digest weekly."""
        year, week, _ = self.day(moment).isocalendar()
        return f"{year}-W{week:02}"
