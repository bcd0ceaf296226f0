"""Whether this machine's clock can be believed, and the one by which leases are counted."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog

from core.ports import Clock, Store, UnitOfWork
from core.ports_plan import Watermark

log = structlog.get_logger()

TOLD_AGAIN_AFTER = 3600.0
"""Seconds between two lines of the log about the same clock."""
SKEW = timedelta(minutes=5)
"""The clocks of machines that share a database may differ by so much."""
STEADY = timedelta(hours=1)
"""After so long a clock that was set back is believed: then it had been ahead before."""


ASK_EVERY = 10.0
"""Seconds after which the database is asked for its time again."""
NOTICEABLE = timedelta(seconds=1)
"""Clocks that differ by less are the same: no lease depends on it."""


def _machine_time() -> datetime:
    return datetime.now(UTC)


class LeaseClock:
    """The time by which messages are claimed: all processes of a database have the same.

    A machine's clock may be off by minutes, and would end the leases of others before their time.
    """

    def __init__(
        self, store: Store, clock: Clock, machine: Callable[[], datetime] = _machine_time
    ) -> None:
        """`clock` is what is put right, by how much the machine's clock is off."""
        self._store = store
        self._clock = clock
        self._machine = machine
        self._off = timedelta(0)
        self._asked: tuple[datetime, float] | None = None

    def now(self) -> datetime:
        """This moment, as it was known at the last `check`."""
        return self._clock.now() + self._off

    def check(self) -> None:
        """Ask the database if that was not done lately, or if the machine's clock was set since.

        Raises:
            StoreAwayError: it can't be asked.
        """
        if self._asked is not None:
            machine, steady = self._asked
            passed = time.monotonic() - steady
            drift = self._machine() - machine - timedelta(seconds=passed)
            if passed < ASK_EVERY and abs(drift) < NOTICEABLE:
                return
        with self._store.read() as uow:
            database, machine = uow.plan.database_clock(), self._machine()
        self._asked = machine, time.monotonic()
        off = database - machine if database is not None else timedelta(0)
        self._off = off if abs(off) >= NOTICEABLE else timedelta(0)


@dataclass(frozen=True, slots=True)
class ClockProblem:
    """How far this machine's clock is off; nothing is planned while it is.

    `by` is how much it is ahead of the database's clock, or behind what was seen (negative).
    """

    by: timedelta
    database: bool
    """Measured against the database's own clock; otherwise against what it holds."""

    def __str__(self) -> str:
        """What is wrong and what to do, for the operator."""
        much = str(abs(self.by)).partition(".")[0]
        if self.database:
            where = "ahead of" if self.by > timedelta(0) else "behind"
            return (
                f"The clock of this machine is {much} {where} the clock of the database. Set both "
                "right, best by NTP. Until then nothing is planned here."
            )
        return (
            f"The clock of this machine is {much} before the last moment for which digests were "
            "planned. Set it right, best by NTP. If it is right now and was ahead before, nothing "
            "has to be done: it is believed after an hour."
        )


def clock_problem(store: Store, clock: Clock) -> ClockProblem | None:
    """What is wrong with this machine's clock, as far as the database can tell.

    Raises:
        StoreAwayError: the database can't be asked.
    """
    with store.read() as uow:
        database, watermark = uow.plan.database_clock(), uow.plan.watermark()
    now = clock.now()
    if database is not None and abs(now - database) > SKEW:
        return ClockProblem(now - database, database=True)
    if _is_before(now, watermark):
        return ClockProblem(now - (watermark.planned_until or now), database=False)
    return None


class ClockWatch:
    """Looks at this machine's clock at each tick, and tells the operator once in a while."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Nothing is looked at yet."""
        self._store = store
        self._clock = clock
        self._told_at: float | None = None

    def is_wrong(self) -> bool:
        """Whether nothing is to be done by this clock; it may be planned by one that was set back.

        Planning itself decides when such a clock is believed.

        Raises:
            StoreAwayError: the database can't be asked.
        """
        problem = clock_problem(self._store, self._clock)
        if problem is None:
            self._told_at = None
            return False
        now = time.monotonic()
        if self._told_at is None or now - self._told_at >= TOLD_AGAIN_AFTER:
            log.error("clock_wrong", seconds=problem.by.total_seconds(), todo=str(problem))
            self._told_at = now
        return problem.database


def is_to_be_trusted(uow: UnitOfWork, now: datetime) -> bool:
    """Hold the plan, and note that it is made until now; False where it is not to be made.

    That is so while somebody else makes it, and while the clock is before the time until which it
    was made: one of the two is wrong. A clock that goes steadily on from there for an hour is
    right, and what was planned by the other is undone as far as it was not sent.
    """
    seen = uow.plan.hold()
    if seen is None:
        return False
    if not _is_before(now, seen):
        until = max(now, seen.planned_until or now)
        uow.plan.keep_watermark(Watermark(until))
        return True
    doubted = seen.doubted_since
    if doubted is None or now < doubted:
        uow.plan.keep_watermark(Watermark(seen.planned_until, now))
        return False
    if now - doubted < STEADY:
        return False
    uow.plan.set_back(now)
    uow.plan.keep_watermark(Watermark(now))
    return True


def _is_before(now: datetime, seen: Watermark) -> bool:
    return seen.planned_until is not None and now < seen.planned_until - SKEW
