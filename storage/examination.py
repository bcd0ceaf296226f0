"""What an operator wants to know of a database: its size, its room, and what went wrong lately."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, bindparam, func, select, text

from core.domain.people import Role
from core.domain.subscriptions import SubscriptionState
from storage.leases import SqlLeases
from storage.tables import grants
from storage.tables_messages import deliveries, subscriptions
from storage.types import Result, UtcDateTime

_LATELY: Final = (
    select(deliveries.c.result, func.count().label("messages"))
    .where(
        deliveries.c.result.in_((Result.UNKNOWN, Result.DEFECT, Result.GONE)),
        deliveries.c.done_at > bindparam("since", type_=UtcDateTime),
    )
    .group_by(deliveries.c.result)
)
_PAUSED: Final = select(func.count()).where(subscriptions.c.state == SubscriptionState.PAUSED)
_ADMINS: Final = select(func.count()).where(grants.c.role == Role.ADMIN)
_POSTGRESQL_SIZE: Final = text("SELECT pg_database_size(current_database())")


@dataclass(frozen=True, slots=True)
class Room:
    """How large a database is; how much is free beside it, where that can be known. In bytes."""

    size: int
    free: int | None


@dataclass(frozen=True, slots=True)
class Eyes:
    """What needs somebody's eyes."""

    results: Mapping[Result, int]
    """How many messages lately ended so that somebody should look."""
    paused: int
    """Digests that can't arrive."""
    admins: int


def room(connection: Connection) -> Room:
    """Measure it."""
    if connection.dialect.name == "postgresql":
        size: int = connection.scalar(_POSTGRESQL_SIZE) or 0
        return Room(size, None)
    file = Path(connection.engine.url.database or "")
    parts = (file, file.with_name(f"{file.name}-wal"))
    taken = sum(part.stat().st_size for part in parts if part.exists())
    return Room(taken, shutil.disk_usage(file.resolve().parent).free)


def try_to_write(connection: Connection) -> None:
    """Write something. Let the caller undo it; what keeps it from writing is raised."""
    SqlLeases(connection).hold("doctor", "doctor", timedelta(seconds=1))


def eyes(connection: Connection, since: datetime) -> Eyes:
    """Count what needs somebody's eyes."""
    lately = connection.execute(_LATELY, {"since": since})
    return Eyes(
        {row.result: row.messages for row in lately},
        connection.scalar(_PAUSED) or 0,
        connection.scalar(_ADMINS) or 0,
    )
