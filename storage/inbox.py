"""What came in and what was answered."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, null, or_, select, update

from core.domain.people import Platform
from core.ports import RepeatedError
from core.request import Progress, Reply, Request
from storage import codec
from storage.statements import insert_into
from storage.tables_messages import inbox

BATCH = 100
"""The most requests given to one caller at once; the rest are there at the next call."""

_RECORD = insert_into(inbox).on_conflict_do_nothing()
_REPLY = select(inbox.c.reply).where(inbox.c.key == bindparam("key"))
_NEW = insert_into(inbox)
_DONE = _NEW.on_conflict_do_update(
    index_elements=["key"],
    set_={"reply": _NEW.excluded.reply},
    where=inbox.c.reply.is_(None),
)
_POSTPONE = _NEW.on_conflict_do_update(
    index_elements=["key"],
    set_={
        "request": _NEW.excluded.request,
        "received_at": _NEW.excluded.received_at,
        "said": _NEW.excluded.said,
        "lease_until": null(),
    },
)
_LEAVE = _NEW.on_conflict_do_update(
    index_elements=["key"],
    set_={"request": _NEW.excluded.request},
    where=inbox.c.answered_at.is_(None),
)
_FORGET = delete(inbox).where(inbox.c.key == bindparam("asked"), inbox.c.reply.is_(None))
_ANSWERED = (
    update(inbox)
    .where(inbox.c.key == bindparam("asked"))
    .values(request=None, said="", answered_at=bindparam("at"))
)
_PROGRESS = select(
    inbox.c.answered_at, inbox.c.said, inbox.c.received_at, inbox.c.lease_until
).where(inbox.c.key == bindparam("key"))
_SAID = update(inbox).where(inbox.c.key == bindparam("asked")).values(said=bindparam("words"))
_HOLD = (
    update(inbox)
    .where(inbox.c.key.in_(bindparam("keys", expanding=True)), inbox.c.answered_at.is_(None))
    .values(lease_until=bindparam("until"))
)
_WAITING = (
    select(inbox.c.key)
    .where(
        inbox.c.request.is_not(None),
        inbox.c.key.like(bindparam("keys")),
        inbox.c.received_at <= bindparam("before"),
        or_(inbox.c.lease_until.is_(None), inbox.c.lease_until <= bindparam("now")),
    )
    .order_by(inbox.c.received_at)
    .limit(BATCH)
    .with_for_update(skip_locked=True)
    .cte("waiting")
)
_UNANSWERED = (
    update(inbox)
    .where(inbox.c.key.in_(select(_WAITING.c.key)))
    .values(lease_until=bindparam("until"))
    .returning(inbox.c.received_at, inbox.c.key, inbox.c.request)
)


class SqlInbox:
    """`Inbox` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def record(self, request: Request, at: datetime) -> bool:
        """Keep a request before it is acknowledged; False if it was kept before."""
        return self._connection.execute(_RECORD, _row(request, at)).rowcount > 0

    def reply_to(self, key: str) -> Reply | None:
        """The stored reply to that request, if it was done before."""
        text = self._connection.execute(_REPLY, {"key": key}).scalar_one_or_none()
        return None if text is None else codec.read_reply(text)

    def done(self, key: str, reply: Reply, at: datetime) -> None:
        """Keep the reply with the change itself, in one transaction.

        Raises:
            RepeatedError: another process did the same request meanwhile; nothing is kept.
        """
        row = {"key": key, "reply": codec.write_reply(reply), "received_at": at}
        if not self._connection.execute(_DONE, row).rowcount:
            raise RepeatedError

    def forget(self, key: str) -> None:
        """The request came to nothing, and may come again."""
        self._connection.execute(_FORGET, {"asked": key})

    def answered(self, key: str, at: datetime) -> None:
        """The reply was sent: the request's text is erased; a stored reply stays for repeats."""
        self._connection.execute(_ANSWERED, {"asked": key, "at": at})

    def progress(self, key: str, now: datetime, patience: timedelta) -> Progress:
        """How far its answer has come; nothing of one that is not on record was sent.

        Whoever did it, or put it on record, so lately is taken to be at it.
        """
        row = self._connection.execute(_PROGRESS, {"key": key}).one_or_none()
        if row is None:
            return Progress()
        if row.answered_at is not None:
            return Progress(answered=True)
        held_until = max(row.received_at + patience, row.lease_until or row.received_at)
        return Progress(said=tuple(row.said.split()), held=held_until > now)

    def keep_said(self, key: str, said: Sequence[str]) -> None:
        """Some messages of its answer were sent; nothing happens if it is not on record."""
        self._connection.execute(_SAID, {"asked": key, "words": " ".join(said)})

    def postpone(self, request: Request, at: datetime, said: Sequence[str] = ()) -> None:
        """Keep a request again, done or not, because its answer, or the rest, was not sent."""
        self._connection.execute(_POSTPONE, {**_row(request, at), "said": " ".join(said)})

    def leave(self, request: Request, at: datetime) -> None:
        """Keep a request that somebody else may be answering, in case they don't."""
        self._connection.execute(_LEAVE, _row(request, at))

    def unanswered(
        self, platform: Platform, now: datetime, patience: timedelta
    ) -> Sequence[Request]:
        """Requests that nobody answered for that long, each leased for as long to one caller.

        One that a newer version of the program wrote is left for it.
        """
        asked = {
            "keys": f"{platform}:%",
            "now": now,
            "before": now - patience,
            "until": now + patience,
        }
        rows = sorted(self._connection.execute(_UNANSWERED, asked).all())
        found = []
        for row in rows:
            try:
                found.append(codec.read_request(row.request))
            except codec.UnreadableError:
                continue
        return found

    def hold(self, keys: Sequence[str], until: datetime) -> None:
        """Somebody is about to answer these: they are given to nobody else before then."""
        self._connection.execute(_HOLD, {"keys": list(keys), "until": until})


def _row(request: Request, at: datetime) -> dict[str, object]:
    return {"key": request.key, "request": codec.write_request(request), "received_at": at}
