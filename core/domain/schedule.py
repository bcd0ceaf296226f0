"""When a digest is due: local day, hour and zone, right through changes of the clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.domain.notices import QuietHours

MONDAY = 0
NINE = 9 * 60
DAYS_A_WEEK = 7
EVERY_DAY = 7
"""Instead of a weekday: the digest comes daily."""
ON_TIME = timedelta(hours=1)
"""So much after its moment a digest still counts as coming at the hour that its reader chose."""
NIGHT = QuietHours(22 * 60, 8 * 60)
"""When nobody is woken by a digest that is late."""


zone_of = lru_cache(maxsize=1024)(ZoneInfo)
"""A zone's rules, for as long as the process lives: `ZoneInfo` itself keeps eight of the zones that
nobody holds, and reads the file of each other one again."""


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
        zone = zone_of(self.zone)
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

    def latest_day(self, now: datetime) -> date:
        """The local day of the last moment at or before now.

        The clock may skip a moment past midnight, and a zone a whole day, so that a day's moment
        can come on the day after it.
        """
        today = now.astimezone(zone_of(self.zone)).date()
        day = today - timedelta(days=self._days_between(self.weekday, today.weekday()))
        while self.on(day) > now:
            day -= self.interval
        return day

    def latest(self, now: datetime) -> datetime:
        """The last moment at or before now, in UTC."""
        return self.on(self.latest_day(now))

    def following_day(self, now: datetime) -> date:
        """The local day of the first moment after now; never one that the zone skips."""
        day = self.latest_day(now) + self.interval
        while self.on(day) <= now:
            day += self.interval
        return self.latest_day(self.on(day))

    def following(self, now: datetime) -> datetime:
        """The first moment after now, in UTC."""
        return self.on(self.following_day(now))

    def _days_between(self, first: int, second: int) -> int:
        return 0 if self.daily else (second - first) % DAYS_A_WEEK

    def period(self, day: date) -> str:
        """The ISO week of a local day, as `2010-W20`: the key that makes a digest weekly.

        Of a daily one the day itself, as `2010-05-17`. It is the day that was wished for, not the
        one on which a clock that skips it brings its moment: neighbours would share a period then.
        """
        if self.daily:
            return day.isoformat()
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02}"

    def undisturbed(self, day: date, now: datetime) -> datetime:
        """When that day's digest may come, in UTC: now, or after the night that it is now.

        At night comes only what was wished for then and is on time. All else that waits at night
        is late, or the reader moved to where it is night.
        """
        if timedelta(0) <= now - self.on(day) <= ON_TIME:
            return now
        return NIGHT.over_at(now, self.zone) or now
