"""What became of messages, for whoever runs the bot: told by ids, and put back where that helps."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
)

from core.domain.notices import EVEN_IN_QUIET_HOURS
from core.domain.people import Platform
from core.domain.subscriptions import SubscriptionState, Urgency, Work
from core.usecases.digest_content import load_notice
from storage.hints import Topic, hint
from storage.statements import AnyRow, insert_into
from storage.tables import people
from storage.tables_messages import contents, deliveries, outbox, subscriptions
from storage.tables_notices import private_addresses
from storage.types import Result, UtcDateTime

EYES: Final = (Result.UNKNOWN, Result.DEFECT, Result.GONE)
"""The results that somebody should look at."""
MENDABLE: Final = (Result.UNKNOWN, Result.DEFECT)
"""The results after which a message may be sent again."""

_SINCE = deliveries.c.done_at >= bindparam("since", type_=UtcDateTime)
_COUNTS = (
    select(deliveries.c.result, func.count().label("messages"))
    .where(_SINCE)
    .group_by(deliveries.c.result)
)
_WANTED = (deliveries.c.result.in_(bindparam("results", expanding=True)), _SINCE)
_LISTED = (
    select(deliveries)
    .where(*_WANTED)
    .order_by(deliveries.c.done_at.desc(), deliveries.c.id)
    .limit(bindparam("most"))
)

_OTHERS = deliveries.alias("others")
_LATER_ONES = [
    select(table.c.id)
    .where(
        theirs,
        table.c.kind == deliveries.c.kind,
        func.length(table.c.key) == func.length(deliveries.c.key),
        table.c.key > deliveries.c.key,
    )
    .correlate(deliveries)
    .exists()
    for table, theirs in (
        (
            outbox,
            and_(
                deliveries.c.subscription_id.is_not(None),
                outbox.c.recipient == deliveries.c.recipient,
            ),
        ),
        (_OTHERS, _OTHERS.c.subscription_id == deliveries.c.subscription_id),
    )
]
"""As each table is indexed."""
_HERE = and_(
    private_addresses.c.platform == deliveries.c.platform,
    private_addresses.c.conversation == deliveries.c.conversation,
    private_addresses.c.thread == deliveries.c.thread,
)
_ONE = (
    select(
        *(column for column in deliveries.c),
        contents.c.version,
        contents.c.payload,
        contents.c.day,
        subscriptions.c.state,
        subscriptions.c.muted_until,
        or_(*_LATER_ONES).label("overtaken"),
        func.coalesce(people.c.language, func.nullif(private_addresses.c.language, "")).label(
            "language"
        ),
        func.coalesce(people.c.zone, func.nullif(private_addresses.c.zone, "")).label("zone"),
    )
    .select_from(
        deliveries.join(contents, contents.c.id == deliveries.c.content_id)
        .outerjoin(subscriptions, subscriptions.c.id == deliveries.c.subscription_id)
        .outerjoin(people, people.c.id == deliveries.c.person)
        .outerjoin(private_addresses, _HERE)
    )
    .where(deliveries.c.id == bindparam("wanted"))
)
_HOLD = select(deliveries.c.id).where(deliveries.c.id == bindparam("wanted")).with_for_update()
_BACK = insert_into(outbox)
_TAKE = delete(deliveries).where(deliveries.c.id == bindparam("wanted"))
_SAME = (
    "id",
    "work",
    "subscription_id",
    "content_id",
    "platform",
    "conversation",
    "thread",
    "recipient",
    "person",
    "kind",
    "key",
    "message",
    "planned_at",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is done: its ids, never a name or what it says."""

    id: str
    kind: str
    platform: Platform
    conversation: str
    thread: str
    at: datetime
    attempts: int
    result: Result
    reason: str


class Again(StrEnum):
    """What came of the wish to send a message again."""

    WAITS = "waits"
    """It waits to be sent."""
    NOT_THERE = "not_there"
    NOT_MENDABLE = "not_mendable"
    """It arrived, or was rightly not sent."""
    UNWANTED = "unwanted"
    """Its reader turned the digest off, or it can't arrive."""
    OVERTAKEN = "overtaken"
    """The next digest of the kind was made since."""
    ERASED = "erased"
    """What it said is kept no more."""


def counts(connection: Connection, since: datetime) -> Mapping[Result, int]:
    """How many messages were done from that moment on, by what became of them."""
    rows = connection.execute(_COUNTS, {"since": since})
    found = {row.result: row.messages for row in rows}
    return {result: found[result] for result in Result if result in found}


def listed(
    connection: Connection, results: Collection[Result], since: datetime, most: int
) -> Sequence[Sent]:
    """Those with such results from that moment on, the newest first."""
    asked = {"results": list(results), "since": since, "most": most}
    return [_sent(row) for row in connection.execute(_LISTED, asked)]


def find(connection: Connection, wanted: str) -> Sent | None:
    """A message that is done."""
    row = connection.execute(select(deliveries).where(deliveries.c.id == wanted)).one_or_none()
    return None if row is None else _sent(row)


def send_again(connection: Connection, wanted: str, at: datetime) -> Again:
    """Put a message back that may never have arrived, as it was, or say why not."""
    connection.execute(_HOLD, {"wanted": wanted})
    row = connection.execute(_ONE, {"wanted": wanted}).one_or_none()
    if row is None:
        return Again.NOT_THERE
    obstacle = _obstacle(row)
    if obstacle is None:
        connection.execute(_TAKE, {"wanted": wanted})
        connection.execute(_BACK, _waiting(row, at))
        hint(connection, Topic.OUTBOX)
    return obstacle or Again.WAITS


def _obstacle(row: AnyRow) -> Again | None:
    if row.result not in MENDABLE:
        return Again.NOT_MENDABLE
    if not row.payload:
        return Again.ERASED
    if row.work is not Work.DIGEST:
        return None
    muted = row.muted_until is not None and row.muted_until > row.day
    if row.state is not SubscriptionState.ACTIVE or muted:
        return Again.UNWANTED
    return Again.OVERTAKEN if row.overtaken else None


def _waiting(row: AnyRow, at: datetime) -> dict[str, object]:
    """The message as it waited at first; of a digest, its subscription knows language and zone."""
    notice = load_notice(row.payload) if row.work is Work.NOTICE else None
    urgent = row.work is Work.RETRACTION or (notice and notice.kind in EVEN_IN_QUIET_HOURS)
    urgency = Urgency.AT_ONCE if urgent else Urgency.SOON if notice else Urgency.DIGEST
    return {
        **{name: getattr(row, name) for name in _SAME},
        "language": row.language if notice else None,
        "zone": row.zone if notice else None,
        "again": notice.again if notice else row.work is Work.RETRACTION,
        "available_at": at,
        "version": row.version,
        "attempts": 0,
        "sending": False,
        "doubtful": False,
        "urgency": urgency,
    }


def _sent(row: AnyRow) -> Sent:
    return Sent(
        row.id,
        row.kind,
        row.platform,
        row.conversation,
        row.thread,
        row.done_at,
        row.attempts,
        row.result,
        row.reason,
    )
