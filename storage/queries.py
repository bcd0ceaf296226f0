"""Questions too long for a button."""

from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from storage.statements import insert_into
from storage.tables_messages import queries

_NEW = insert_into(queries)
_REMEMBER = _NEW.on_conflict_do_update(
    index_elements=["key"], set_={"used_at": _NEW.excluded.used_at}
)
_RECALL = select(queries.c.query).where(queries.c.key == bindparam("key"))


class SqlQueries:
    """`Queries` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, key: str, query: str, at: datetime) -> None:
        """Keep a question under its key, from the last moment at which it is shown."""
        self._connection.execute(_REMEMBER, {"key": key, "query": query, "used_at": at})

    def recall(self, key: str) -> str | None:
        """The question behind a key."""
        return self._connection.execute(_RECALL, {"key": key}).scalar_one_or_none()
