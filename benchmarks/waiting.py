"""Digests that wait to be sent, as many as are wanted."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, false, insert, literal, select

from core.domain.notices import Notice, NoticeKind
from core.domain.people import Platform
from core.domain.subscriptions import DigestKind, SubscriptionState, Urgency, Work
from core.usecases.digest_content import VERSION, dump, dump_notice
from core.usecases.digests import compose
from storage.statements import insert_into
from storage.tables_messages import contents, outbox, subscriptions
from storage.types import UtcDateTime
from storage.unit_of_work import SqlStore

DAY: Final = datetime(2010, 5, 17, 9, tzinfo=UTC)
"""When they are due: soon after the sample portfolio's day."""


def subscribe(store: SqlStore, platform: Platform, count: int) -> None:
    """Let so many conversations want the digest of the goals, and compute what it says."""
    rows = [
        {
            "id": number,
            "platform": platform,
            "conversation": f"C{number}" if platform is Platform.SLACK else str(number),
            "thread": "",
            "kind": DigestKind.GOALS,
            "weekday": 0,
            "minute": 540,
            "zone": "UTC",
            "since": DAY - timedelta(days=7),
            "state": SubscriptionState.ACTIVE,
            "language": "en",
        }
        for number in range(1, count + 1)
    ]
    with store.write() as uow:
        after = DAY - timedelta(days=7)
        digest = compose(uow, DigestKind.GOALS, "", day=DAY.date(), after=after, until=DAY)
        content = {"kind": DigestKind.GOALS, "subject": "", "day": DAY.date()}
        uow.connection.execute(
            insert(contents), [{**content, "version": VERSION, "payload": dump(digest)}]
        )
        uow.connection.execute(insert(subscriptions), rows)


def put_down(connection: Connection, key: str) -> int:
    """Let a digest wait for each of them, under a key that was not used before; how many."""
    theirs = {
        "id": key + "-" + _NUMBER,
        "work": literal(Work.DIGEST, outbox.c.work.type),
        "subscription_id": subscriptions.c.id,
        "content_id": _content_of(DigestKind.GOALS, ""),
        "recipient": "subscription " + _NUMBER,
        "kind": literal(DigestKind.GOALS.value),
        "urgency": literal(Urgency.DIGEST, outbox.c.urgency.type),
    }
    return _put(connection, key, theirs)


def put_notices(connection: Connection, key: str) -> int:
    """Let a notice wait for each of them, that rests on nothing that would be looked up."""
    notice = Notice(NoticeKind.STOP_ACTION, key, case="MYS-0012")
    content = {"kind": notice.kind, "subject": key, "day": DAY.date(), "version": VERSION}
    connection.execute(insert(contents), [{**content, "payload": dump_notice(notice)}])
    theirs = {
        "id": key + "-" + _NUMBER,
        "work": literal(Work.NOTICE, outbox.c.work.type),
        "content_id": _content_of(notice.kind, key),
        "recipient": "person " + _NUMBER,
        "kind": literal(notice.kind.value),
        "urgency": literal(Urgency.AT_ONCE, outbox.c.urgency.type),
    }
    return _put(connection, key, theirs)


_NUMBER: Final = subscriptions.c.id.cast(outbox.c.id.type)


def _content_of(kind: str, subject: str) -> ColumnElement[int]:
    its = (contents.c.kind == kind, contents.c.subject == subject)
    return select(contents.c.id).where(*its).scalar_subquery()


def _put(connection: Connection, key: str, theirs: Mapping[str, ColumnElement[Any]]) -> int:
    row = {
        **theirs,
        **{name: subscriptions.c[name] for name in ("platform", "conversation", "thread")},
        "key": literal(key),
        "planned_at": literal(DAY, UtcDateTime()),
        "available_at": literal(DAY, UtcDateTime()),
        "version": literal(VERSION),
        "attempts": literal(0),
        "message": literal(""),
        **dict.fromkeys(("again", "sending", "doubtful"), false()),
    }
    put = insert_into(outbox).from_select(list(row), select(*row.values()))
    return connection.execute(put).rowcount
