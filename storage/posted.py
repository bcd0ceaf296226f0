"""Which messages of ours name which cases, and how they are taken back."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import Connection, bindparam, delete, exists, literal, select, true

from core.domain.subscriptions import Address, Urgency, Work
from core.request import ShownMessage
from core.usecases.digest_content import VERSION
from storage.hints import Topic, hint
from storage.keys import stored_key
from storage.statements import AnyRow, given, insert_into, number_at, text_at
from storage.tables import cases
from storage.tables_messages import contents, deliveries, outbox
from storage.tables_notices import posted
from storage.types import Result, UtcDateTime

KIND = "retraction"

_CASES = select(cases.c.key, cases.c.id).where(cases.c.key.in_(bindparam("keys", expanding=True)))
_NAMED = given("named")
"""Of each message that names a case the case's number, the address and the message."""
_KEEP = (
    insert_into(posted)
    .from_select(
        ["case_id", "platform", "conversation", "thread", "message", "posted_at"],
        select(
            number_at(_NAMED, 0),
            *(text_at(_NAMED, place) for place in range(1, 5)),
            bindparam("at", type_=UtcDateTime),
        ).where(true()),
    )
    .on_conflict_do_nothing()
)
_NAMING = select(posted).join(cases).where(cases.c.key == bindparam("of_key")).order_by(posted.c.id)
_twin = posted.alias("twin")
_FORGET = delete(posted).where(
    exists(
        select(_twin.c.id).where(
            _twin.c.id.in_(bindparam("ids", expanding=True)),
            _twin.c.platform == posted.c.platform,
            _twin.c.conversation == posted.c.conversation,
            _twin.c.thread == posted.c.thread,
            _twin.c.message == posted.c.message,
            (posted.c.message != literal("")) | (_twin.c.id == posted.c.id),
        )
    )
)
"""A message that names several cases is taken back whole, so that it names none any more."""
_CONTENT = insert_into(contents).on_conflict_do_nothing()
_CONTENT_ID = select(contents.c.id).where(
    contents.c.kind == KIND,
    contents.c.subject == bindparam("of_key"),
    contents.c.day == bindparam("of_day", type_=contents.c.day.type),
)
_PUT = insert_into(outbox).on_conflict_do_nothing()
_OF_CASE = (
    contents.c.kind == KIND,
    contents.c.subject == bindparam("of_key"),
    contents.c.day >= bindparam("since", type_=contents.c.day.type),
)
_WAITING = select(outbox.c.id).join(contents, contents.c.id == outbox.c.content_id).where(*_OF_CASE)
_LEFT = (
    select(
        deliveries.c.platform,
        deliveries.c.conversation,
        deliveries.c.thread,
        deliveries.c.message,
    )
    .join(contents, contents.c.id == deliveries.c.content_id)
    .where(*_OF_CASE, deliveries.c.result != Result.DELIVERED)
    .order_by(deliveries.c.platform, deliveries.c.conversation, deliveries.c.planned_at)
)


class SqlPosted:
    """`PostedStore` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, named: Sequence[tuple[str, ShownMessage]], at: datetime) -> None:
        """Keep which message names which case; keys that are no case are passed over."""
        keys = {key: stored_key(key) for key in {key for key, _ in named}}
        asked = {"keys": list(keys.values())}
        known = dict(self._connection.execute(_CASES, asked).all()) if keys else {}
        numbers = {key: known[stored] for key, stored in keys.items() if stored in known}
        rows = [
            (numbers[key], a.platform, a.conversation, a.thread, shown.message)
            for key, shown in named
            if key in numbers and (a := shown.address)
        ]
        if rows:
            self._connection.execute(_KEEP, {"named": json.dumps(rows), "at": at})

    def take_back(self, key: str, at: datetime) -> int:
        """Put the retraction of every message that names the case into the outbox; how many.

        What the outbox has taken over is kept here no more.
        """
        of_key = stored_key(key)
        naming = self._connection.execute(_NAMING, {"of_key": of_key}).all()
        if not naming:
            return 0
        content = self._content(of_key, at)
        rows = [_row(one, content, at) for one in naming]
        put = sum(self._connection.execute(_PUT, row).rowcount for row in rows)
        self._connection.execute(_FORGET, {"ids": [one.id for one in naming]})
        hint(self._connection, Topic.OUTBOX)
        return put

    def _content(self, key: str, at: datetime) -> int:
        row = {"kind": KIND, "subject": key, "day": at.date(), "version": VERSION, "payload": "{}"}
        self._connection.execute(_CONTENT, row)
        asked = {"of_key": key, "of_day": at.date()}
        content: int = self._connection.execute(_CONTENT_ID, asked).scalar_one()
        return content

    def left(self, key: str, since: date) -> Sequence[ShownMessage] | None:
        """The messages that could not be taken back; None while some are still being tried."""
        asked = {"of_key": stored_key(key), "since": since}
        if self._connection.execute(_WAITING, asked).first() is not None:
            return None
        return [
            ShownMessage(Address(row.platform, row.conversation, row.thread), row.message)
            for row in self._connection.execute(_LEFT, asked)
        ]


def _row(one: AnyRow, content: int, at: datetime) -> dict[str, object]:
    place = f"{one.platform}\n{one.conversation}\n{one.thread}"
    key = one.message or f"unknown {one.case_id}"
    return {
        "id": sha256(f"{place}\n{key}\n{content}".encode()).hexdigest()[:40],
        "work": Work.RETRACTION,
        "content_id": content,
        "platform": one.platform,
        "conversation": one.conversation,
        "thread": one.thread,
        "recipient": sha256(place.encode()).hexdigest()[:40],
        "kind": KIND,
        "key": key,
        "message": one.message,
        "again": True,
        "planned_at": at,
        "available_at": at,
        "version": VERSION,
        "attempts": 0,
        "sending": False,
        "doubtful": False,
        "urgency": Urgency.AT_ONCE,
    }
