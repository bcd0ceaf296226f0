"""Questions too long for a button."""

from sqlalchemy import Connection, bindparam, select

from storage.statements import insert_into
from storage.tables_messages import queries

_REMEMBER = insert_into(queries).on_conflict_do_nothing()
_RECALL = select(queries.c.query).where(queries.c.key == bindparam("key"))


class SqlQueries:
    """`Queries` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, key: str, query: str) -> None:
        """Keep a question under its key; one that is there stays."""
        self._connection.execute(_REMEMBER, {"key": key, "query": query})

    def recall(self, key: str) -> str | None:
        """The question behind a key."""
        return self._connection.execute(_RECALL, {"key": key}).scalar_one_or_none()
