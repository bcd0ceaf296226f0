"""Column types that keep the core's values whole in both databases."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import DateTime, Dialect, Enum, String, Text
from sqlalchemy.types import TypeDecorator

from core.domain.values import PartialDate


class Result(StrEnum):
    """What became of a message that waited.

    `stopped` where its reader did not want it any more, or got a newer one instead.
    """

    DELIVERED = "delivered"
    GONE = "gone"
    UNKNOWN = "unknown"
    DEFECT = "defect"
    STOPPED = "stopped"
    EMPTY = "empty"
    HIDDEN = "hidden"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, kept in UTC. SQLite has no zones, so there it is kept without one.

    Raises:
        ValueError: the moment that is to be kept has no zone.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive moment, and bring any other to UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(value)
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give it back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)


class PartialDateText(TypeDecorator[PartialDate]):
    """A date of which only the year or the month may be known, as `2008`, `2008-12`."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: PartialDate | None, dialect: Dialect) -> str | None:
        """Write it as text, which sorts as the dates do."""
        del dialect
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        """Read it back."""
        del dialect
        return None if value is None else PartialDate.parse(value)


class TextTuple(TypeDecorator[tuple[str, ...]]):
    """A few texts that are only ever read together, as JSON."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str | None:
        """Write them in their order."""
        del dialect
        return None if value is None else json.dumps(list(value), ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Read them back."""
        del dialect
        return None if value is None else tuple(json.loads(value))


def one_of(kind: type[StrEnum], *, checked: bool = True) -> Enum:
    """A closed set, kept by value, with a check constraint that takes nothing else.

    Not `checked`: a set that grows with every version, so that only the program holds it.
    """
    return Enum(
        kind,
        name=kind.__name__.lower(),
        native_enum=False,
        create_constraint=checked,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )
