"""Questions too long for a button."""

import base64
import hashlib

from sqlalchemy import Connection, bindparam, select

from storage.statements import insert_into
from storage.tables_messages import queries

KEY_LENGTH = 12
"""Sixty bits: no two questions share a key by accident."""

_REMEMBER = insert_into(queries).on_conflict_do_nothing()
_RECALL = select(queries.c.query).where(queries.c.key == bindparam("key"))


class SqlQueries:
    """`Queries` over one connection."""

    __slots__ = ("_connection",)

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def remember(self, query: str) -> str:
        """A short key for a question: the beginning of its digest."""
        digest = base64.b32encode(hashlib.sha256(query.encode()).digest())
        key = digest.decode().lower()[:KEY_LENGTH]
        self._connection.execute(_REMEMBER, {"key": key, "query": query})
        return key

    def recall(self, key: str) -> str | None:
        """The question behind a key."""
        return self._connection.execute(_RECALL, {"key": key}).scalar_one_or_none()
