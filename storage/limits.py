"""What a platform's senders have been given, by the clock of the database."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, bindparam, delete, func, or_, select

from core.domain.limits import Held, Standing
from storage.statements import AnyRow, insert_into
from storage.tables_delivery import rate_limits
from storage.types import UtcDateTime

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND: Final = timedelta(microseconds=1)

_ROW = (rate_limits.c.key, rate_limits.c.state, rate_limits.c.paused_until)
_THESE = rate_limits.c.key.in_(bindparam("keys", expanding=True))
_HOLD = select(*_ROW).where(_THESE).order_by(rate_limits.c.key).with_for_update()
_LOOK = select(*_ROW).where(_THESE)
_CLOCK = select(func.clock_timestamp(type_=UtcDateTime).label("now")).subquery()
_LOOK_WITH_CLOCK = select(_CLOCK.c.now, *_ROW).select_from(_CLOCK.outerjoin(rate_limits, _THESE))
"""PostgreSQL's time of the very moment; of a transaction's beginning would be before its locks."""
_NEW = insert_into(rate_limits).values(state="")
_BEGIN = _NEW.on_conflict_do_nothing()
_KEEP = insert_into(rate_limits)
_KEEP = _KEEP.on_conflict_do_update(
    index_elements=["key"],
    set_={"state": _KEEP.excluded.state, "used_at": _KEEP.excluded.used_at},
)
_LATER = or_(
    rate_limits.c.paused_until.is_(None),
    rate_limits.c.paused_until < _NEW.excluded.paused_until,
)
_PAUSE = _NEW.on_conflict_do_update(
    index_elements=["key"],
    set_={"paused_until": _NEW.excluded.paused_until},
    where=_LATER,
)
_UNUSED = (
    select(rate_limits.c.key)
    .where(
        rate_limits.c.used_at < bindparam("before", type_=UtcDateTime),
        or_(
            rate_limits.c.paused_until.is_(None),
            rate_limits.c.paused_until < bindparam("now", type_=UtcDateTime),
        ),
    )
    .order_by(rate_limits.c.used_at)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True)
    .cte("unused")
)
_FORGET = delete(rate_limits).where(rate_limits.c.key.in_(select(_UNUSED.c.key)))


class SqlLimits:
    """`LimitStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def hold(self, whole: Collection[str], parts: Collection[str] = ()) -> Held:
        """Lock the rows of the whole bots, in one order, and read the others and the time then.

        The rows of the parts need no lock: who changes them holds that of their whole.
        """
        held = self._locked(whole)
        if len(held) < len(set(whole)):
            now = self._look(())[0]
            missing = sorted(set(whole) - held.keys())
            self._connection.execute(_BEGIN, [{"key": key, "used_at": now} for key in missing])
            held = self._locked(whole)
        now, others = self._look(parts)
        return Held(_micros(now), held | others)

    def keep(self, states: Mapping[str, str], now: int) -> None:
        """Write what was given away, in one order."""
        at = _EPOCH + now * _MICROSECOND
        rows = [{"key": key, "state": states[key], "used_at": at} for key in sorted(states)]
        if rows:
            self._connection.execute(_KEEP, rows)

    def pause(self, key: str, seconds: float) -> None:
        """Pause what stands under that key; a pause that is longer already stays."""
        now = self._look(())[0]
        until = now + timedelta(seconds=seconds)
        self._connection.execute(_PAUSE, {"key": key, "used_at": now, "paused_until": until})

    def paused(self, keys: Collection[str]) -> float:
        """For how long one of them is paused yet, in seconds."""
        now, standings = self._look(keys)
        until = max((standing.paused_until for standing in standings.values()), default=0)
        return max(0.0, (until - _micros(now)) / 1e6)

    def forget(self, seconds: float, most: int) -> None:
        """Delete what nobody used for so long and is not paused; never waits for anybody's lock."""
        now = self._look(())[0]
        before = now - timedelta(seconds=seconds)
        asked = {"before": before, "now": now, "most": most}
        self._connection.execute(_FORGET, asked)

    def _locked(self, keys: Collection[str]) -> dict[str, Standing]:
        rows = self._connection.execute(_HOLD, {"keys": list(keys)})
        return {row.key: _standing(row) for row in rows}

    def _look(self, keys: Collection[str]) -> tuple[datetime, dict[str, Standing]]:
        """The time, and how these stand. SQLite serves one machine: its clock is that machine's."""
        asked = {"keys": list(keys)}
        if self._connection.dialect.name == "sqlite":
            found = self._connection.execute(_LOOK, asked).all() if keys else []
            return datetime.now(UTC), {row.key: _standing(row) for row in found}
        rows = self._connection.execute(_LOOK_WITH_CLOCK, asked).all()
        return rows[0].now, {row.key: _standing(row) for row in rows if row.key is not None}


def _standing(row: AnyRow) -> Standing:
    until = row.paused_until
    return Standing(row.state, 0 if until is None else _micros(until))


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND
