"""The platforms that refuse the bot's token at present."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, select

from core.domain.people import Platform
from core.ports_pauses import Refusal
from storage.statements import insert_into
from storage.tables_delivery import refusals

_ALL = select(refusals).order_by(refusals.c.platform)
_KEEP = insert_into(refusals).on_conflict_do_nothing()
_LIFT = delete(refusals).where(refusals.c.platform == bindparam("of_platform"))


class SqlRefusals:
    """`RefusalStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def all(self) -> Sequence[Refusal]:
        """Those that refuse it, by name."""
        rows = self._connection.execute(_ALL)
        return [Refusal(row.platform, row.since, row.reason) for row in rows]

    def keep(self, platform: Platform, reason: str, at: datetime) -> bool:
        """Keep that it refuses; the first moment stays."""
        row = {"platform": platform, "since": at, "reason": reason}
        return self._connection.execute(_KEEP, row).rowcount > 0

    def lift(self, platform: Platform) -> bool:
        """It takes messages again."""
        return self._connection.execute(_LIFT, {"of_platform": platform}).rowcount > 0
