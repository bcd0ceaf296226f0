"""How much waits, for whoever watches over it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, String, bindparam, case, func, literal, select

from core.domain.subscriptions import Urgency
from storage.tables_messages import inbox, outbox
from storage.types import UtcDateTime

_NOW: Final = bindparam("now", type_=UtcDateTime)
_STATE: Final = case(
    (outbox.c.sending, literal("sending", String)),
    (outbox.c.available_at > _NOW, literal("later", String)),
    else_=literal("due", String),
).label("state")
_WAITING: Final = select(
    outbox.c.platform,
    outbox.c.urgency,
    _STATE,
    func.count().label("messages"),
    func.min(outbox.c.planned_at, type_=UtcDateTime).label("oldest"),
).group_by(outbox.c.platform, outbox.c.urgency, _STATE)
_UNANSWERED: Final = select(
    func.count().label("requests"),
    func.min(inbox.c.received_at, type_=UtcDateTime).label("oldest"),
).where(inbox.c.request.is_not(None))


@dataclass(frozen=True, slots=True)
class Waiting:
    """Messages of one kind that wait.

    `state` is `due` (to be sent now), `later` (claimed, or put off until a moment of its own) or
    `sending` (between its first byte and its result).
    """

    platform: str
    urgency: str
    state: str
    messages: int
    age: timedelta
    """Of the oldest, since it was put down."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits to be sent, and what was asked and not answered yet."""

    waiting: tuple[Waiting, ...]
    unanswered: int
    unanswered_age: timedelta


def backlog(connection: Connection, now: datetime) -> Backlog:
    """Count it, at the moment when somebody asks."""
    waiting = tuple(
        Waiting(
            row.platform,
            Urgency(row.urgency).name.lower(),
            row.state,
            row.messages,
            _age(row.oldest, now),
        )
        for row in connection.execute(_WAITING, {"now": now})
    )
    asked = connection.execute(_UNANSWERED).one()
    return Backlog(waiting, asked.requests, _age(asked.oldest, now))


def _age(oldest: datetime | None, now: datetime) -> timedelta:
    return max(now - oldest, timedelta()) if oldest else timedelta()
