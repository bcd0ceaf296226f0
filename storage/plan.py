"""What is due, for whom, and what was planned of it."""

import json
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import (
    Connection,
    Date,
    Integer,
    String,
    bindparam,
    delete,
    func,
    null,
    or_,
    select,
    text,
    update,
)

from core.domain.schedule import Slot
from core.domain.subscriptions import PERSONAL, Work
from core.ports_outbox import Content
from core.ports_plan import Bucket, Due, Moved, Part, Span, Watermark
from storage import outbox_plan as plan
from storage.hints import Topic, hint
from storage.statements import given_moment, insert_into
from storage.tables_messages import contents, outbox, planned_slots, planner, subscriptions
from storage.types import UtcDateTime

_WATERMARK = select(planner.c.planned_until, planner.c.doubted_since)
_HOLD = _WATERMARK.with_for_update(skip_locked=True)
_KEEP_WATERMARK = update(planner).values(
    planned_until=bindparam("until"), doubted_since=bindparam("doubted")
)
_CLOCK = select(func.clock_timestamp(type_=UtcDateTime))

_SLOTS = text(
    """
    WITH RECURSIVE zones (zone) AS (
        SELECT min(zone) FROM subscriptions
        UNION ALL
        SELECT (SELECT min(s.zone) FROM subscriptions s WHERE s.zone > zones.zone)
        FROM zones WHERE zones.zone IS NOT NULL
    ),
    days (zone, weekday) AS (
        SELECT zone, (SELECT min(s.weekday) FROM subscriptions s WHERE s.zone = zones.zone)
        FROM zones WHERE zones.zone IS NOT NULL
        UNION ALL
        SELECT zone, (
            SELECT min(s.weekday) FROM subscriptions s
            WHERE s.zone = days.zone AND s.weekday > days.weekday
        )
        FROM days WHERE days.weekday IS NOT NULL
    ),
    slots (zone, weekday, minute) AS (
        SELECT zone, weekday, (
            SELECT min(s.minute) FROM subscriptions s
            WHERE s.zone = days.zone AND s.weekday = days.weekday
        )
        FROM days WHERE days.weekday IS NOT NULL
        UNION ALL
        SELECT zone, weekday, (
            SELECT min(s.minute) FROM subscriptions s
            WHERE s.zone = slots.zone AND s.weekday = slots.weekday AND s.minute > slots.minute
        )
        FROM slots WHERE slots.minute IS NOT NULL
    )
    SELECT slots.weekday, slots.minute, slots.zone, planned_slots.day
    FROM slots LEFT JOIN planned_slots ON planned_slots.zone = slots.zone
        AND planned_slots.weekday = slots.weekday AND planned_slots.minute = slots.minute
    WHERE slots.minute IS NOT NULL
    """
).columns(weekday=Integer, minute=Integer, zone=String, day=Date)
"""From one distinct slot to the next along the index: DISTINCT would walk all subscriptions."""

_MOVED = (
    update(subscriptions)
    .where(
        subscriptions.c.id.in_(
            select(subscriptions.c.id)
            .where(subscriptions.c.moved)
            .order_by(subscriptions.c.id)
            .limit(bindparam("most"))
        )
    )
    .values(moved=False)
    .returning(
        *(subscriptions.c[name] for name in ("id", "weekday", "minute", "zone", "kind")),
    )
)
_PLANNED = insert_into(planned_slots)
_FILLED = _PLANNED.on_conflict_do_update(
    index_elements=["zone", "weekday", "minute"],
    set_={name: _PLANNED.excluded[name] for name in ("day", "planned_at")},
)

ROOM = {"postgresql": 100_000, "sqlite": 20_000}
"""SQLite has one write lock; in PostgreSQL nobody waits for a planner, and the indexes of a million
messages are walked through once a transaction."""
WAITS_AT_MOST = timedelta(days=2)
"""A night, quiet hours, and what a platform may ask for are shorter."""
LEASED_AT_MOST = timedelta(minutes=10)
_NOW = bindparam("now", type_=UtcDateTime)
_SET_BACK = (
    delete(outbox).where(
        outbox.c.work == Work.DIGEST,
        outbox.c.planned_at > _NOW,
        ~outbox.c.sending,
        ~outbox.c.doubtful,
    ),
    update(outbox)
    .where(
        outbox.c.available_at > bindparam("now_or_leased", type_=UtcDateTime),
        or_(
            outbox.c.planned_at > _NOW,
            outbox.c.available_at > bindparam("later", type_=UtcDateTime),
        ),
    )
    .values(available_at=_NOW),
    update(contents).where(contents.c.until > _NOW).values(until=null()),
    update(subscriptions).where(subscriptions.c.since > _NOW).values(since=_NOW),
    delete(planned_slots).where(planned_slots.c.planned_at > _NOW),
)
"""Digests for days to come, which are planned again when those come; what would wait for the wrong
time; facts told as of a day to come; readers who would get nothing until then."""


class SqlPlan:
    """`PlanStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @property
    def room(self) -> int:
        """How many messages one transaction may well put, without anybody having to wait for it."""
        return ROOM[self._connection.dialect.name]

    def hold(self) -> Watermark | None:
        """Hold the plan until the end of this unit of work; None while somebody else has it."""
        row = self._connection.execute(_HOLD).one_or_none()
        return None if row is None else Watermark(*row)

    def watermark(self) -> Watermark:
        """The same, without holding it."""
        return Watermark(*self._connection.execute(_WATERMARK).one())

    def database_clock(self) -> datetime | None:
        """What the database's own clock says; None where it is this machine's."""
        if self._connection.dialect.name != "postgresql":
            return None
        return self._connection.execute(_CLOCK).scalar_one()

    def keep_watermark(self, watermark: Watermark) -> None:
        """Keep until when was planned."""
        row = {"until": watermark.planned_until, "doubted": watermark.doubted_since}
        self._connection.execute(_KEEP_WATERMARK, row)

    def set_back(self, now: datetime) -> None:
        """Undo what was planned, and forget what was noted, by a clock that was ahead."""
        asked = {
            "now": now,
            "now_or_leased": now + LEASED_AT_MOST,
            "later": now + WAITS_AT_MOST,
        }
        for statement in _SET_BACK:
            self._connection.execute(statement, asked)

    def slots(self) -> Sequence[tuple[Slot, date | None]]:
        """The distinct slots, each with the last day for which it was planned to the end."""
        rows = self._connection.execute(_SLOTS)
        return [(Slot(row.weekday, row.minute, row.zone), row.day) for row in rows]

    def take_moved(self, most: int) -> Sequence[Moved]:
        """Subscriptions that came to a slot which may have been planned; each is given once."""
        rows = self._connection.execute(_MOVED, {"most": most}).all()
        return [
            Moved(row.id, Slot(row.weekday, row.minute, row.zone), row.kind) for row in sorted(rows)
        ]

    def parts(self, slots: Sequence[tuple[Slot, date]]) -> Sequence[Part]:
        """The buckets of these slots on these days that are not empty, each as a whole."""
        measured = [
            [slot.weekday, slot.minute, slot.zone, *[None] * 7, place]
            for place, (slot, _) in enumerate(slots)
        ]
        rows = self._connection.execute(plan.SIZES, {"parts": json.dumps(measured)})
        found = []
        for row in rows:
            slot, day = slots[row.place]
            found.append(Part(Bucket(slot, row.kind, day), Span(0, row.to, row.members)))
        return found

    def span(self, bucket: Bucket, after: int, most: int) -> Span | None:
        """The bucket's next subscriptions after that number, due or not; None if there is none."""
        asked = {
            "of_weekday": bucket.slot.weekday,
            "of_minute": bucket.slot.minute,
            "of_zone": bucket.slot.zone,
            "of_kind": bucket.kind,
            "after": after,
            "most": most,
        }
        to, count = self._connection.execute(plan.SPAN, asked).one()
        return Span(after, to, count) if count else None

    def contents_due(self, parts: Sequence[Part], most: int) -> Sequence[Due]:
        """Distinct contents that these subscriptions need and lack, so many at most."""
        asked = {"parts": _given(parts), "most": most}
        rows = self._connection.execute(plan.CONTENTS_DUE, asked)
        return [Due(parts[row.place].bucket, row.subject, row.since) for row in rows]

    def keep(self, content: Content, until: datetime) -> None:
        """Keep a content that tells up to a moment; one of the same kind, subject and day stays."""
        row = {
            "kind": content.kind,
            "subject": content.subject,
            "day": content.day,
            "version": content.version,
            "payload": content.payload,
            "until": until,
        }
        self._connection.execute(plan.KEEP, row)

    def fill(self, parts: Sequence[Part], now: datetime, new_id: str) -> int:
        """Put all that is due of these into the outbox in one statement; how many there were.

        Each one's id is made of `new_id` and the subscription's number. One that is late waits for
        the end of the night there.
        """
        asked = {"parts": _given(parts, now, self._contents(parts)), "new_id": new_id}
        put = self._connection.execute(plan.FILL, {**asked, "now": now}).rowcount
        if put:
            hint(self._connection, Topic.OUTBOX)
        personal = [part for part in parts if part.bucket.kind in PERSONAL]
        if put and personal:
            self._connection.execute(plan.MARK, {**asked, "parts": _given(personal, now)})
        return put

    def _contents(self, parts: Sequence[Part]) -> "_Contents":
        """The contents that are there for these parts: there are few, and many look them up."""
        own = [part for part in parts if part.bucket.kind in PERSONAL]
        shared = [part.bucket for part in parts if part.bucket.kind not in PERSONAL]
        asked = {
            "kinds": list({str(bucket.kind) for bucket in shared}),
            "days": list({bucket.day for bucket in shared}),
        }
        rows = self._connection.execute(plan.SHARED_CONTENTS, asked).all() if shared else []
        if own:
            rows = [*rows, *self._connection.execute(plan.OWN_CONTENTS, {"parts": _given(own)})]
        found: _Contents = defaultdict(dict)
        for row in rows:
            found[row.kind, row.day][row.subject] = row.id * plan.VERSIONS + row.version
        return found

    def filled(self, slots: Sequence[tuple[Slot, date]], now: datetime) -> None:
        """Those days of these slots are planned to the end."""
        rows = [
            {
                "zone": slot.zone,
                "weekday": slot.weekday,
                "minute": slot.minute,
                "day": day,
                "planned_at": now,
            }
            for slot, day in slots
        ]
        if rows:
            self._connection.execute(_FILLED, rows)

    def learn(self) -> None:
        """Let the database look at the outbox anew, which holds many more than it believes.

        Until PostgreSQL learns of them, each claim sorts all that waits instead of walking along
        the index: 50 ms instead of 2 with 20,000.
        """
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(plan.LEARN)


_Contents = dict[tuple[str, date], dict[str, int]]
"""Of a kind and day, by subject."""


def _given(
    parts: Sequence[Part], now: datetime | None = None, contents: _Contents | None = None
) -> str:
    """Parts as `storage.outbox_plan` reads them; only where they are put all of it matters."""
    return json.dumps(
        [
            [
                *_facts(part.bucket, now),
                part.span.after,
                part.span.to,
                place,
                (contents or {}).get((part.bucket.kind, part.bucket.day), {}),
            ]
            for place, part in enumerate(parts)
        ]
    )


def _facts(bucket: Bucket, now: datetime | None) -> list[str | int]:
    slot, moment = bucket.slot, bucket.moment
    undisturbed = now and slot.undisturbed(bucket.day, now)
    return [
        slot.weekday,
        slot.minute,
        slot.zone,
        bucket.kind,
        bucket.period,
        bucket.day.isoformat(),
        given_moment(moment),
        given_moment(undisturbed if undisturbed and undisturbed != now else moment),
    ]
